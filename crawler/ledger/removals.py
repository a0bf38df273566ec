"""Removals: what users had removed for good, in the order in which it was asked for, and what must not come back.

The ledger's own part goes in the same transaction. Every other stage follows the list: it keeps the number of the last
removal that it has obeyed, so whatever was killed, restored or away catches up by itself. Numbers are milliseconds
since 1970, so that those of a ledger which had to be made anew still grow.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, insert_or_ignore, open_database
from base.outcome_log import TALLY
from base.overwriting import overwrite_deleted
from base.parts import in_parts
from base.urls import article_id
from config.settings import Settings
from crawler.archive.archive import Page
from crawler.ledger.tables import BACKFILL, BACKFILL_LIST, LINK, REMOVAL, SOURCE, TOMBSTONE, YOUNG

Kind = Literal["url", "id", "pattern", "publisher"]
MIGRATIONS = Path(__file__).parent / "migrations"
_STREAMED = {"yield_per": 10_000}


@dataclass(frozen=True, slots=True)
class Removal:
    """One that was asked for: by what (`kind` and `value`), why and when, and how many articles that were."""

    number: int
    kind: Kind
    value: str
    reason: str
    at: datetime
    articles: int

    def to_json(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "value": self.value,
            "reason": self.reason,
            "at": self.at.isoformat(),
            "articles": self.articles,
        }


@dataclass(frozen=True, slots=True)
class Tombstones:
    """What must not be there: articles by id, which for an address is that of its key, and publishers by slug."""

    articles: frozenset[str] = frozenset()
    publishers: frozenset[str] = frozenset()

    def __contains__(self, page: Page) -> bool:
        """Whether an archived page must not be there; an import says in its body whose it is."""
        if page.publisher in self.publishers or (page.key and article_id(page.key) in self.articles):
            return True
        if page.kind != "import":
            return False
        line = json.loads(page.body)
        return line.get("id") in self.articles or line.get("publisher") in self.publishers

    def __bool__(self) -> bool:
        return bool(self.articles or self.publishers)


def add_removal(
    connection: Connection, removal: Removal, tombstones: Tombstones, keys: Collection[str] = ()
) -> Removal:
    """Note a removal, under the next number, and let go of what the ledger has of it; `keys` are the links' own."""
    advisory_lock(connection, "removals")
    last = connection.execute(sa.select(sa.func.max(REMOVAL.c.number))).scalar() or 0
    number = max(last + 1, int(removal.at.timestamp() * 1000))
    row = {"number": number, "kind": removal.kind, "value": removal.value, "reason": removal.reason}
    connection.execute(sa.insert(REMOVAL).values(**row, at=removal.at, articles=removal.articles))
    _bury(connection, number, tombstones)
    _forget(connection, tombstones, keys)
    return Removal(number, removal.kind, removal.value, removal.reason, removal.at, removal.articles)


def _bury(connection: Connection, number: int, tombstones: Tombstones) -> None:
    rows = [
        *({"kind": "article", "value": one, "removal": number} for one in sorted(tombstones.articles)),
        *({"kind": "publisher", "value": one, "removal": number} for one in sorted(tombstones.publishers)),
    ]
    for some in in_parts(rows):
        insert_or_ignore(connection, TOMBSTONE, some)


def _forget(connection: Connection, tombstones: Tombstones, keys: Collection[str]) -> None:
    """The addresses go from what is to be fetched and from the outcomes of single pages; the counts stay."""
    overwrite_deleted(connection)
    _forget_planned(connection, tombstones)
    for some in in_parts(keys):
        addresses = sa.select(LINK.c.url).where(LINK.c.key.in_(some))
        connection.execute(sa.delete(TALLY).where(TALLY.c.url.in_(addresses)))
        for table in (LINK, YOUNG):
            connection.execute(sa.delete(table).where(table.c.key.in_(some)))
    for slug in sorted(tombstones.publishers):
        for table in (LINK, YOUNG, TALLY):
            connection.execute(sa.delete(table).where(table.c.publisher == slug))
        connection.execute(sa.update(SOURCE).where(SOURCE.c.publisher == slug).values(active=False))


def _forget_planned(connection: Connection, tombstones: Tombstones) -> None:
    """The same for links that wait for a backfill to run."""
    columns = (BACKFILL.c.publisher, BACKFILL_LIST.c.backfill, BACKFILL_LIST.c.url, BACKFILL_LIST.c.kept)
    joined = sa.select(*columns).join_from(BACKFILL, BACKFILL_LIST, BACKFILL.c.id == BACKFILL_LIST.c.backfill)
    for row in connection.execute(joined.where(sa.cast(BACKFILL_LIST.c.kept, sa.Text) != "[]")).all():
        is_gone = row.publisher in tombstones.publishers
        left = [] if is_gone else [one for one in row.kept if article_id(one["key"]) not in tombstones.articles]
        if len(left) < len(row.kept):
            here = (BACKFILL_LIST.c.backfill == row.backfill) & (BACKFILL_LIST.c.url == row.url)
            connection.execute(sa.update(BACKFILL_LIST).where(here).values(kept=left))


def keys_of(connection: Connection, articles: Collection[str]) -> set[str]:
    """The keys of the links whose articles have these ids."""
    keys = connection.execute(sa.select(LINK.c.key), execution_options=_STREAMED).scalars()
    return {key for key in keys if article_id(key) in articles}


def link_addresses(connection: Connection, publisher: str | None = None) -> Iterator[tuple[str, str]]:
    """The key and address of each link, or of those of one publisher."""
    query = sa.select(LINK.c.key, LINK.c.url)
    if publisher is not None:
        query = query.where(LINK.c.publisher == publisher)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield row.key, row.url


def removals(connection: Connection, after: int = 0) -> list[Removal]:
    """The removals behind a number, the oldest first."""
    rows = connection.execute(sa.select(REMOVAL).where(REMOVAL.c.number > after).order_by(REMOVAL.c.number))
    return [Removal(**row) for row in rows.mappings()]


def tombstones_after(connection: Connection, number: int) -> Tombstones:
    """What must not be there by the removals behind a number."""
    rows = connection.execute(sa.select(TOMBSTONE).where(TOMBSTONE.c.removal > number)).all()
    articles = frozenset(row.value for row in rows if row.kind == "article")
    return Tombstones(articles, frozenset(row.value for row in rows if row.kind == "publisher"))


def last_number(connection: Connection) -> int:
    """The number of the last removal, 0 where there is none."""
    return connection.execute(sa.select(sa.func.max(REMOVAL.c.number))).scalar() or 0


def removed_keys(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the keys whose pages must not come back."""
    ids = {article_id(key): key for key in keys}
    return {ids[one] for one in removed_articles(connection, ids)}


def removed_articles(connection: Connection, articles: Collection[str]) -> set[str]:
    """Those of the articles, by id, that must not come back."""
    found = set[str]()
    for some in in_parts(articles):
        query = sa.select(TOMBSTONE.c.value).where(TOMBSTONE.c.kind == "article", TOMBSTONE.c.value.in_(some))
        found.update(connection.execute(query).scalars())
    return found


def removed_publishers(connection: Connection) -> set[str]:
    """The publishers that must not come back."""
    return set(connection.execute(sa.select(TOMBSTONE.c.value).where(TOMBSTONE.c.kind == "publisher")).scalars())


def to_lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """The whole list as JSON objects: each removal with its tombstones."""
    for one in removals(connection):
        rows = connection.execute(sa.select(TOMBSTONE).where(TOMBSTONE.c.removal == one.number)).all()
        yield one.to_json() | {"tombstones": sorted([row.kind, row.value] for row in rows)}


def take_over(connection: Connection, lines: Iterable[Mapping[str, Any]]) -> int:
    """Add the removals of such a list that are not known yet, as after a restore; returns how many. Raises ValueError
    or LookupError for what is no such list."""
    known, added = {one.number for one in removals(connection)}, 0
    for line in lines:
        number, at = int(line["number"]), datetime.fromisoformat(line["at"])
        if number in known:
            continue
        stones = Tombstones(
            frozenset(value for kind, value in line["tombstones"] if kind == "article"),
            frozenset(value for kind, value in line["tombstones"] if kind == "publisher"),
        )
        row = {"number": number, "at": at, **{name: line[name] for name in ("kind", "value", "reason", "articles")}}
        connection.execute(sa.insert(REMOVAL).values(row))
        _bury(connection, number, stones)
        _forget(connection, stones, keys_of(connection, stones.articles))
        added += 1
    return added


@contextmanager
def ledger_database(settings: Settings, data: Path) -> Iterator[Engine | None]:
    """The ledger's database, None where there is none yet: whoever only obeys makes none."""
    if settings.database.url == "sqlite:" and not (data / "ledger.sqlite").exists():
        yield None
        return
    database = open_database(settings.database.url, data, "ledger", MIGRATIONS)
    try:
        yield database
    finally:
        database.dispose()
