"""What the server's routes share: the engine, word lists and publishers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from base.deadline import deadline
from config.catalogue import Publisher
from indexer.engines.port import Engine
from indexer.engines.queries import Everything
from indexer.language.analysis import Lexicon
from search.context import Context
from search.query.word_lists import WordLists
from search.web.lanes import Lanes


@dataclass(slots=True)
class Site:
    """Opened with the server and closed with it. Safe to use from several threads."""

    open_engine: Callable[[], Engine]
    lexicon: Lexicon
    words: Callable[[], WordLists]
    publishers: Mapping[str, Publisher]
    deadline_seconds: float
    lanes: Lanes = field(init=False)
    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.deadline_seconds)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """What to answer one request with, within the deadline. Raises UnavailableError without an engine."""
        with deadline(self.deadline_seconds):
            yield Context(self._opened(), self.lexicon, self.words(), self.names)

    def warm(self) -> None:
        """Open the engine and ask it something, so that the first search does not spend its deadline on that. Raises
        UnavailableError where the engine is away."""
        self._opened().count(Everything())

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

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self.open_engine()
            return self._engine
