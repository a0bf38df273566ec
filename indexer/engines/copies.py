"""How both engines count the copies among the matches of a query: by `copies`, the number of the group, which only
documents with copies have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from indexer.engines.port import GROUP_BITS, Folding, group_number
from indexer.engines.queries import Bool, Exists, Filter, Query, Range, Term

MAX_GROUPS = 50_000
"""Groups that are counted at once: both engines refuse more than 65,000 values in one answer."""
_GROUPS = {"terms": {"field": "copies", "size": MAX_GROUPS, "min_doc_count": 2}}

Aggregate = Callable[[Query, dict[str, Any]], Mapping[str, Any]]
"""Asks for aggregations of the matches, in the form that both engines share, and gives them by name."""


def in_group(group: str) -> Term:
    """What finds the documents of a group that has several."""
    return Term("copies", str(group_number(group)))


def count_folded(aggregate: Aggregate, query: Query, groups: Sequence[str] = ()) -> Folding:
    """Of the matches that have copies all but one for each group, and the sizes of those groups that have several among
    the matches: one of a single match, as most are, folds nothing."""
    copied_only = Bool(must=(Filter(query), Exists("copies")))  # of some ten matches one: fewer are gone through
    found = aggregate(copied_only, {"copies": {"value_count": {"field": "copies"}}, "groups": _GROUPS})
    if not found:
        return Folding(0, {})
    parts, copied = [found], int(found["copies"]["value"])
    if copied > MAX_GROUPS:
        parts = [aggregate(part, {"groups": _GROUPS}) for part in _parts(query, copied)]
    sizes = {int(bucket["key"]): int(bucket["doc_count"]) for part in parts for bucket in part["groups"]["buckets"]}
    behind = sum(sizes.values()) - len(sizes)
    return Folding(behind, {group: sizes[key] for group in groups if (key := group_number(group)) in sizes})


def _parts(query: Query, copied: int) -> list[Query]:
    """The matches in parts that have no group in common: numbers are spread evenly, but not wholly."""
    bits = (2 * copied // MAX_GROUPS).bit_length()
    width = 1 << GROUP_BITS - bits
    return [Bool(must=(Filter(query), Range("copies", part * width, (part + 1) * width))) for part in range(1 << bits)]
