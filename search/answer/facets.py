"""Facets and timeline of an answer: counts of each field under all the other filters, and of all over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from base.clock import day_of
from indexer import fields
from indexer.engines.port import Bucket
from search.answer.counts import Row, as_rows, by_period
from search.answer.interpretation import InterpretedQuery, interpret
from search.answer.plan import Step
from search.context import Context
from search.request import SearchRequest

FACETS = tuple(field.name for field in fields.facets())
MAX_BARS = 93
"""A day a bar for a quarter of a year; over longer spans a bar is a week, a month or a year."""
_VALUES = 10


@dataclass(frozen=True, slots=True)
class Timeline:
    """Articles by `day`, `week`, `month` or `year`, whatever gives few enough bars; without the empty ones."""

    period: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The commonest values of each field, and the timeline."""

    facets: Mapping[str, list[Row]]
    timeline: Timeline


def counted(context: Context, request: SearchRequest, question: InterpretedQuery, step: Step) -> Counted:
    """Count an answer; a field that is filtered shows what its other values would give."""
    filtered = [name for name in FACETS if request.values(name)]
    others = [name for name in FACETS if name not in filtered]
    found = context.engine.overview(question.plan.query(step), others, _VALUES)
    values = dict(found.facets)
    for name in filtered:
        plan = interpret(request, context, without=name).plan
        values[name] = context.engine.facet(plan.query(step), name, _VALUES)
    return Counted({name: as_rows(values[name]) for name in FACETS}, _timeline(found.days))


def _timeline(days: Sequence[Bucket]) -> Timeline:
    """The days in bars of a fitting width."""
    if not days:
        return Timeline("day", ())
    first, last = day_of(int(days[0].value)), day_of(int(days[-1].value))
    period = _fitting(first, last)
    return Timeline(period, tuple(by_period(days, period)))


def _fitting(first: date, last: date) -> str:
    length = (last - first).days + 1
    for period, days in (("day", 1), ("week", 7), ("month", 31)):
        if length <= MAX_BARS * days:
            return period
    return "year"
