"""Reading what sources and publishers send, in processes of their own: a document that takes too long or too much
memory ends with its process and not with the crawler."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, Self, TypeVar

from base.clock import time_zone
from base.urls import canonical_url
from base.workers import JobTimeoutError, Limits, WorkerDiedError, Workers
from config.catalogue import Publisher, SourceKind
from crawler.fetch.pagination import further_pages
from crawler.ledger.links import Link
from crawler.sources.document import unpack
from crawler.sources.entries import MAX_URL_LENGTH, BadSourceError, Listing, SourceEntry
from crawler.sources.feeds import read_feed
from crawler.sources.json_lists import read_wordpress
from crawler.sources.sections import read_section
from crawler.sources.sitemaps import read_sitemap

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
"""As many as one slow document must not hold up the others; each is started only when those before it are busy."""
LIMITS = Limits(seconds=60.0, cpu_seconds=10.0, memory_bytes=2 * 1024**3)
"""The largest honest sitemap takes about two seconds of processor time; on a loaded machine that may take long."""


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """What came for a source, and what is needed to read it.

    `links` is the selector of a section page's links, `timezone` that of times without a zone, `limit` how large it
    may be when unpacked, in bytes.
    """

    kind: SourceKind
    url: str
    body: bytes
    limit: int
    content_type: str = ""
    links: str = ""
    timezone: str = "Asia/Jakarta"


class Readers:
    """The reading processes, the first started with the first document."""

    def __init__(self) -> None:
        self._workers = Workers(READERS, LIMITS, [__name__])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    async def read(self, document: SourceDocument) -> Listing:
        """What a source's document lists. Raises BadSourceError where it cannot be read, or not in time."""
        return await self._ask(read_source, document)

    async def further_pages(self, body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
        """The addresses of an article's further pages; as `pagination.further_pages`, in a process of its own."""
        return await self._ask(further_pages, body, url, first, publisher)

    async def articles(self, listed: Sequence[SourceEntry], publisher: Publisher, source: str) -> list[Link]:
        """Those of the links that are articles. A user's `article_url` may be one that never ends, and Python looks at
        nothing else meanwhile, so that it is looked for in a process that can be ended."""
        return await self._ask(listed_articles, listed, publisher, source)

    async def _ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await asyncio.wrap_future(self._workers.submit(function, *args, **kwargs))
        except JobTimeoutError as error:
            raise BadSourceError(f"reading it was given up: {error}") from error
        except MemoryError as error:
            raise BadSourceError("reading it took too much memory") from error
        except WorkerDiedError as error:
            raise BadSourceError(f"reading it was given up: {error}") from error


def read_source(document: SourceDocument) -> Listing:
    """A source's document by its kind. Raises BadSourceError."""
    charset, zone = _charset(document.content_type), time_zone(document.timezone)
    if "sitemap" in document.kind:
        return read_sitemap(document.body, document.url, document.limit, charset, zone)
    body = unpack(document.body, document.limit)
    if document.kind == "section":
        return read_section(body, document.url, document.links)
    if document.kind == "wordpress":
        return read_wordpress(body, document.url, zone)
    return read_feed(body, document.url, charset, zone)


def _charset(content_type: str) -> str:
    """The charset that a Content-Type names, "" for none."""
    match = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", content_type, re.IGNORECASE)
    return match[1] if match else ""


def listed_articles(listed: Iterable[SourceEntry], publisher: Publisher, source: str) -> list[Link]:
    """The listed links on the publisher's site that match its `article_url`, one for each key, in their order."""
    pattern = re.compile(publisher.article_url)
    own = canonical_url(source)
    links: dict[str, Link] = {}
    for one in listed:
        if not one.url or len(one.url) > MAX_URL_LENGTH:
            continue
        key = canonical_url(one.url)
        if key != own and publisher.owns(one.url) and pattern.search(one.url):
            links.setdefault(key, Link(one.url, key, one.title, one.published, one.summary, source))
    return list(links.values())
