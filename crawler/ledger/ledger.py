"""The ledger: which sources are due, which links are left to fetch, and what became of each page.

It is the frontier: nothing waits in a queue of Scrapy's (decision 13). Every call is one transaction and blocks
until it is on the disk, so the crawler calls from a thread of its own. Several workers may share a ledger in
PostgreSQL: what one has claimed, another gets only when the lease has run out; the worker itself (known by name,
over restarts) gets it again at once.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, insert_or_ignore, open_database, reading, writing
from config.catalogue import Publisher
from config.outcomes import Outcome
from crawler.archive.archive import Position
from crawler.ledger.hosts import Hosts
from crawler.ledger.links import Link, new_link
from crawler.ledger.page_outcomes import Attempt, record_failure, record_fetched, replay
from crawler.ledger.retries import Failure
from crawler.ledger.source_states import SourceState, Visit, new_source, source_state
from crawler.ledger.tables import LINK, RUN, SOURCE

__all__ = ["Ledger", "Link", "SourceState", "Visit", "open_ledger"]

LEASE = timedelta(minutes=30)
MIGRATIONS = Path(__file__).parent / "migrations"
_KEYS_AT_ONCE = 500
GIVEN_UP = ("http_error", "network_error", "timed_out", "disk_full")
"""Outcomes that a link without a due time has only where it was given up, or clipped in vain."""
_LINK = [field.name for field in dataclasses.fields(Link)]


class Ledger:
    """An open ledger. `worker` names who claims work in it, the same over restarts."""

    def __init__(self, engine: Engine, worker: str) -> None:
        self.engine, self._worker = engine, worker
        self.hosts = Hosts(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    # sources

    def sync_sources(self, publishers: Iterable[Publisher], now: datetime | None = None) -> None:
        """Take over the sources of the enabled publishers: new ones are due at once, missing ones rest."""
        now = now or datetime.now(UTC)
        given = [(p.slug, source) for p in publishers if p.enabled for source in p.sources]
        rows = [new_source(slug, source.url, source.kind, now) for slug, source in given]
        with writing(self.engine) as connection:
            insert_or_ignore(connection, SOURCE, rows)
            connection.execute(sa.update(SOURCE).values(active=False))
            for row in rows:
                here = (SOURCE.c.publisher == row["publisher"]) & (SOURCE.c.url == row["url"])
                connection.execute(sa.update(SOURCE).where(here).values(active=True, kind=row["kind"]))

    def due_sources(self, now: datetime, slugs: Collection[str] | None, everything: bool) -> list[SourceState]:
        """Claim the sources that are due, of these publishers or of all; with `everything`, due or not."""
        due = SOURCE.c.active & self._free(SOURCE, now)
        if slugs is not None:
            due &= SOURCE.c.publisher.in_(list(slugs))
        if not everything:
            due &= (SOURCE.c.next_due <= now) & (SOURCE.c.not_before.is_(None) | (SOURCE.c.not_before <= now))
        with writing(self.engine) as connection:
            rows = self._claim(connection, SOURCE, sa.select(SOURCE.c.id).where(due), now)
        return sorted(map(source_state, rows), key=lambda source: (source.next_due, source.id))

    def record_visit(self, source_id: int, visit: Visit) -> None:
        """End the visit of a source, so that it can be claimed again."""
        values = dataclasses.asdict(visit) | {"outcome": visit.outcome.value, "worker": "", "leased_until": None}
        with writing(self.engine) as connection:
            connection.execute(sa.update(SOURCE).where(SOURCE.c.id == source_id).values(**values))

    def sources(self) -> list[SourceState]:
        """All active sources, by publisher."""
        query = sa.select(SOURCE).where(SOURCE.c.active).order_by(SOURCE.c.publisher, SOURCE.c.id)
        with reading(self.engine) as connection:
            return [source_state(row) for row in connection.execute(query).mappings()]

    # links

    def add_links(self, publisher: str, source_url: str, links: Sequence[Link], now: datetime, limit: int) -> int:
        """Keep the links whose keys were never seen, at most `limit`, in their order; returns how many.

        Those that wait stay young while they are listed, and those that were given up are tried again.
        """
        with writing(self.engine) as connection:
            advisory_lock(connection, "links")
            known = _known_keys(connection, [link.key for link in links])
            _list_again(connection, known, now)
            here = (SOURCE.c.publisher == publisher) & (SOURCE.c.url == source_url)
            connection.execute(sa.update(SOURCE).where(here).values(listed_at=now))
            fresh = {link.key: link for link in reversed(links) if link.key not in known}
            first = list(reversed(fresh.values()))[:limit]
            return len(
                insert_or_ignore(connection, LINK, [new_link(publisher, source_url, link, now) for link in first])
            )

    def still_listed(self, publisher: str, source_url: str, now: datetime) -> None:
        """A source has not changed: what it listed when it was last read it lists still."""
        here = (SOURCE.c.publisher == publisher) & (SOURCE.c.url == source_url)
        read = sa.select(SOURCE.c.listed_at).where(here).scalar_subquery()
        waiting = (LINK.c.publisher == publisher) & LINK.c.due.is_not(None) & (LINK.c.source == source_url)
        change = sa.update(LINK).where(waiting & (LINK.c.last_listed >= read)).values(last_listed=now)
        with writing(self.engine) as connection:
            connection.execute(change)

    def pending_links(self, publisher: str, limit: int, now: datetime, host: str | None = None) -> list[Link]:
        """Claim links to be fetched, new or due again, of one host or all: the latest first, in source order."""
        pending = (LINK.c.publisher == publisher) & (LINK.c.due <= now) & self._free(LINK, now)
        pending &= sa.true() if host is None else LINK.c.host == host
        chosen = sa.select(LINK.c.id).where(pending).order_by(LINK.c.first_seen.desc(), LINK.c.id).limit(limit)
        with writing(self.engine) as connection:
            rows = self._claim(connection, LINK, chosen, now)
        rows.sort(key=lambda row: (-row["first_seen"].timestamp(), row["id"]))
        return [Link(**{name: row[name] for name in _LINK}) for row in rows]

    def waiting_hosts(self, now: datetime, slugs: Collection[str]) -> set[tuple[str, str]]:
        """The publishers, of these, that have links to be fetched now, each with every host on which they lie."""
        waiting = LINK.c.publisher.in_(list(slugs)) & (LINK.c.due <= now) & self._free(LINK, now)
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(LINK.c.publisher, LINK.c.host).where(waiting).distinct())
            return {(row.publisher, row.host) for row in rows}

    def postpone(self, key: str, until: datetime) -> None:
        """Give a link back that could not be tried now; it counts as no attempt."""
        with writing(self.engine) as connection:
            later = sa.update(LINK).where(LINK.c.key == key).values(due=until, worker="", leased_until=None)
            connection.execute(later)

    def backlog(self, now: datetime) -> dict[str, int]:
        """How many links wait to be fetched, by publisher."""
        query = (
            sa.select(LINK.c.publisher, sa.func.count().label("number"))
            .where(LINK.c.due <= now)
            .group_by(LINK.c.publisher)
        )
        with reading(self.engine) as connection:
            return {row.publisher: row.number for row in connection.execute(query)}

    def seen(self, key: str) -> bool:
        """Whether an address of this key was ever found or fetched."""
        with reading(self.engine) as connection:
            return bool(_known_keys(connection, [key]))

    def unseen(self, keys: Collection[str]) -> set[str]:
        """Those of the keys that were never found or fetched."""
        with reading(self.engine) as connection:
            return set(keys) - _known_keys(connection, list(keys))

    def last_page(self, key: str) -> str:
        """The id of the page that an address was last fetched as, "" where it was never."""
        with reading(self.engine) as connection:
            return connection.execute(sa.select(LINK.c.page).where(LINK.c.key == key)).scalar() or ""

    def record_page(  # noqa: PLR0913 - what is known of a page where it ends
        self,
        page_id: str,
        key: str,
        outcome: Outcome,
        run: str,
        *,
        empty: bool = False,
        url: str = "",
        publisher: str = "",
        position: Position | None = None,
        now: datetime | None = None,
    ) -> None:
        """Record a page that was had: its tally row and its link's state, in one transaction.

        The link is done, but that of an `empty` page is due again while the page may yet be filled. `url` and
        `publisher` need to be given only for pages that no source named. `position` is what the archive's `append`
        returned; pages are recorded in the order in which they were appended.
        """
        attempt = Attempt(page_id, key, outcome, run, url, publisher, now or datetime.now(UTC))
        with writing(self.engine) as connection:
            record_fetched(connection, attempt, position, empty=empty)

    def record_failure(  # noqa: PLR0913 - what is known of a page where it ends
        self,
        page_id: str,
        key: str,
        failure: Failure,
        run: str,
        detail: str = "",
        *,
        give_up_after: timedelta | None,
        url: str = "",
        publisher: str = "",
        now: datetime | None = None,
    ) -> None:
        """Record a page that was not had; when its link is due again follows from its age (`retries`).

        `give_up_after` is None for a clip, which changes nothing for a link that waits.
        """
        attempt = Attempt(page_id, key, failure.outcome, run, url, publisher, now or datetime.now(UTC), detail)
        with writing(self.engine) as connection:
            record_failure(connection, attempt, failure, give_up_after)

    def replay(self, archive_folder: Path) -> int:
        """After a crash: record the pages that are in the archive and not yet here; returns how many were looked at."""
        return replay(self.engine, archive_folder)

    # runs

    def start_run(self, source: str, publisher: str, now: datetime) -> str:
        """Open a run; returns its id."""
        run = str(uuid.uuid4())
        with writing(self.engine) as connection:
            row = {"id": run, "source": source, "publisher": publisher, "started": now, "counts": {}}
            connection.execute(sa.insert(RUN).values(row))
        return run

    def end_run(self, run: str, counts: Mapping[str, int], now: datetime | None = None) -> None:
        """Close a run with its counts."""
        with writing(self.engine) as connection:
            values = {"ended": now or datetime.now(UTC), "counts": dict(counts)}
            connection.execute(sa.update(RUN).where(RUN.c.id == run).values(**values))

    # claims

    def release_leases(self) -> None:
        """Let go of everything that is claimed: for whoever knows that no other worker is left."""
        with writing(self.engine) as connection:
            for table in (SOURCE, LINK):
                claimed = table.c.leased_until.is_not(None)
                connection.execute(sa.update(table).where(claimed).values(worker="", leased_until=None))

    def _free(self, table: sa.Table, now: datetime) -> sa.ColumnElement[bool]:
        leased_until = table.c.leased_until
        return leased_until.is_(None) | (leased_until <= now) | (table.c.worker == self._worker)

    def _claim(
        self, connection: Connection, table: sa.Table, chosen: sa.Select[int], now: datetime
    ) -> list[sa.RowMapping]:
        """Lease the chosen rows, but those that another worker is taking at this moment."""
        ids = chosen.with_for_update(skip_locked=True)
        claim = sa.update(table).where(table.c.id.in_(ids)).values(worker=self._worker, leased_until=now + LEASE)
        return list(connection.execute(claim.returning(table)).mappings())


def open_ledger(database_url: str, data: Path) -> Ledger:
    """Open the ledger of a data folder (`database_url`: the setting `database.url`); a context manager."""
    engine = open_database(database_url, data, "ledger", MIGRATIONS)
    return Ledger(engine, f"{gethostname()}:{data.resolve()}")


def _list_again(connection: Connection, keys: Collection[str], now: datetime) -> None:
    """Links that a source names once more: those that wait are young again, those given up in vain wait again."""
    given_up = LINK.c.due.is_(None) & LINK.c.fetched.is_(None) & LINK.c.outcome.in_(GIVEN_UP)
    here = list(keys)
    for start in range(0, len(here), _KEYS_AT_ONCE):
        some = LINK.c.key.in_(here[start : start + _KEYS_AT_ONCE])
        change = sa.update(LINK).where(some & (LINK.c.due.is_not(None) | given_up))
        connection.execute(change.values(last_listed=now, due=sa.func.coalesce(LINK.c.due, now)))


def _known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        some = keys[start : start + _KEYS_AT_ONCE]
        known.update(connection.execute(sa.select(LINK.c.key).where(LINK.c.key.in_(some))).scalars())
    return known
