"""A clock that once was ahead: what the ledger has put off for longer than any schedule, retry or rest allows.

Without this check a machine that thought itself in another year for a minute would not crawl until that year.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import writing
from base.events import event
from config.catalogue import Publisher
from crawler.ledger.retries import WITHDRAWN_LOOKS
from crawler.ledger.tables import BACKFILL_LIST, HOST, LINK, NOTICE, SOURCE
from crawler.politeness.host_clock import MAX_REST
from crawler.schedule.policy import latest_due

logger = logging.getLogger(__name__)

MAX_AHEAD = MAX_REST + timedelta(hours=1)
"""No retry or rest is set further ahead than a host's longest rest, but the looks at withdrawn pages; the hour is for
workers whose clocks differ."""


def pull_back(engine: Engine, publishers: Iterable[Publisher], now: datetime) -> int:
    """Make due now what lies further ahead than can be, and say so in the log; returns how many rows were changed."""
    limit = now + MAX_AHEAD
    with writing(engine) as connection:
        changed = sum(_pull_back_source(connection, publisher, now) for publisher in publishers)
        changed += _pull_back_links(connection, now)
        for table, column, value in (
            (BACKFILL_LIST, BACKFILL_LIST.c.due, now),
            (NOTICE, NOTICE.c.due, now),
            (SOURCE, SOURCE.c.not_before, None),
            (HOST, HOST.c.not_before, None),
            (HOST, HOST.c.away_until, None),
            (HOST, HOST.c.refused_until, None),
            (HOST, HOST.c.next_turn, None),
            (HOST, HOST.c.claimed_until, now),
        ):
            changed += connection.execute(sa.update(table).where(column > limit).values({column: value})).rowcount
    if changed:
        text = f"{changed} times lay further ahead than can be, as after a clock that was ahead: due now"
        event(logger, "crawl.clock", text, level=logging.WARNING)
    return changed


def _pull_back_links(connection: Connection, now: datetime) -> int:
    too_late = LINK.c.withdrawn.is_(None) & (LINK.c.due > now + MAX_AHEAD)
    too_late |= LINK.c.due > now + WITHDRAWN_LOOKS
    return connection.execute(sa.update(LINK).where(too_late).values(due=now)).rowcount


def _pull_back_source(connection: Connection, publisher: Publisher, now: datetime) -> int:
    changed = 0
    for source in publisher.sources:
        here = (SOURCE.c.publisher == publisher.slug) & (SOURCE.c.url == source.url)
        too_late = SOURCE.c.next_due > max(latest_due(source.schedule, now, source.url), now + MAX_AHEAD)
        changed += connection.execute(sa.update(SOURCE).where(here & too_late).values(next_due=now)).rowcount
    return changed


class ClockWatch:
    """Notices when the clock of the day jumps, which the monotonic clock does not."""

    MAX_DRIFT = timedelta(minutes=1)

    def __init__(self, now: datetime, monotonic: float) -> None:
        self._now, self._monotonic = now, monotonic

    def has_jumped(self, now: datetime, monotonic: float) -> bool:
        """Whether more or less time has passed than since the last call, by more than a minute."""
        expected = self._now + timedelta(seconds=monotonic - self._monotonic)
        self._now, self._monotonic = now, monotonic
        return abs(now - expected) > self.MAX_DRIFT
