"""The tally: one row for each page and stage, and one log line beside it. The outcomes add up to the pages.

The table stands in both databases: the fetch stage counts in the ledger, the others beside the articles.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from base.database import Instant, Text, insert_new, upsert
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


TALLY = tally_table(sa.MetaData())


def create_tally(connection: Connection) -> None:
    """For the first migration of each database; in PostgreSQL, where the two are one, the second finds it there."""
    TALLY.create(connection, checkfirst=True)


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
    `replace` is set, for a page that ends otherwise after all. `at` is the time of it: now, where none is given.
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
    if replace:
        upsert(connection, TALLY, row)
    elif not insert_new(connection, TALLY, [row]):
        return False
    _log(logger, row, outcome)
    return True


class Ending(NamedTuple):
    """How one page ended one stage; the arguments of `record`."""

    page: str
    stage: Stage
    outcome: Outcome
    url: str
    publisher: str
    run: str
    detail: str = ""


def record_all(connection: Connection, logger: logging.Logger, endings: Sequence[Ending]) -> int:
    """Do for many pages what `record` does for one, in one statement; returns how many were news."""
    at = datetime.now(UTC)
    rows = [e._asdict() | {"stage": e.stage.value, "outcome": e.outcome.value, "at": at} for e in endings]
    news = {(page, stage) for page, stage in insert_new(connection, TALLY, rows)}
    for row, ending in zip(rows, endings, strict=True):
        if (ending.page, ending.stage.value) in news:
            _log(logger, row, ending.outcome)
    return len(news)


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


def count(
    connection: Connection, *, since: datetime | None = None, run: str | None = None
) -> dict[tuple[str, str, str], int]:
    """How many pages ended how, by (publisher, stage, outcome)."""
    query = sa.select(TALLY.c.publisher, TALLY.c.stage, TALLY.c.outcome, sa.func.count()).group_by(
        TALLY.c.publisher, TALLY.c.stage, TALLY.c.outcome
    )
    if since is not None:
        query = query.where(TALLY.c.at >= since)
    if run is not None:
        query = query.where(TALLY.c.run == run)
    rows = connection.execute(query)
    return {(publisher, stage, outcome): number for publisher, stage, outcome, number in rows}
