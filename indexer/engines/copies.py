"""How both engines count the copies among the matches of a query: by `copied`, a hash of the group, which only
documents with copies have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MAX_GROUPS = 50_000
"""Groups that are counted at once: both engines refuse more than 65,000 values in one answer."""
_DIGITS = "0123456789abcdef"


def count_folded(aggregate: Callable[[dict[str, Any]], Mapping[str, Any]]) -> int:
    """Of the matches that have copies all but one for each group. `aggregate` asks for aggregations of the matches, in
    the form that both engines share, and gives them back by name."""
    found = aggregate({"copied": {"value_count": {"field": "copied"}}, "groups": _groups("")})
    if not found:
        return 0
    copied = int(found["copied"]["value"])
    if copied <= MAX_GROUPS:
        return _behind_others(found)
    starts = [""]
    while copied > len(starts) * MAX_GROUPS // 2:  # hashes are spread evenly, but not wholly
        starts = [start + digit for start in starts for digit in _DIGITS]
    return sum(_behind_others(aggregate({"groups": _groups(start)})) for start in starts)


def _groups(start: str) -> dict[str, Any]:
    chosen = {"include": f"{start}.*"} if start else {}
    return {"terms": {"field": "copied", "size": MAX_GROUPS, **chosen}}


def _behind_others(found: Mapping[str, Any]) -> int:
    return sum(bucket["doc_count"] - 1 for bucket in found["groups"]["buckets"])
