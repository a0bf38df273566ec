"""What a wildcard or a `~` matches, for words of a text and for values of a field alike."""

from __future__ import annotations

import functools
from collections.abc import Callable

from indexer.language.analysis import fold
from indexer.language.spelling import pattern_matcher, within_distance
from search.query.tree import Fuzzy, Wildcard

Matches = Callable[[str], bool]


def matcher(leaf: Wildcard | Fuzzy) -> Matches:
    """Whether a folded word is one that the leaf stands for."""
    if isinstance(leaf, Fuzzy):
        return functools.cache(functools.partial(within_distance, fold(leaf.text), distance=leaf.distance))
    matches = pattern_matcher(fold(leaf.pattern).replace("'", ""))
    return lambda word: matches(word) is not None
