"""What the server's routes share: the engine, word lists and publishers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from base.deadline import deadline
from config.catalogue import Publisher
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.answer import answer
from search.answer.facets import counted
from search.context import Context, NoOwnValues, OwnValues
from search.people.names import Names, no_names
from search.publisher_fields import PublisherFields
from search.query.word_lists import WordLists
from search.regions.corrections import Corrections, no_corrections
from search.request import SearchRequest
from search.web.answerers import Answerers
from search.web.lanes import Lanes


@dataclass(slots=True)
class Site:
    """Opened with the server and closed with it. Safe to use from several threads."""

    open_engine: Callable[[], Engine]
    lexicon: Lexicon
    words: Callable[[], WordLists]
    publishers: Mapping[str, Publisher]
    deadline_seconds: float
    person_names: Callable[[], Names] = no_names
    own: OwnValues = field(default_factory=NoOwnValues)
    regions: Callable[[], Corrections] = no_corrections
    answerers: Answerers | None = None
    told: PublisherFields = field(init=False)
    lanes: Lanes = field(init=False)
    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.deadline_seconds, self.answerers)
        self.told = PublisherFields(lambda: self.publishers)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """What to answer one request with, within the deadline. Raises UnavailableError without an engine."""
        with deadline(self.deadline_seconds):
            yield self._context()

    def warm(self) -> None:
        """Open the engine and ask it what a page of results asks, so that the first one does not spend its deadline on
        what is read and compiled once. Raises UnavailableError where the engine is away."""
        context, newest = self._context(), SearchRequest(sort="newest")
        found = answer(context, newest)
        counted(context, newest, found.question, found.step)

    def names(self) -> Mapping[str, str]:
        """The publishers' names by slug."""
        return {slug: publisher.name for slug, publisher in self.publishers.items()}

    def close(self) -> None:
        """Close the engine, if it was ever opened."""
        self.lanes.close()
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _context(self) -> Context:
        return Context(
            self._opened(), self.lexicon, self.words(), self.names, self.person_names,
            own=self.own, told=self.told, regions=self.regions,
        )  # fmt: skip

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self.open_engine()
            return self._engine
