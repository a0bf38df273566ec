"""The day's requests, counted in the ledger for all workers together; days are those of Jakarta.

A visit or a look is taken before it is made, by one statement that counts it only where the day has one left. So the
limit holds for any number of workers and over restarts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, reading, writing
from crawler.ledger.tables import REQUESTS

ASKED_AGAIN = REQUESTS.c.visits + REQUESTS.c.looks


@dataclass(frozen=True, slots=True)
class DayRequests:
    """Visits of sources, second looks at young articles, and all other requests of a day."""

    visits: int = 0
    looks: int = 0
    others: int = 0


def day_requests(engine: Engine, day: date) -> DayRequests:
    """What was sent on a day so far."""
    query = sa.select(REQUESTS.c.visits, REQUESTS.c.looks, REQUESTS.c.number).where(REQUESTS.c.day == day)
    with reading(engine) as connection:
        row = connection.execute(query).first()
    return DayRequests(*row) if row else DayRequests()


def take_visit(engine: Engine, day: date, limit: int) -> bool:
    """Count one more visit; False where visits and looks of the day have reached the limit."""
    return _take(engine, day, REQUESTS.c.visits, limit > ASKED_AGAIN)


def take_look(engine: Engine, day: date, limit: int, most_looks: int) -> bool:
    """Count one more second look; False where the day has none left, in all or for looks."""
    return _take(engine, day, REQUESTS.c.looks, (limit > ASKED_AGAIN) & (REQUESTS.c.looks < most_looks))


def give_back_visit(engine: Engine, day: date) -> None:
    """A visit that was taken was not made."""
    _take(engine, day, REQUESTS.c.visits, REQUESTS.c.visits > 0, -1)


def add_others(engine: Engine, day: date, number: int) -> None:
    """Count requests that are neither."""
    _take(engine, day, REQUESTS.c.number, sa.true(), number)


def _take(engine: Engine, day: date, column: sa.Column[int], allowed: sa.ColumnElement[bool], number: int = 1) -> bool:
    with writing(engine) as connection:
        _begin_day(connection, day)
        change = sa.update(REQUESTS).where((REQUESTS.c.day == day) & allowed).values({column: column + number})
        return connection.execute(change.returning(REQUESTS.c.day)).first() is not None


def _begin_day(connection: Connection, day: date) -> None:
    insert_or_ignore(connection, REQUESTS, [{"day": day, "number": 0, "visits": 0, "looks": 0}])
