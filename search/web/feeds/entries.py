"""A feed as it is before it has a form: the newest articles of a search, each with its original and its page here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from base.clock import JAKARTA
from base.safe_text import for_xml
from indexer.fields import Language
from search.answer.answer import Hit
from search.i18n import label
from search.request import SearchRequest
from search.web.pages.addresses import article_href, results_href, web_address

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed: it must say something that stays."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a feed. `url` is where it was published, or its page here where it has no address; `archive` its
    page here. `published` is None where nobody knows it, a day is its midnight in Jakarta; `updated` is when the text
    was captured. No text has what XML cannot hold."""

    id: str
    title: str
    url: str
    archive: str
    published: datetime | None
    updated: datetime
    publisher: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    language: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries, the newest first, and where the feed and the page of the same search are."""

    id: str
    title: str
    language: Language
    self_url: str
    page_url: str
    entries: tuple[Entry, ...]

    @property
    def updated(self) -> datetime:
        """When the latest of its texts was captured."""
        return max((entry.updated for entry in self.entries), default=NEVER)


def make_feed(asked: SearchRequest, hits: Iterable[Hit], base: str, path: str) -> Feed:
    """The feed of a search at an address (`https://host`, without a path)."""
    query = asked.to_query()
    return Feed(
        id=f"urn:kliping:search:{asked.digest}",
        title=_title(asked),
        language=asked.ui,
        self_url=base + path + (f"?{query}" if query else ""),
        page_url=base + results_href(asked),
        entries=tuple(_entry(hit, asked, base) for hit in hits),
    )


def _title(asked: SearchRequest) -> str:
    chosen = (asked.query, *(str(value) for values in asked.filters.values() for value in values if value))
    said = ", ".join(filter(None, chosen))
    return for_xml(f"{label('site', asked.ui)}: {said or label('latest', asked.ui)}")


def _entry(hit: Hit, asked: SearchRequest, base: str) -> Entry:
    stored: dict[str, Any] = dict(hit.stored)
    archive = base + article_href(hit.id, SearchRequest(query=asked.query, ui=asked.ui))
    return Entry(
        id=f"urn:kliping:article:{quote(hit.id, safe='')}",
        title=for_xml(" ".join(stored["title"].split())) or label("untitled", asked.ui),
        url=for_xml(web_address(stored["url"])) or archive,
        archive=archive,
        published=_instant(stored["published"]),
        updated=_instant(stored.get("captured")) or _instant(stored["published"]) or NEVER,
        publisher=for_xml(stored["publisher_name"] or stored["publisher"]),
        authors=tuple(map(for_xml, stored["authors"])),
        categories=tuple(for_xml(one) for one in (stored["section"], *stored["tags"]) if one),
        language=stored["language"],
        summary=for_xml(hit.snippet.text),
    )


def _instant(written: str | None) -> datetime | None:
    """An instant, or a day's midnight in Jakarta."""
    if not written:
        return None
    if "T" in written:
        return datetime.fromisoformat(written)
    day = date.fromisoformat(written)
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)
