"""The word lists that a query is read with: stop words, and other ways to write a word."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.language.variants import MINED_ACRONYMS, Variants, load_variants, with_acronyms
from search.query.stopwords import StopWords, stop_words


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words that only ask or join, and the spellings and acronyms that stand for each other."""

    silent: StopWords
    variants: Variants


def word_lists(data: Path | None = None) -> WordLists:
    """The given lists, the user's own spellings, read once, and the acronyms of the articles, read when they change.

    Raises ConfigError with file and line.
    """
    try:
        changed = (data / MINED_ACRONYMS).stat().st_mtime_ns if data else None
    except OSError:  # not there: no articles yet, or they are indexed on another host
        changed = None
    return _with_mined(data, changed) if data and changed is not None else _lasting(data)


@functools.cache
def _lasting(data: Path | None) -> WordLists:
    return WordLists(stop_words(), load_variants(data))


@functools.lru_cache(maxsize=2)
def _with_mined(data: Path, _: int) -> WordLists:
    lists = _lasting(data)
    return replace(lists, variants=with_acronyms(lists.variants, data / MINED_ACRONYMS))
