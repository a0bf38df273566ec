"""Rebuilds the articles database from the archive when it is damaged or lost (decision 67).

The damaged file is kept under another name. What only it has is taken over as far as it can be read, the articles
whose pages have left the archive among it.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.data_dir import lock_role, open_folder
from base.database import insert_or_ignore, reading, writing
from base.errors import ConfigError
from base.files import disk_error
from config.catalogue import Publisher
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.retention import removed_files
from indexer.articles.read import articles_database, count_articles
from indexer.articles.tables import meta, removals
from indexer.pipeline import index_archive_unlocked
from indexer.salvage import Salvaged, take_over_gone

_FILES = ("", "-wal", "-shm")
_NEW = "from-archive-"
"""How folders begin in which a new database is made."""
ALWAYS_LOST = "the outcomes of reading and indexing so far, and when each article became searchable"
_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Remade:
    """How many articles there are now and were before (None: unknown), how many of them were `kept` from the old file
    as their pages have left the archive, where that file is (None: there was none), and what was lost."""

    articles: int
    before: int | None
    aside: Path | None
    lost: tuple[str, ...]
    kept: int = 0

    def to_json(self) -> dict[str, object]:
        """The result as `--json` prints it."""
        aside = None if self.aside is None else str(self.aside)
        return {
            "articles": self.articles,
            "before": self.before,
            "kept": self.kept,
            "aside": aside,
            "lost": list(self.lost),
        }


@dataclass(frozen=True, slots=True)
class _Salvage:
    """What only the old file has; None for each part that cannot be read."""

    articles: int | None
    installation: str | None
    removals: list[tuple[str, str]] | None
    numbers: int | None

    def lost(self) -> tuple[str, ...]:
        """What could not be taken over, in sentences for the user."""
        names = {
            "the name of this installation (on Elasticsearch, the indices of the old one stay until removed by hand)": (
                self.installation
            ),
            "which articles were removed on purpose: they come back": self.removals,
            "the numbers by which followers ask for what is new: they must begin anew": self.numbers,
        }
        return (ALWAYS_LOST, *(name for name, found in names.items() if found is None))


def remake(
    settings: Settings, data: Path, publishers: Mapping[str, Publisher], *, progress: Progress = lambda _: None
) -> Remade:
    """Rebuild the articles database and the index from the archive.

    If it is killed once the new database is in place, `kliping index` continues. Raises ConfigError for PostgreSQL, and
    AlreadyRunningError where an index process runs.
    """
    if settings.database.url != "sqlite:":
        raise ConfigError("`--from-archive` is for articles.sqlite; restore PostgreSQL from a backup of its own")
    with lock_role(open_folder(data), "index"):
        file = data / "articles.sqlite"
        found = _salvage(file)
        aside, salvaged = _replace(settings, file, found)
        index_archive_unlocked(settings, data, publishers, once=True, progress=progress)
        with articles_database(settings, data) as database, reading(database) as connection:
            total = count_articles(connection)
    lost = (*(found.lost() if aside else ()), *_lost_with_pages(salvaged, len(removed_files(data / "archive"))))
    return Remade(total, found.articles, aside, lost, salvaged.articles if salvaged else 0)


def _lost_with_pages(salvaged: Salvaged | None, removed: int) -> Iterator[str]:
    """What no page and no old database can give back, in sentences for the user."""
    files = f"{removed:,} files that have left the archive (archive/removed.jsonl)"
    if salvaged is None:
        if removed:
            yield f"the articles of {files}, as no old database can be read: restore articles.sqlite from a backup"
        return
    if salvaged.unreadable and removed:
        yield f"{salvaged.unreadable:,} unreadable rows of the old database, as far as their pages were in {files}"
    if salvaged.shortened:
        yield f"earlier texts of {salvaged.shortened:,} articles, whose pages have left the archive"


def _salvage(file: Path) -> _Salvage:
    if not file.exists():
        return _Salvage(None, None, None, None)
    return _Salvage(
        articles=_read(file, lambda old: old.execute("SELECT count(*) FROM articles").fetchone()[0]),
        installation=_read(file, _installation),
        removals=_read(file, lambda old: old.execute("SELECT article, removed FROM removals").fetchall()),
        numbers=_read(file, lambda old: int(old.execute("SELECT coalesce(max(number), 0) FROM indexed").fetchone()[0])),
    )


def _installation(old: sqlite3.Connection) -> str:
    """The installation's name; "" if it has none, as with an embedded engine."""
    row = old.execute("SELECT value FROM meta WHERE key = 'installation'").fetchone()
    return str(row[0]) if row else ""


def _read(file: Path, ask: Callable[[sqlite3.Connection], _Found]) -> _Found | None:
    """The answer of a query to a damaged file; None if it cannot be read."""
    try:
        connection = sqlite3.connect(file)
        try:
            return ask(connection)
        finally:
            connection.close()
    except (sqlite3.Error, ValueError, TypeError):
        return None


def _replace(settings: Settings, file: Path, found: _Salvage) -> tuple[Path | None, Salvaged | None]:
    """Replace the database by a new one with what was taken over; returns where the old one is now, and what became
    of the articles that have no pages any more (None: none could be read)."""
    salvaged = None
    for left in file.parent.glob(f"{_NEW}*"):  # by a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=_NEW) as folder:
            with articles_database(settings, Path(folder)) as database, writing(database) as connection:
                _take_over(connection, found)
                if file.exists():
                    salvaged = take_over_gone(connection, file, file.parent / "archive")
            aside = _move_aside(file)
            (Path(folder) / file.name).replace(file)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be replaced") from error
    return aside, salvaged


def _take_over(connection: Connection, found: _Salvage) -> None:
    if found.installation:
        insert_or_ignore(connection, meta, [{"key": "installation", "value": found.installation}])
    rows = [
        {"article": article, "removed": _instant(removed)}
        for article, removed in found.removals or ()
        if isinstance(article, str)
    ]
    insert_or_ignore(connection, removals, rows)
    if found.numbers:
        sequence = sa.table("sqlite_sequence", sa.column("name"), sa.column("seq"))
        connection.execute(sa.insert(sequence).values(name="indexed", seq=found.numbers))


def _instant(text: object) -> datetime:
    """When something was removed; now, where damage has left no instant: that it was removed is what counts."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return datetime.now(UTC)


def _move_aside(file: Path) -> Path | None:
    """Rename the old file, its write-ahead log first: SQLite would take that for the new file's."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for ending in reversed(_FILES):
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    return aside
