"""What followers read: the sequenced table of what has become searchable. The indexer knows none of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from indexer.articles.article import Article
from indexer.articles.read import as_of
from indexer.articles.tables import articles, indexed, versions


class Indexed(NamedTuple):
    """A version of an article that became searchable. Numbers grow, and none is added below one that can be read."""

    number: int
    article: str
    version: int
    at: datetime


def newest(connection: Connection) -> Indexed | None:
    """The last row; None where nothing is searchable yet."""
    return _first(connection, sa.select(indexed).order_by(indexed.c.number.desc()))


def at_number(connection: Connection, number: int) -> Indexed | None:
    """The row of a number; None where there is none, as in a table that was made anew."""
    return _first(connection, sa.select(indexed).where(indexed.c.number == number))


def indexed_after(connection: Connection, number: int, limit: int) -> Sequence[Indexed]:
    """The next rows after a number, in order."""
    query = sa.select(indexed).where(indexed.c.number > number).order_by(indexed.c.number).limit(limit)
    return [Indexed(*row) for row in connection.execute(query)]


def as_followed(connection: Connection, article: Article, number: int, captured: datetime | None) -> Article | None:
    """An article as it was when a follower had read up to `number`, or all that was captured by an instant; None where
    it was not there."""
    until_number = sa.select(indexed.c.version).where(indexed.c.article == article.id, indexed.c.number <= number)
    known = [until_number]
    if captured is not None:
        old, now = versions.c, articles.c
        known += [
            sa.select(old.version).where(old.article == article.id, old.captured <= captured),
            sa.select(now.version).where(now.id == article.id, now.captured <= captured),
        ]
    version: int | None = connection.execute(sa.select(sa.func.max(sa.union_all(*known).subquery().c.version))).scalar()
    return None if version is None else as_of(connection, article, version)


def _first(connection: Connection, query: sa.Select[*tuple[Any, ...]]) -> Indexed | None:
    row = connection.execute(query.limit(1)).first()
    return Indexed(*row) if row else None
