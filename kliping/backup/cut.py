"""The parts of a data folder but the archive, as they are at one instant each, in an order that makes them one cut.

First the saved searches, then the articles, then the ledger, and after all of them the archive: each part may know less
than the next one and never more. What the archive has beyond the ledger is recorded when crawling begins, without being
fetched again; what it has beyond the articles is read; what the articles have beyond the alerts is told then. Removals
stand in the ledger, which is taken after whoever obeys them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

import crawler.ledger.tables
import indexer.articles.tables
import search.model.tables  # what a model said is among what users keep
import search.saved.tables
from base.copies import copy_snapshot, dump_tables, sqlite_snapshot
from base.database import reading, writing
from base.formats import revisions
from config.settings import Settings
from crawler.archive.retention import removed_files
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import ledger_database, to_lines
from indexer.articles.read import articles_database
from indexer.engines.embedded.generations import current
from indexer.engines.embedded.segments import files
from kliping.options import MIGRATIONS
from search.saved.searches import saved_database

USERS_OWN = ("kliping.toml", "publishers", "words", "report")
SIDE_FILES = ("archive/removed.jsonl", "archive/rewritten.jsonl")
REMOVALS = "removals.jsonl"
POSTGRES = "postgresql"


def needs_articles(settings: Settings, data: Path) -> bool:
    """Whether the articles belong to the least that there must be: where they cannot be made again, as files have left
    the archive by its retention, and in PostgreSQL, where ledger and articles count outcomes in the same tables."""
    return settings.database.url != "sqlite:" or bool(removed_files(data / "archive"))


def take_cut(settings: Settings, data: Path, into: Path, *, full: bool, articles: bool) -> None:
    """Copy everything but the archive into a folder that is there and empty."""
    shutil.copyfile(data / "FORMAT", into / "FORMAT")
    if settings.database.url == "sqlite:":
        _take_sqlite(data, into, full=full, articles=articles)
    else:
        _take_postgres(settings, data, into)
    for name in USERS_OWN:
        _copy(data / name, into / name)


def take_lists(settings: Settings, data: Path, into: Path) -> None:
    """The list of removals and what is known of the archive's files, which are copied last."""
    with ledger_database(settings, data) as ledger, (into / REMOVALS).open("w", encoding="utf-8") as file:
        if ledger is not None:
            with reading(ledger) as connection:
                file.writelines(f"{json.dumps(line)}\n" for line in to_lines(connection))
    for name in SIDE_FILES:
        (into / name).parent.mkdir(exist_ok=True)
        _copy(data / name, into / name)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copyfile(source, target)


def _take_sqlite(data: Path, into: Path, *, full: bool, articles: bool) -> None:
    _copy_sqlite(data / "saved.sqlite", into)
    if articles and (data / "articles.sqlite").exists():
        _take_articles(data, into, full=full)
    _copy_sqlite(data / "ledger.sqlite", into)


def _copy_sqlite(file: Path, into: Path) -> None:
    if file.exists():
        with sqlite_snapshot(file) as snapshot:
            copy_snapshot(snapshot, into / file.name, file)


def _take_articles(data: Path, into: Path, *, full: bool) -> None:
    """The articles and, if it is to be `full`, the index that belongs to them: while nobody can clear the outbox, what
    the engine has committed beyond the articles still stands in it, and is written once more."""
    file = data / "articles.sqlite"
    with ExitStack() as opened:
        with articles_database(Settings(), data) as database, writing(database):
            snapshot = opened.enter_context(sqlite_snapshot(file))
            index = [(name, opened.enter_context(one)) for name, one in _index_files(data / "index")] if full else []
        for name, stream in index:
            target = into / "index" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("wb") as copy:
                shutil.copyfileobj(stream, copy)
        copy_snapshot(snapshot, into / file.name, file)


def _index_files(folder: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """The files of the current generation, opened, so that none goes while it waits to be copied."""
    generation = current(folder)
    if generation is None:
        return
    place = folder / generation
    meta = place / "meta.json"
    while True:
        commit = meta.read_bytes()  # before its files are named, so that they are those of this very commit
        named = [meta, *files(place), place / "manifest.json", place / ".managed.json"]
        named += [folder / "current.json", folder / "acronyms.txt"]
        opened = [(str(one.relative_to(folder)), stream) for one, stream in _opened(named)]
        if meta.read_bytes() == commit:
            yield from opened
            return
        for _, stream in opened:
            stream.close()


def _opened(named: Iterable[Path]) -> Iterator[tuple[Path, IO[bytes]]]:
    for one in named:
        with suppress(FileNotFoundError):  # of the index; or a commit has taken it away, which is seen afterwards
            yield one, one.open("rb")


def _take_postgres(settings: Settings, data: Path, into: Path) -> None:
    folder = into / POSTGRES
    folder.mkdir()
    versions = {name: revisions(place)[-1] for name, place in MIGRATIONS.items()}
    (folder / "revisions.json").write_text(json.dumps(versions), encoding="utf-8")
    parts = (search.saved.tables.metadata, indexer.articles.tables.metadata, crawler.ledger.tables.METADATA)
    names = list(dict.fromkeys(table.name for part in parts for table in part.sorted_tables))
    with (
        saved_database(settings, data),  # opened, all three are at their last revisions
        articles_database(settings, data),
        open_ledger(settings.database.url, data) as ledger,
    ):
        dump_tables(ledger.engine, names, folder)
