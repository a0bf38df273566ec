"""Reading what sources and publishers send, in processes of their own: a document that takes too long or too much
memory ends with its process and not with the crawler."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, Self, TypeVar

from base.workers import JobTimeoutError, Limits, WorkerDiedError, Workers
from config.catalogue import Publisher, SourceKind
from crawler.fetch.pagination import further_pages
from crawler.sources.entries import BadSourceError, Listing
from crawler.sources.feeds import read_feed
from crawler.sources.sections import read_section
from crawler.sources.sitemaps import read_sitemap

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
"""As many as one slow document must not hold up the others; each is started only when those before it are busy."""
LIMITS = Limits(seconds=60.0, cpu_seconds=10.0, memory_bytes=2 * 1024**3)
"""The largest honest sitemap takes about two seconds of processor time; on a loaded machine that may take long."""


class Readers:
    """The reading processes, the first started with the first document."""

    def __init__(self) -> None:
        self._workers = Workers(READERS, LIMITS, [__name__])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    async def read(self, kind: SourceKind, body: bytes, url: str, *, links: str, limit: int) -> Listing:
        """What a source's document lists. Raises BadSourceError where it cannot be read, or not in time."""
        return await self._ask(read_source, kind, body, url, links, limit)

    async def further_pages(self, body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
        """The addresses of an article's further pages; as `pagination.further_pages`, in a process of its own."""
        return await self._ask(further_pages, body, url, first, publisher)

    async def _ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.wrap_future(self._workers.submit(function, *args, **kwargs))
        except JobTimeoutError as error:
            raise BadSourceError(f"reading it was given up: {error}") from error
        except MemoryError as error:
            raise BadSourceError("reading it took too much memory") from error
        except WorkerDiedError as error:
            raise BadSourceError(f"reading it was given up: {error}") from error


def read_source(kind: SourceKind, body: bytes, url: str, links: str, limit: int) -> Listing:
    """A source's document by its kind. Raises BadSourceError."""
    if kind == "feed":
        return read_feed(body, url)
    if kind == "section":
        return read_section(body, url, links)
    return read_sitemap(body, url, limit)
