"""A link: the address of an article, and what a source said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawler.politeness.host_clock import authority


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address as a source gave it, with what the source said about it (`published` in its own words).
    `seen` is since when a source that is visited regularly lists it (ISO 8601), "" where it may have done so before."""

    url: str
    key: str
    title: str = ""
    published: str = ""
    summary: str = ""
    source: str = ""
    attempts: int = 0
    seen: str = ""


def new_link(publisher: str, source: str, link: Link, now: datetime) -> dict[str, object]:
    """The row of a link that was never tried."""
    return {
        "key": link.key,
        "url": link.url,
        "host": host_of(link.url),
        "publisher": publisher,
        "source": source or link.source,
        "title": link.title,
        "published": link.published,
        "summary": link.summary,
        "seen": link.seen,
        "first_seen": now,
        "last_listed": now,
        "due": now,
        "attempts": 0,
        "page": "",
        "outcome": "",
    }


def host_of(url: str) -> str:
    """The host in whose line a link waits, "" where its address names none."""
    try:
        return authority(url)
    except ValueError:
        return ""
