"""Which articles a removal is of: those of an address, an id, a pattern of addresses or a publisher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.parts import in_parts
from base.pattern import bounded, searcher
from base.urls import article_id, canonical_url
from crawler.ledger.removals import Kind, Tombstones, keys_of, link_addresses
from indexer.articles.article import content_from_json
from indexer.articles.tables import aliases, articles

_MATCHED_AT_ONCE = 5_000
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Selection:
    """What is to go: the articles by id, what must not come back, and the keys of links that the ledger has. `titles`
    are those of the first articles, with their addresses; `copies` are other articles with the same text, which stay.
    """

    articles: tuple[str, ...]
    tombstones: Tombstones
    keys: frozenset[str]
    titles: tuple[tuple[str, str], ...]
    copies: int


def select(database: Database, ledger: Database, kind: Kind, value: str) -> Selection:
    """The selection now. Raises ConfigError for a pattern that is none or takes too long."""
    with reading(database) as connection, reading(ledger) as links:
        found = set(_found(connection, kind, value))
        addresses = set(_addresses(links, kind, value))
        named = addresses | {key for some in in_parts(found) for key in _keys(connection, some)}
        stones = Tombstones(
            frozenset(found | {article_id(key) for key in named} | ({value} if kind == "id" else set())),
            frozenset({value} if kind == "publisher" else ()),
        )
        keys = addresses if kind == "publisher" else keys_of(links, stones.articles)
        titles = tuple(_titles(connection, sorted(found)[:SHOWN]))
        return Selection(tuple(sorted(found)), stones, frozenset(keys), titles, _copies(connection, found))


def _found(connection: Connection, kind: Kind, value: str) -> Iterable[str]:
    if kind == "url":
        key = canonical_url(value)
        known = sa.select(aliases.c.article).where(aliases.c.key == key)
        here = (articles.c.id == article_id(key)) | articles.c.id.in_(known)
        return connection.execute(sa.select(articles.c.id).where(here)).scalars()
    if kind == "pattern":
        query = sa.select(articles.c.id, articles.c.url)
        rows = connection.execute(query, execution_options={"yield_per": _MATCHED_AT_ONCE})
        return _matching(value, ((row.id, row.url) for row in rows))
    column = articles.c.id if kind == "id" else articles.c.publisher
    return connection.execute(sa.select(articles.c.id).where(column == value)).scalars()


def _addresses(links: Connection, kind: Kind, value: str) -> Iterable[str]:
    """Keys of addresses, which may have no article."""
    if kind == "url":
        return [canonical_url(value)]
    if kind == "pattern":
        return _matching(value, link_addresses(links))
    return (key for key, _ in link_addresses(links, value)) if kind == "publisher" else ()


def _matching(pattern: str, named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The names of the addresses that match; so many at a time must not take long."""
    is_found = searcher(pattern)
    for some in in_parts(named, _MATCHED_AT_ONCE):
        with bounded(pattern):
            matching = [name for name, address in some if is_found(address)]
        yield from matching


def _keys(connection: Connection, ids: list[str]) -> Iterator[str]:
    """The addresses under which articles are known."""
    yield from connection.execute(sa.select(aliases.c.key).where(aliases.c.article.in_(ids))).scalars()
    for url in connection.execute(sa.select(articles.c.url).where(articles.c.id.in_(ids))).scalars():
        if url:
            yield canonical_url(url)


def _titles(connection: Connection, ids: list[str]) -> Iterator[tuple[str, str]]:
    for row in connection.execute(sa.select(articles.c.content, articles.c.url).where(articles.c.id.in_(ids))):
        yield content_from_json(row.content).title, row.url


def _copies(connection: Connection, found: set[str]) -> int:
    """How many other articles stand in the groups of these."""
    number = 0
    for some in in_parts(found):
        touched = sa.select(articles.c.group_id).where(articles.c.id.in_(some))
        members = connection.execute(sa.select(articles.c.id).where(articles.c.group_id.in_(touched))).scalars()
        number += len(set(members) - found)
    return number
