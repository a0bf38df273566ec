"""Reads clipping folders for those who change nothing in them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from base.database import reading
from config.settings import Settings
from indexer.articles.read import articles_database
from search.saved.collections.articles import Clipped, clipped_articles
from search.saved.collections.clips import read_clips
from search.saved.collections.collections import Collection, all_collections, find_collection
from search.saved.opening import open_kept
from search.saved.refusal import GoneError


@dataclass(frozen=True, slots=True)
class FolderReader:
    """Opens the databases of a data folder when it is asked, and makes none."""

    settings: Settings
    data: Path

    def folders(self) -> list[Collection]:
        """All folders, by name. Raises UnavailableError."""
        with self._reading() as connection:
            return [] if connection is None else all_collections(connection)

    def clips(self, name: str, start: int, limit: int) -> tuple[Collection, list[Clipped]]:
        """A folder, and so many of its clips in their order behind the first `start`, without those that are hidden.
        Raises ConfigError where there is none of that name, and UnavailableError."""
        with self._reading() as connection:
            if connection is None:
                raise GoneError(f"there is no folder {name!r}, as there is none at all")
            found = find_collection(connection, name)
            some = read_clips(connection, found.id, start=start, limit=limit)
        with articles_database(self.settings, self.data) as articles, reading(articles) as connection:
            return found, list(clipped_articles(connection, some))

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        database = open_kept(self.settings, self.data)
        if database is None:
            yield None
            return
        try:
            with reading(database) as connection:
                yield connection
        finally:
            database.dispose()
