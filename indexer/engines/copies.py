"""How both engines count the copies among the matches of a query: by `copied`, a hash of the group, which only
documents with copies have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from indexer.engines.port import Folding
from indexer.engines.queries import Term

MAX_GROUPS = 50_000
"""Groups that are counted at once: both engines refuse more than 65,000 values in one answer."""
_DIGITS = "0123456789abcdef"


def group_hash(group: str) -> str:
    """A hash of a group's name (64 bits, hex): evenly spread, so that groups can be counted in parts. "" of none."""
    return group and hashlib.blake2b(group.encode("utf-8", "replace"), digest_size=8).hexdigest()


def in_group(group: str) -> Term:
    """What finds the documents of a group that has several."""
    return Term("copied", group_hash(group))


def count_folded(aggregate: Callable[[dict[str, Any]], Mapping[str, Any]], groups: Sequence[str] = ()) -> Folding:
    """Of the matches that have copies all but one for each group, and the sizes of those groups that have several among
    the matches: one of a single match, as most are, folds nothing. `aggregate` asks for aggregations of the matches, in
    the form that both engines share, and gives them by name."""
    found = aggregate({"copied": {"value_count": {"field": "copied"}}, "groups": _groups("")})
    if not found:
        return Folding(0, {})
    copied = int(found["copied"]["value"])
    parts = [found]
    if copied > MAX_GROUPS:
        starts = [""]
        while copied > len(starts) * MAX_GROUPS // 2:  # hashes are spread evenly, but not wholly
            starts = [start + digit for start in starts for digit in _DIGITS]
        parts = [aggregate({"groups": _groups(start)}) for start in starts]
    sizes = {bucket["key"]: int(bucket["doc_count"]) for part in parts for bucket in part["groups"]["buckets"]}
    behind = sum(sizes.values()) - len(sizes)
    return Folding(behind, {group: sizes[key] for group in groups if (key := group_hash(group)) in sizes})


def _groups(start: str) -> dict[str, Any]:
    chosen = {"include": f"{start}.*"} if start else {}
    return {"terms": {"field": "copied", "size": MAX_GROUPS, "min_doc_count": 2, **chosen}}
