"""Bytes of a page to a clean article: decode, parse once, read body and metadata, judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.catalogue import Publisher
from config.outcomes import Outcome
from indexer.article import Extraction
from indexer.extract import body as bodies
from indexer.extract import dom, lines
from indexer.extract.decode import decode
from indexer.extract.document import ParsedPage
from indexer.extract.headline import find_headline
from indexer.extract.structured import read_structured
from indexer.extract.title import read_title

MAX_CHARACTERS = 10 * 1024 * 1024


def extract(
    body: bytes,
    *,
    url: str | None,
    publisher: Publisher | None = None,
    captured: datetime | None = None,
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
    page = ParsedPage(tree, url, publisher, captured, text or "", read_structured(tree), None, runs)
    title, _ = read_title(page, runs)
    found = lines.clean(bodies.find_lines(runs, find_headline(runs, title)))
    return Extraction(url or "", Outcome.OK, title=title, body=found.kept, removed=found.removed)
