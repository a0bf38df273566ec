"""Saved searches and whom they tell: added, listed, removed. The page, the command line and the alerts share them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, open_database, reading, writing
from base.errors import ConfigError
from base.notify.mail import check_address
from base.notify.webhook import check_public, check_webhook, new_secret
from config.settings import Settings
from indexer.articles.followers import newest
from search.query.limits import LONG
from search.query.parser import parse
from search.query.tree import EMPTY
from search.request import SearchRequest
from search.saved.refusal import GoneError, RefusedError
from search.saved.reports.tables import report_files, report_schedules
from search.saved.spikes.tables import spikes, watches
from search.saved.tables import collection_searches as filling
from search.saved.tables import deliveries, label_searches, matches, receivers, searches, waiting

MIGRATIONS = Path(__file__).parent / "migrations"
Every = Literal["now", "hour", "day", "never"]
Channel = Literal["mail", "webhook"]
EVERY: tuple[Every, ...] = get_args(Every)
MAX_NAME = 100
MAX_MAILS = 20
CUT = ("too_long", "cut_off", "too_many", "too_many_patterns", "long_phrase", "too_deep")
"""Notes on a query of which only a part would be searched: what is kept must be what was meant."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told of what a search finds, and how that went: how often it failed in a row, since when and why, and
    when a message was last given up."""

    id: int
    channel: Channel
    address: str
    secret: str
    failures: int = 0
    failing_since: datetime | None = None
    error: str = ""
    given_up: datetime | None = None


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that was kept. What had become searchable up to the number `start` was there before it."""

    id: int
    name: str
    request: SearchRequest
    every: Every
    start: int
    created: datetime
    receivers: tuple[Receiver, ...]


@contextmanager
def saved_database(settings: Settings, data: Path) -> Iterator[Engine]:
    """The database of what users keep, closed at the end. Raises UnavailableError or ConfigError."""
    database = open_database(settings.database.url, data, "saved", MIGRATIONS)
    try:
        yield database
    finally:
        database.dispose()


def changing(connection: Connection) -> None:
    """Let no search be added, or be matched without knowing of one that is, until this transaction ends."""
    advisory_lock(connection, "saved searches")


def stamp(connection: Connection) -> tuple[int, ...]:
    """Changes whenever a search is added or removed, or is to begin elsewhere."""
    last, number, starts = sa.func.max(searches.c.id), sa.func.count(searches.c.id), sa.func.sum(searches.c.start)
    return tuple(int(value or 0) for value in connection.execute(sa.select(last, number, starts)).one())


def saved_searches(connection: Connection) -> list[SavedSearch]:
    """All searches, the oldest first."""
    told: dict[int, list[Receiver]] = {}
    for row in connection.execute(sa.select(receivers).order_by(receivers.c.id)):
        told.setdefault(row.search, []).append(_receiver(row))
    rows = connection.execute(sa.select(searches).order_by(searches.c.id))
    return [
        SavedSearch(
            row.id,
            row.name,
            SearchRequest.from_json(json.loads(row.request)),
            row.every,
            row.start,
            row.created,
            tuple(told.get(row.id, ())),
        )
        for row in rows
    ]


def _receiver(row: sa.Row[Any]) -> Receiver:
    return Receiver(
        row.id, row.channel, row.address, row.secret, row.failures, row.failing_since, row.error, row.given_up
    )


def find_search(database: Engine, name: str) -> SavedSearch:
    """The search of a name. Raises ConfigError where there is none."""
    with reading(database) as connection:
        for one in saved_searches(connection):
            if one.name == name:
                return one
    raise _no_search(name)


def find_search_id(connection: Connection, name: str) -> int:
    """The number of the search of a name. Raises ConfigError where there is none."""
    number = connection.execute(sa.select(searches.c.id).where(searches.c.name == name)).scalar()
    if number is None:
        raise _no_search(name)
    return int(number)


def _no_search(name: str) -> GoneError:
    return GoneError(f"there is no saved search {name!r}; `kliping alert list` names those there are")


def add_search(
    database: Engine,
    articles: Engine,
    name: str,
    request: SearchRequest,
    told: Sequence[Receiver] = (),
    every: Every = "now",
) -> SavedSearch:
    """Keep a search under a name; what is searchable by now counts as known. Raises ConfigError for what cannot be
    kept: a name that is taken or none, a search for everything or one that would be cut."""
    check_name(name)
    _check_request(request)
    with writing(database) as connection:
        changing(connection)
        if connection.execute(sa.select(searches.c.id).where(searches.c.name == name)).first():
            raise RefusedError("name_taken", name)
        with reading(articles) as known:
            last = newest(known)
        values = {
            "name": name,
            "request": json.dumps(request.to_json()),
            "every": every,
            "start": last.number if last else 0,
            "created": datetime.now(UTC),
        }
        row = connection.execute(sa.insert(searches).values(values).returning(searches)).one()
        for one in told:
            given = {"search": row.id, "channel": one.channel, "address": one.address, "secret": one.secret}
            connection.execute(sa.insert(receivers).values(given))
    return find_search(database, name)


def remove_search(database: Engine, name: str) -> None:
    """Forget a search and what it was to tell; what it put into folders and labelled stays so. Raises ConfigError where
    there is none of that name."""
    found = find_search(database, name)
    ids = [one.id for one in found.receivers]
    with writing(database) as connection:
        changing(connection)
        for table in (waiting, deliveries):
            connection.execute(sa.delete(table).where(table.c.receiver.in_(ids)))
        for table, column in (
            (receivers, receivers.c.search),
            (matches, matches.c.search),
            (filling, filling.c.search),
            (watches, watches.c.search),
            (report_schedules, report_schedules.c.search),
            (report_files, report_files.c.search),
            (spikes, spikes.c.search),
            (label_searches, label_searches.c.search),
            (searches, searches.c.id),
        ):
            connection.execute(sa.delete(table).where(column == found.id))


def new_receivers(settings: Settings, mails: Sequence[str], webhook: str) -> list[Receiver]:
    """Whom a new search is to tell; a webhook gets a secret of its own. Raises ConfigError for an address that cannot
    be used, and for mail where no server is set."""
    for address in mails:
        _check(check_address, address, "bad_mail")
    if len(mails) > MAX_MAILS:
        raise RefusedError("too_many_mails", MAX_MAILS)
    if mails and not (settings.mail.server and settings.mail.sender):
        raise RefusedError("no_mail_server")
    told = [Receiver(0, "mail", address, "") for address in dict.fromkeys(mails)]
    if webhook:
        _check(check_webhook, webhook, "bad_webhook")
        if not settings.alerts.allow_private_addresses:
            _check(check_public, webhook, "private_webhook")
        told.append(Receiver(0, "webhook", webhook, new_secret()))
    return told


def _check(check: Callable[[str], None], address: str, code: str) -> None:
    try:
        check(address)
    except ConfigError as error:
        raise RefusedError(code, address) from error


def check_name(name: str) -> None:
    """Raises ConfigError for what is no name of anything that users keep."""
    if not name.strip() or name != name.strip() or len(name) > MAX_NAME or not name.isprintable():
        raise RefusedError("bad_name", MAX_NAME)


def _check_request(request: SearchRequest) -> None:
    read = parse(request.query, datetime.now(UTC), LONG)  # it is read so whenever it is matched, however it came
    if read.tree == EMPTY and not request.filters:
        raise RefusedError("finds_everything")
    for note in read.notes:
        if note.code in CUT:
            raise RefusedError("kept_in_part", note)
