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
    """A newspaper article as a reference. `article` has the columns `NEEDED`; the id may be left out."""
    lines = [f"{tag}  - {text}" for tag, value in _tags(article) if (text := " ".join(str(value).split()))]
    return "\r\n".join(("TY  - NEWS", *lines, "ER  - ", "", ""))


def _tags(article: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    day, body = cited_day(article["published"]), article["body"]
    yield "TI", article["title"]
    yield from (("AU", author) for author in article["authors"])
    yield "T2", article["publisher_name"] or article["publisher"]
    yield "SE", article["section"]
    yield "PY", f"{day:%Y}" if day else ""
    yield "DA", f"{day:%Y/%m/%d}" if day else ""
    yield "UR", article["url"]
    yield "Y2", _jakarta_day(article.get("captured"))
    yield "LA", article["language"]
    yield from (("KW", tag) for tag in article["tags"])
    yield "AB", body[0] if body else ""
    yield "ID", article.get("id", "")


def cited_day(published: str | None) -> date | None:
    """The day of publication as its own zone has it; of a time in UTC, which machines write and no newspaper has on its
    page, Jakarta's. `published` is in ISO 8601."""
    if not published or "T" not in published:
        return date.fromisoformat(published) if published else None
    instant = datetime.fromisoformat(published)
    return instant.date() if instant.utcoffset() else instant.astimezone(JAKARTA).date()


def _jakarta_day(instant: str | None) -> str:
    """The day of an instant in ISO 8601."""
    return f"{datetime.fromisoformat(instant).astimezone(JAKARTA):%Y/%m/%d}" if instant else ""
