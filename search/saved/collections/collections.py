"""Clipping folders: added, listed, removed, and filled by saved searches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, insert_or_ignore, reading, writing
from indexer.language.analysis import fold
from search.model.forgetting import forget_folder
from search.query.signs import DOUBLE_QUOTES
from search.saved.refusal import GoneError, RefusedError
from search.saved.searches import check_name, find_search_id
from search.saved.tables import clips, collection_searches, collections, searches


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder: how many articles lie in it, how many of them are hidden and unread, and the saved searches that fill
    it. `revision` grows whenever another set of articles is shown in it."""

    id: int
    name: str
    created: datetime
    revision: int
    clips: int
    hidden: int
    unread: int
    searches: tuple[str, ...]


def changing_collections(connection: Connection) -> None:
    """Let no other process change folders until this transaction ends."""
    advisory_lock(connection, "collections")


def all_collections(connection: Connection) -> list[Collection]:
    """All folders, by name."""
    filled = defaultdict[int, list[str]](list)
    named = sa.select(collection_searches.c.collection, searches.c.name).join(
        searches, searches.c.id == collection_searches.c.search
    )
    for row in connection.execute(named.order_by(searches.c.name)):
        filled[row.collection].append(row.name)
    is_unread = ~clips.c.seen & ~clips.c.hidden
    counted = (
        sa.select(
            clips.c.collection,
            sa.func.count().label("clips"),
            sa.func.count().filter(clips.c.hidden).label("hidden"),
            sa.func.count().filter(is_unread).label("unread"),
        )
        .group_by(clips.c.collection)
        .subquery()
    )
    rows = connection.execute(
        sa.select(collections, counted.c.clips, counted.c.hidden, counted.c.unread).outerjoin(
            counted, counted.c.collection == collections.c.id
        )
    )
    found = [
        Collection(
            row.id,
            row.name,
            row.created,
            row.revision,
            row.clips or 0,
            row.hidden or 0,
            row.unread or 0,
            tuple(filled[row.id]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def find_collection(connection: Connection, name: str) -> Collection:
    """The folder of a name. Raises ConfigError where there is none."""
    number = find_collection_id(connection, name)
    return next(one for one in all_collections(connection) if one.id == number)


def find_collection_id(connection: Connection, name: str) -> int:
    """The number of the folder of a name; nothing in it is counted. Raises ConfigError where there is none."""
    number = connection.execute(sa.select(collections.c.id).where(collections.c.name == name)).scalar()
    if number is None:
        raise GoneError(f"there is no folder {name!r}; `kliping collection list` names those there are")
    return int(number)


def add_collection(saved: Engine, name: str) -> Collection:
    """Make an empty folder. Raises RefusedError for a name that is taken, in whatever case, or cannot be used."""
    with writing(saved) as connection:
        if not _made(connection, name):
            raise RefusedError("collection_taken", name)
        return find_collection(connection, name)


def ensure_collection(saved: Engine, name: str) -> bool:
    """Make an empty folder unless there is one of just this name; returns whether it was made. Raises RefusedError for
    a name that is taken in another case or cannot be used."""
    with writing(saved) as connection:
        return _made(connection, name)


def find_or_add_collection(saved: Engine, name: str) -> str:
    """The name of the folder that is called so, in whatever case, or of a new one; a form that is sent twice at once
    makes one. Raises RefusedError for a name that cannot be used."""
    with writing(saved) as connection:
        changing_collections(connection)
        if found := _called_so(connection, name):
            return found
        check_collection_name(name)
        _insert(connection, name)
        return name


def _called_so(connection: Connection, name: str) -> str | None:
    """The folder of a name as queries read it (`map:"…"`): capitals do not count where none is written just so."""
    names = connection.execute(sa.select(collections.c.name)).scalars().all()
    return name if name in names else next((one for one in names if fold(one) == fold(name)), None)


def _made(connection: Connection, name: str) -> bool:
    check_collection_name(name)
    changing_collections(connection)
    taken = _called_so(connection, name)
    if taken and taken != name:
        raise RefusedError("collection_taken", taken)
    if not taken:
        _insert(connection, name)
    return not taken


def _insert(connection: Connection, name: str) -> None:
    connection.execute(sa.insert(collections).values(name=name, created=datetime.now(UTC)))


def alike(names: Iterable[str]) -> list[list[str]]:
    """The names that differ in nothing that a query sees (`map:"…"`), so that each finds the other's articles too."""
    same = defaultdict[str, list[str]](list)
    for name in names:
        same[fold(name)].append(name)
    return [some for some in same.values() if len(some) > 1]


def check_collection_name(name: str) -> None:
    """Raises RefusedError for what is no name, or could not be written in a query (`map:"…"`)."""
    check_name(name)
    if set(name) & set(DOUBLE_QUOTES):
        raise RefusedError("no_quotes", name)


def remove_collection(saved: Engine, name: str) -> None:
    """Forget a folder with its notes and its summary; the articles stay. Raises ConfigError where there is none."""
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        for table in (clips, collection_searches):
            connection.execute(sa.delete(table).where(table.c.collection == folder))
        connection.execute(sa.delete(collections).where(collections.c.id == folder))
        forget_folder(connection, folder)


def fill_by(saved: Engine, name: str, search: str) -> None:
    """Let a saved search put what it finds from now on into a folder. Raises ConfigError where one is not there."""
    with writing(saved) as connection:
        changing_collections(connection)
        folder, number = find_collection_id(connection, name), find_search_id(connection, search)
        insert_or_ignore(connection, collection_searches, [{"collection": folder, "search": number}])


def fill_no_more(saved: Engine, name: str, search: str) -> None:
    """Let a saved search put nothing more into a folder. Raises ConfigError where one is not there."""
    with writing(saved) as connection:
        changing_collections(connection)
        folder, number = find_collection_id(connection, name), find_search_id(connection, search)
        here = (collection_searches.c.collection == folder) & (collection_searches.c.search == number)
        connection.execute(sa.delete(collection_searches).where(here))


def read_collections(saved: Engine) -> list[Collection]:
    """All folders, by name."""
    with reading(saved) as connection:
        return all_collections(connection)
