"""References in RIS, which Zotero, Mendeley, EndNote and others read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from base.clock import JAKARTA

NEEDED = ("id", "url", "title", "publisher_name", "publisher", "published", "captured", "authors", "section", "tags",
          "language", "body")  # fmt: skip
"""The columns that a reference is made of."""


def to_ris(article: Mapping[str, Any]) -> str:
    """A newspaper article as a reference. `article` has the columns `NEEDED`; days are those of Jakarta."""
    lines = [f"{tag}  - {text}" for tag, value in _tags(article) if (text := " ".join(str(value).split()))]
    return "\r\n".join(("TY  - NEWS", *lines, "ER  - ", "", ""))


def _tags(article: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    published, body = _day(article["published"]), article["body"]
    yield "TI", article["title"]
    yield from (("AU", author) for author in article["authors"])
    yield "T2", article["publisher_name"] or article["publisher"]
    yield "SE", article["section"]
    yield "PY", f"{published:%Y}" if published else ""
    yield "DA", f"{published:%Y/%m/%d}" if published else ""
    yield "UR", article["url"]
    captured = _day(article["captured"])
    yield "Y2", f"{captured:%Y/%m/%d}" if captured else ""
    yield "LA", article["language"]
    yield from (("KW", tag) for tag in article["tags"])
    yield "AB", body[0] if body else ""
    yield "ID", article["id"]


def _day(written: str | None) -> date | None:
    """The day of an instant or a day in ISO 8601."""
    if not written:
        return None
    return datetime.fromisoformat(written).astimezone(JAKARTA).date() if "T" in written else date.fromisoformat(written)
