"""Counts, as pages are stored, how often each publisher's pages give title, body, date and author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.clock import jakarta_day
from base.database import upsert
from config.outcomes import Outcome
from crawler.health.coverage import FIELDS, Coverage, add_page, found_bits
from indexer.articles.article import Content
from indexer.articles.tables import coverage

_MISSING = {
    Outcome.NO_TITLE: "title",
    Outcome.NOT_ARTICLE: "body",
    Outcome.TOO_SHORT: "body",
}
"""What a page that gives no article lacks; what else is on it was not looked at, and is taken to be there."""


def bits_of(content: Content) -> int:
    """Which fields an article has."""
    return found_bits((bool(content.title), bool(content.body), content.published is not None, bool(content.authors)))


def bits_without(outcome: Outcome) -> int | None:
    """Which fields a page has that gives no article; None where it ended so by no fault of its layout."""
    if outcome not in _MISSING:
        return None
    return found_bits(name != _MISSING[outcome] for name in FIELDS)


def count_pages(connection: Connection, pages: Iterable[tuple[str, datetime, int]]) -> None:
    """Count pages, each given by its publisher, when it was captured, and its fields. Called in a transaction that
    takes turns with other workers (`base.outcome_log`)."""
    by_publisher = defaultdict[str, list[tuple[datetime, int]]](list)
    for publisher, captured, bits in pages:
        by_publisher[publisher].append((captured, bits))
    for publisher, some in by_publisher.items():
        text = connection.execute(sa.select(coverage.c.counts).where(coverage.c.publisher == publisher)).scalar()
        counted = _coverage(text)
        for captured, bits in some:
            counted = add_page(counted, jakarta_day(captured).toordinal(), bits)
        upsert(connection, coverage, {"publisher": publisher, "counts": counted.to_json()})


def coverages(connection: Connection) -> Iterator[tuple[str, Coverage]]:
    """What was counted, by publisher."""
    for row in connection.execute(sa.select(coverage)):
        yield row.publisher, _coverage(row.counts)


def _coverage(text: str | None) -> Coverage:
    """Stored counts; none for those of another version."""
    try:
        return Coverage.from_json(text) if text else Coverage()
    except ValueError:
        return Coverage()
