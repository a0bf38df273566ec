"""Processor time a page, from the feed to the searchable article, beside news-please and a Scrapy that does nothing.

python benchmarks/crawling.py [--pages 1500] [--peer-pages 150] [--cache FOLDER]

Made-up pages of 110 KB (`news_pages.py`) lie on four hosts of the loopback, served packed by a process whose time is
not counted. Ours is the command line with an empty data folder: `kliping crawl --once --all`, then
`kliping index --once`. All time of user and system counts, that of child processes and of starting too, with the
bytecode that pip would have made.

news-please is given fewer pages (some 270 ms each), as a library: `NewsPlease.from_url` for page after page in one
process, without pictures, which only fetches and reads and stores nothing; the time of its start is taken off. It is
installed by pip into an environment of its own below --cache, with the versions of `peers/news_please.txt`; where that
fails it is left out, and the reason said. The Scrapy that does nothing is the one of our own environment.

Limits: 18 ms a page for crawl and index together on the machine of the decisions, and a fifteenth of news-please.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import multiprocessing.connection
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes import CDLL
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from news_pages import Site, make_site, serve  # noqa: E402 - the scripts beside this one are no package

HOSTS = [f"127.0.0.{number}" for number in range(1, 5)]
PACKAGES = ["base", "config", "crawler", "indexer", "search", "kliping"]
PEERS = ROOT / "benchmarks" / "peers"
MAX_MILLISECONDS, MIN_RATIO = 18.0, 15.0
SUBREAPER = 36
"""prctl's PR_SET_CHILD_SUBREAPER: what a child leaves behind is reaped, and so counted, by us."""

PUBLISHER = """
name = "Uji {number}"
domains = ["{host}"]
timezone = "Asia/Jakarta"
language = "id"
article_url = '/read/'
enabled = true
posture = "A test site on the loopback."

[politeness]
delay_seconds = 0.0

[[sources]]
kind = "feed"
url = "http://{host}:{port}/rss.xml"
schedule = "every 1h"
"""


def processor_seconds(command: Sequence[str], environment: Mapping[str, str] = os.environ) -> float:
    """What a command costs, with all that it starts. Raises SystemExit where it fails."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_reap, args=(command, dict(environment), theirs))
    process.start()
    code, seconds = ours.recv()
    process.join()
    if code:
        raise SystemExit(f"{' '.join(command)} ended with {code}")
    return float(seconds)


def _reap(
    command: Sequence[str], environment: Mapping[str, str], answer: multiprocessing.connection.Connection
) -> None:
    CDLL(None).prctl(SUBREAPER, 1, 0, 0, 0)
    with tempfile.TemporaryFile() as said:
        code = subprocess.run(command, env=environment, check=False, stdout=said, stderr=said).returncode
        if code:
            said.seek(0)
            sys.stderr.write(said.read().decode(errors="replace")[-2_000:])
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer.send((code, used.ru_utime + used.ru_stime))


@contextmanager
def serving(pages: int) -> Iterator[tuple[Site, int]]:
    """The pages on a free port of all hosts, once they answer."""
    with socket.create_server((HOSTS[0], 0)) as free:
        port = free.getsockname()[1]
    site = make_site(HOSTS, port, pages)
    server = multiprocessing.get_context("fork").Process(target=serve, args=(site, HOSTS, port), daemon=True)
    server.start()
    try:
        end = time.monotonic() + 30
        while not _answers(port):
            if time.monotonic() > end:
                raise SystemExit("the site did not come up")
            time.sleep(0.1)
        yield site, port
    finally:
        server.kill()
        server.join()


def _answers(port: int) -> bool:
    try:
        for host in HOSTS:
            socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def ours(port: int, pages: int, folder: Path) -> tuple[float, float]:
    """Milliseconds a page of crawling and of indexing; all of them must be searchable at the end."""
    (folder / "publishers").mkdir(parents=True)
    for number, host in enumerate(HOSTS, 1):
        text = PUBLISHER.format(number=number, host=host, port=port)
        (folder / "publishers" / f"uji-{number}.toml").write_text(text, "utf-8")
    slugs = [part for number in range(1, len(HOSTS) + 1) for part in ("--publisher", f"uji-{number}")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")} | {
        "KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run([sys.executable, "-m", "compileall", "-q", *PACKAGES], cwd=ROOT, env=environment, check=True)
    kliping = [sys.executable, "-m", "kliping.main"]
    crawl = processor_seconds([*kliping, "crawl", "--once", "--all", *slugs, "--data", str(folder)], environment)
    index = processor_seconds([*kliping, "index", "--once", "--data", str(folder)], environment)
    command = [*kliping, "search", "", "--json", "--data", str(folder)]
    found = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    if (total := json.loads(found)["total"]) != pages:
        raise SystemExit(f"{total} of {pages} pages became searchable")
    return crawl * 1000 / pages, index * 1000 / pages


def news_please(cache: Path) -> Path | str:
    """The Python of news-please's own environment, which is made where it is missing; else why there is none."""
    pinned = PEERS / "news_please.txt"
    folder = cache / "news-please"
    python, installed = folder / "bin" / "python", folder / "installed.txt"
    if installed.exists() and installed.read_bytes() == pinned.read_bytes():
        return python
    shutil.rmtree(folder, ignore_errors=True)
    for command in ([sys.executable, "-m", "venv", folder], [python, "-m", "pip", "install", "-q", "-r", pinned]):
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            lines = (done.stderr or done.stdout).strip().splitlines()
            return next((line for line in reversed(lines) if "ERROR" in line), lines[-1] if lines else "pip failed")
    shutil.copyfile(pinned, installed)
    return python


def peer(python: Path | str, script: str, urls: Sequence[str], folder: Path) -> float:
    """Milliseconds a page of another program, its start taken off."""
    seconds = []
    for name, given in (("none", []), ("all", urls)):
        file = folder / f"{name}.txt"
        file.write_text("\n".join(given), "utf-8")
        seconds.append(processor_seconds([str(python), str(PEERS / script), str(file)]))
    return (seconds[1] - seconds[0]) * 1000 / len(urls)


def main() -> int:
    """Print all sides; 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=1_500)
    parser.add_argument("--peer-pages", type=int, default=150, help="pages for news-please; 0 leaves it out")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "kliping-benchmarks")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kliping-crawling-") as work, serving(given.pages) as (site, port):
        folder = Path(work)
        size = site.page_bytes / given.pages / 1000
        packed = sum(len(body) for body, _ in site.answers.values()) / given.pages / 1000
        print(f"{given.pages:,} pages of {size:.0f} KB, {packed:.0f} KB packed; milliseconds of processor time a page")
        crawl, index = ours(port, given.pages, folder / "data")
        archive = sum(file.stat().st_size for file in (folder / "data" / "archive").iterdir()) / given.pages / 1000
        whole = crawl + index
        print(f"crawl                      {crawl:7.1f}   ({archive:.1f} KB a page in the archive)")
        print(f"index                      {index:7.1f}")
        print(f"crawl and index            {whole:7.1f}   (limit {MAX_MILLISECONDS:.0f})")
        empty = peer(sys.executable, "empty_spider.py", site.urls, folder)
        print(f"Scrapy that does nothing   {empty:7.1f}   {whole / empty:.1f} times that")
        python = news_please(given.cache) if given.peer_pages else "--peer-pages 0"
        if isinstance(python, str):
            print(f"news-please                 left out: {python}")
            return int(whole > MAX_MILLISECONDS)
        theirs = peer(python, "news_please_pages.py", site.urls[: given.peer_pages], folder)
        print(f"news-please                {theirs:7.1f}   {theirs / whole:.1f} times ours (limit {MIN_RATIO:.0f})")
    return int(whole > MAX_MILLISECONDS or theirs / whole < MIN_RATIO)


if __name__ == "__main__":
    raise SystemExit(main())
