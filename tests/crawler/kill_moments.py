"""A process that crawls in children of its own, each killed with SIGKILL at a given moment: `python -m
tests.crawler.kill_moments`. A child is forked from what is imported already, so that a kill costs little.

Reads lines from standard input: the base address of the site, a data folder, and how to kill: `step 12` (at the
twelfth step that leaves something on the disk or the network, see `watch`), `after 0.2` (seconds) or `never`. Answers
each with a line: `killed`, or `done` and how many steps there were, or what went wrong.
"""

from __future__ import annotations

import functools
import itertools
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable
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
from crawler.schedule import manager
from crawler.sources.entries import Listing
from crawler.sources.parsers import Readers, SourceDocument, read_source

SETTINGS = Settings(
    crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0, daily_pages=10**6)
)


class ReadersHere(Readers):
    """Readers without processes of their own, which would cost a second each time and are killed elsewhere."""

    async def read(self, document: SourceDocument) -> Listing:
        return read_source(document)

    async def further_pages(self, body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
        return further_pages(body, url, first, publisher)


class Steps:
    """Counts the steps, and kills this process at one of them."""

    def __init__(self, last: int) -> None:
        self._numbers, self._last, self.number = itertools.count(1), last, 0

    def __call__(self) -> None:
        self.number = next(self._numbers)
        if self.number == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def stepped(*arguments: Any) -> Any:
            self()
            result = function(*arguments)
            self()
            return result

        return stepped

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


def watch(steps: Steps) -> None:
    """Make each sync, commit, write to the archive and request a step."""
    handler, dialect = polite_handler.PoliteHandler, DefaultDialect
    os.fsync = steps.around(os.fsync)
    dialect.do_commit = steps.around(dialect.do_commit)  # type: ignore[method-assign]
    archive._write_all = steps.in_two(archive._write_all)
    handler.download_request = steps.around_request(handler.download_request)  # type: ignore[method-assign]


def work(base: str, data: Path, steps: Steps) -> None:
    """Crawl the site once, with its source due."""
    runtime.Readers = ReadersHere  # type: ignore[misc]
    manager.GRACE_SECONDS, engine.CLOSE_SECONDS = 0.5, 0.1  # what is left open dies with the process
    sources = (Source("feed", f"{base}/rss", Every(timedelta(hours=1))),)
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=sources)
    watch(steps)
    crawl(SETTINGS, data, {"uji": uji}, once=True, everything=True)


def child(base: str, data: Path, how: str, value: float, answer: int) -> None:
    """Crawl, tell how many steps it took, and end without the parent's clean-up."""
    if how == "after":
        signal.setitimer(signal.ITIMER_REAL, value)  # nobody handles it, so that it ends the process at once
    steps = Steps(int(value) if how == "step" else 0)
    text = ""
    try:
        work(base, data, steps)
        text = f"done {steps.number}"
    finally:
        os.write(answer, (text or traceback.format_exc().replace("\n", " | ")).encode())
        os._exit(0)


def crawl_killed(base: str, data: Path, how: str, value: float) -> str:
    """Crawl in a child; how it ended."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        child(base, data, how, value, write)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status = os.waitpid(process, 0)
    return text or ("killed" if os.WIFSIGNALED(status) else f"ended with {status}")


if __name__ == "__main__":
    for line in sys.stdin:
        site, folder, word, number = line.split()
        print(crawl_killed(site, Path(folder), word, float(number)), flush=True)
