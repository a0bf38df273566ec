"""The tally: one row for each page and stage, and one log line beside it. The outcomes add up to the pages.

Beside the tally, which is pruned by age, stand its sums: by hour, and in all. They are added to as pages are recorded,
in the same transaction, and stay. The tables are in both databases: the fetch stage counts in the ledger, the others
beside the articles.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import Instant, Text, add_counts, advisory_lock, insert_or_ignore, writing
from base.events import event


class Stage(Protocol):
    """A member of the list of stages (`config.outcomes.Stage`)."""

    @property
    def value(self) -> str: ...


class Outcome(Protocol):
    """A member of the list of outcomes (`config.outcomes.Outcome`)."""

    @property
    def value(self) -> str: ...

    @property
    def is_failure(self) -> bool: ...


def tally_table(metadata: sa.MetaData) -> sa.Table:
    """The one definition of the table, which queries know as `TALLY`."""
    return sa.Table(
        "tally",
        metadata,
        sa.Column("page", Text, primary_key=True),
        sa.Column("stage", Text, primary_key=True),
        sa.Column("outcome", Text, nullable=False),
        sa.Column("url", Text, nullable=False),
        sa.Column("publisher", Text, nullable=False),
        sa.Column("run", Text, nullable=False),
        sa.Column("detail", Text, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Index("tally_at", "at"),
        sa.Index("tally_run", "run"),
    )


def sum_tables(metadata: sa.MetaData) -> tuple[sa.Table, sa.Table]:
    """The one definition of the sums by hour (its first instant) and of those in all."""
    hours = sa.Table("outcome_hours", metadata, sa.Column("hour", Instant, primary_key=True), *_sum_columns())
    return hours, sa.Table("outcome_totals", metadata, *_sum_columns())


def _sum_columns() -> list[sa.Column[Any]]:
    keys = [sa.Column(name, Text, primary_key=True) for name in ("publisher", "stage", "outcome")]
    return [*keys, sa.Column("number", sa.BigInteger, nullable=False)]


_METADATA = sa.MetaData()
TALLY = tally_table(_METADATA)
HOURS, TOTALS = sum_tables(_METADATA)

PRUNED_AT_ONCE = 5_000
"""Rows of the tally that one transaction takes away: some tenths of a second, in which nobody else can write."""


_SQLITE_HOUR = "strftime('%Y-%m-%d %H:00:00.000000', tally.at)"
_POSTGRES_HOUR = "date_trunc('hour', tally.at, 'UTC')"


def create_tally(connection: Connection) -> None:
    """For the first migration of each database; in PostgreSQL, where the two are one, the second finds it there."""
    TALLY.create(connection, checkfirst=True)


def create_sums(connection: Connection, stages: Sequence[str]) -> None:
    """For a migration of each database: make the sums and fill them from the tally of its own stages."""
    for table in (HOURS, TOTALS):
        table.create(connection, checkfirst=True)
    is_sqlite = connection.dialect.name == "sqlite"
    hour: sa.ColumnElement[Any] = sa.literal_column(_SQLITE_HOUR if is_sqlite else _POSTGRES_HOUR)
    keys = [TALLY.c.publisher, TALLY.c.stage, TALLY.c.outcome]
    for table, by in ((HOURS, [hour, *keys]), (TOTALS, keys)):
        counted = sa.select(*by, sa.func.count()).where(TALLY.c.stage.in_(stages)).group_by(*by)
        connection.execute(sa.insert(table).from_select([column.name for column in table.c], counted))


def record(  # noqa: PLR0913 - one for each column of the row
    connection: Connection,
    logger: logging.Logger,
    *,
    page: str,
    stage: Stage,
    outcome: Outcome,
    url: str,
    publisher: str,
    run: str,
    detail: str = "",
    at: datetime | None = None,
    replace: bool = False,
) -> bool:
    """Count and log what became of a page at a stage; returns whether that is news.

    A second record for the same page and stage changes nothing (so a replay can be run at any time), unless
    `replace` is set, for a page that ends otherwise after all; then it is taken off the sums as it ended before.
    That holds for as long as the tally's rows are kept: what can come twice comes within days (a replay after a
    crash, a second generation of the index), never from before a cursor of the archive.
    `at` is the time of it: now, where none is given.
    """
    row = {
        "page": page,
        "stage": stage.value,
        "outcome": outcome.value,
        "url": url,
        "publisher": publisher,
        "run": run,
        "detail": detail,
        "at": at or datetime.now(UTC),
    }
    _take_turns(connection)
    before = _take(connection, page, stage.value) if replace else None
    if not insert_or_ignore(connection, TALLY, [row]):
        return False
    _add_to_sums(connection, [row], [before] if before else [])
    _log(logger, row, outcome)
    return True


def _take_turns(connection: Connection) -> None:
    """One worker records at a time: two that changed the same sums in another order would deadlock in PostgreSQL."""
    advisory_lock(connection, "outcomes")


def _take(connection: Connection, page: str, stage: str) -> sa.RowMapping | None:
    """Take the row of a page away, where there is one; returns it."""
    gone = sa.delete(TALLY).where(TALLY.c.page == page, TALLY.c.stage == stage).returning(TALLY)
    return connection.execute(gone).mappings().first()


def _add_to_sums(connection: Connection, new: Iterable[Mapping[str, Any]], gone: Iterable[sa.RowMapping] = ()) -> None:
    """Count rows that came to the tally and discount those that were replaced."""
    hours = Counter(map(_hour_key, new))
    hours.subtract(map(_hour_key, gone))
    totals = Counter[tuple[str, ...]]()
    for (_, *key), number in hours.items():
        totals[tuple(key)] += number
    if not hours:
        return
    names = ("publisher", "stage", "outcome")
    add_counts(
        connection, HOURS, [{**dict(zip(("hour", *names), key, strict=True)), "number": n} for key, n in hours.items()]
    )
    add_counts(connection, TOTALS, [{**dict(zip(names, key, strict=True)), "number": n} for key, n in totals.items()])


def _hour_key(row: Mapping[str, Any] | sa.RowMapping) -> tuple[datetime, str, str, str]:
    hour = row["at"].astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return hour, row["publisher"], row["stage"], row["outcome"]


class Ending(NamedTuple):
    """How one page ended one stage; the arguments of `record`."""

    page: str
    stage: Stage
    outcome: Outcome
    url: str
    publisher: str
    run: str
    detail: str = ""
    at: datetime | None = None


def record_all(connection: Connection, logger: logging.Logger, endings: Sequence[Ending]) -> set[str]:
    """Do for many pages what `record` does for one, in one statement; returns the pages that were news."""
    now = datetime.now(UTC)
    rows = [e._asdict() | {"stage": e.stage.value, "outcome": e.outcome.value, "at": e.at or now} for e in endings]
    _take_turns(connection)
    news = {(page, stage) for page, stage in insert_or_ignore(connection, TALLY, rows)}
    first = {(row["page"], row["stage"]): row for row in reversed(rows)}  # of two for one page the first is kept
    _add_to_sums(connection, [first[key] for key in news])
    for row, ending in zip(rows, endings, strict=True):
        if (ending.page, ending.stage.value) in news:
            _log(logger, row, ending.outcome)
    return {page for page, _ in news}


def prune(engine: Engine, keep: timedelta, now: datetime | None = None) -> int:
    """Take away rows of the tally that are older than `keep`, the oldest first, and not all at once; returns how many.

    Called again and again by the process that records, which has replayed by then what a crash left.
    """
    oldest = sa.select(TALLY.c.page, TALLY.c.stage).where(TALLY.c.at < (now or datetime.now(UTC)) - keep)
    oldest = oldest.order_by(TALLY.c.at).limit(PRUNED_AT_ONCE).with_for_update(skip_locked=True)
    with writing(engine) as connection:
        return connection.execute(sa.delete(TALLY).where(sa.tuple_(TALLY.c.page, TALLY.c.stage).in_(oldest))).rowcount


def _log(logger: logging.Logger, row: Mapping[str, object], outcome: Outcome) -> None:
    event(
        logger,
        f"page.{row['stage']}",
        f"{row['stage']}: {outcome.value}",
        level=logging.WARNING if outcome.is_failure else logging.INFO,
        url__full=row["url"],
        event__outcome="failure" if outcome.is_failure else "success",
        kliping__outcome=outcome.value,
        kliping__page=row["page"],
        kliping__detail=row["detail"] or None,
        labels__publisher=row["publisher"] or None,
        labels__run=row["run"] or None,
    )


def totals(connection: Connection) -> dict[tuple[str, str, str], int]:
    """How many pages ended how since the beginning, by (publisher, stage, outcome); read from the sums."""
    rows = connection.execute(sa.select(TOTALS).where(TOTALS.c.number > 0))
    return {(row.publisher, row.stage, row.outcome): row.number for row in rows}


def counts_since(connection: Connection, since: datetime | None) -> dict[tuple[str, str, str], int]:
    """How many pages ended how since the hour of an instant, by (publisher, stage, outcome); read from the sums. None
    is the beginning."""
    if since is None:
        return totals(connection)
    hour = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    keys = [HOURS.c.publisher, HOURS.c.stage, HOURS.c.outcome]
    number = sa.func.sum(HOURS.c.number).label("number")
    rows = connection.execute(sa.select(*keys, number).where(HOURS.c.hour >= hour).group_by(*keys))
    return {(row.publisher, row.stage, row.outcome): int(row.number) for row in rows if row.number > 0}


def count(
    connection: Connection, *, since: datetime | None = None, run: str | None = None
) -> dict[tuple[str, str, str], int]:
    """How many of the pages that the tally still knows ended how, by (publisher, stage, outcome)."""
    query = sa.select(TALLY.c.publisher, TALLY.c.stage, TALLY.c.outcome, sa.func.count()).group_by(
        TALLY.c.publisher, TALLY.c.stage, TALLY.c.outcome
    )
    if since is not None:
        query = query.where(TALLY.c.at >= since)
    if run is not None:
        query = query.where(TALLY.c.run == run)
    rows = connection.execute(query)
    return {(publisher, stage, outcome): number for publisher, stage, outcome, number in rows}
