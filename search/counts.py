"""How many articles a query finds: by day, week or month in Jakarta, or by publisher, section or author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from indexer.engine import Bucket, Engine, Query
from indexer.text import Lexicon
from search.days import day_of
from search.question import Asked, understand
from search.values import MOST_VALUES
from search.words import word_lists

Period = Literal["day", "week", "month"]
By = Literal["day", "week", "month", "publisher", "section", "author", "tag", "language"]
PERIODS: tuple[Period, ...] = get_args(Period)
BY: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class Row:
    """A value (an ISO day, `2024-W48`, `2024-11`, or a field's value) and the number of articles."""

    value: str
    count: int


def count(engine: Engine, lexicon: Lexicon, asked: Asked, by: By) -> list[Row]:
    """Exact counts: by time the oldest first, else the most first. All words are needed, none is relaxed."""
    plan = understand(asked, engine, lexicon, word_lists()).plan
    query = plan.query(plan.minimums(asked.match)[0])
    if by in PERIODS:
        return by_period(engine.days(query), by)
    return by_value(engine, query, by, MOST_VALUES)


def by_value(engine: Engine, query: Query, field: str, limit: int) -> list[Row]:
    """The commonest values of a keyword field among the articles that a query finds."""
    return [Row(bucket.value, bucket.count) for bucket in engine.facet(query, field, limit)]


def by_period(days: Sequence[Bucket], period: str) -> list[Row]:
    """Days put together into weeks or months."""
    counts = Counter[str]()
    for bucket in days:
        counts[label(day_of(int(bucket.value)), period)] += bucket.count
    return [Row(value, number) for value, number in sorted(counts.items())]


def label(day: date, period: str) -> str:
    """How the period that a day lies in is written."""
    match period:
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case _:
            return day.isoformat()


def span(value: str, period: str) -> tuple[date, date]:
    """The first and last day of a period as `label` writes it."""
    match period:
        case "week":
            first = date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
            return first, first + timedelta(days=6)
        case "month":
            first = date.fromisoformat(f"{value}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case _:
            day = date.fromisoformat(value)
            return day, day
