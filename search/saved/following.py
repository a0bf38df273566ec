"""Follows what becomes searchable: what saved searches find in it is noted once, together with how far was read."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, keepable, reading, upsert, writing
from base.errors import ConflictError
from base.events import event
from indexer.articles.article import Article
from indexer.articles.followers import Indexed, as_followed, at_number, indexed_after, newest
from indexer.articles.read import articles_by_id
from search.saved.matcher import Match, Matcher
from search.saved.searches import changing, stamp
from search.saved.tables import matches, position, searches, waiting

logger = logging.getLogger(__name__)

ROWS = 100
"""Rows that are read at once: their articles are in memory together."""
NAME = "indexed"


class Position(NamedTuple):
    """Up to which row was read, and which that was; the newest page among all; and, where the table was made anew
    since, up to when a page must have been captured to be known."""

    number: int = 0
    article: str = ""
    version: int = 0
    captured: datetime | None = None
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows that were read, and their articles as they are now."""

    start: Position
    rows: Sequence[Indexed]
    articles: Sequence[Article]

    def end(self) -> Position:
        """Where the next reading begins."""
        last = self.rows[-1]
        pages = [one.captured for one in self.articles]
        newest_page = max([*pages, *([self.start.captured] if self.start.captured else [])], default=None)
        return Position(last.number, last.article, last.version, newest_page, self.start.known_until)


class _Known(NamedTuple):
    """What is compared before anything is noted: which searches there are, and up to where was read."""

    stamp: tuple[int, ...]
    position: Position


def follow(
    saved: Engine, articles: Engine, matcher: Matcher | None, searches_stamp: tuple[int, ...], now: datetime
) -> int:
    """Note what the searches find in the next rows; returns how many were read. `matcher` holds all searches that there
    were at the stamp (None: none).

    Raises ConflictError where a search was added, or another process read on meanwhile: nothing is noted then.
    """
    with reading(saved) as connection:
        known = _known(connection)
    if known.stamp != searches_stamp:
        raise ConflictError("a saved search was added or removed")
    with reading(articles) as connection:
        if not _is_same_table(connection, known.position):
            _restart(saved, known)
            return 0
        if matcher is None:
            return _skip(saved, newest(connection), known)
        rows = indexed_after(connection, known.position.number, ROWS)
        if not rows:
            return 0
        read = _Rows(known.position, rows, articles_by_id(connection, {row.article for row in rows}))
        new = list(_new(connection, matcher, read, now))
    contents = _contents(saved, matcher, new)
    with writing(saved) as connection:
        _advance(connection, known, read.end())
        _note(connection, contents, now)
    return len(rows)


def _known(connection: Connection) -> _Known:
    row = connection.execute(sa.select(position).where(position.c.name == NAME)).first()
    if row is None:  # at first: behind what was there before any search
        place = Position(connection.execute(sa.select(sa.func.min(searches.c.start))).scalar() or 0)
    else:
        place = Position(row.number, row.article, row.version, row.captured, row.known_until)
    return _Known(stamp(connection), place)


def _is_same_table(connection: Connection, place: Position) -> bool:
    """Whether the row that was read last is still there: else the articles were made anew or restored."""
    if not place.article:
        return True
    last = at_number(connection, place.number)
    return last is not None and (last.article, last.version) == (place.article, place.version)


def _restart(saved: Engine, known: _Known) -> None:
    """Read from the beginning: what was captured before counts as known then, whatever number it has now."""
    text = "the articles were made anew or restored: what was captured before counts as known"
    event(logger, "alert.restart", text, level=logging.WARNING)
    with writing(saved) as connection:
        captured = known.position.captured
        _advance(connection, known, Position(captured=captured, known_until=captured))
        connection.execute(sa.update(searches).values(start=0))


def _skip(saved: Engine, last: Indexed | None, known: _Known) -> int:
    """Without searches, all is read."""
    if last and last.number != known.position.number:
        end = known.position._replace(number=last.number, article=last.article, version=last.version)
        with writing(saved) as connection:
            _advance(connection, known, end)
    return 0


def _new(connection: Connection, matcher: Matcher, read: _Rows, now: datetime) -> Iterator[Match]:
    """What searches find that was not there before them, or not in a version that they would have found."""
    numbers = {row.article: row.number for row in read.rows}
    known_until = read.start.known_until
    for match in matcher.match(read.articles, now):
        search, article = match
        if numbers[article.id] <= search.start:
            continue
        if known_until is None and article.version == 1:
            yield match
            continue
        before = as_followed(connection, article, search.start, known_until)
        if before is None or not (before == article or matcher.would_find(search, before, now)):
            yield match


def _contents(saved: Engine, matcher: Matcher, new: Sequence[Match]) -> list[tuple[Match, str]]:
    """What is told of each article; those that a search was told of already are left out."""
    with reading(saved) as connection:
        among = sa.select(matches.c.search, matches.c.article).where(matches.c.article.in_({m.article.id for m in new}))
        told = {(row.search, row.article) for row in connection.execute(among)}
    return [
        (one, json.dumps(matcher.content(one), ensure_ascii=False) if one.search.receivers else "")
        for one in new
        if (one.search.id, one.article.id) not in told
    ]


def _advance(connection: Connection, known: _Known, end: Position) -> None:
    """Move the position on. Raises ConflictError where it is not what it was, or there are other searches."""
    changing(connection)
    if _known(connection) != known:
        raise ConflictError("the saved searches were changed meanwhile")
    upsert(connection, position, {"name": NAME, **end._asdict()})


def _note(connection: Connection, contents: Sequence[tuple[Match, str]], now: datetime) -> None:
    """Note matches, and put each into the line of each receiver."""
    rows = [{"search": one.search.id, "article": one.article.id, "at": now} for one, _ in contents]
    insert_or_ignore(connection, matches, rows)
    lines = [
        {"receiver": told.id, "content": keepable(content), "at": now}
        for one, content in contents
        for told in one.search.receivers
    ]
    if lines:
        connection.execute(sa.insert(waiting), lines)
    if rows:
        text = f"{len(rows)} new for {len({one.search.id for one, _ in contents})} saved searches"
        event(logger, "alert.matched", text, labels__count=len(rows))
