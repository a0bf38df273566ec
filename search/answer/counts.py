"""How many articles a query finds: by day, week or month in Jakarta, or by the values of a field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

from base.clock import day_of
from indexer import fields
from indexer.engines.port import Bucket
from indexer.engines.queries import Bool, Filter
from search.answer.interpretation import interpret
from search.answer.undated import UNDATED, count_undated, without_days
from search.context import Context
from search.notes import Note
from search.query.field_values import MAX_VALUES
from search.request import SearchRequest

Period = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
BY = (*PERIODS, *(field.name for field in fields.counted()))
"""What articles can be counted by."""


class Row(NamedTuple):
    """A value (an ISO day, `2024-W48`, `2024-11`, or a field's value) and the number of articles."""

    value: str
    number: int


class Counts(NamedTuple):
    """The rows, by time the oldest first, else the most first; how many articles are in none of them, or were left out
    of a range of days, because nobody knows their date; and notes on how the query was read."""

    rows: list[Row]
    undated: int
    notes: tuple[Note, ...]


def counts(context: Context, request: SearchRequest, by: str) -> Counts:
    """Exact counts of the articles that have all the words: none is relaxed."""
    question = interpret(request, context)
    query = question.plan.asked(request.match)
    if by in PERIODS:
        rows = by_period(context.engine.days(query), by)
        undated = context.engine.count(Bool(must=(Filter(without_days(query)), UNDATED)))
    else:
        rows = as_rows(context.engine.facet(query, by, MAX_VALUES))
        undated = count_undated(context.engine, query) or 0
    notes = (*question.notes, Note("undated", (str(undated),))) if undated else question.notes
    return Counts(rows, undated, notes)


def count_all(context: Context, request: SearchRequest) -> int:
    """How many articles have all the words and pass the filters."""
    plan = interpret(request, context).plan
    return context.engine.count(plan.asked(request.match))


def as_rows(buckets: Sequence[Bucket]) -> list[Row]:
    """The engine's counts as rows."""
    return [Row(bucket.value, bucket.count) for bucket in buckets]


def without_gaps(rows: Sequence[Row], period: str) -> list[Row]:
    """The rows from the first to the last with those that hold nothing in between."""
    found = {row.value: row for row in rows}
    if not found:
        return []
    (day, _), (_, last) = span(rows[0].value, period), span(rows[-1].value, period)
    filled = []
    while day <= last:
        value = label(day, period)
        filled.append(found.get(value) or Row(value, 0))
        day = span(value, period)[1] + timedelta(days=1)
    return filled


def by_period(days: Sequence[Bucket], period: str) -> list[Row]:
    """Days put together into weeks or months."""
    numbers = Counter[str]()
    for bucket in days:
        numbers[label(day_of(int(bucket.value)), period)] += bucket.count
    return [Row(value, number) for value, number in sorted(numbers.items())]


def label(day: date, period: str) -> str:
    """How the period that a day lies in is written."""
    match period:
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        case "month":
            return f"{day:%Y-%m}"
        case "year":
            return f"{day.year:04}"
        case _:
            return day.isoformat()


def span(value: str, period: str) -> tuple[date, date]:
    """The first and last day of a period as `label` writes it."""
    match period:
        case "week":
            first = date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
            return first, first + timedelta(days=6)
        case "year":
            return date(int(value), 1, 1), date(int(value), 12, 31)
        case "month":
            first = date.fromisoformat(f"{value}-01")
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case _:
            day = date.fromisoformat(value)
            return day, day
