"""Articles whose date nobody knows: they are in no range of days and in no chart, and every answer says how many."""

from __future__ import annotations

from indexer.engines.port import FIRST_DATED, Engine
from indexer.engines.queries import Best, Bool, Boost, Everything, Filter, Query, Range

UNDATED = Range("sort", None, FIRST_DATED)
"""The articles without a date."""


def count_undated(engine: Engine, query: Query) -> int | None:
    """How many articles a query finds but for its days because they have no date; None where it asks for no days."""
    return None if without_days(query) == query else count_in_no_period(engine, query)


def count_in_no_period(engine: Engine, query: Query) -> int:
    """How many articles a query finds but for its days, if it has any, that have no date."""
    return engine.count(Bool(must=(Filter(without_days(query)), UNDATED)))


def without_days(query: Query) -> Query:
    """The query on any day. What is excluded stays as it is: an article without a date is in no excluded range."""
    match query:
        case Range("published"):
            return Everything()
        case Filter(inner):
            return Filter(without_days(inner))
        case Boost(inner, weight):
            return Boost(without_days(inner), weight)
        case Bool(must, should, must_not, minimum):
            return Bool(tuple(map(without_days, must)), tuple(map(without_days, should)), must_not, minimum)
        case Best(queries, tie):
            return Best(tuple(map(without_days, queries)), tie)
        case _:
            return query
