"""How alerts are: who cannot be told and why, what waits, and how far behind they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading
from base.safe_text import without_secrets
from config.settings import Settings
from indexer.articles.tables import indexed
from search.saved.following import NAME as FOLLOWED
from search.saved.reports.schedules import Schedule, schedules
from search.saved.searches import Receiver, SavedSearch, saved_database, saved_searches
from search.saved.tables import counts, deliveries, position

if TYPE_CHECKING:
    from search.shapes import Alerts, FailingAlert

ILL_AFTER = 4
"""Failures in a row that are told of: the first tries of a message, all within two minutes, often find a restart."""
REMEMBERED = timedelta(days=7)
"""A message that was given up is told of for so long."""
OUTCOMES = ("delivered", "failed", "given_up")
FROM_THE_START = {(channel, outcome): 0 for channel in ("mail", "webhook") for outcome in OUTCOMES}


@dataclass(frozen=True, slots=True)
class Failing:
    """What does not reach somebody, since when and why: a receiver that cannot be told (its address without what may be
    a secret, and when a message to it was last given up), or a `report` (its form in the place of an address) that
    cannot be made."""

    name: str
    channel: Literal["mail", "webhook", "report"]
    address: str
    failures: int
    since: datetime | None
    error: str
    given_up: datetime | None = None

    def to_json(self) -> FailingAlert:
        """As `kliping status --json` has it."""
        return {
            "alert": self.name,
            "channel": self.channel,
            "address": self.address,
            "since": _iso(self.since),
            "failures": self.failures,
            "error": self.error,
            "given_up": _iso(self.given_up),
        }


@dataclass(frozen=True, slots=True)
class AlertStatus:
    """How many `searches` there are; messages that are `due`, and all so far by channel and outcome; for how long the
    oldest article has waited to be matched; and who cannot be told."""

    searches: int
    due: int
    counts: Mapping[tuple[str, str], int]
    lag_seconds: float
    failing: tuple[Failing, ...]

    def to_json(self, *, private: bool = True) -> Alerts:
        """As `kliping status --json` has it; without `private` it says of nobody who is told of what."""
        made: Alerts = {"searches": self.searches, "due": self.due, "lag_seconds": self.lag_seconds}
        if private:
            made["failing"] = [one.to_json() for one in self.failing]
        return made


NONE = AlertStatus(0, 0, FROM_THE_START, 0.0, ())


def read_alerts(settings: Settings, data: Path, articles: Connection, now: datetime) -> AlertStatus:
    """How the alerts are; where no search was ever saved, nothing is looked at. Raises UnavailableError."""
    if settings.database.url == "sqlite:" and not (data / "saved.sqlite").exists():
        return NONE
    with saved_database(settings, data) as database:
        return _read(database, articles, now)


def _read(database: Engine, articles: Connection, now: datetime) -> AlertStatus:
    with reading(database) as connection:
        searches, planned = saved_searches(connection), schedules(connection)
        counted = {(row.channel, row.outcome): row.number for row in connection.execute(sa.select(counts))}
        due = connection.execute(sa.select(sa.func.count()).select_from(deliveries)).scalar_one()
        read = sa.select(position.c.number).where(position.c.name == FOLLOWED)
        number: int | None = connection.execute(read).scalar()
    return AlertStatus(
        searches=len(searches),
        due=due,
        counts={**FROM_THE_START, **counted},
        lag_seconds=_lag(articles, number, searches, now),
        failing=(
            *(_of_receiver(one, told) for one in searches for told in one.receivers if _is_ill(told, now)),
            *(_of_report(one, planned[one.id]) for one in searches if _fails(planned.get(one.id))),
        ),
    )


def _fails(schedule: Schedule | None) -> bool:
    """Whether a report cannot be made: the next try is ten minutes away, and most reasons stay until somebody acts."""
    return schedule is not None and schedule.failures > 0


def _of_receiver(search: SavedSearch, told: Receiver) -> Failing:
    failed = told.failures, told.failing_since, told.error, told.given_up
    return Failing(search.name, told.channel, shown_address(told), *failed)


def _of_report(search: SavedSearch, report: Schedule) -> Failing:
    return Failing(search.name, "report", report.form, report.failures, report.failing_since, report.error)


def _lag(articles: Connection, number: int | None, searches: list[SavedSearch], now: datetime) -> float:
    """For how long the oldest article that some search has yet to be held against is searchable."""
    if not searches:
        return 0.0
    read = max(number or 0, min(one.start for one in searches))
    query = sa.select(indexed.c.at).where(indexed.c.number > read).order_by(indexed.c.number).limit(1)
    oldest: datetime | None = articles.execute(query).scalar()
    return round(max(0.0, (now - oldest).total_seconds()), 1) if oldest else 0.0


def _is_ill(told: Receiver, now: datetime) -> bool:
    return told.failures >= ILL_AFTER or bool(told.given_up and abs(now - told.given_up) < REMEMBERED)


def shown_address(told: Receiver) -> str:
    """A receiver's address without what may be a secret."""
    return told.address if told.channel != "webhook" else without_secrets(told.address)


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
