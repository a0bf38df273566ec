"""Extraction: the bytes of a page become an article. Decode, parse once, read metadata and body, classify."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from config.catalogue import Publisher
from config.outcomes import Outcome
from indexer.articles.article import Extraction
from indexer.extract.body.article_body import read_body
from indexer.extract.body.join import join
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.page import dom
from indexer.extract.page.classify import classify, may_be_article
from indexer.extract.page.decode import decode
from indexer.extract.page.document import Body, Metadata, ParsedPage
from indexer.extract.page.structured import read_structured
from indexer.extract.publisher.readers import read_by_reader
from indexer.extract.publisher.rules import check

MAX_BYTES = 10 * 1024 * 1024
MAX_TAGS = 50_000
"""A page of more bytes or tags is not read (decision 32): no article has them, and time and memory stay bounded."""


def extract(
    body: bytes,
    *,
    url: str | None,
    publisher: Publisher | None = None,
    captured: datetime | None = None,
    content_type: str = "",
    parts: Sequence[bytes] = (),
    listed: bool = False,
) -> Extraction:
    """Read one page and the further `parts` of its article. A page without an article has the reason as its outcome.

    `listed`: a source of its publisher lists it, so it is an article, though doubtful, unless it is proved to be none.
    """
    parse = functools.partial(parse_page, url=url, publisher=publisher, captured=captured, content_type=content_type)
    page = parse(body)
    if isinstance(page, Outcome):
        return Extraction(url or "", page)
    metadata = read_metadata(page)
    text = read_body(page, metadata.content.title)
    if parts:
        text = _join(text, metadata, [parse(part) for part in parts])
    return _extraction(page, metadata, text, listed)


def parse_page(
    body: bytes,
    *,
    url: str | None,
    publisher: Publisher | None = None,
    captured: datetime | None = None,
    content_type: str = "",
) -> ParsedPage | Outcome:
    """Parse a page once for all steps; the outcome if it cannot be parsed."""
    if len(body) > MAX_BYTES:
        return Outcome.TOO_LARGE
    text = decode(body, content_type)
    if text is not None and text.count("<") > MAX_TAGS:
        return Outcome.TOO_LARGE
    tree = dom.parse(text) if text is not None else None
    if text is None or tree is None:
        return Outcome.UNREADABLE
    try:
        runs = dom.read_runs(tree)
    except dom.TooDeepError:
        return Outcome.TOO_DEEP
    rules = publisher.rules_on(captured.date() if captured else date.max) if publisher else None
    by_reader = read_by_reader(tree, publisher.slug) if publisher else None
    return ParsedPage(tree, url, publisher, captured, text, read_structured(tree), rules, runs, by_reader)


def _join(first: Body, metadata: Metadata, pages: Sequence[ParsedPage | Outcome]) -> Body:
    """The body joined with those of the article's further pages; a page that cannot be read leaves a note."""
    bodies = [
        Body(notes=(f"a further page could not be read: {page.value}",))
        if isinstance(page, Outcome)
        else read_body(page, metadata.content.title)
        for page in pages
    ]
    return join(first, bodies)


def _extraction(page: ParsedPage, metadata: Metadata, body: Body, listed: bool) -> Extraction:
    outcome = classify(page, metadata, body)
    doubtful = outcome is not Outcome.OK and may_be_article(page, metadata, body)
    is_kept = doubtful and listed
    return Extraction(
        url=page.url or "",
        outcome=Outcome.OK if is_kept else outcome,
        content=replace(metadata.content, body=body.paragraphs, doubtful=doubtful),
        canonical=metadata.canonical,
        removed=body.removed,
        origins={**metadata.origins, "body": body.origin},
        notes=(*check(page), *body.notes, *([f"doubtful: by itself it would be {outcome.value}"] if is_kept else ())),
    )
