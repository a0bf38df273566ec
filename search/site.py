"""What the server's routes share: the engine, opened when it is first needed, word lists and publishers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from base.errors import KlipingError
from config.catalogue import Publisher
from indexer.engine import Engine
from indexer.text import Lexicon
from search.context import Context
from search.words import WordLists

AT_ONCE = 4
"""Searches that run at the same time; the next ones wait, but not long."""
WAIT_SECONDS = 2.0


class BusyError(KlipingError):
    """More searches at once than may run; worth another try in a moment."""


@dataclass(slots=True)
class Site:
    """Opened with the server and closed with it. Safe to use from several threads."""

    open_engine: Callable[[], Engine]
    lexicon: Lexicon
    words: Callable[[], WordLists]
    publishers: Mapping[str, Publisher]
    _engine: Engine | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _free: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    @contextmanager
    def context(self) -> Iterator[Context]:
        """What to answer one request with. Raises BusyError where too many run, UnavailableError where it is away."""
        if not self._free.acquire(timeout=WAIT_SECONDS):
            raise BusyError("too many searches at once: try again in a moment")
        try:
            yield Context(self._opened(), self.lexicon, self.words(), self.names)
        finally:
            self._free.release()

    def names(self) -> Mapping[str, str]:
        """The publishers' names by slug."""
        return {slug: publisher.name for slug, publisher in self.publishers.items()}

    def close(self) -> None:
        """Close the engine, if it was ever opened."""
        with self._lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = self.open_engine()
            return self._engine
