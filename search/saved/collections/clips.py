"""What lies in a clipping folder: put in, taken out, put in order, annotated."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, reading, writing
from base.parts import in_parts
from indexer.articles.article import Article
from indexer.articles.tables import articles
from search.saved.collections.collections import changing_collections, find_collection_id
from search.saved.refusal import GoneError, RefusedError
from search.saved.tables import clips, collections

MAX_NOTE = 4_000
"""Characters of a note: a page of a report."""


@dataclass(frozen=True, slots=True)
class Clip:
    """An article in a folder, as it was in one version. `place` is its number in the folder's order, from 1;
    `added_by` the saved search that put it in, "" for a hand."""

    article: str
    place: int
    version: int
    text_hash: str
    note: str
    seen: bool
    hidden: bool
    added: datetime
    added_by: str


class NewClip(NamedTuple):
    """An article to be put in: what it is in its current version."""

    article: str
    publisher: str
    version: int
    text_hash: str


def new_clip(article: Article) -> NewClip:
    """An article as it is now, to be put in."""
    return NewClip(article.id, article.publisher, article.version, article.content.text_hash())


class Put(NamedTuple):
    """How many articles were put in, how many were there already, and the ids that no article has."""

    new: int
    known: int
    unknown: tuple[str, ...]


def read_clips(
    connection: Connection, collection: int, *, hidden: bool = False, start: int = 0, limit: int | None = None
) -> list[Clip]:
    """The clips of a folder (by its id) in their order, those that are hidden only where asked for."""
    wanted = clips.c.collection == collection
    number = sa.func.row_number().over(order_by=(clips.c.place, clips.c.article)).label("number")
    numbered = sa.select(clips, number).where(wanted).subquery()
    query = sa.select(numbered).order_by(numbered.c.number).offset(start).limit(limit)
    rows = connection.execute(query if hidden else query.where(~numbered.c.hidden))
    return [
        Clip(
            row.article,
            row.number,
            row.version,
            row.text_hash,
            row.note,
            row.seen,
            row.hidden,
            row.added,
            row.added_by,
        )
        for row in rows
    ]


def clips_in(saved: Engine, name: str) -> list[Clip]:
    """All clips of a folder in their order, those that are hidden too. Raises ConfigError where there is none of that
    name."""
    with reading(saved) as connection:
        return read_clips(connection, find_collection_id(connection, name), hidden=True)


def article_ids(connection: Connection, collection: int) -> tuple[str, ...]:
    """The ids of the articles that a folder (by its id) shows."""
    query = sa.select(clips.c.article).where(clips.c.collection == collection, ~clips.c.hidden)
    return tuple(connection.execute(query).scalars())


def collections_of(connection: Connection, article: str) -> list[str]:
    """The names of the folders that an article lies in and is not hidden in."""
    query = (
        sa.select(collections.c.name)
        .join(clips, clips.c.collection == collections.c.id)
        .where(clips.c.article == article, ~clips.c.hidden)
    )
    return sorted(connection.execute(query).scalars(), key=str.casefold)


def put(saved: Engine, articles_database: Engine, name: str, ids: Sequence[str]) -> Put:
    """Put articles at the end of a folder, in this order. Raises ConfigError where there is no such folder."""
    wanted = list(dict.fromkeys(ids))
    with reading(articles_database) as connection:
        found = {one.article: one for one in _current(connection, wanted)}
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        new = insert_clips(connection, folder, [found[one] for one in wanted if one in found], datetime.now(UTC))
    return Put(new, len(found) - new, tuple(one for one in wanted if one not in found))


def insert_clips(connection: Connection, folder: int, new: Sequence[NewClip], now: datetime, by: str = "") -> int:
    """Put articles at the end of a folder by its id, within a transaction; returns how many were not there."""
    last = connection.execute(sa.select(sa.func.max(clips.c.place)).where(clips.c.collection == folder)).scalar() or 0
    made = 0
    for some in in_parts(enumerate(new, last + 1)):
        rows = [
            {"collection": folder, "place": place, "added": now, "added_by": by, **one._asdict()} for place, one in some
        ]
        made += len(insert_or_ignore(connection, clips, rows))
    if made:
        _changed(connection, [folder])
    return made


def take(saved: Engine, name: str, ids: Some[str]) -> set[str]:
    """Take articles out of a folder; returns which were in it. Raises ConfigError where there is no such folder."""
    gone = set[str]()
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        for some in in_parts(ids):
            here = (clips.c.collection == folder) & clips.c.article.in_(some)
            gone |= set(connection.execute(sa.delete(clips).where(here).returning(clips.c.article)).scalars())
        if gone:
            _changed(connection, [folder])
    return gone


def edit(saved: Engine, name: str, ids: Some[str], **changes: Any) -> set[str]:
    """Change what is kept of clips: `note`, `seen`, `hidden`; returns which of these articles are there. Raises
    ConfigError where there is no such folder, RefusedError for a note that is too long."""
    if len(changes.get("note", "")) > MAX_NOTE:
        raise RefusedError("long_note", MAX_NOTE)
    edited = set[str]()
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        shown_otherwise = 0
        for some in in_parts(ids):
            here = (clips.c.collection == folder) & clips.c.article.in_(some)
            if "hidden" in changes:
                other = here & (clips.c.hidden != changes["hidden"])
                shown_otherwise += connection.execute(sa.select(sa.func.count()).where(other)).scalar_one()
            changing = sa.update(clips).where(here).values(changes).returning(clips.c.article)
            edited |= set(connection.execute(changing).scalars())
        if shown_otherwise:
            _changed(connection, [folder])
    return edited


def choose_version(saved: Engine, name: str, article: str, version: int, text_hash: str) -> None:
    """Show an article in a folder as it was in another version. Raises ConfigError where it is not in there."""
    _edit_one(saved, name, article, {"version": version, "text_hash": text_hash})


def move(saved: Engine, name: str, article: str, to: int) -> None:
    """Move an article to a place in its folder, from 1. Raises ConfigError where it is not in there."""
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        order = [one.article for one in read_clips(connection, folder, hidden=True)]
        if article not in order:
            raise not_in(name, article)
        old = {one: place for place, one in enumerate(order)}
        order.insert(min(max(to, 1), len(order)) - 1, order.pop(old[article]))
        moved = [{"id": one, "number": place} for place, one in enumerate(order, 1)]
        here = (clips.c.collection == folder) & (clips.c.article == sa.bindparam("id"))
        connection.execute(sa.update(clips).where(here).values(place=sa.bindparam("number")), moved)


def forget_articles(connection: Connection, ids: Some[str], publishers: Some[str]) -> int:
    """Take what was removed for good out of all folders; returns how many clips that were."""
    conditions = [
        *(clips.c.article.in_(some) for some in in_parts(ids)),
        *(clips.c.publisher.in_(some) for some in in_parts(publishers)),
    ]
    gone = 0
    for condition in conditions:
        folders = set(connection.execute(sa.select(clips.c.collection).where(condition).distinct()).scalars())
        if folders:
            gone += connection.execute(sa.delete(clips).where(condition)).rowcount
            _changed(connection, folders)
    return gone


def _edit_one(saved: Engine, name: str, article: str, changes: Mapping[str, Any]) -> None:
    with writing(saved) as connection:
        changing_collections(connection)
        folder = find_collection_id(connection, name)
        here = (clips.c.collection == folder) & (clips.c.article == article)
        if not connection.execute(sa.update(clips).where(here).values(changes)).rowcount:
            raise not_in(name, article)


def not_in(name: str, article: str) -> GoneError:
    """That an article is not in a folder."""
    return GoneError(f"{article} is not in the folder {name!r}; `kliping collection show` lists what is")


def _current(connection: Connection, ids: Sequence[str]) -> Iterator[NewClip]:
    query = sa.select(articles.c.id, articles.c.publisher, articles.c.version, articles.c.text_hash)
    for some in in_parts(ids):
        yield from (NewClip(*row) for row in connection.execute(query.where(articles.c.id.in_(some))))


def _changed(connection: Connection, folders: Some[int]) -> None:
    """Another set of articles is shown in these folders."""
    grown = {"revision": collections.c.revision + 1}
    connection.execute(sa.update(collections).where(collections.c.id.in_(folders)).values(grown))
