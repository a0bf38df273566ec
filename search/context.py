"""What every question is answered with: the engine, the word lists, the names of publishers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.engine import Engine
from indexer.text import Lexicon
from search.words import WordLists

Publishers = Callable[[], Mapping[str, str]]
"""Gives the names of the publishers by slug; called only where a query names one."""


def no_names() -> Mapping[str, str]:
    """The names of no publisher."""
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """What every question is answered with."""

    engine: Engine
    lexicon: Lexicon
    words: WordLists
    publishers: Publishers = no_names
