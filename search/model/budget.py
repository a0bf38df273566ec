"""How much the model may be asked: the day's budget and, while its server fails, when it is asked again. Both stand in
the database, so that no restart forgets them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.clock import jakarta_day
from base.database import advisory_lock, reading, upsert, writing
from config.model_settings import ModelSettings
from search.model.tables import model_days, model_rest

RESTS = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 60, 300, 900, 1_800, 3_600))
"""After each failure in a row; a server that is away is asked once an hour then."""
MAX_REST = timedelta(days=1)
"""What a server may ask for by Retry-After."""
SERVER = "server"


@dataclass(frozen=True, slots=True)
class Used:
    """What was used of a day's budget."""

    requests: int = 0
    tokens: int = 0

    def is_spent(self, model: ModelSettings) -> bool:
        """Whether the day has no more requests."""
        return self.requests >= model.daily_requests or self.tokens >= model.daily_tokens


@dataclass(frozen=True, slots=True)
class Rest:
    """Until when the server is left alone, after how many failures in a row, and why."""

    until: datetime
    failures: int
    reason: str


def used(connection: Connection, now: datetime) -> Used:
    """What was used of this day's budget."""
    query = sa.select(model_days.c.requests, model_days.c.tokens).where(model_days.c.day == _day(now))
    row = connection.execute(query).first()
    return Used(*row) if row else Used()


def rest_of(connection: Connection) -> Rest | None:
    """The rest that the server has; None where it was well the last time."""
    row = connection.execute(sa.select(model_rest).where(model_rest.c.name == SERVER)).first()
    return Rest(row.until, row.failures, row.reason) if row else None


def spend(database: Engine, model: ModelSettings, tokens: int, now: datetime) -> bool:
    """Count a request before it is sent, with the tokens that it takes at most: a process that is killed has used them.
    Returns False, counting nothing, where the day has no more."""
    with writing(database) as connection:
        advisory_lock(connection, "model budget")
        known = used(connection, now)
        if known.is_spent(model):
            return False
        _write(connection, now, known.requests + 1, known.tokens + tokens)
        return True


def spent(connection: Connection, expected: int, told: int, now: datetime) -> None:
    """Put what a request really took in the place of what was expected."""
    advisory_lock(connection, "model budget")
    known = used(connection, now)
    _write(connection, now, known.requests, max(0, known.tokens + told - expected))


def failed(database: Engine, reason: str, asked: timedelta | None, now: datetime) -> datetime:
    """The server failed: leave it alone for a growing time, at least as long as it asked for; returns until when."""
    with writing(database) as connection:
        advisory_lock(connection, "model budget")
        before = rest_of(connection)
        failures = before.failures + 1 if before else 1
        pause = RESTS[min(failures, len(RESTS)) - 1]
        until = now + max(pause, min(asked or pause, MAX_REST))
        values = {"name": SERVER, "until": until, "failures": failures, "reason": reason}
        upsert(connection, model_rest, values)
    return until


def well(connection: Connection) -> None:
    """The server has answered."""
    connection.execute(sa.delete(model_rest))


def is_ready(database: Engine, model: ModelSettings, now: datetime) -> bool:
    """Whether the server may be asked now."""
    with reading(database) as connection:
        rest = rest_of(connection)
        # the clock may be set back: a rest that is longer than any is of the time before
        is_resting = rest is not None and now < rest.until <= now + MAX_REST
        return not is_resting and not used(connection, now).is_spent(model)


def _write(connection: Connection, now: datetime, requests: int, tokens: int) -> None:
    upsert(connection, model_days, {"day": _day(now), "requests": requests, "tokens": tokens})


def _day(now: datetime) -> str:
    return jakarta_day(now.astimezone(UTC)).isoformat()
