"""Reads what the engine does not hold of an article: its versions, and related articles."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.errors import UnavailableError
from config.settings import Settings
from indexer.articles.article import Article
from indexer.articles.read import MAX_VERSIONS, Version, articles_by_id, open_articles, related_to, versions_of

BACKOFF_SECONDS = 30.0
"""How long an unavailable database is not asked again: to notice that can take ten seconds, while readers wait."""


@dataclass(frozen=True, slots=True)
class History:
    """An article's newest versions, oldest first, the current one last; related articles, the nearest first, each
    with the share (0 to 1) of the shorter one's text."""

    versions: tuple[Version, ...]
    related: tuple[tuple[Article, float], ...]


class HistoryReader:
    """Reads histories. The database is opened when it is first asked. Safe to use from several threads."""

    def __init__(self, settings: Settings, data: Path) -> None:
        self._settings, self._data = settings, data
        self._database: Database | None = None
        self._lock = threading.Lock()
        self._file = 0
        self._retry_at = 0.0

    def read(self, article: str) -> History:
        """The history of an article by its id; nothing for an unknown one. Raises UnavailableError or ConfigError."""
        database = self._opened()
        try:
            with reading(database) as connection:
                near = {one.id: one.containment for one in related_to(connection, article)}
                related = sorted(articles_by_id(connection, near), key=lambda one: -near[one.id])
                versions = versions_of(connection, article, MAX_VERSIONS)
        except UnavailableError:
            self._back_off()
            raise
        return History(tuple(versions), tuple((one, near[one.id]) for one in related))

    def close(self) -> None:
        """Close the database, if it was opened."""
        with self._lock:
            database, self._database = self._database, None
        if database is not None:
            database.dispose()

    def _opened(self) -> Database:
        with self._lock:
            if time.monotonic() < self._retry_at:
                raise UnavailableError("the articles database was away a moment ago")
            file = self._inode()
            if self._database is not None and file != self._file:
                self._database.dispose()  # another file was put in its place
                self._database = None
            if self._database is None:
                self._database, self._file = self._open(), file
            return self._database

    def _inode(self) -> int:
        """Which file the database is now; 0 where there is none."""
        try:
            return (self._data / "articles.sqlite").stat().st_ino
        except OSError:
            return 0

    def _open(self) -> Database:
        file = self._data / "articles.sqlite"
        if self._settings.database.url == "sqlite:" and not file.exists():
            raise UnavailableError(f"{file} is not there: the articles are indexed elsewhere, or not yet")
        try:
            return open_articles(self._settings, self._data)
        except UnavailableError:
            self._back_off()
            raise

    def _back_off(self) -> None:
        self._retry_at = time.monotonic() + BACKOFF_SECONDS
