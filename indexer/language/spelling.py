"""How words are spelt: the distance between two, and patterns of their letters."""

from __future__ import annotations

import re
from collections.abc import Callable

_WILDCARDS = {"*": ".*", "?": "."}


def pattern_matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Whether all of a word matches a pattern of letters, `*` (any run) and `?` (one character)."""
    return re.compile("".join(_WILDCARDS.get(one) or re.escape(one) for one in pattern), re.DOTALL).fullmatch


def within_distance(one: str, other: str, distance: int) -> bool:
    """Whether the restricted Damerau-Levenshtein distance (a swap of neighbours is one edit) is at most `distance`."""
    if abs(len(one) - len(other)) > distance:
        return False
    before, row = list[int](), list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > distance:
            return False
    return row[-1] <= distance
