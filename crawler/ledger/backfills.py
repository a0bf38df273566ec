"""Backfills in the ledger: the lists that are to be read, and what has become of the articles that they name.

Their links have the backfill's id for their source, go behind the news, and are never asked again soon when they are
missing: what is gone after so long will not come.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import advisory_lock, insert_or_ignore, reading, writing
from base.parts import in_parts
from config.catalogue import SourceKind
from crawler.archive.archive import PAST
from crawler.ledger.links import Link, new_link
from crawler.ledger.removals import removed_keys, removed_publishers
from crawler.ledger.retries import RECHECKS
from crawler.ledger.tables import BACKFILL, BACKFILL_LIST, LINK
from crawler.ledger.waiting import ARCHIVED


@dataclass(frozen=True, slots=True)
class Backfill:
    """The articles of a publisher from one day to another, both among them. `running`: they are to be fetched, and not
    only planned; `planned` is how many requests that was expected to take."""

    publisher: str
    first: date
    last: date
    running: bool = False
    planned: int | None = None

    @property
    def id(self) -> str:
        """Its name in the ledger, which is the source of its links."""
        return f"{PAST}{self.publisher}/{self.first}/{self.last}"


@dataclass(frozen=True, slots=True)
class PastList:
    """A list of past articles, of the days from `first` to `last`: a page of the `series` of dated lists, or a sitemap
    ("") of that level."""

    url: str
    kind: SourceKind
    series: str
    first: date
    last: date
    page: int = 1
    sampled: bool = True
    tries: int = 0


@dataclass(frozen=True, slots=True)
class ListState:
    """A list, and what came of it; `due` is None when it was read or given up."""

    one: PastList
    due: datetime | None
    outcome: str
    listed: int
    wanted: int
    new: int


@dataclass(frozen=True, slots=True)
class Read:
    """What a list gave: the links that are wanted, in its order, and the lists that follow from it. `mark` is the same
    for two lists of the same wanted links: some sites show their last page again for each further one."""

    outcome: str
    listed: int
    wanted: Sequence[Link] = ()
    further: Sequence[PastList] = ()
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a backfill stands: its lists, its pages by outcome ("" for those never tried), how many of them wait, and
    when the first of these is due."""

    lists: Sequence[ListState]
    pages: Counter[str]
    waiting: int
    due: datetime | None


_LIST = [field.name for field in dataclasses.fields(PastList)]


def begin(engine: Engine, backfill: Backfill, lists: Sequence[PastList], now: datetime) -> None:
    """Make a backfill known with its lists; one that is known stays as it is."""
    row = {"id": backfill.id, "begun": now, **dataclasses.asdict(backfill)}
    with writing(engine) as connection:
        insert_or_ignore(connection, BACKFILL, [row])
        _add_lists(connection, backfill.id, lists, now)


def find(engine: Engine, publisher: str, first: date, last: date) -> Backfill | None:
    """The backfill of a range of days, None where it was never asked for."""
    wanted = Backfill(publisher, first, last).id
    with reading(engine) as connection:
        row = connection.execute(sa.select(BACKFILL).where(BACKFILL.c.id == wanted)).first()
    return _backfill(row) if row else None


def again(engine: Engine, known: Backfill) -> Backfill:
    """A backfill as the ledger has it by now."""
    return find(engine, known.publisher, known.first, known.last) or known


def start(engine: Engine, backfill: Backfill, planned: int, now: datetime) -> None:
    """From now on the articles are fetched, those of the lists that were read for the plan first."""
    here = BACKFILL_LIST.c.backfill == backfill.id
    with writing(engine) as connection:
        change = sa.update(BACKFILL).where(BACKFILL.c.id == backfill.id)
        connection.execute(change.values(running=True, planned=sa.func.coalesce(BACKFILL.c.planned, planned)))
        rows = connection.execute(sa.select(BACKFILL_LIST.c.url, BACKFILL_LIST.c.kept).where(here)).all()
        for row in rows:
            if row.kept:
                new = _add_links(connection, backfill, [Link(**link) for link in row.kept], now)
                one = here & (BACKFILL_LIST.c.url == row.url)
                connection.execute(sa.update(BACKFILL_LIST).where(one).values(kept=[], new=new))


def due_lists(
    engine: Engine, slugs: Collection[str], now: datetime, in_hand_until: datetime | None = None, limit: int = 1
) -> list[tuple[Backfill, PastList]]:
    """The next lists to be read for these publishers; with `in_hand_until` nobody else reads them before then."""
    due = BACKFILL.c.publisher.in_(list(slugs)) & (BACKFILL_LIST.c.due <= now)
    due &= BACKFILL.c.running | BACKFILL_LIST.c.sampled
    order = (
        BACKFILL_LIST.c.sampled.desc(),
        BACKFILL_LIST.c.series != "",  # sitemaps first: one of them names what many pages of lists do
        BACKFILL_LIST.c.first.desc(),
        BACKFILL_LIST.c.page,
        BACKFILL_LIST.c.url,
    )
    joined = sa.select(BACKFILL.c.id).add_columns(*(BACKFILL_LIST.c[name] for name in _LIST))
    query = joined.join_from(BACKFILL, BACKFILL_LIST, BACKFILL.c.id == BACKFILL_LIST.c.backfill).where(due)
    with writing(engine) as connection:
        if in_hand_until:
            query = query.with_for_update(skip_locked=True, of=BACKFILL_LIST)
        rows = connection.execute(query.order_by(*order).limit(limit)).mappings().all()
        for row in rows if in_hand_until else ():
            connection.execute(sa.update(BACKFILL_LIST).where(_here(row["id"], row["url"])).values(due=in_hand_until))
        owners = sa.select(BACKFILL).where(BACKFILL.c.id.in_({row["id"] for row in rows}))
        by_id = {row.id: _backfill(row) for row in connection.execute(owners)}
    return [(by_id[row["id"]], PastList(**{name: row[name] for name in _LIST})) for row in rows]


def publishers_with_lists(engine: Engine, now: datetime, slugs: Collection[str]) -> set[str]:
    """Those of the publishers for which lists of past articles are to be read now."""
    joined = sa.select(BACKFILL.c.publisher).join(BACKFILL_LIST, BACKFILL.c.id == BACKFILL_LIST.c.backfill)
    due = (BACKFILL_LIST.c.due <= now) & (BACKFILL.c.running | BACKFILL_LIST.c.sampled)
    with reading(engine) as connection:
        return set(connection.execute(joined.where(due & BACKFILL.c.publisher.in_(list(slugs))).distinct()).scalars())


def record_list(engine: Engine, backfill: Backfill, one: PastList, read: Read, now: datetime) -> None:
    """A list was read: its links wait to be fetched, or for the backfill to run, and what follows from it is due."""
    with writing(engine) as connection:
        running = sa.select(BACKFILL.c.running).where(BACKFILL.c.id == backfill.id)
        kept: list[dict[str, Any]] = []
        if connection.execute(running).scalar():
            new = _add_links(connection, backfill, read.wanted, now)
        else:
            kept = [dataclasses.asdict(link) for link in _unknown(connection, backfill, read.wanted)]
            new = len(kept)
        _add_lists(connection, backfill.id, read.further, now)
        values = {"due": None, "outcome": read.outcome, "listed": read.listed, "wanted": len(read.wanted), "new": new}
        change = sa.update(BACKFILL_LIST).where(_here(backfill.id, one.url))
        connection.execute(change.values(**values, kept=kept, mark=read.mark, tries=one.tries + 1))


def earlier_pages(engine: Engine, backfill: Backfill, one: PastList) -> list[tuple[str, int]]:
    """The marks of the pages before this one of a dated list, and how many wanted links each has."""
    here = (BACKFILL_LIST.c.backfill == backfill.id) & (BACKFILL_LIST.c.series == one.series)
    here &= (BACKFILL_LIST.c.first == one.first) & (BACKFILL_LIST.c.page < one.page)
    if not one.series:
        return []
    query = sa.select(BACKFILL_LIST.c.mark, BACKFILL_LIST.c.wanted).where(here).order_by(BACKFILL_LIST.c.page)
    with reading(engine) as connection:
        return [(row.mark, row.wanted) for row in connection.execute(query)]


def record_failed_list(engine: Engine, backfill: Backfill, one: PastList, outcome: str, due: datetime | None) -> None:
    """A list could not be read; it is asked for again when `due`, or given up (None)."""
    with writing(engine) as connection:
        change = sa.update(BACKFILL_LIST).where(_here(backfill.id, one.url))
        connection.execute(change.values(due=due, outcome=outcome, tries=one.tries + 1))


def put_off_list(engine: Engine, backfill: Backfill, one: PastList, due: datetime) -> None:
    """A list could not be asked for now; that counts as no try."""
    with writing(engine) as connection:
        connection.execute(sa.update(BACKFILL_LIST).where(_here(backfill.id, one.url)).values(due=due))


def skip_lists(engine: Engine, backfill: Backfill, urls: Sequence[str], outcome: str) -> None:
    """These lists need not be read."""
    with writing(engine) as connection:
        for url in urls:
            waiting = _here(backfill.id, url) & BACKFILL_LIST.c.due.is_not(None)
            connection.execute(sa.update(BACKFILL_LIST).where(waiting).values(due=None, outcome=outcome))


def pages_due(engine: Engine, backfill: Backfill, now: datetime) -> set[str]:
    """The hosts at which articles of a backfill are to be fetched now."""
    here = (LINK.c.source == backfill.id) & (LINK.c.due <= now)
    with reading(engine) as connection:
        return set(connection.execute(sa.select(LINK.c.host).where(here).distinct()).scalars())


def pending(engine: Engine, backfill: Backfill, host: str, limit: int, now: datetime) -> list[Link]:
    """The next articles of a backfill to be fetched at a host, those of the latest lists first."""
    here = (LINK.c.source == backfill.id) & (LINK.c.host == host) & (LINK.c.due <= now)
    columns = (LINK.c[field.name] for field in dataclasses.fields(Link))
    with reading(engine) as connection:
        query = sa.select(*columns).where(here).order_by(LINK.c.id).limit(limit)
        return [Link(**row) for row in connection.execute(query).mappings()]


def progress(engine: Engine, backfill: Backfill) -> Progress:
    """Where a backfill stands."""
    states = (BACKFILL_LIST.c[name] for name in ("due", "outcome", "listed", "wanted", "new"))
    here = sa.select(*(BACKFILL_LIST.c[name] for name in _LIST), *states)
    pages = sa.select(LINK.c.outcome, LINK.c.due).where(LINK.c.source == backfill.id)
    with reading(engine) as connection:
        rows = connection.execute(here.where(BACKFILL_LIST.c.backfill == backfill.id)).mappings().all()
        links = connection.execute(pages).all()
    waiting = [link.due for link in links if link.due]
    return Progress(
        [_state(row) for row in rows], Counter(link.outcome for link in links), len(waiting), min(waiting, default=None)
    )


def fetched_pages(engine: Engine, backfill: Backfill) -> list[tuple[str, str]]:
    """The pages that a backfill has brought, each with the key of its address."""
    here = (LINK.c.source == backfill.id) & LINK.c.outcome.in_(ARCHIVED)
    with reading(engine) as connection:
        return [(row.page, row.key) for row in connection.execute(sa.select(LINK.c.page, LINK.c.key).where(here))]


def _state(row: sa.RowMapping) -> ListState:
    return ListState(
        PastList(**{name: row[name] for name in _LIST}),
        row["due"],
        row["outcome"],
        row["listed"],
        row["wanted"],
        row["new"],
    )


def _here(backfill: str, url: str) -> sa.ColumnElement[bool]:
    return (BACKFILL_LIST.c.backfill == backfill) & (BACKFILL_LIST.c.url == url)


def _backfill(row: sa.Row[Any]) -> Backfill:
    return Backfill(row.publisher, row.first, row.last, row.running, row.planned)


def _add_lists(connection: Connection, backfill: str, lists: Sequence[PastList], now: datetime) -> None:
    empty = {"due": now, "outcome": "", "listed": 0, "wanted": 0, "new": 0, "kept": [], "mark": ""}
    insert_or_ignore(
        connection, BACKFILL_LIST, [{"backfill": backfill, **empty, **dataclasses.asdict(one)} for one in lists]
    )


def _add_links(connection: Connection, backfill: Backfill, links: Sequence[Link], now: datetime) -> int:
    """Let those of the links be fetched that were never seen, nor removed for good; returns how many."""
    advisory_lock(connection, "links")
    if backfill.publisher in removed_publishers(connection):
        return 0
    removed = removed_keys(connection, (link.key for link in links))
    rows = [new_link(backfill.publisher, backfill.id, link, now) for link in links if link.key not in removed]
    return len(insert_or_ignore(connection, LINK, [{**row, "rechecks": len(RECHECKS)} for row in rows]))


def _unknown(connection: Connection, backfill: Backfill, links: Sequence[Link]) -> list[Link]:
    """Those of the links that nobody has named, nor another list of this backfill, and that were not removed."""
    keys = [link.key for link in links]
    known = removed_keys(connection, keys)
    for some in in_parts(keys):
        known.update(connection.execute(sa.select(LINK.c.key).where(LINK.c.key.in_(some))).scalars())
    for kept in connection.execute(
        sa.select(BACKFILL_LIST.c.kept).where(BACKFILL_LIST.c.backfill == backfill.id)
    ).scalars():
        known.update(link["key"] for link in kept)
    return [link for link in links if link.key not in known]
