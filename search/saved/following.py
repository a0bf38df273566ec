"""Follows what becomes searchable: what saved searches find in it is noted once, together with how far was read."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, keepable, reading, upsert, writing
from base.errors import ConflictError
from base.events import event
from crawler.ledger.removals import Tombstones
from indexer.articles.followers import Indexed, as_followed, at_number, indexed_after, newest
from indexer.articles.read import articles_by_id
from indexer.halving import halve, reason
from search.saved.collections.clips import NewClip, insert_clips, new_clip
from search.saved.collections.collections import changing_collections
from search.saved.labelling.by_search import label_found
from search.saved.matcher import Match, Matcher
from search.saved.removed import is_gone
from search.saved.searches import SavedSearch, changing, stamp
from search.saved.tables import collection_searches, matches, position, searches, waiting

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


class _Line(NamedTuple):
    """An article that is new for a search, and what is told of it ("" where it tells nobody)."""

    search: SavedSearch
    clip: NewClip
    content: str


class _Looked(NamedTuple):
    """What is new among some articles, and when the newest of their pages was captured."""

    lines: Sequence[_Line] = ()
    captured: datetime | None = None


Removed = Callable[[Collection[str]], Tombstones]
"""Tells which of some articles, and whose, were removed for good and may still be among the others."""


class _Known(NamedTuple):
    """What is compared before anything is noted: which searches there are, and up to where was read."""

    stamp: tuple[int, ...]
    position: Position


def follow(
    saved: Engine,
    articles: Engine,
    matcher: Matcher | None,
    searches_stamp: tuple[int, ...],
    now: datetime,
    removed: Removed = lambda _: Tombstones(),
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
        numbers = {row.article: row.number for row in rows}
        look = partial(_look, connection, matcher, _told(saved, numbers), known.position.known_until, now)
        looked = halve(list(numbers.items()), look, _give_up)
    captured = [known.position.captured, *(one.captured for one in looked)]
    last = rows[-1]
    end = known.position._replace(
        number=last.number,
        article=last.article,
        version=last.version,
        captured=max(filter(None, captured), default=None),
    )
    with writing(saved) as connection:
        _advance(connection, known, end)
        _note(connection, _still_there([line for one in looked for line in one.lines], removed), now)
    return len(rows)


def _still_there(lines: Sequence[_Line], removed: Removed) -> Sequence[_Line]:
    """Without what was removed; what is removed after this is taken out after it is noted."""
    stones = removed({one.clip.article for one in lines}) if lines else Tombstones()
    return [one for one in lines if not is_gone(stones, one.clip.article, one.clip.publisher)] if stones else lines


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


def forget_numbers(saved: Engine) -> None:
    """The numbers of what became searchable mean nothing any more, since the articles are made anew: what was captured
    by the last page that was followed, or before the last search was saved, counts as known."""
    with writing(saved) as connection:
        changing(connection)
        place = _known(connection).position
        captured = place.captured or connection.execute(sa.select(sa.func.max(searches.c.created))).scalar()
        row = {"name": NAME, **Position(captured=captured, known_until=captured)._asdict()}
        upsert(connection, position, row)
        connection.execute(sa.update(searches).values(start=0))


def _skip(saved: Engine, last: Indexed | None, known: _Known) -> int:
    """Without searches, all is read."""
    if last and last.number != known.position.number:
        end = known.position._replace(number=last.number, article=last.article, version=last.version)
        with writing(saved) as connection:
            _advance(connection, known, end)
    return 0


def _told(saved: Engine, articles: Collection[str]) -> set[tuple[int, str]]:
    """Which searches were told of which of these articles."""
    with reading(saved) as connection:
        query = sa.select(matches.c.search, matches.c.article).where(matches.c.article.in_(list(articles)))
        return {(row.search, row.article) for row in connection.execute(query)}


def _look(
    connection: Connection,
    matcher: Matcher,
    told: Container[tuple[int, str]],
    known_until: datetime | None,
    now: datetime,
    some: Sequence[tuple[str, int]],
) -> list[_Looked]:
    """What searches find among some articles, each with its number, that they were not told of yet."""
    numbers, lines = dict(some), list[_Line]()
    articles = articles_by_id(connection, numbers)
    for match in matcher.match(articles, now):
        search, article = match
        if (search.id, article.id) in told or numbers[article.id] <= search.start:
            continue
        if _was_there(connection, matcher, match, known_until, now):
            continue
        is_told = search.receivers and search.every != "never"
        content = json.dumps(matcher.content(match), ensure_ascii=False) if is_told else ""
        lines.append(_Line(search, new_clip(article), content))
    return [_Looked(lines, max((one.captured for one in articles), default=None))]


def _was_there(
    connection: Connection, matcher: Matcher, match: Match, known_until: datetime | None, now: datetime
) -> bool:
    """Whether the search would have found the article before it was saved."""
    search, article = match
    if known_until is None and article.version == 1:
        return False
    before = as_followed(connection, article, search.start, known_until)
    return before is not None and (before == article or matcher.would_find(search, before, now))


def _give_up(one: tuple[str, int], error: Exception) -> _Looked:
    """An article that cannot be matched for a reason that will not pass holds up no other."""
    text = f"the article {one[0]} cannot be matched with saved searches: {reason(error)}"
    event(logger, "alert.bug", text, level=logging.ERROR, error=error)
    return _Looked()


def _advance(connection: Connection, known: _Known, end: Position) -> None:
    """Move the position on. Raises ConflictError where it is not what it was, or there are other searches."""
    changing(connection)
    if _known(connection) != known:
        raise ConflictError("the saved searches were changed meanwhile")
    upsert(connection, position, {"name": NAME, **end._asdict()})


def _fill(connection: Connection, lines: Sequence[_Line], now: datetime) -> None:
    """Put matches into the folders that their searches fill, the earliest indexed first."""
    found = defaultdict[int, list[_Line]](list)
    for line in lines:
        found[line.search.id].append(line)
    if not found:
        return
    changing_collections(connection)  # before it is read which: a folder may be removed meanwhile
    filled = sa.select(collection_searches).where(collection_searches.c.search.in_(list(found)))
    for row in connection.execute(filled).all():
        new = found[row.search]
        insert_clips(connection, row.collection, [one.clip for one in new], now, new[0].search.name)


def _note(connection: Connection, lines: Sequence[_Line], now: datetime) -> None:
    """Note matches: put each into the folders of its search and into the line of each receiver, and label it."""
    rows = [{"search": one.search.id, "article": one.clip.article, "at": now} for one in lines]
    insert_or_ignore(connection, matches, rows)
    _fill(connection, lines, now)
    label_found(connection, ((one.search, one.clip.article, one.clip.publisher) for one in lines))
    told = [
        {"receiver": receiver.id, "content": keepable(one.content), "at": now}
        for one in lines
        for receiver in (one.search.receivers if one.content else ())
    ]
    if told:
        connection.execute(sa.insert(waiting), told)
    if rows:
        text = f"{len(rows)} new for {len({one.search.id for one in lines})} saved searches"
        event(logger, "alert.matched", text, labels__count=len(rows))
