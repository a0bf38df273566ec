"""Articles whose pages have left the archive, taken over from an old articles database when a new one is made.

Everything else is made again from its pages. The old database may be damaged: what can be read of it is taken, row by
row where it must be.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import insert_or_ignore
from crawler.archive.archive import follow
from indexer.articles.article import content_from_json
from indexer.articles.tables import aliases, articles, removals, versions
from indexer.duplicates import groups
from indexer.duplicates.sketch import sketch
from indexer.engines.generations import load
from indexer.engines.outbox import Change, put
from indexer.language import acronyms
from indexer.language.acronyms import acronyms_in

UNREADABLE = (sa.exc.DatabaseError, sa.exc.NoSuchTableError, ValueError, TypeError)
"""What damage of a database comes to: SQLite's own word for it, or values (and messages) that are none."""
_AT_ONCE = 500


@dataclass(slots=True)
class Salvaged:
    """How many articles were taken over; how many others have lost earlier texts with their pages; how many rows of
    the old database could not be read."""

    articles: int = 0
    shortened: int = 0
    unreadable: int = 0


def archived_pages(archive: Path) -> set[str]:
    """The ids of all pages that the archive has."""
    return {page.id for page, _ in follow(archive, {})}


def take_over_gone(connection: Connection, file: Path, archive: Path) -> Salvaged | None:
    """Copy the articles whose pages are not in the archive, with their earlier texts and aliases, out of the database
    in `file`; None where nothing can be read of it."""
    old = sa.create_engine(f"sqlite:///{file.resolve()}")
    try:
        last = _last_sequence(old)
        if last is None:
            return None
        done, present = Salvaged(), archived_pages(archive)
        removed = set(connection.execute(sa.select(removals.c.article)).scalars())
        gone = _gone(_rows(old, 1, last, done), old, present, done)
        kept = (row for row in gone if row["id"] not in removed)
        while some := list(itertools.islice(kept, _AT_ONCE)):
            _copy(connection, old, some)
            done.articles += len(some)
        return done
    finally:
        old.dispose()


def _last_sequence(old: Database) -> int | None:
    try:
        with old.connect() as connection:
            return connection.execute(sa.select(sa.func.max(articles.c.sequence))).scalar() or 0
    except UNREADABLE:
        return None


def _columns(old: Database, table: sa.Table) -> list[sa.Column[Any]]:
    """The columns of a table that the old database has: an earlier release may have left it."""
    names = {column["name"] for column in sa.inspect(old).get_columns(table.name)}
    return [column for column in table.c if column.name in names]


def _rows(old: Database, first: int, last: int, done: Salvaged) -> Iterator[Mapping[str, Any]]:
    """The articles between two sequences; around damage the range is halved until only what is unreadable is left."""
    if last - first >= _AT_ONCE:
        for start in range(first, last + 1, _AT_ONCE):
            yield from _rows(old, start, min(start + _AT_ONCE - 1, last), done)
        return
    query = sa.select(*_columns(old, articles)).where(articles.c.sequence.between(first, last))
    try:
        with old.connect() as connection:
            rows = connection.execute(query.order_by(articles.c.sequence)).mappings().all()
    except UNREADABLE:
        if first >= last:
            done.unreadable += 1
            return
        middle = (first + last) // 2
        yield from _rows(old, first, middle, done)
        yield from _rows(old, middle + 1, last, done)
        return
    yield from ({**row} for row in rows)


def _gone(
    rows: Iterator[Mapping[str, Any]], old: Database, present: set[str], done: Salvaged
) -> Iterator[Mapping[str, Any]]:
    """The articles whose current page the archive has no more; of the others it is counted whose earlier ones it has
    no more."""
    for row in rows:
        if not _is_whole(row):
            done.unreadable += 1
        elif row["page"] not in present:
            yield row
        elif row["version"] > 1:
            pages = [version["page"] for version in _of(old, versions, versions.c.article, [row["id"]])]
            done.shortened += any(page not in present for page in pages)


def _is_whole(row: Mapping[str, Any]) -> bool:
    """Whether a row has what an article needs; damage can leave anything in it."""
    needed = [row[column.name] for column in articles.c if column.name in row and not column.nullable]
    try:
        content_from_json(row["content"])
    except (ValueError, TypeError, AttributeError):  # the last of JSON that is no object
        return False
    return all(value is not None for value in needed)


def _of(old: Database, table: sa.Table, column: sa.Column[Any], ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """What the old database has of these articles in a further table, [] where it cannot be read."""
    try:
        with old.connect() as connection:
            query = sa.select(*_columns(old, table)).where(column.in_(ids))
            return [{**row} for row in connection.execute(query).mappings()]
    except UNREADABLE:
        return []


def _copy(connection: Connection, old: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    """Their groups and acronyms are found anew, since those of the old database name rows by its own numbers."""
    ids = [row["id"] for row in rows]
    new = [{name: value for name, value in row.items() if name != "sequence"} | {"group_id": row["id"]} for row in rows]
    made = connection.execute(sa.insert(articles).returning(articles.c.id, articles.c.sequence), new)
    sequences = {row.id: row.sequence for row in made}
    insert_or_ignore(connection, versions, _of(old, versions, versions.c.article, ids))
    insert_or_ignore(connection, aliases, _of(old, aliases, aliases.c.article, ids))
    bodies = {sequences[row["id"]]: content_from_json(row["content"]).body for row in rows}
    acronyms.store(connection, {number: acronyms_in(body) for number, body in bodies.items()})
    groups.group_articles(connection, {number: sketch(body) for number, body in bodies.items()})
    changes = [Change(row["id"], "", row["url"], row["publisher"], "", row["year"]) for row in rows]
    put(connection, changes, load(connection).active_generations())
