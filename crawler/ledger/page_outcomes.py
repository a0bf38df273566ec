"""How pages end: each is counted and its link settled in one transaction, now or after a crash from the archive."""

from __future__ import annotations

import dataclasses
import itertools
import logging
from collections.abc import Sequence
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
from crawler.ledger.removals import removed_keys
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


@dataclass(frozen=True, slots=True)
class _Link:
    """What is known of an attempt's link, and when it is due; of one that nobody named: that it is seen now."""

    url: str
    publisher: str
    history: LinkHistory
    due: datetime | None = None
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class _End:
    """How an attempt ends for its link; `fetched` is when the link was last had."""

    attempt: Attempt
    link: _Link
    following: Next
    fetched: datetime | None


def record_failure(connection: Connection, attempt: Attempt, failure: Failure, give_up_after: timedelta | None) -> None:
    """Count a page that was not had; its link is due again by its age. `give_up_after` is None for a clip, which
    leaves a link that waits as it is, and makes none wait."""
    link = _links(connection, [attempt])[attempt.key]
    history = link.history
    if give_up_after is None:
        following = Next(link.due, history.attempts, history.rechecks, history.withdrawn)
    else:
        following = after_failure(history, failure, attempt.at, give_up_after)
    _end_pages(connection, [_End(attempt, link, following, history.fetched)])


def record_fetched(
    connection: Connection, fetched: Sequence[tuple[Attempt, bool]], position: Position | None = None
) -> None:
    """Count pages that were had, each with whether it is empty: then it is looked at again. `position` is the place
    behind the last of them in the archive."""
    rest = list(fetched)
    while rest:
        some = _of_different_links(rest)
        links = _links(connection, [attempt for attempt, _ in some])
        _end_pages(connection, [_had(attempt, links[attempt.key], empty=empty) for attempt, empty in some])
        rest = rest[len(some) :]
    if position is not None:
        _keep_place(connection, position)


def _of_different_links(fetched: Sequence[tuple[Attempt, bool]]) -> list[tuple[Attempt, bool]]:
    """The first ones, up to the second of one link, which counts on what the first has left."""
    some = dict[str, tuple[Attempt, bool]]()
    for one in fetched:
        if one[0].key in some:
            break
        some[one[0].key] = one
    return list(some.values())


def _had(attempt: Attempt, link: _Link, *, empty: bool) -> _End:
    following = after_page(link.history, attempt.at, empty=empty)
    return _End(attempt, link, following, link.history.fetched if empty else attempt.at)


def is_withdrawal(engine: Engine, gone: Page, failure: Failure) -> bool:
    """Whether a page that was had before is now to be believed gone (404 or 410), which was not known yet."""
    with reading(engine) as connection:
        attempt = _attempt(gone, failure.outcome)
        history = _links(connection, [attempt])[attempt.key].history
    following = after_failure(history, failure, gone.captured, timedelta(0))
    return following.withdrawn is not None and history.withdrawn is None


def record_archived(engine: Engine, page: Page, position: Position) -> None:
    """Record what was just appended to the archive, as a replay of it would."""
    with writing(engine) as connection:
        _end_archived(connection, page, position)


def _links(connection: Connection, attempts: Sequence[Attempt]) -> dict[str, _Link]:
    """The links of attempts by their keys."""
    columns = (LINK.c.key, LINK.c.url, LINK.c.publisher, LINK.c.due, *(LINK.c[name] for name in _HISTORY))
    query = sa.select(*columns).where(LINK.c.key.in_([attempt.key for attempt in attempts]))
    links = {one.key: _Link(one.key, "", LinkHistory(one.at), is_known=False) for one in attempts}
    for row in connection.execute(query).mappings():
        history = LinkHistory(**{name: row[name] for name in _HISTORY})
        links[row["key"]] = _Link(row["url"], row["publisher"], history, row["due"])
    return links


def _end_pages(connection: Connection, ends: Sequence[_End]) -> None:
    """Count pages of different links and settle these, but for those of which that is done; what was removed for good
    while it was fetched becomes no link again."""
    endings = [_ending(end) for end in ends]
    news = outcome_log.record_all(connection, logger, endings)
    new = [(end, ending) for end, ending in zip(ends, endings, strict=True) if end.attempt.page in news]
    unknown = {end.attempt.key for end, _ in new if not end.link.is_known}
    unseen = unknown - removed_keys(connection, unknown)
    links = [
        new_link(ending.publisher, "", Link(ending.url, end.attempt.key), end.attempt.at)
        for end, ending in new
        if end.attempt.key in unseen
    ]
    insert_or_ignore(connection, LINK, links)
    if new:
        connection.execute(_SETTLE, [_settled(end) for end, _ in new])


def _ending(end: _End) -> outcome_log.Ending:
    attempt, url = end.attempt, end.attempt.url or end.link.url
    publisher = attempt.publisher or end.link.publisher
    return outcome_log.Ending(
        attempt.page, Stage.FETCH, attempt.outcome, url, publisher, attempt.run, attempt.detail, attempt.at
    )


_SETTLE = sa.update(LINK).where(LINK.c.key == sa.bindparam("wanted"))


def _settled(end: _End) -> dict[str, object]:
    values = {**dataclasses.asdict(end.following), "page": end.attempt.page, "outcome": end.attempt.outcome.value}
    return {**values, "wanted": end.attempt.key, "fetched": end.fetched}


def _keep_place(connection: Connection, position: Position) -> None:
    upsert(connection, CURSOR, {"file": position.file, "position": position.offset})


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
    if page.kind in ("page", "part", "link"):
        record_fetched(connection, [archived(page)], position)
        return
    if page.kind == "gone":
        _end_withdrawn(connection, page)
    _keep_place(connection, position)


def archived(page: Page) -> tuple[Attempt, bool]:
    """A page that is in the archive, as `record_fetched` takes it."""
    attempt = _attempt(page, Outcome.LINK_ONLY if page.kind == "link" else Outcome.FETCHED)
    return attempt, page.kind == "page" and is_empty(page.body)


def _attempt(page: Page, outcome: Outcome, detail: str = "") -> Attempt:
    return Attempt(page.id, page.key, outcome, page.run, page.url, page.publisher, page.captured, detail)


def _end_withdrawn(connection: Connection, page: Page) -> None:
    """A page is archived as gone only when that is believed."""
    attempt = _attempt(page, Outcome.NOT_FOUND, f"answered {page.status}")
    link = _links(connection, [attempt])[attempt.key]
    believed = Failure(Outcome.NOT_FOUND, temporary=False)
    following = after_failure(link.history, believed, attempt.at, timedelta(0))
    _end_pages(connection, [_End(attempt, link, following, link.history.fetched)])
