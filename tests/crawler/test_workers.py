"""Two crawl workers on one real PostgreSQL: killed, stopped and woken, they double nothing and keep hosts' delays."""

from __future__ import annotations

import itertools
import os
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
from tests.news_site import NewsSite, serve_site
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

pytestmark = pytest.mark.postgres

DEADLINE = 120.0
DELAY = 0.25
PROGRAM = """
import sys
from datetime import timedelta
from pathlib import Path
from base import postgres
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, DatabaseSettings, Settings
from crawler.crawl import crawl
from crawler.fetch import host_claims
from crawler.ledger import claims
from crawler.schedule import manager, pages, policy

if __name__ == "__main__":
    # In hand for longer than a busy machine takes to start a worker, which then finds in its archive what it has kept
    manager.GRACE_SECONDS, pages.IN_HAND = 1.0, timedelta(seconds=25.0)
    policy.TICK_SECONDS = 0.5  # all that is counted in seconds and minutes goes faster, in the same proportions
    claims.LEASE, postgres.MAX_IDLE["ledger"] = timedelta(seconds=2.0), "2s"
    host_claims.BEAT_SECONDS, host_claims.VALID_SECONDS = 0.3, 1.0
    data, url, delay, *bases = sys.argv[1:]
    settings = Settings(
        crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, user_agent=f"{Path(data).name}/1.0"),
        database=DatabaseSettings(url=url),
    )
    publishers = {}
    for number, base in enumerate(bases):
        slug, domain = f"uji{number}", base.removeprefix("http://")
        sources = (Source("feed", f"{base}/rss", Every(timedelta(seconds=3))),)
        polite = Politeness(float(delay))
        publishers[slug] = Publisher(slug, slug, (domain,), article_url="/baca/", politeness=polite, sources=sources)
    crawl(settings, Path(data), publishers)
"""


class Workers:
    """Processes that crawl the same sites by one ledger, each with a data folder of its own."""

    def __init__(self, folder: Path, url: str, sites: Sequence[NewsSite], delay: float = DELAY) -> None:
        self._folder, self._running = folder, dict[str, subprocess.Popen[bytes]]()
        self._arguments = [url, str(delay), *(site.base for site in sites)]
        (folder / "program.py").write_text(PROGRAM)

    def start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [sys.executable, "-W", "error", "program.py", name, *self._arguments],
                cwd=self._folder,
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(Path.cwd())},
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
