"""The word lists that a query is read with: words that tell nothing, and other ways to write a word."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from indexer.variants import Variants, load_variants
from search.telling import Silent, silent_words


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words that only ask or join, and the spellings and acronyms that stand for each other."""

    silent: Silent
    variants: Variants


@functools.cache
def word_lists(data: Path | None = None) -> WordLists:
    """The given lists with the user's own spellings, read once. Raises ConfigError with file and line."""
    return WordLists(silent_words(), load_variants(data))
