"""The ledger: which sources are due, which links are left to fetch, and what became of each page.

It is the frontier: nothing waits in a queue of Scrapy's (decision 13). Every call is one transaction and blocks
until it is on the disk, so the crawler calls from a thread of its own. Several workers may share a ledger in
PostgreSQL: each sees to the sources and links of the hosts that it holds (`claims`).
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, insert_or_ignore, open_database, reading, writing
from base.parts import in_parts
from config.catalogue import Publisher
from crawler.archive.archive import PAST, Page, Position
from crawler.ledger.hosts import Hosts
from crawler.ledger.links import Link, new_link
from crawler.ledger.page_outcomes import Attempt, archived, record_failure, record_fetched, replay
from crawler.ledger.removals import MIGRATIONS, removed_keys, removed_publishers
from crawler.ledger.retries import Failure
from crawler.ledger.source_states import SourceState, Visit, new_source, source_state
from crawler.ledger.tables import LINK, RUN, SOURCE
from crawler.ledger.young import YoungArticle, watch

__all__ = ["Ledger", "Link", "SourceState", "Visit", "open_ledger"]

GIVEN_UP = ("http_error", "network_error", "timed_out", "disk_full")
"""Outcomes that a link without a due time has only where it was given up, or clipped in vain."""
_LINK = [field.name for field in dataclasses.fields(Link)]


class Ledger:
    """An open ledger."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
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
        with writing(self.engine) as connection:
            gone = removed_publishers(connection)
            rows = [new_source(slug, one.url, one.kind, now) for slug, one in given if slug not in gone]
            insert_or_ignore(connection, SOURCE, rows)
            connection.execute(sa.update(SOURCE).values(active=False))
            for row in rows:
                here = (SOURCE.c.publisher == row["publisher"]) & (SOURCE.c.url == row["url"])
                connection.execute(sa.update(SOURCE).where(here).values(active=True, kind=row["kind"]))

    def due_sources(self, now: datetime, slugs: Collection[str] | None, everything: bool) -> list[SourceState]:
        """The sources that are due, of these publishers or of all, the longest due first; with `everything`, due or
        not."""
        due: sa.ColumnElement[bool] = SOURCE.c.active
        if slugs is not None:
            due &= SOURCE.c.publisher.in_(list(slugs))
        if not everything:
            due &= (SOURCE.c.next_due <= now) & (SOURCE.c.not_before.is_(None) | (SOURCE.c.not_before <= now))
        query = sa.select(SOURCE).where(due).order_by(SOURCE.c.next_due, SOURCE.c.id)
        with reading(self.engine) as connection:
            return [source_state(row) for row in connection.execute(query).mappings()]

    def record_visit(self, source_id: int, visit: Visit) -> None:
        """Keep what came of the visit of a source."""
        values = dataclasses.asdict(visit) | {"outcome": visit.outcome.value}
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
            if publisher in removed_publishers(connection):
                return 0
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

    def pending_links(
        self,
        publisher: str,
        limit: int,
        now: datetime,
        host: str | None = None,
        in_hand_until: datetime | None = None,
        *,
        past: bool = True,
    ) -> list[Link]:
        """Links to be fetched, new or due again, of one host or all: the latest first, in source order; those of
        backfills last, or not at all where `past` is false.

        With `in_hand_until` they are due then, unless they end or are put back before: so nobody else asks for a page
        that a worker has kept and not recorded when it died.
        """
        pending = (LINK.c.publisher == publisher) & (LINK.c.due <= now)
        pending &= sa.true() if host is None else LINK.c.host == host
        is_past = LINK.c.source.startswith(PAST, autoescape=True)
        pending &= sa.true() if past else ~is_past
        columns = [LINK.c[name] for name in _LINK]
        query = sa.select(*columns).where(pending).order_by(is_past, LINK.c.first_seen.desc(), LINK.c.id).limit(limit)
        with (writing if in_hand_until else reading)(self.engine) as connection:
            links = [Link(**row) for row in connection.execute(query).mappings()]
            if in_hand_until:
                taken = sa.update(LINK).where(LINK.c.key.in_([link.key for link in links]))
                connection.execute(taken.values(due=in_hand_until))
        return links

    def put_back(self, links: Collection[Link], in_hand_until: datetime, now: datetime) -> None:
        """Of links that were taken in hand until then, those that have not ended are due now."""
        left = LINK.c.key.in_([link.key for link in links]) & (LINK.c.due == in_hand_until)
        with writing(self.engine) as connection:
            connection.execute(sa.update(LINK).where(left).values(due=now))

    def waiting_hosts(self, now: datetime, slugs: Collection[str], *, past: bool = True) -> set[tuple[str, str]]:
        """The publishers, of these, that have links to be fetched now, each with every host on which they lie; without
        those of backfills where `past` is false."""
        waiting = LINK.c.publisher.in_(list(slugs)) & (LINK.c.due <= now)
        waiting &= sa.true() if past else ~LINK.c.source.startswith(PAST, autoescape=True)
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(LINK.c.publisher, LINK.c.host).where(waiting).distinct())
            return {(row.publisher, row.host) for row in rows}

    def postpone(self, key: str, until: datetime) -> None:
        """A link could not be tried now; that counts as no attempt."""
        with writing(self.engine) as connection:
            later = sa.update(LINK).where(LINK.c.key == key).values(due=until)
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

    def record_archived(self, pages: Sequence[Page], position: Position, young: Sequence[YoungArticle] = ()) -> None:
        """Record pages that were had and are in the archive, in one transaction; `position` is the place behind the
        last of them, `young` are those of their articles that are to be looked at again."""
        fetched = [archived(page) for page in pages]
        with writing(self.engine) as connection:
            record_fetched(connection, fetched, position)
            watch(connection, young)

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


def open_ledger(database_url: str, data: Path) -> Ledger:
    """Open the ledger of a data folder (`database_url`: the setting `database.url`); a context manager."""
    engine = open_database(database_url, data, "ledger", MIGRATIONS)
    return Ledger(engine)


def _list_again(connection: Connection, keys: Collection[str], now: datetime) -> None:
    """Links that a source names once more: those that wait are young again, those given up in vain wait again."""
    given_up = LINK.c.due.is_(None) & LINK.c.fetched.is_(None) & LINK.c.outcome.in_(GIVEN_UP)
    for some in in_parts(keys):
        change = sa.update(LINK).where(LINK.c.key.in_(some) & (LINK.c.due.is_not(None) | given_up))
        connection.execute(change.values(last_listed=now, due=sa.func.coalesce(LINK.c.due, now)))


def _known_keys(connection: Connection, keys: Sequence[str]) -> set[str]:
    """Those of the keys that need not be fetched: known ones, and those that were removed for good."""
    known: set[str] = set()
    for some in in_parts(keys):
        known.update(connection.execute(sa.select(LINK.c.key).where(LINK.c.key.in_(some))).scalars())
    return known | removed_keys(connection, keys)
