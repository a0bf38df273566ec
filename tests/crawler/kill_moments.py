"""A process that crawls in children of its own, each killed with SIGKILL at a given moment: `python -m
tests.crawler.kill_moments`. A child is forked from what is imported already, so that a kill costs little.

Reads lines from standard input: the base address of the site, a data folder, and how to kill: `step 12` (at the
twelfth step that leaves something on the disk or the network, see `watch`), `after 0.2` (seconds) or `never`. Answers
each with a line: `killed`, or `done` and how many steps there were, or what went wrong.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from sqlalchemy.engine.default import DefaultDialect

from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.archive import archive
from crawler.crawl import crawl
from crawler.fetch import engine, polite_handler, runtime
from crawler.fetch.pagination import further_pages
from crawler.ledger.links import Link
from crawler.schedule import manager
from crawler.sources.entries import Listing, SourceEntry
from crawler.sources.parsers import Readers, SourceDocument, listed_articles, read_source
from tests.forker import load
from tests.killing import Steps, in_child

SETTINGS = Settings(
    crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0, daily_pages=10**6)
)


class ReadersHere(Readers):
    """Readers without processes of their own, which would cost a second each time and are killed elsewhere."""

    async def read(self, document: SourceDocument) -> Listing:
        return read_source(document)

    async def further_pages(self, body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
        return further_pages(body, url, first, publisher)

    async def articles(self, listed: Sequence[SourceEntry], publisher: Publisher, source: str) -> list[Link]:
        return listed_articles(listed, publisher, source)


class CrawlSteps(Steps):
    """Steps of a crawl: requests too, and writes of the archive."""

    def around_request(self, send: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def stepped(*arguments: Any) -> Any:
            self()
            response = await send(*arguments)
            self()
            return response

        return stepped

    def in_two(self, write: Callable[[IO[bytes], bytes], None]) -> Callable[[IO[bytes], bytes], None]:
        """A write of the archive, with a moment at which half of it is in the file."""

        def halved(file: IO[bytes], record: bytes) -> None:
            half = len(record) // 2
            write(file, record[:half])
            self()
            write(file, record[half:])

        return halved


def watch(steps: CrawlSteps) -> None:
    """Make each sync, commit, write to the archive and request a step."""
    handler, dialect = polite_handler.PoliteHandler, DefaultDialect
    os.fsync = steps.around(os.fsync)
    dialect.do_commit = steps.around(dialect.do_commit)  # type: ignore[method-assign]
    archive._write_all = steps.in_two(archive._write_all)
    handler.download_request = steps.around_request(handler.download_request)  # type: ignore[method-assign]


def work(base: str, data: Path, steps: CrawlSteps) -> None:
    """Crawl the site once, with its source due."""
    runtime.Readers = ReadersHere  # type: ignore[misc]
    manager.GRACE_SECONDS, engine.CLOSE_SECONDS = 0.5, 0.1  # what is left open dies with the process
    sources = (Source("feed", f"{base}/rss", Every(timedelta(hours=1))),)
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=sources)
    watch(steps)
    crawl(SETTINGS, data, {"uji": uji}, once=True, everything=True)


def crawl_once(base: str, data: Path, how: str, value: float) -> str:
    """Crawl; how many steps it took."""
    if how == "after":
        signal.setitimer(signal.ITIMER_REAL, value)  # nobody handles it, so that it ends the process at once
    steps = CrawlSteps(int(value) if how == "step" else 0)
    work(base, data, steps)
    return f"done {steps.number}"


if __name__ == "__main__":
    load()
    for line in sys.stdin:
        site, folder, word, number = line.split()
        print(in_child(functools.partial(crawl_once, site, Path(folder), word, float(number))), flush=True)
