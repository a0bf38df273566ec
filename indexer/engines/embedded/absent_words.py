"""A query without what it may have and no document has: most words have no English form in the index, though each is
asked for by it too, and tantivy reads a choice of one more slowly than the one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from indexer.engines.queries import Best, Bool, Boost, Filter, Query, Term

IsAbsent = Callable[[Term], bool]
"""Whether no document has a term."""


def without_absent(query: Query, is_absent: IsAbsent) -> Query:
    """The same of a rewritten query, with the same hits and scores."""
    match query:
        case Bool():
            return _bool(query, is_absent)
        case Boost(inner) | Filter(inner):
            return replace(query, query=without_absent(inner, is_absent))
        case Best(queries):
            return replace(query, queries=tuple(without_absent(each, is_absent) for each in queries))
        case _:
            return query


def _bool(query: Bool, is_absent: IsAbsent) -> Query:
    must, should, must_not = (
        tuple(without_absent(each, is_absent) for each in some) for some in (query.must, query.should, query.must_not)
    )
    if query.minimum == 0 or (query.minimum == 1 and not all(finds_nothing(each, is_absent) for each in should)):
        should = tuple(each for each in should if not finds_nothing(each, is_absent))
    if len(should) == query.minimum == 1 and not must and not must_not:
        return should[0]
    return Bool(must, should, must_not, query.minimum)


def finds_nothing(query: Query, is_absent: IsAbsent) -> bool:
    """Whether a rewritten query finds nothing because no document has its words; False where that is not sure."""
    match query:
        case Term():
            return is_absent(query)
        case Boost(inner) | Filter(inner):
            return finds_nothing(inner, is_absent)
        case Bool(must):
            return any(finds_nothing(each, is_absent) for each in must)
        case _:
            return False
