"""Facets and timeline of an answer: counts of each field under all the other filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from indexer.engine import Engine
from search.context import Context
from search.counts import Row, by_period, by_value
from search.days import day_of
from search.question import Asked, Question, understand

FACETS = ("publisher", "section", "author", "tag", "language")
MOST_BARS = 93
_VALUES = 10


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by `day`, `week`, `month` or `year`, whatever gives few enough bars; without the empty ones."""

    period: str
    rows: tuple[Row, ...]


def facets(context: Context, asked: Asked, question: Question, minimum: int) -> Mapping[str, list[Row]]:
    """For each field the commonest values; a field that is filtered shows what its other values would give."""
    found = {}
    for name in FACETS:
        filtered = bool(getattr(asked.filters, name))
        plan = understand(asked, context, without=name).plan if filtered else question.plan
        found[name] = by_value(context.engine, plan.query(minimum), name, _VALUES)
    return found


def timeline(engine: Engine, question: Question, minimum: int) -> Timeline:
    """The answer over time in bars of a fitting width."""
    days = engine.days(question.plan.query(minimum))
    if not days:
        return Timeline("day", ())
    first, last = day_of(int(days[0].value)), day_of(int(days[-1].value))
    period = _fitting(first, last)
    return Timeline(period, tuple(by_period(days, period)))


def _fitting(first: date, last: date) -> str:
    length = (last - first).days + 1
    for period, days in (("day", 1), ("week", 7), ("month", 31)):
        if length <= MOST_BARS * days:
            return period
    return "year"
