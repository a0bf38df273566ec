"""How pages end: each is counted and its link settled in one transaction, now or after a crash from the archive."""

from __future__ import annotations

import dataclasses
import itertools
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base import outcome_log
from base.database import insert_or_ignore, reading, upsert, writing
from config.outcomes import Outcome, Stage
from crawler.archive.archive import Page, Position, follow
from crawler.ledger.links import Link, new_link
from crawler.ledger.retries import Failure, LinkHistory, Next, after_failure, after_page, is_empty
from crawler.ledger.tables import CURSOR, LINK

logger = logging.getLogger(__name__)

_PAGES_AT_ONCE = 200
_HISTORY = [field.name for field in dataclasses.fields(LinkHistory)]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of fetching a page; `url` and `publisher` may be left to its link."""

    page: str
    key: str
    outcome: Outcome
    run: str
    url: str
    publisher: str
    at: datetime
    detail: str = ""


def record_failure(connection: Connection, attempt: Attempt, failure: Failure, give_up_after: timedelta | None) -> None:
    """Count a page that was not had; its link is due again by its age. `give_up_after` is None for a clip, which
    leaves a link that waits as it is, and makes none wait."""
    history, due = _history(connection, attempt)
    if give_up_after is None:
        end_page(connection, attempt, Next(due, history.attempts, history.rechecks, history.withdrawn))
    else:
        end_page(connection, attempt, after_failure(history, failure, attempt.at, give_up_after))


def record_fetched(connection: Connection, attempt: Attempt, position: Position | None, *, empty: bool) -> None:
    """Count a page that was had; an `empty` one is looked at again."""
    history, _ = _history(connection, attempt)
    end_page(connection, attempt, after_page(history, attempt.at, empty=empty), position)
    if not empty:
        connection.execute(sa.update(LINK).where(LINK.c.key == attempt.key).values(fetched=attempt.at))


def is_withdrawal(engine: Engine, gone: Page, failure: Failure) -> bool:
    """Whether a page that was had before is now to be believed gone (404 or 410), which was not known yet."""
    with reading(engine) as connection:
        history, _ = _history(connection, _attempt(gone, failure.outcome))
    following = after_failure(history, failure, gone.captured, timedelta(0))
    return following.withdrawn is not None and history.withdrawn is None


def record_archived(engine: Engine, page: Page, position: Position) -> None:
    """Record what was just appended to the archive, as a replay of it would."""
    with writing(engine) as connection:
        _end_archived(connection, page, position)


def _history(connection: Connection, attempt: Attempt) -> tuple[LinkHistory, datetime | None]:
    """What is known of the link, and when it is due; of one that nobody named: that it is seen now."""
    query = sa.select(*(LINK.c[name] for name in _HISTORY), LINK.c.due).where(LINK.c.key == attempt.key)
    row = connection.execute(query).mappings().first()
    if row is None:
        return LinkHistory(attempt.at), None
    return LinkHistory(**{name: row[name] for name in _HISTORY}), row["due"]


def end_page(connection: Connection, attempt: Attempt, following: Next, position: Position | None = None) -> None:
    """Count a page and settle its link, unless that is done; `position` is the place behind it in the archive."""
    known = connection.execute(sa.select(LINK.c.url, LINK.c.publisher).where(LINK.c.key == attempt.key)).first()
    url = attempt.url or (known.url if known else attempt.key)
    publisher = attempt.publisher or (known.publisher if known else "")
    is_new = outcome_log.record(
        connection,
        logger,
        page=attempt.page,
        stage=Stage.FETCH,
        outcome=attempt.outcome,
        url=url,
        publisher=publisher,
        run=attempt.run,
        detail=attempt.detail,
        at=attempt.at,
    )
    if is_new:
        insert_or_ignore(connection, LINK, [new_link(publisher, "", Link(url, attempt.key), attempt.at)])
        _settle(connection, attempt, following)
    if position is not None:
        upsert(connection, CURSOR, {"file": position.file, "position": position.offset})


def _settle(connection: Connection, attempt: Attempt, following: Next) -> None:
    values = dataclasses.asdict(following) | {"page": attempt.page, "outcome": attempt.outcome.value}
    connection.execute(sa.update(LINK).where(LINK.c.key == attempt.key).values(**values))


def replay(engine: Engine, archive: Path) -> int:
    """End the pages of an archive that were appended and not recorded; returns how many were looked at."""
    with reading(engine) as connection:
        cursor = {row.file: row.position for row in connection.execute(sa.select(CURSOR))}
    archived = follow(archive, cursor)
    number = 0
    while some := list(itertools.islice(archived, _PAGES_AT_ONCE)):
        with writing(engine) as connection:
            for page, position in some:
                _end_archived(connection, page, position)
        number += len(some)
    return number


def _end_archived(connection: Connection, page: Page, position: Position) -> None:
    """Imports were not fetched, so only the place behind them is kept."""
    if page.kind == "import":
        upsert(connection, CURSOR, {"file": position.file, "position": position.offset})
        return
    if page.kind == "gone":
        _end_withdrawn(connection, page, position)
        return
    attempt = _attempt(page, Outcome.LINK_ONLY if page.kind == "link" else Outcome.FETCHED)
    record_fetched(connection, attempt, position, empty=page.kind == "page" and is_empty(page.body))


def _attempt(page: Page, outcome: Outcome, detail: str = "") -> Attempt:
    return Attempt(page.id, page.key, outcome, page.run, page.url, page.publisher, page.captured, detail)


def _end_withdrawn(connection: Connection, page: Page, position: Position) -> None:
    """A page is archived as gone only when that is believed."""
    attempt = _attempt(page, Outcome.NOT_FOUND, f"answered {page.status}")
    history, _ = _history(connection, attempt)
    believed = Failure(Outcome.NOT_FOUND, temporary=False)
    end_page(connection, attempt, after_failure(history, believed, attempt.at, timedelta(0)), position)
