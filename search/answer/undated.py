"""Articles whose date nobody knows: they are in no range of days and in no chart, and every answer says how many."""

from __future__ import annotations

from dataclasses import replace

from indexer.engines.port import FIRST_DATED, Engine
from indexer.engines.queries import Best, Bool, Boost, Everything, Filter, Query, Range

UNDATED = Range("sort", None, FIRST_DATED)
"""The articles without a date."""


def count_undated(engine: Engine, query: Query) -> int | None:
    """How many articles a query finds but for its days because they have no date; None where it asks for no days."""
    anytime = without_days(query)
    return None if anytime == query else engine.count(Bool(must=(Filter(anytime), UNDATED)))


def without_days(query: Query) -> Query:
    """The query on any day. What is excluded stays as it is: an article without a date is in no excluded range."""
    match query:
        case Range("published"):
            return Everything()
        case Filter(inner):
            return Filter(without_days(inner))
        case Boost(inner):
            return replace(query, query=without_days(inner))
        case Bool(must, should):
            return replace(query, must=tuple(map(without_days, must)), should=tuple(map(without_days, should)))
        case Best(queries):
            return replace(query, queries=tuple(map(without_days, queries)))
        case _:
            return query
