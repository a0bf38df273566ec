"""Two crawl workers on one real PostgreSQL: killed, stopped and woken, they double nothing and keep hosts' delays."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crawler.archive.archive import follow
from tests.forked import Forked
from tests.news_site import NewsSite, serve_site
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

pytestmark = pytest.mark.postgres

DEADLINE = 120.0
DELAY = 0.25


class Workers:
    """Processes that crawl the same sites by one ledger, each with a data folder of its own."""

    def __init__(self, folder: Path, url: str, sites: Sequence[NewsSite], delay: float = DELAY) -> None:
        self._folder, self._running = folder, dict[str, subprocess.Popen[bytes]]()
        self._arguments = [url, str(delay), *(site.base for site in sites)]

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = Forked(
                [sys.executable, "-m", "tests.crawler.worker_program", name, *self._arguments],
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def signal(self, name: str, number: signal.Signals) -> None:
        self._running[name].send_signal(number)

    def kill(self, name: str) -> None:
        process = self._running.pop(name)
        process.kill()
        process.wait(DEADLINE)

    def close(self) -> None:
        for name in list(self._running):
            self.kill(name)

    def output(self) -> str:
        return "".join(f"{file.name}: {file.read_text()}" for file in sorted(self._folder.glob("*.log")))

    def archived(self) -> Counter[str]:
        """How often each page was kept, in the archives of all."""
        folders = sorted(self._folder.glob("*/archive"))
        return Counter(page.url for folder in folders for page, _ in follow(folder, {}) if page.kind == "page")


@contextmanager
def newsrooms(number: int, articles: int) -> Iterator[list[NewsSite]]:
    with ExitStack() as stack:
        sites = [stack.enter_context(serve_site()) for _ in range(number)]
        for site in sites:
            site.feed("/rss", [f"/baca/{one}" for one in range(articles)])
            for one in range(articles):
                site.page(f"/baca/{one}", f"Banjir {one} surut di {site.base}")
        yield sites


def wait_until(condition: Callable[[], bool], workers: Workers) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, workers.output()[-5000:]
        time.sleep(0.02)


def fetched(sites: Sequence[NewsSite]) -> int:
    return sum(len(set(site.paths("/baca/"))) for site in sites)


def gaps(sites: Sequence[NewsSite]) -> list[float]:
    """The seconds between each two requests that came to one host after each other."""
    times = [sorted(seen.arrived for seen in site.seen) for site in sites]
    return [later - earlier for one in times for earlier, later in itertools.pairwise(one)]


def asked_by(sites: Sequence[NewsSite]) -> Counter[str]:
    return Counter(seen.headers["User-Agent"] for site in sites for seen in site.seen)


def test_workers_that_are_killed_and_stopped_double_nothing_and_keep_each_hosts_delay(
    postgres_url: str, tmp_path: Path
) -> None:
    number, articles = 10, 12
    at = random.Random(10).randint(20, 40)
    with newsrooms(number, articles) as sites:
        workers = Workers(tmp_path, postgres_url, sites)
        try:
            for name in ("satu", "dua"):
                workers.start(name)
            wait_until(lambda: len(asked_by(sites)) == 2, workers)
            wait_until(lambda: fetched(sites) > at, workers)
            workers.signal("satu", signal.SIGSTOP)
            before = fetched(sites)
            wait_until(lambda: fetched(sites) > before + 20, workers)  # also those of the one that is stopped
            workers.kill("dua")
            workers.start("dua")
            workers.signal("satu", signal.SIGCONT)
            wait_until(lambda: sum(workers.archived().values()) >= number * articles, workers)
        finally:
            workers.close()
    assert set(workers.archived().values()) == {1}, workers.output()[-5000:]
    assert min(gaps(sites)) >= DELAY
    assert set(asked_by(sites)) == {"satu/1.0", "dua/1.0"}
