"""The outbox: changes that the engine must still receive, written with the articles, cleared after its commit."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import insert_or_ignore, reading, upsert, writing
from base.events import event
from base.outcome_log import Ending, record_all
from config.outcomes import Outcome, Stage
from indexer.articles.article import Article
from indexer.articles.read import articles_by_id
from indexer.articles.tables import articles, dead_letters, indexed, outbox
from indexer.engines.documents import to_document
from indexer.engines.port import Engine, Rejected
from indexer.halving import FAILURES, is_lasting, reason
from indexer.language.lexicon import Lexicon

logger = logging.getLogger(__name__)

_ORDER_LOCK = 0x6B6C6971

Claim = TypeVar("Claim")
Written = TypeVar("Written")
Settled = TypeVar("Settled")


class Change(NamedTuple):
    """An article that the engine must index again, and the page that changed it ("" if none did)."""

    article: str
    page: str
    url: str
    publisher: str
    run: str
    year: int


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows of the outbox and the articles they name as they are now; one that is missing is to be taken out."""

    rows: Sequence[sa.Row[Any]]
    articles: Sequence[Article]


def put(connection: Connection, changes: Sequence[Change], generations: Sequence[str]) -> None:
    """Add changes for each generation of the index."""
    rows = [change._asdict() | {"generation": generation} for generation in generations for change in changes]
    if rows:
        connection.execute(sa.insert(outbox), rows)


def waiting(connection: Connection, generation: str) -> int:
    """How many changes a generation must still receive."""
    query = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.generation == generation)
    return connection.execute(query).scalar_one()


def has_deletions(connection: Connection) -> bool:
    """Whether an engine must still take articles out that are gone."""
    gone = sa.select(outbox.c.number).where(outbox.c.article.not_in(sa.select(articles.c.id)))
    return connection.execute(gone.limit(1)).first() is not None


def write_changes(
    database: Database, engine: Engine, lexicon: Lexicon, generation: str, limit: int
) -> list[Outcome] | None:
    """Write up to `limit` changes to a generation; returns the outcomes of their pages, None if none waited.

    If that fails for a lasting reason, the older half is tried, down to the one change that causes it: its article
    becomes a dead letter (decision 45). Raises UnavailableError, and the changes wait on.
    """
    numbers: list[int] = []
    try:
        return claim_and_settle(
            database,
            lambda connection: _claim(connection, generation, limit, numbers),
            lambda batch: _write_batch(engine, lexicon, generation, batch),
            _settle,
        )
    except FAILURES as error:
        if not numbers or not is_lasting(error):
            raise
        if len(numbers) == 1:
            return _set_aside(database, numbers[0], error)
        return write_changes(database, engine, lexicon, generation, len(numbers) // 2)


def _set_aside(database: Database, number: int, error: Exception) -> list[Outcome]:
    """Make a dead letter of a change that cannot be written for a lasting reason."""
    with writing(database) as connection:
        row = connection.execute(sa.select(outbox).where(outbox.c.number == number).with_for_update()).one_or_none()
        if row is None:  # another worker has written it meanwhile
            return []
        connection.execute(sa.delete(outbox).where(outbox.c.number == number))
        rejected = {row.article: reason(error)}
        note_rejected(connection, [Rejected(*item) for item in rejected.items()], datetime.now(UTC))
        endings = [_ending(row, {row.article}, rejected)] if row.page else []
        record_all(connection, logger, endings)
    return [Outcome(ending.outcome.value) for ending in endings]


def claim_and_settle(
    database: Database,
    claim: Callable[[Connection], Claim],
    write: Callable[[Claim], Written],
    settle: Callable[[Connection, Claim, Written], Settled],
) -> Settled:
    """Claim rows in the database, write to the engine, record what it took.

    On PostgreSQL all is one transaction, so that what was claimed is closed to other workers until it is settled.
    On SQLite there are no other workers, and the database stays free while the engine commits.
    """
    if database.dialect.name == "sqlite":
        with reading(database) as connection:
            claimed = claim(connection)
        written = write(claimed)
        with writing(database) as connection:
            return settle(connection, claimed, written)
    with writing(database) as connection:
        claimed = claim(connection)
        return settle(connection, claimed, write(claimed))


def _claim(connection: Connection, generation: str, limit: int, numbers: list[int]) -> _Batch:
    """The oldest changes; `numbers` learns which, also where their articles cannot be read.

    On PostgreSQL no other worker sees them or changes their articles until this one is done.
    """
    query = sa.select(outbox).where(outbox.c.generation == generation).order_by(outbox.c.number).limit(limit)
    rows = connection.execute(query.with_for_update(skip_locked=True)).all()
    numbers[:] = [row.number for row in rows]
    ids = {row.article for row in rows}
    return _Batch(rows, articles_by_id(connection, ids, lock=True))


def _write_batch(engine: Engine, lexicon: Lexicon, generation: str, batch: _Batch) -> dict[str, str]:
    """Write a batch to the engine; returns the ids it refused with its reasons."""
    known = {article.id for article in batch.articles}
    gone = {(row.article, row.year) for row in batch.rows if row.article not in known}
    if not batch.rows:
        return {}
    documents = [to_document(article, lexicon) for article in batch.articles]
    return {refused.id: refused.reason for refused in engine.write(generation, documents, sorted(gone))}


def _settle(connection: Connection, batch: _Batch, rejected: dict[str, str]) -> list[Outcome] | None:
    """After the engine's commit: clear the rows, tell the followers, tally the pages."""
    if not batch.rows:
        return None
    connection.execute(sa.delete(outbox).where(outbox.c.number.in_([row.number for row in batch.rows])))
    now = datetime.now(UTC)
    taken = [article for article in batch.articles if article.id not in rejected]
    note_indexed(connection, taken, now)
    note_rejected(connection, [Rejected(*item) for item in rejected.items()], now)
    settled = [row.article for row in batch.rows if row.article not in rejected]  # those that are gone, too
    connection.execute(sa.delete(dead_letters).where(dead_letters.c.article.in_(settled)))
    known = {article.id for article in batch.articles}
    endings = [_ending(row, known, rejected) for row in batch.rows if row.page]
    record_all(connection, logger, endings)
    return [Outcome(ending.outcome.value) for ending in endings]


def _ending(row: sa.Row[Any], known: set[str], rejected: dict[str, str]) -> Ending:
    if row.article not in known:
        outcome = Outcome.REMOVED
    else:
        outcome = Outcome.DEAD_LETTER if row.article in rejected else Outcome.INDEXED
    detail = rejected.get(row.article, "")
    return Ending(row.page, Stage.INDEX, outcome, row.url, row.publisher, row.run, detail)


def note_indexed(connection: Connection, taken: Sequence[Article], now: datetime) -> None:
    """Put what the engine took behind the last number that followers may have read, and off the dead letters."""
    if connection.dialect.name == "postgresql":
        # Numbers are drawn before the commit: without order among the workers a follower could miss one.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ORDER_LOCK)))
    insert_or_ignore(connection, indexed, [{"article": a.id, "version": a.version, "at": now} for a in taken])
    connection.execute(sa.delete(dead_letters).where(dead_letters.c.article.in_([a.id for a in taken])))


def note_rejected(connection: Connection, rejected: Sequence[Rejected], now: datetime) -> None:
    """Record dead letters, with the engine's reasons."""
    for refused in rejected:
        text = f"the article {refused.id} is not in the search index: {refused.reason}"
        event(logger, "index.dead_letter", text, level=logging.WARNING)
        upsert(connection, dead_letters, {"article": refused.id, "reason": refused.reason, "at": now})


def backlog(connection: Connection) -> dict[str, int]:
    """How many changes wait for the engine, and how many articles it refused."""
    tables = {"waiting_for_engine": outbox, "dead_letters": dead_letters}
    return {
        name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for name, table in tables.items()
    }
