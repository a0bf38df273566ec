"""From an answer to what it lists."""

from __future__ import annotations

from collections.abc import Sequence

from scrapy.http import Response

from config.catalogue import Source
from config.outcomes import Outcome
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl, header
from crawler.ledger.links import Link
from crawler.sources.entries import BadSourceError, Listing, SourceEntry
from crawler.sources.parsers import SourceDocument


async def read_answer(crawl: Crawl, source: Source, response: Response) -> Listing:
    """What an answer lists, read as the kind of its source. Raises FetchError where it cannot be read."""
    document = SourceDocument(
        source.kind,
        response.url,
        response.body,
        crawl.shared.settings.crawler.max_source_bytes,
        content_type=header(response, "Content-Type"),
        links=source.links,
        timezone=crawl.publisher.timezone if crawl.publisher else "Asia/Jakarta",
    )
    try:
        return await crawl.shared.readers.read(document)
    except BadSourceError as error:
        raise FetchError(Outcome.BAD_SOURCE, str(error)) from error


async def article_links(crawl: Crawl, listed: Sequence[SourceEntry], source: str) -> list[Link]:
    """Those of the listed links that are articles of the crawl's publisher. Raises FetchError where its `article_url`
    takes too long."""
    if crawl.publisher is None:
        raise RuntimeError("a list without its publisher")
    try:
        return await crawl.shared.readers.articles(listed, crawl.publisher, source)
    except BadSourceError as error:
        reason = f"its links cannot be compared with article_url of the publisher's file: {error}"
        raise FetchError(Outcome.BAD_SOURCE, reason) from error
