"""PostgreSQL is killed below commands that stay: each waits for it and goes on, by itself and as the same process."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crawler.archive.archive import follow
from tests import postgres
from tests.base.notify.servers import Hook, hook_server
from tests.faults.bench import ROOT
from tests.faults.operations import SETTINGS, title
from tests.faults.table import STEP
from tests.forked import KLIPING, Forked
from tests.news_site import NewsSite, serve_site
from tests.processes import kliping

pytestmark = [pytest.mark.kill, pytest.mark.postgres, pytest.mark.timeout(1_200)]

AWAY_SECONDS = 20.0 if STEP else 3.0
DEADLINE = 300.0
COMMANDS = {"crawl": ("crawl",), "index": ("index",), "alert": ("alert", "run"), "serve": ("serve",)}
EARLIER, LATER = [f"/baca/{number}" for number in range(3)], [f"/baca/{number}" for number in range(3, 6)]
PUBLISHER = """
name = "Uji"
domains = ["127.0.0.1"]
article_url = "/baca/"
[politeness]
delay_seconds = 0.0
[[sources]]
kind = "feed"
url = "{base}/rss"
schedule = "every 2s"
"""


class Staying:
    """The commands, each a process of its own on one database, and what they have done."""

    def __init__(self, data: Path, environment: dict[str, str], hook: Hook) -> None:
        self.data, self.hook, self._environment = data, hook, environment
        self.processes = {name: self._start(name, *words) for name, words in COMMANDS.items()}

    def _start(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        with (self.data.parent / f"{name}.log").open("wb") as log:
            command = [*KLIPING, *words, "--data", str(self.data)]
            return Forked(command, env=self._environment, stdout=log, stderr=log)

    def log(self, name: str) -> str:
        return (self.data.parent / f"{name}.log").read_text("utf-8", "replace")

    def found(self) -> int:
        """How many articles a search finds; none while it cannot be answered."""
        address = f"http://{self._environment['KLIPING_SERVER__BIND']}/api/v1/search?q=banjir&fold=0"
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                return int(json.load(answer)["total"])
        except OSError:
            return 0

    def told(self) -> Counter[str]:
        """How often each article was told of, however often a message came."""
        messages = {headers["webhook-id"]: json.loads(body)["data"] for headers, body in list(self.hook.posts)}
        return Counter(article["url"] for message in messages.values() for article in message["articles"])

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until it holds, all processes running."""
        end = time.monotonic() + DEADLINE
        while not condition():
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} has ended: {self.log(name)[-3000:]}"
            assert time.monotonic() < end, {name: self.log(name)[-2000:] for name in self.processes}
            time.sleep(0.3)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def publish(site: NewsSite, paths: list[str]) -> None:
    for path in paths:
        site.page(path, title(path))
    site.feed("/rss", paths)


@contextmanager
def staying(folder: Path, site: NewsSite) -> Iterator[Staying]:
    data = folder / "data"
    (data / "publishers").mkdir(parents=True)
    (data / "publishers" / "uji.toml").write_text(PUBLISHER.format(base=site.base), "utf-8")
    slugs = [file.stem for file in (ROOT / "config" / "publishers").glob("*.toml")]
    (data / "kliping.toml").write_text("".join(f"[publishers.{one}]\nenabled = false\n" for one in slugs), "utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KLIPING_")}
    environment |= {**SETTINGS, "KLIPING_DATABASE__URL": postgres.new_database()}
    environment["KLIPING_SERVER__BIND"] = f"127.0.0.1:{postgres.free_port()}"
    with ExitStack() as stack:
        hook = stack.enter_context(hook_server())
        add = ("alert", "add", "banjir", "banjir", "--webhook", hook.url, "--data", str(data))
        kliping(*add, **{name: value for name, value in environment.items() if name.startswith("KLIPING_")})
        made = Staying(data, environment, hook)
        stack.callback(made.stop)
        yield made


def test_commands_that_stay_wait_for_their_database(tmp_path: Path) -> None:
    with serve_site() as site:
        publish(site, EARLIER)
        with staying(tmp_path, site) as commands:
            commands.wait(lambda: commands.found() == 3 and len(commands.told()) == 3)
            server = postgres.server()
            server.kill()
            publish(site, [*EARLIER, *LATER])
            end = time.monotonic() + AWAY_SECONDS
            commands.wait(lambda: time.monotonic() > end and '"crawl.pause"' in commands.log("crawl"))
            server.start()
            commands.wait(lambda: commands.found() == 6 and len(commands.told()) == 6)
            archived = Counter(page.url for page, _ in follow(commands.data / "archive", {}) if page.kind == "page")
            log = commands.log("crawl")
    assert sorted(archived.values()) == [1] * 6
    assert set(commands.told().values()) == {1}
    assert log.count('"crawl.pause"') == log.count('"crawl.resume"') == 1, log[-3000:]
    logs = {name: commands.log(name) for name in COMMANDS}
    assert not (
        told := {name: log[log.index("Traceback") :][:3_000] for name, log in logs.items() if "Traceback" in log}
    ), told
