"""The word lists that a query is read with: question words, and other ways to write a word."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from indexer.lexicon import GIVEN, read_words
from indexer.variants import Variants, load_variants


@dataclass(frozen=True, slots=True)
class WordLists:
    """Question words (folded), and the spellings and acronyms that stand for each other."""

    question: frozenset[str]
    variants: Variants


@functools.cache
def word_lists(data: Path | None = None) -> WordLists:
    """The given lists with the user's own spellings, read once. Raises ConfigError with file and line."""
    return WordLists(frozenset(read_words(GIVEN / "question-words.txt")), load_variants(data))
