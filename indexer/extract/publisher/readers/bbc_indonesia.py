"""BBC News Indonesia: the page's data has the article as a tree of typed blocks."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bs4 import BeautifulSoup

from indexer.extract.publisher.readers import Fields
from indexer.extract.publisher.readers.next_data import next_data, strings, value_at


def read(soup: BeautifulSoup) -> Fields:
    """Title, times, authors and body of an article."""
    page = value_at(next_data(soup), "pageData")
    article = value_at(page, "content")
    return {
        "title": _paragraphs(article, "headline", "text") or strings(value_at(page, "promo.headlines.headline")),
        "published": _instant(value_at(page, "metadata.firstPublished")),
        "modified": _instant(value_at(page, "metadata.lastPublished")),
        "authors": _paragraphs(article, "byline", "contributor", "name", "text"),
        "body": tuple(_body(article)),
    }


def _body(article: Any) -> Iterator[str]:
    """The paragraphs, items of lists and headings of an article, as HTML."""
    for block in _blocks(article):
        match value_at(block, "type"):
            case "subheadline":
                yield from (f"<h2>{html.escape(text)}</h2>" for text in _paragraphs(block, "text"))
            case "text":
                yield from (f"<p>{html.escape(text)}</p>" for text in _lines(block))


def _lines(text: Any) -> Iterator[str]:
    """The paragraphs of a block of text and the items of its lists."""
    for block in _blocks(text):
        yield from strings(value_at(block, "model.text")) or _paragraphs(block, "listItem")


def _paragraphs(block: Any, *kinds: str) -> tuple[str, ...]:
    """The texts of the paragraphs in the blocks of these kinds, each kind inside the one before."""
    around = [block]
    for kind in (*kinds, "paragraph"):
        around = [inner for outer in around for inner in _blocks(outer) if value_at(inner, "type") == kind]
    return strings(*(value_at(paragraph, "model.text") for paragraph in around))


def _blocks(block: Any) -> list[Any]:
    inner = value_at(block, "model.blocks")
    return inner if isinstance(inner, list) else []


def _instant(milliseconds: Any) -> tuple[str, ...]:
    """The ISO form of a time in milliseconds since 1970."""
    try:
        return (datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(),)
    except (TypeError, ValueError, OverflowError, OSError):
        return ()
