"""Does it stay well for a day? Simulated news at 60 times speed through all processes of `kliping up`.

    python benchmarks/soak.py [--hours 24 | --minutes 24] [--speed 60] [--publishers 20] [--hourly 120] [--short]

Publishers on the loopback go on publishing pages of 110 KB (`soak_news.py`); `kliping up` crawls, indexes, serves
readers who search, page, take feeds and exports, and tells two alerts by webhook. `--hours` are simulated ones,
`--minutes` ours.

Judged: every story is found once, and told once to each alert that it matches. What is not found in the end is looked
for in archive, ledger and articles, which tell what waits, and for what, from what is lost, that is nowhere. Archive,
ledger, articles and index agree (`kliping verify`); no process ended and no request failed; a process's own memory
grows by at most 1 MiB in a simulated hour and its descriptors not at all, after a fifth of the time for warming up;
95 % of the pages are found within 5 s of the moment when their site sent them, in the second half as in the first.
`--short` judges no time, of growth only that memory did not double and descriptors do not pile up, and lets a smaller
half of the stories wait.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from soak_judge import ALERTS, Run, judge  # noqa: E402 - the scripts beside this one are no package
from soak_news import COMMON_WORD, News  # noqa: E402
from soak_places import places, untold  # noqa: E402
from soak_watch import ask, probe_on, read_on, sample  # noqa: E402

from tests.base.notify.servers import hook_server  # noqa: E402

DRAIN_SECONDS, MAX_DRAIN_SECONDS = 120.0, 900.0
"""So long without anything more found or told, and in all, is waited for what was published last."""
READY_SECONDS, STOP_SECONDS = 600.0, 240.0
"""A machine that is busy with other things takes long; `kliping up` itself gives its processes twenty seconds."""
SAMPLE_SECONDS = 2.0
PUBLISHER = """
name = "Uji {number}"
domains = ["{host}:{port}"]
article_url = '/read/'
posture = "A made-up site on the loopback."
[politeness]
delay_seconds = 0.02
[[sources]]
kind = "feed"
url = "http://{host}:{port}/rss.xml"
schedule = "every {seconds}s"
"""


def environment(port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    return inherited | {
        "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
        "KLIPING_CRAWLER__DAILY_REQUESTS": "1000000",
        "KLIPING_CRAWLER__DAILY_PAGES": "1000000",
        "KLIPING_CRAWLER__DAILY_LINKS": "1000000",
        "KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES": "true",
        "KLIPING_SERVER__BIND": f"127.0.0.1:{port}",
        "KLIPING_LOG__FORMAT": "json",
        "KLIPING_LOG__LEVEL": "warning",
    }


def kliping(data: Path, settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kliping.main", *arguments, "--data", str(data)]
    return subprocess.run(command, env=settings, capture_output=True, text=True, cwd=ROOT, check=False)


def write_catalogue(data: Path, news: News, seconds: int) -> None:
    (data / "publishers").mkdir(parents=True, exist_ok=True)
    for number, host in enumerate(news.hosts()):
        text = PUBLISHER.format(number=number, host=host, port=news.port, seconds=seconds)
        (data / "publishers" / f"uji{number}.toml").write_text(text, "utf-8")
    slugs = [file.stem for file in (ROOT / "config" / "publishers").glob("*.toml")]
    off = "".join(f"[publishers.{slug}]\nenabled = false\n" for slug in slugs)
    (data / "kliping.toml").write_text(off, "utf-8")


def run_all(run: Run, settings: dict[str, str], readers: int) -> None:
    """Publish, read and look for as long as it is to last, then wait for what is under way, stop and compare."""
    base = f"http://{settings['KLIPING_SERVER__BIND']}"
    run.news.publish()
    with (run.data / "up.log").open("wb") as log:
        up = subprocess.Popen([sys.executable, "-m", "kliping.main", "up", "--data", str(run.data)],
                              env=settings, cwd=ROOT, stdout=log, stderr=log)  # fmt: skip
        stopped = threading.Event()
        threads = [threading.Thread(target=probe_on, args=(base, run.news, run.seen, stopped), daemon=True)]
        threads += [
            threading.Thread(target=read_on, args=(base, run.news, run.seen, stopped), daemon=True)
            for _ in range(readers)
        ]
        try:
            _wait_until_ready(base)
            for thread in threads:
                thread.start()
            end = time.monotonic() + run.seconds
            while time.monotonic() < end and up.poll() is None:
                sample(up.pid, run.seen)
                time.sleep(SAMPLE_SECONDS)
            print(f"{len(run.news.stories):,} stories published; waiting for the last", file=sys.stderr, flush=True)
            run.news.stop()
            _drain(base, run)
        finally:
            stopped.set()
            for thread in threads:
                if thread.ident:
                    thread.join(60)
            run.exit_code = _stop(up)
    run.log = (run.data / "up.log").read_text("utf-8", "replace")
    exported = kliping(run.data, settings, "export", "", "--format", "jsonl", "--fields", "id,url", "--output", "-")
    run.found = Counter(json.loads(line)["url"] for line in exported.stdout.splitlines())
    run.places = places(run.data, run.news, run.news.stories.keys() - run.found.keys())
    run.untold = untold(run.data)
    verified = kliping(run.data, settings, "verify")
    run.verified = "agrees" if verified.returncode == 0 else verified.stdout.strip()[-500:]


def _stop(up: subprocess.Popen[bytes]) -> int:
    """End it as a user would; its exit code, -9 where it did not end by itself."""
    up.send_signal(signal.SIGTERM)
    try:
        return up.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        up.kill()
        return up.wait(10)


def _wait_until_ready(base: str) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"{base}/livez", timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise SystemExit("the server does not answer")


def _drain(base: str, run: Run) -> None:
    """Wait until all that was published is found and told, or nothing goes on."""
    begun = moved = time.monotonic()
    wanted, before = sum(map(len, run.wanted().values())) + len(run.news.stories), -1
    while time.monotonic() < min(begun + MAX_DRAIN_SECONDS, moved + DRAIN_SECONDS):
        found = json.loads(ask(base, "/api/v1/search", run.seen, q=COMMON_WORD, top="1", fold="0") or b"{}")
        done = found.get("total", 0) + sum(map(len, run.told().values()))
        if done >= wanted:
            break
        if done > before:
            before, moved = done, time.monotonic()
        time.sleep(1)
    run.drained = time.monotonic() - begun


def soak(options: argparse.Namespace, data: Path) -> bool:
    """Run it and print the table; whether all is well."""
    minutes = options.minutes or options.hours * 60 / options.speed
    news = News(options.publishers, options.hourly, options.speed, options.seed)
    news.open()
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings = environment(free.getsockname()[1])
    if options.short:
        settings["KLIPING_SEARCH__DEADLINE_SECONDS"] = "60"
    write_catalogue(data, news, options.visit_seconds)
    with hook_server() as hook:
        for name, query in ALERTS.items():
            added = kliping(data, settings, "alert", "add", name, query, "--webhook", hook.url)
            if added.returncode:
                raise SystemExit(added.stderr)
        run = Run(news, hook, data, minutes * 60)
        begun = os.times()
        run_all(run, settings, options.readers)
        spent = os.times()
    findings = list(judge(run, short=options.short))
    cpu = spent.children_user + spent.children_system - begun.children_user - begun.children_system
    print(
        f"{run.hours:.1f} simulated hours in {minutes:.1f} minutes: {len(news.stories):,} stories of "
        f"{options.publishers} publishers, {len(run.seen.seconds):,} requests of readers, {cpu:.0f} s of processor time"
    )
    print("| what | verdict | figures |\n|---|---|---|")
    for one in findings:
        print(f"| {one.name} | {'good' if one.is_good else 'BAD'} | {one.said} |")
    bad = [one.name for one in findings if not one.is_good]
    print("verdict:", f"not well: {', '.join(bad)}" if bad else "all is well")
    if bad:
        print("the last lines of the log:", *run.log.splitlines()[-20:], sep="\n", file=sys.stderr)
    return not bad


def main() -> int:
    """Print the figures; 1 where something is not well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=float, default=24.0, help="simulated")
    parser.add_argument("--minutes", type=float, help="ours, instead of --hours")
    parser.add_argument("--speed", type=float, default=60.0)
    parser.add_argument("--publishers", type=int, default=20)
    parser.add_argument("--hourly", type=float, default=120.0, help="stories in a simulated hour, of all publishers")
    parser.add_argument("--visit-seconds", type=int, default=15, help="between two visits of a source: ours")
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="judge losses, doubles and growth alone")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kliping-soak-"))
    try:
        return int(not soak(options, folder))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    raise SystemExit(main())
