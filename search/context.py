"""What every request is answered with: the engine, the word lists, the names of publishers, the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.people.names import Names, no_names
from search.publisher_fields import NO_PUBLISHER_FIELDS, PublisherFields
from search.query.word_lists import WordLists, word_lists
from search.regions.corrections import Corrections, no_corrections
from search.unindexed_fields import with_unindexed_fields

Publishers = Callable[[], Mapping[str, str]]
"""Gives the names of the publishers by slug; called only where a query names one."""


class OwnValues(Protocol):
    """What users keep of articles in fields of their own (`indexer.fields.own`), by the names of the fields."""

    def numbers(self, field: str) -> Mapping[str, int]:
        """All values of a field, each with the number of articles that have it."""
        ...

    def ids(self, field: str, value: str) -> tuple[str, ...]:
        """The ids of the articles that have a value."""
        ...

    def held(self, field: str, article: str) -> tuple[str, ...]:
        """The values that an article has."""
        ...

    def keys(self, field: str) -> Mapping[str, str]:
        """All values of a field in their order, each with the key that gives it on a page ("" for none)."""
        ...


class NoOwnValues:
    """Nobody keeps anything."""

    def numbers(self, field: str) -> Mapping[str, int]:  # noqa: ARG002 - as of the protocol
        """No values."""
        return {}

    def ids(self, field: str, value: str) -> tuple[str, ...]:  # noqa: ARG002
        """No articles."""
        return ()

    def held(self, field: str, article: str) -> tuple[str, ...]:  # noqa: ARG002
        """No values."""
        return ()

    def keys(self, field: str) -> Mapping[str, str]:  # noqa: ARG002
        """No values."""
        return {}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Context:
    """What one request is answered with; `now` is what relative dates count from. `names` gives the people whose names
    the user has joined or parted; it is called only where a request names people. The engine is asked for
    fields too that stand in no index: those of `own` are kept by users, those of `told` by the catalogue; and it obeys
    what users said of articles' `regions`."""

    engine: Engine
    lexicon: Lexicon
    words: WordLists = field(default_factory=word_lists)
    publishers: Publishers = dict
    names: Callable[[], Names] = no_names
    now: datetime = field(default_factory=_now)
    own: OwnValues = field(default_factory=NoOwnValues)
    told: PublisherFields = NO_PUBLISHER_FIELDS
    regions: Callable[[], Corrections] = no_corrections

    def __post_init__(self) -> None:
        object.__setattr__(self, "engine", with_unindexed_fields(self.engine, self.own, self.told, self.regions))
