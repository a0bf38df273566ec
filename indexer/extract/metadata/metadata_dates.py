"""Finds dates in the metadata of a page: JSON-LD, meta tags, `dataLayer` and `<time>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import islice

from lxml.html import HtmlElement

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
_MAX_TIMES = 50


@dataclass(frozen=True, slots=True)
class MetadataDate:
    """A date in the page's metadata, and where it was found."""

    stamp: Stamp
    origin: str


def published_dates(page: ParsedPage, title: str) -> Iterator[MetadataDate]:
    """The dates of publication of the article with this title, the most reliable origin first."""
    for found in main_articles(page.structured, title):
        yield from _first_date(found.get("datePublished") or found.get("dateCreated"), "json-ld:datePublished")
    for name, contents in page.structured.meta.items():
        if _PUBLISHED_META.match(name):
            yield from _first_date(contents[0], f"meta:{name}")
    for name, value in page.structured.layer.items():
        if "publish" in name:
            yield from _first_date(value, f"dataLayer:{name}")
    for element in page.tree.iter("time", "abbr", "span"):
        names = f"{element.get('itemprop', '')} {element.get('class', '')}"
        if element.get("itemprop") == "datePublished" or (element.tag != "span" and "published" in names):
            given = element.get("datetime") or element.get("title") or element.get("content") or ""
            yield from _first_date(given, f"{element.tag}[datetime]")


def modified_dates(page: ParsedPage, title: str) -> Iterator[MetadataDate]:
    """The dates of the last change of the article with this title, the most reliable origin first."""
    for found in main_articles(page.structured, title):
        yield from _first_date(found.get("dateModified"), "json-ld:dateModified")
    for name, contents in page.structured.meta.items():
        if _MODIFIED_META.match(name):
            yield from _first_date(contents[0], f"meta:{name}")


def time_element_date(headline: HtmlElement, day: date) -> MetadataDate | None:
    """The date of the nearest `<time>` that shows this day without a clock time; those after the headline come first.

    None if its clock time is midnight, which is what a mere day becomes when it is written with a clock time.
    """
    behind, above = (headline.xpath(f"{axis}::time[@datetime]") for axis in ("following", "preceding"))
    for element in islice((*behind, *reversed(above)), _MAX_TIMES):
        shown = find_stamps(str(element.text_content())[:100])
        if shown and shown[0].clock is None and shown[0].day == day:
            stated = next(_first_date(element.get("datetime"), "time[datetime]"), None)
            return stated if stated and stated.stamp.clock and stated.stamp.clock.time != time.min else None
    return None


def _first_date(text: object, origin: str) -> Iterator[MetadataDate]:
    for stamp in find_stamps(text[:100]) if isinstance(text, str) else ():
        yield MetadataDate(stamp, origin)
        return
