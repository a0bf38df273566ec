"""The commonest terms with a prefix, where the server's core cannot list a text field's terms.

The documents of a longer prefix are among those of a shorter one, so the search goes down letter by letter,
always the most promising prefixes first, and ends when no prefix left can hold a commoner term. The counts
and the order are exact, and nothing has to be stored for it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence

from indexer.engine import Bucket, Pattern, Query, Term

ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789'-.,"
_AT_ONCE = 6

Count = Callable[[Mapping[str, Query]], Mapping[str, int]]
"""Gives for each query, by its name, the number of its documents."""


def commonest(count: Count, field: str, prefix: str, limit: int) -> list[Bucket]:
    """The terms of a field in most documents, those of the same count by alphabet."""
    if set(prefix) & {"*", "?"}:
        return []
    open_prefixes = [(-1, prefix)]  # a heap: minus the documents that a term below can have at most
    found: list[tuple[int, str]] = []
    while open_prefixes:
        found.sort()
        if len(found) >= limit and found[limit - 1] < open_prefixes[0]:
            break  # no term below an open prefix has more documents, or as many and comes before
        promising = [heapq.heappop(open_prefixes)[1] for _ in range(min(_AT_ONCE, len(open_prefixes)))]
        counts = count(_below(field, promising))
        found += [(-counts[each], each) for each in promising if counts[each]]
        for longer, most in counts.items():
            if longer.endswith("*") and most:
                heapq.heappush(open_prefixes, (-most, longer[:-1]))
    return [Bucket(term, -least) for least, term in sorted(found)[:limit]]


def _below(field: str, prefixes: Sequence[str]) -> dict[str, Query]:
    """The prefixes as terms themselves, and all prefixes that are one letter longer."""
    terms: dict[str, Query] = {prefix: Term(field, prefix) for prefix in prefixes}
    longer = [f"{prefix}{letter}*" for prefix in prefixes for letter in ALPHABET]
    return {**terms, **{pattern: Pattern(field, pattern) for pattern in longer}}
