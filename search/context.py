"""What every request is answered with: the engine, the word lists, the names of publishers, the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.people.names import Names, no_names
from search.query.word_lists import WordLists, word_lists

Publishers = Callable[[], Mapping[str, str]]
"""Gives the names of the publishers by slug; called only where a query names one."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """What one request is answered with; `now` is what relative dates count from. `names` gives the people whose names
    the user has joined or parted; it is called only where a request names people."""

    engine: Engine
    lexicon: Lexicon
    words: WordLists = field(default_factory=word_lists)
    publishers: Publishers = dict
    names: Callable[[], Names] = no_names
    now: datetime = field(default_factory=_now)
