"""The word lists that a query is read with: question words, and other spellings of a word."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from indexer.lexicon import GIVEN, read_words
from search.plan import Expand


@dataclass(frozen=True, slots=True)
class WordLists:
    """Question words (folded), and what gives the other spellings of a word."""

    question: frozenset[str]
    variants: Expand


@functools.cache
def word_lists() -> WordLists:
    """The given lists, read once."""
    return WordLists(frozenset(read_words(GIVEN / "question-words.txt")), lambda _: ())
