"""Reads the status for a server: the same for all who ask within a few seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from base.errors import UnavailableError
from config.catalogue import Publisher
from config.settings import Settings
from search.status import Status, read_status

KEPT_SECONDS = 5.0
"""A status costs some tenths of a second, which a page that reloads itself in many browsers must not multiply."""
SINCE = timedelta(hours=24)


class StatusReader:
    """Safe to use from several threads; one reads, the others wait for it."""

    def __init__(self, settings: Settings, data: Path, publishers: Mapping[str, Publisher]) -> None:
        self._settings, self._data, self._publishers = settings, data, publishers
        self._lock = threading.Lock()
        self._last: Status | None = None
        self._read_at = 0.0

    def read(self) -> Status:
        """How all is. Raises UnavailableError where this host has no database, or it is away."""
        with self._lock:
            if self._last is None or time.monotonic() - self._read_at > KEPT_SECONDS:
                self._last, self._read_at = self._read(), time.monotonic()
            return self._last

    def _read(self) -> Status:
        databases = [self._data / name for name in ("ledger.sqlite", "articles.sqlite")]
        if self._settings.database.url == "sqlite:" and not any(file.exists() for file in databases):
            raise UnavailableError(f"{self._data} holds no database: pages are crawled elsewhere, or not yet")
        now = datetime.now(UTC)
        return read_status(self._settings, self._data, self._publishers, now, now - SINCE)
