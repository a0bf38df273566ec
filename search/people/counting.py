"""How many articles have each value of a field, people counted once whatever their names are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.articles.person_names import name_key
from indexer.engines.port import Bucket
from indexer.engines.queries import Bool, Filter, Query
from search.answer.interpretation import plan_tree
from search.context import Context
from search.people.in_query import BY_NAME
from search.people.names import Names
from search.query.field_values import MAX_VALUES, resolver
from search.query.tree import Value

MARGIN = 20
"""Values beyond those that are shown, since some of them may be one person's."""


def common_values(context: Context, query: Query, field: str, limit: int) -> list[Bucket]:
    """The commonest values of a keyword field among the matches of a query, most first."""
    return as_people(context, query, {field: context.engine.facet(query, field, asked(limit))}, limit)[field]


def asked(limit: int) -> int:
    """How many values to ask an engine for, so that so many are left when those of one person are put together."""
    return max(limit, min(2 * limit + MARGIN, MAX_VALUES))


def as_people(
    context: Context, query: Query, values: Mapping[str, Sequence[Bucket]], limit: int
) -> dict[str, list[Bucket]]:
    """The values of some fields, the most first. Names that are spelled alike are put together, which no article has
    two of; people of whom the user has said which names are theirs are counted anew."""
    names = context.names() if any(field in BY_NAME for field in values) else None
    made = dict[str, list[Bucket]]()
    for field, buckets in values.items():
        if names is None or field not in BY_NAME:
            made[field] = list(buckets[:limit])
            continue
        own = [one for one in buckets if not _is_ruled(one.value, names)]
        merged = [*_spelled_alike(own), *_ruled(context, query, field, names)]
        made[field] = sorted(merged, key=lambda one: (-one.count, one.value))[:limit]
    return made


def _is_ruled(name: str, names: Names) -> bool:
    key = name_key(name)
    return key in names.by_name or key in names.by_person


def _spelled_alike(buckets: Sequence[Bucket]) -> list[Bucket]:
    """The names put together by their keys, each under its commonest spelling."""
    shown, numbers = dict[str, str](), dict[str, int]()
    for one in buckets:
        key = name_key(one.value)
        shown.setdefault(key, one.value)
        numbers[key] = numbers.get(key, 0) + one.count
    return [Bucket(shown[key], number) for key, number in numbers.items()]


def _ruled(context: Context, query: Query, field: str, names: Names) -> list[Bucket]:
    """The people of whom the user has said something, with as many articles as each has."""
    if not names.rules:
        return []
    every = dict.fromkeys(name for one in names.rules for name in (one.person, names.called(one.name)))
    resolve = resolver(context, [])
    found = [Filter(plan_tree(Value(field, one, whole=True), context, resolve=resolve).asked("all")) for one in every]
    numbers = context.engine.counts([Bool(must=(Filter(query), one)) for one in found])
    return [Bucket(person, number) for person, number in zip(every, numbers, strict=True) if number]
