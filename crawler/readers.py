"""Reading what sources send, in a process of its own: a document that takes too long or too much memory ends
with that process and not with the crawler."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from typing import Self

import pebble

from config.catalogue import SourceKind
from crawler.feeds import read_feed
from crawler.listing import BadSourceError, Listing
from crawler.sections import read_section
from crawler.sitemaps import read_sitemap

DEADLINE_SECONDS = 10.0
MEMORY_BYTES = 2 * 1024**3


class Readers:
    """One reading process, started with the first document."""

    def __init__(self) -> None:
        self._pool: pebble.ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call] # pebble has left it untyped
            self._pool.join()

    async def read(self, kind: SourceKind, body: bytes, url: str, *, links: str, limit: int) -> Listing:
        """What a source's document lists. Raises BadSourceError where it cannot be read, or not in time."""
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")  # not fork: this process has threads
            context.set_forkserver_preload([__name__])
            self._pool = pebble.ProcessPool(1, initializer=_prepare, context=context)
        future = self._pool.schedule(read_source, (kind, body, url, links, limit), timeout=DEADLINE_SECONDS)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise BadSourceError(f"reading it took longer than {DEADLINE_SECONDS:.0f} s") from error
        except MemoryError as error:
            raise BadSourceError("reading it took too much memory") from error
        except pebble.ProcessExpired as error:
            raise BadSourceError("the program that reads sources crashed on it") from error


def read_source(kind: SourceKind, body: bytes, url: str, links: str, limit: int) -> Listing:
    """A source's document by its kind. Raises BadSourceError."""
    if kind == "feed":
        return read_feed(body, url)
    if kind == "section":
        return read_section(body, url, links)
    return read_sitemap(body, url, limit)


def _prepare() -> None:
    """Ctrl-C is for the crawler, which ends this process itself; memory without end is that document's fault alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
