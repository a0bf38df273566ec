"""Finds dates in the metadata of a page: JSON-LD, meta tags, `dataLayer`, and elements marked as dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.extract.page.document import ParsedPage
from indexer.extract.page.structured import main_articles
from indexer.language.dates import Stamp, find_stamps

_PUBLISHED_META = re.compile(
    r"^(?:(?:og:)?article:published_time|datepublished|publish(?:ed)?[-_]?(?:date|time)?|pub[-_]?date"
    r"|(?:dc|dcterms)\.?(?:date)?(?:\.?issued|\.?created)?|date|[a-z]{1,20}[:._-](?:published?|pub)[-_:]?(?:date|time)"
    r"|[a-z]{1,20}[._-][a-z]{1,20}[._-]pub(?:lish)?date|sailthru\.date)$"
)
_MODIFIED_META = re.compile(
    r"^(?:(?:og:)?(?:article:)?(?:modified_time|updated_time)|datemodified|last-?modified|dcterms\.modified)$"
)
_SINCE_1970 = re.compile(r"\s*(?:/Date\()?([0-9]{10})(?:[0-9]{3})?(?:[.,+-][0-9]{1,9})?(?:\)/)?\s*")


@dataclass(frozen=True, slots=True)
class MetadataDate:
    """A date in the page's metadata, and where it was found."""

    stamp: Stamp
    origin: str


def published_dates(page: ParsedPage, title: str) -> Iterator[MetadataDate]:
    """The dates of publication of the article with this title, the most reliable origin first."""
    for found in main_articles(page.structured, title):
        for name in ("datePublished", "uploadDate", "dateCreated"):
            if found.get(name):
                yield from first_date(found[name], f"json-ld:{name}")
                break
    for name, contents in page.structured.meta.items():
        if _PUBLISHED_META.match(name):
            yield from first_date(contents[0], f"meta:{name}")
    for name, value in page.structured.layer.items():
        if "publish" in name:
            yield from first_date(value, f"dataLayer:{name}")
    for element in page.structured.marked:
        is_named = element.get("itemprop") == "datePublished"
        if not is_named and element.tag == "span":
            continue
        if is_named or "published" in f"{element.get('itemprop', '')} {element.get('class', '')}":
            given = element.get("datetime") or element.get("title") or element.get("content") or ""
            yield from first_date(given, f"{element.tag}[datetime]")


def modified_dates(page: ParsedPage, title: str) -> Iterator[MetadataDate]:
    """The dates of the last change of the article with this title, the most reliable origin first."""
    for found in main_articles(page.structured, title):
        yield from first_date(found.get("dateModified"), "json-ld:dateModified")
    for name, contents in page.structured.meta.items():
        if _MODIFIED_META.match(name):
            yield from first_date(contents[0], f"meta:{name}")
    for element in page.structured.marked:
        if element.get("itemprop") == "dateModified" and element.tag != "abbr":
            yield from first_date(element.get("datetime") or element.get("content"), f"{element.tag}[datetime]")


def first_date(value: object, origin: str) -> Iterator[MetadataDate]:
    """The first date in a value of the metadata, if it holds one."""
    for stamp in find_stamps(_as_text(value)):
        yield MetadataDate(stamp, origin)
        return


def _as_text(value: object) -> str:
    """A date in any form of JSON-LD or an attribute: the first of a list, the value of an object, seconds or
    milliseconds since 1970; "" where it is none."""
    if isinstance(value, list):
        return _as_text(value[0]) if value and not isinstance(value[0], list) else ""
    if isinstance(value, dict):
        return _as_text(value.get("@value") if isinstance(value.get("@value"), str | int) else None)
    text = str(value)[:100] if isinstance(value, str | int) and not isinstance(value, bool) else ""
    since = _SINCE_1970.fullmatch(text)
    return datetime.fromtimestamp(int(since[1]), UTC).isoformat() if since else text
