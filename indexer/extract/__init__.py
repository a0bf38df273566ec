"""Bytes of a page to a clean article: decode, parse once, read body and metadata, judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from lxml.html import HtmlElement

from config.catalogue import Publisher
from config.outcomes import Outcome
from indexer.article import Extraction
from indexer.extract import body as bodies
from indexer.extract import dom, lines
from indexer.extract.decode import decode

MAX_CHARACTERS = 10 * 1024 * 1024


def extract(
    body: bytes,
    *,
    url: str | None,
    publisher: Publisher | None = None,  # noqa: ARG001
    captured: datetime | None = None,  # noqa: ARG001
    content_type: str = "",
    parts: Sequence[bytes] = (),  # noqa: ARG001 - joined once the parts module is in
) -> Extraction:
    """Read one page. Never raises: a page that is no article comes back with the reason as its outcome."""
    text = decode(body, content_type)
    tree = dom.parse(text) if text is not None else None
    if tree is None:
        return Extraction(url or "", Outcome.UNREADABLE)
    try:
        runs = dom.read_runs(tree)
    except dom.TooDeepError:
        return Extraction(url or "", Outcome.TOO_DEEP)
    title = _title(tree)
    found = lines.clean(bodies.find_lines(runs, title))
    return Extraction(url or "", Outcome.OK, title=title, body=found.kept, removed=found.removed)


def _title(tree: HtmlElement) -> str:
    """The headline: the page's h1 that its machine-readable title agrees with, else that title."""
    named = [str(text) for text in tree.xpath("//meta[@property='og:title']/@content | //title/text()")]
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    folded = [bodies.fold(text) for text in named]
    agreed = (text for text in headings if bodies.fold(text) and any(bodies.fold(text) in other for other in folded))
    return next(agreed, next(iter([*named, *headings]), "")).strip()
