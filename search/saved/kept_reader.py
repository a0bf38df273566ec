"""Reads what users keep and every search needs: read once, and anew only where it has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy.engine import Connection, Engine

from base.database import reading
from base.errors import UnavailableError
from config.settings import Settings
from search.saved.opening import open_kept

Kept = TypeVar("Kept")

KEPT_SECONDS = 2.0
"""How long a server believes what it has read, where another process changes it."""


class KeptReader(Generic[Kept]):
    """Knows it for whoever searches. Safe to use from several threads; the database is opened when it is first asked,
    and none is made. `stamp` tells something else whenever there is something else to `read`; `nothing` is what there
    is where nobody has kept anything."""

    def __init__(
        self,
        settings: Settings,
        data: Path,
        read: Callable[[Connection], Kept],
        stamp: Callable[[Connection], Hashable],
        nothing: Kept,
    ) -> None:
        self._settings, self._data = settings, data
        self._lock = threading.Lock()
        self._database: Engine | None = None
        self._read_all, self._read_stamp = read, stamp
        self._known, self._nothing = nothing, nothing
        self._stamp: Hashable = None
        self._read_at = float("-inf")
        self.on_forget: Callable[[], None] = lambda: None
        """Called after `forget`, for others who believe what they have read."""

    def read(self) -> Kept:
        """What there is; what was read last where the database is away, since a search goes on without."""
        with self._lock:
            if time.monotonic() - self._read_at >= KEPT_SECONDS:
                with suppress(UnavailableError):
                    self._known = self._read()
                self._read_at = time.monotonic()
            return self._known

    def forget(self) -> None:
        """Look anew when it is asked for next: it was just changed."""
        with self._lock:
            self._read_at = float("-inf")
        self.on_forget()

    def close(self) -> None:
        """Close the database, if it was opened."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.dispose()

    def _read(self) -> Kept:
        self._database = self._database or open_kept(self._settings, self._data)
        if self._database is None:
            return self._nothing
        with reading(self._database) as connection:
            stamp = self._read_stamp(connection)
            known = self._known if stamp == self._stamp else self._read_all(connection)
        self._stamp = stamp
        return known
