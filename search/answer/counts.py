"""How many articles a query finds: by day, week or month in Jakarta, or by the values of a field."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from base.clock import day_of, jakarta_day
from indexer import fields
from indexer.engines.port import Bucket, Days
from indexer.engines.queries import Bool, Everything, Exists, Filter
from indexer.fields import Language
from search.answer.interpretation import InterpretedQuery, interpret
from search.answer.query_hints import query_hints
from search.answer.undated import count_in_no_period, count_undated
from search.context import Context
from search.notes import Note, render
from search.people.counting import common_values
from search.query.field_values import MAX_VALUES
from search.query.tree import All, Since, Until
from search.request import DayRange, SearchRequest

if TYPE_CHECKING:
    from search.shapes import CountAnswer, CountRow

Period = Literal["day", "week", "month", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
BY = (*PERIODS, *(field.name for field in fields.counted()))
"""What articles can be counted by."""


MAX_FILLED = 4_000
"""Empty periods that are written at most: ten years of days."""


class Row(NamedTuple):
    """A value (an ISO day, `2024-W48`, `2024-11`, or a field's value; "" for articles without any) and the number of
    articles."""

    value: str
    number: int


class Counts(NamedTuple):
    """The rows, by time the oldest first, else the most first; how many articles are in none of them, or were left out
    of a range of days, because nobody knows their date; and notes on how the query was read."""

    rows: list[Row]
    undated: int
    notes: tuple[Note, ...]

    def to_json(self, by: str, ground: Mapping[str, int] | None, language: Language = "id") -> CountAnswer:
        """The counts as the command line and the API give them; with `ground`, which is all articles, with shares."""
        rows: list[CountRow] = [{"value": value, "count": number} for value, number in self.rows]
        if ground is not None:
            for row in rows:
                row["share"] = share(row["count"], ground.get(row["value"], 0))
        notes = [render(note, language) for note in self.notes]
        return {"by": by, "undated": self.undated, "notes": notes, "rows": rows}


def share(number: int, ground: int) -> float:
    """The share of so many articles in all those of a period or value, from 0 to 1."""
    return round(number / ground, 6) if ground else 0.0


def all_articles(context: Context, by: str) -> dict[str, int]:
    """How many articles there are in each period, or with each value."""
    if by in PERIODS:
        return dict(by_period(context.engine.days(Everything()), by))
    without = context.engine.count(Bool(must_not=(Exists(by),)))
    return {"": without, **dict(as_rows(common_values(context, Everything(), by, MAX_VALUES)))}


def counts(context: Context, request: SearchRequest, by: str) -> Counts:
    """Exact counts of the articles that have all the words: none is relaxed. Periods without articles have rows too, to
    the ends of the days that were asked for."""
    question = interpret(request, context)
    query = question.plan.asked(request.match)
    if by in PERIODS:
        rows = _filled(by_period(context.engine.days(query), by), by, _asked_days(question, request), context)
        undated = count_in_no_period(context.engine, query)
    else:
        rows = as_rows(common_values(context, query, by, MAX_VALUES))
        without = context.engine.count(Bool(must=(Filter(query),), must_not=(Exists(by),)))
        rows += [Row("", without)] if without else []
        undated = count_undated(context.engine, query) or 0
    notes = [*question.notes, *([Note("undated", (str(undated),))] if undated else [])]
    return Counts(rows, undated, (*notes, *_nothing(context, request, question, rows)))


def _asked_days(question: InterpretedQuery, request: SearchRequest) -> DayRange:
    """The days that a query and its filters ask for; an end that they leave open is None."""
    parts = question.tree.parts if isinstance(question.tree, All) else (question.tree,)
    since = [part.day for part in parts if isinstance(part, Since)] + list(filter(None, [request.days.since]))
    until = [part.day for part in parts if isinstance(part, Until)] + list(filter(None, [request.days.until]))
    return DayRange(max(since, default=None), min(until, default=None))


def _filled(rows: list[Row], period: str, asked: DayRange, context: Context) -> list[Row]:
    """The rows with those that hold nothing, from the first day asked for (else the first found) to the last; a range
    that is open at its end ends today."""
    found = [*(span(rows[0].value, period)[:1] if rows else ()), *(span(rows[-1].value, period)[1:] if rows else ())]
    today = jakarta_day(context.now) if asked.since else None
    first = asked.since or min(found, default=asked.until)
    last = asked.until or max([*found, *filter(None, [today])], default=None)
    if first is None or last is None or first > last:
        return rows
    width = span(label(first, period), period)
    if (last - first).days // ((width[1] - width[0]).days + 1) > MAX_FILLED:
        return without_gaps(rows, period)
    return without_gaps([Row(label(first, period), 0), *rows, Row(label(last, period), 0)], period)


def _nothing(context: Context, request: SearchRequest, question: InterpretedQuery, rows: Sequence[Row]) -> list[Note]:
    """Where nothing is counted: that a search would show what is nearest, and what the words may have meant."""
    if any(row.number for row in rows):
        return []
    nearest = question.plan.steps(request.match)[1:]
    is_near = any(context.engine.count(question.plan.query(step)) for step in nearest)
    hints = query_hints(context, request, question.tree, 0)
    return [Note("nearest_uncounted"), *hints] if is_near else hints


def count_all(context: Context, request: SearchRequest) -> int:
    """How many articles have all the words and pass the filters."""
    plan = interpret(request, context).plan
    return context.engine.count(plan.asked(request.match))


def as_rows(buckets: Sequence[Bucket]) -> list[Row]:
    """The engine's counts as rows."""
    return [Row(bucket.value, bucket.count) for bucket in buckets]


def without_gaps(rows: Sequence[Row], period: str) -> list[Row]:
    """The rows from the first to the last with those that hold nothing in between."""
    found = {row.value: row for row in sorted(rows, key=lambda row: row.number)}
    if not found:
        return []
    (day, _), (_, last) = span(rows[0].value, period), span(rows[-1].value, period)
    filled = []
    while True:
        value = label(day, period)
        filled.append(found.get(value) or Row(value, 0))
        end = span(value, period)[1]
        if end >= last:
            return filled
        day = end + timedelta(days=1)


def by_period(days: Days, period: str) -> list[Row]:
    """Days put together into weeks or months."""
    numbers = Counter[str]()
    for instant, number in days.items():
        numbers[label(day_of(instant), period)] += number
    return [Row(value, number) for value, number in sorted(numbers.items())]


def label(day: date, period: str) -> str:
    """How the period that a day lies in is written."""
    match period:
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return f"{day.year:04}-{day.month:02}"  # %Y pads no year before 1000
        case "year":
            return f"{day.year:04}"
        case _:
            return day.isoformat()


def span(value: str, period: str) -> tuple[date, date]:
    """The first and last day of a period as `label` writes it; the last week that there is ends within."""
    match period:
        case "week":
            first = date.fromisocalendar(int(value[:4]), int(value[6:]), 1)
            return first, first + min(timedelta(days=6), date.max - first)
        case "year":
            return date(int(value), 1, 1), date(int(value), 12, 31)
        case "month":
            first = date.fromisoformat(f"{value}-01")
            return first, first.replace(day=monthrange(first.year, first.month)[1])
        case _:
            day = date.fromisoformat(value)
            return day, day
