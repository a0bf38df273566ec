"""Stores the pages read from the archive, each batch in one transaction with the archive's cursor.

A page that cannot be stored is found by halving its batch, and ends with its outcome; the others are stored.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import insert_or_ignore, upsert, writing
from base.errors import ConflictError
from base.events import event
from base.outcome_log import Ending, record_all
from config.outcomes import Outcome, Stage
from crawler.archive.archive import PAST, Page, Position
from indexer.articles.coverage import bits_without, count_pages
from indexer.articles.drafts import Draft
from indexer.articles.tables import cursors
from indexer.articles.tables import parts as parts_table
from indexer.articles.withdrawals import withdraw
from indexer.articles.write import store
from indexer.engines import generations
from indexer.halving import halve, reason

logger = logging.getLogger(__name__)

ATTEMPTS = 3  # of one transaction that met another worker's


@dataclass(frozen=True, slots=True)
class NoArticle:
    """A page that gives no article, and why."""

    outcome: Outcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that was read: where it begins and ends in the archive, what it gave, and a note for its tally if that
    is an article."""

    page: Page
    start: Position
    end: Position
    result: Draft | NoArticle
    note: str = ""


def commit(database: Database, batch: Sequence[ReadPage]) -> list[Outcome]:
    """Store all that follows from a batch; returns the outcome of each page.

    Raises UnavailableError where the database cannot be used now; the pages that were stored by then stay so.
    """
    return halve(batch, lambda some: _commit_again(database, some), lambda one, error: _give_up(database, one, error))


def _commit_again(database: Database, batch: Sequence[ReadPage]) -> list[Outcome]:
    """Commit, again if another worker stored one of these articles meanwhile: the next time it is known."""
    for _ in range(1, ATTEMPTS):
        try:
            return _commit(database, batch)
        except (sa.exc.IntegrityError, ConflictError):
            continue
    return _commit(database, batch)


def _give_up(database: Database, one: ReadPage, error: Exception) -> Outcome:
    text = f"the page cannot be stored: {reason(error)}"
    event(logger, "page.bug", text, level=logging.ERROR, url__full=one.page.url, error=error)
    (outcome,) = _commit(database, [replace(one, result=NoArticle(Outcome.BUG, text))])
    return outcome


def _commit(database: Database, batch: Sequence[ReadPage]) -> list[Outcome]:
    with writing(database) as connection:
        active = generations.load(connection, share=True).active_generations()
        stored = iter(_store(connection, batch, active))
        endings = [
            _ending(each, next(stored) if isinstance(each.result, Draft) else each.result.outcome) for each in batch
        ]
        record_all(connection, logger, endings)
        count_pages(connection, _counted(batch))
        _keep_parts(connection, batch)
        for file, place in {each.end.file: each.end.offset for each in batch}.items():
            upsert(connection, cursors, {"file": file, "place": place})
    return [Outcome(ending.outcome.value) for ending in endings]


def _store(connection: Connection, batch: Sequence[ReadPage], active: Sequence[str]) -> list[Outcome]:
    """Store drafts and mark what is withdrawn, in the archive's order; returns what became of each draft."""
    outcomes: list[Outcome] = []
    for are_gone, some in groupby(batch, _is_gone):
        if are_gone:
            withdraw(connection, [each.page for each in some], active)
        else:
            outcomes += store(connection, [each.result for each in some if isinstance(each.result, Draft)], active)
    return outcomes


def _is_gone(one: ReadPage) -> bool:
    return isinstance(one.result, NoArticle) and one.result.outcome is Outcome.WITHDRAWN


def _counted(batch: Sequence[ReadPage]) -> Iterator[tuple[str, datetime, int]]:
    """The pages that show how well their publisher is read: those that were fetched whole. Past ones may be of a time
    when its pages looked otherwise, and tell nothing of today."""
    for one in batch:
        bits = one.result.found if isinstance(one.result, Draft) else bits_without(one.result.outcome)
        is_past = one.page.link.get("source", "").startswith(PAST)
        if bits is not None and one.page.kind == "page" and one.page.publisher and not is_past:
            yield one.page.publisher, one.page.captured, bits


def _ending(one: ReadPage, outcome: Outcome) -> Ending:
    detail = one.result.detail if isinstance(one.result, NoArticle) else one.note
    page = one.page
    return Ending(page.id, Stage.EXTRACT, outcome, page.url, page.publisher, page.run, detail)


def _keep_parts(connection: Connection, batch: Sequence[ReadPage]) -> None:
    """Store where parts are in the archive until the page comes that names them."""
    new = [i for i in batch if i.page.kind == "part"]
    rows = [{"page": i.page.id, "file": i.start.file, "place": i.start.offset} for i in new]
    insert_or_ignore(connection, parts_table, rows)
    used = [part for i in batch for part in i.page.parts]
    if used:
        connection.execute(sa.delete(parts_table).where(parts_table.c.page.in_(used)))
