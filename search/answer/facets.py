"""Facets of an answer: counts of each field under all the other filters, and of all by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer import fields
from indexer.engines.port import Bucket, Days
from search.answer.counts import Row, as_rows
from search.answer.interpretation import InterpretedQuery, interpret
from search.context import Context
from search.people.counting import as_people, asked, common_values
from search.planning.plan import Step
from search.request import SearchRequest

FACETS = tuple(field.name for field in fields.facets())
VALUES = 10
"""The commonest values of a field, and as many chosen ones beside them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The commonest values of each field and the chosen ones, and how many articles are of which day (without the empty
    ones; those whose date nobody knows are of none)."""

    facets: Mapping[str, list[Row]]
    days: Days


def counted(context: Context, request: SearchRequest, question: InterpretedQuery, step: Step) -> Counted:
    """Count an answer; a field that is filtered shows what its other values would give."""
    filtered = [name for name in FACETS if request.values(name)]
    others = [name for name in FACETS if name not in filtered]
    query = question.plan.query(step)
    found = context.engine.overview(query, dict.fromkeys(others, asked(VALUES)))
    values = as_people(context, query, found.facets, VALUES)
    for name in filtered:
        plan = interpret(request, context, without=name).plan
        common = common_values(context, plan.query(step), name, VALUES)
        values[name] = [*common, *_rarer(context, request, name, common, step)]
    return Counted({name: as_rows(values[name]) for name in FACETS}, found.days)


def _rarer(
    context: Context, request: SearchRequest, name: str, common: Sequence[Bucket], step: Step
) -> Iterator[Bucket]:
    """The chosen values of a field that are not among its commonest."""
    held = {bucket.value for bucket in common}
    chosen = [value for value in request.values(name) if value not in held]
    for value in chosen[:VALUES]:
        plan = interpret(request.narrow(name, (value,)), context).plan
        yield Bucket(value, context.engine.count(plan.query(step)))
