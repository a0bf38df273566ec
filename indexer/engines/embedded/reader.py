"""What is held for searches: the current generation open for reading, and the rankings of searches that page on.

Each is let go of when it was not used for a while, so that a rebuild frees the files of the old index.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from base.deadline import check_deadline
from base.memory import give_back
from indexer.engines.embedded.folder import OpenedIndex
from indexer.engines.embedded.generations import Current, current
from indexer.engines.embedded.ranking import Ranking
from indexer.engines.embedded.searcher import Searcher
from indexer.engines.embedded.views import Views
from indexer.engines.queries import Cursor, Query

_UNUSED_SECONDS = 300.0
"""An index open for reading is closed after so long without a search (decision 66)."""
_TIDY_SECONDS = 60.0


class Reader:
    """The index open for reading and the held views. Safe to use from several threads.

    `check_absence` raises where there should be a generation; it is called where there is none.
    """

    def __init__(self, folder: Path, check_absence: Callable[[], None]) -> None:
        self._folder, self._current, self._check_absence = folder, Current(folder), check_absence
        self._lock = threading.Lock()
        self._opened: OpenedIndex | None = None
        self._views = Views()
        self._used = 0.0
        self._timer: threading.Timer | None = None
        self.clock = time.monotonic

    def searcher(self) -> Searcher | None:
        """A searcher of the last commit of the current generation, None in an installation without articles."""
        snapshot = self.snapshot()
        return None if snapshot is None else snapshot[0]

    def snapshot(self) -> tuple[Searcher, str] | None:
        """The same with the name of that state of the index. All that is asked of it begins here, in time."""
        check_deadline()
        with self._lock:
            self._used = self.clock()
            self._tidy_later()
            while (generation := self._current.read()) is not None:
                try:
                    if self._opened is None or self._opened.generation != generation:
                        self._opened = OpenedIndex(self._folder / generation, generation)
                    searcher, commit = self._opened.searcher()
                except (ValueError, OSError):
                    if current(self._folder) == generation:
                        raise
                    # switched away while it was being opened: look again
                else:
                    return searcher, f"{generation}-{commit}"
        self._check_absence()
        return None

    def ranking(self, searcher: Searcher, state: str, query: Query, after: Cursor | None) -> tuple[str, Ranking]:
        """The held view that the cursor names and its ranking. A view that another process held, or that was let go,
        is made again if the index is still the same; else there is a new ranking under no name."""
        view = after.view if after else ""
        with self._lock:
            held = self._views.get(view, query)
        if held is not None:
            return view, held
        ranking = Ranking(searcher, query)
        same = view.rpartition(".")[2] == state
        return (self._hold(ranking, view) if same else ""), ranking

    def hold(self, ranking: Ranking, state: str) -> str:
        """Hold the ranking of a state of the index; returns the name of its view. It is the same whenever the same is
        asked of the same state, so that an answer differs only where what it found does."""
        return self._hold(ranking, f"{blake2b(repr(ranking.query).encode(), digest_size=16).hexdigest()}.{state}")

    def _hold(self, ranking: Ranking, view: str) -> str:
        with self._lock:
            self._views.hold(view, ranking, self.clock())
        return view

    def release(self, view: str) -> None:
        """Release a held view."""
        with self._lock:
            self._views.release(view)

    def close(self) -> None:
        """Release everything held."""
        with self._lock:
            self._views, self._opened = Views(), None
            if self._timer is not None:
                self._timer.cancel()

    def tidy(self) -> None:
        """Release old views and close an index that is not searched, and give memory back; a timer calls this while
        there is any."""
        with self._lock:
            now, self._timer = self.clock(), None
            if now - self._used >= _UNUSED_SECONDS:
                self._opened = None
            if self._views.release_old(now) or self._opened is not None:
                self._tidy_later()
        give_back()

    def _tidy_later(self) -> None:
        if self._timer is None:
            self._timer = threading.Timer(_TIDY_SECONDS, self.tidy)
            self._timer.daemon = True
            self._timer.start()
