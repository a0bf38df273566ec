"""Writes a publisher's test fixture from one saved page, in the form of `tests/publishers/expected`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urldefrag, urljoin

from config.catalogue import Publisher
from indexer.articles.article import Extraction
from indexer.extract.page.document import ParsedPage

_MAX_OTHERS = 5
_MAX_LINE = 110


def expected_file(read: Extraction, page: ParsedPage, publisher: Publisher) -> str:
    """The expected file of a page: its values as extracted now, to be corrected by hand where they are wrong.

    `others` are links of the page to addresses on the publisher's site that its `article_url` leaves out.
    """
    content = read.content
    values: dict[str, str | date | Sequence[str] | None] = {
        "url": read.url,
        "captured": page.captured,
        "title": content.title,
        "published": content.published,
        "authors": content.authors,
        "editors": content.editors,
        "section": content.section,
        "body": content.body,
        "removed": [line.text for line in read.removed],
        "others": _other_links(page, publisher),
    }
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _other_links(page: ParsedPage, publisher: Publisher) -> list[str]:
    links = dict.fromkeys(_absolute(page.url or "", link.get("href", "")) for link in page.tree.iter("a"))
    left_out = (url for url in links if publisher.owns(url) and not re.search(publisher.article_url, url))
    return [url for url, _ in zip(left_out, range(_MAX_OTHERS), strict=False)]


def _absolute(base: str, href: str) -> str:
    try:
        return urldefrag(urljoin(base, href.strip())).url
    except ValueError:
        return ""


def _toml(value: str | date | Sequence[str] | None) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return toml_string(value or "")
    texts = [toml_string(text) for text in value]
    line = f"[{', '.join(texts)}]"
    return line if len(line) <= _MAX_LINE else "[\n" + "".join(f"  {text},\n" for text in texts) + "]"


def toml_string(text: str) -> str:
    """A TOML basic string. What cannot be written as UTF-8 becomes a question mark."""
    safe = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(safe, ensure_ascii=False).replace("\x7f", "\\u007f")
