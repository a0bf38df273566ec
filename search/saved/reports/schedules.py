"""Which saved searches send a report by mail, how often, and which periods are still to be told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.clock import JAKARTA
from base.database import reading, upsert, writing
from indexer.fields import Language
from search.saved.messages import boundary
from search.saved.refusal import RefusedError
from search.saved.reports.tables import report_schedules
from search.saved.searches import changing, find_search

if TYPE_CHECKING:
    from search.report.render import Form

Rhythm = Literal["day", "week"]
RHYTHMS: tuple[Rhythm, ...] = get_args(Rhythm)
LENGTH: dict[Rhythm, int] = {"day": 1, "week": 7}
MAX_LATE = 7
"""Reports that are made up for at once after a long rest: the latest."""


class Period(NamedTuple):
    """Jakarta days, first and last included."""

    first: date
    last: date


class Schedule(NamedTuple):
    """A search's report. `last` is the last day that was told of; how often it failed in a row, since when and why."""

    search: int
    every: Rhythm
    form: Form
    language: Language
    last: str
    failures: int
    failing_since: datetime | None
    error: str

    def due(self, now: datetime) -> Iterator[Period]:
        """The periods that are over and were not told of, the oldest first."""
        length, end = LENGTH[self.every], last_day(self.every, now)
        number = (end - date.fromisoformat(self.last)).days // length
        if number < -1:  # told of by a clock that was wrong; one that was set back a little told of the next period
            number = 1
        for back in range(min(number, MAX_LATE), 0, -1):
            last = end - timedelta(days=length * (back - 1))
            yield Period(last - timedelta(days=length - 1), last)

    def to_json(self) -> dict[str, Any]:
        """As `alert show --json` has it."""
        return {
            "every": self.every,
            "format": self.form,
            "language": self.language,
            "last": self.last,
            "failures": self.failures,
            "failing_since": self.failing_since.isoformat(timespec="seconds") if self.failing_since else None,
            "error": self.error or None,
        }


def last_day(every: Rhythm, now: datetime) -> date:
    """The last day of the period that is told of since seven in the morning: yesterday, or the Sunday of last week."""
    told = boundary("day", now).astimezone(JAKARTA).date()
    return told - timedelta(days=1 if every == "day" else told.weekday() + 1)


def set_report(
    database: Engine, name: str, every: Rhythm | None, form: Form, language: Language, now: datetime
) -> None:
    """Send a report of a search from the end of this day or week on, or none any more. Raises ConfigError where there
    is no such search, it tells nobody by mail, or what the form needs is not installed."""
    from search.report.render import need  # noqa: PLC0415 - takes as long to load as all else here

    found = find_search(database, name)
    if every is not None:
        need(form)
        if not any(one.channel == "mail" for one in found.receivers):
            raise RefusedError("report_needs_mail", name)
    here = report_schedules.c.search == found.id
    with writing(database) as connection:
        changing(connection)
        known = connection.execute(sa.select(report_schedules.c.every).where(here)).scalar()
        if every is None:
            connection.execute(sa.delete(report_schedules).where(here))
            return
        row: dict[str, object] = {"search": found.id, "every": every, "form": form, "language": language}
        row |= {"last": last_day(every, now).isoformat(), "failures": 0, "failing_since": None, "error": ""}
        upsert(connection, report_schedules, row, keep=("last",) if known == every else ())


def schedules(connection: Connection) -> dict[int, Schedule]:
    """Those that there are, by the search's id."""
    rows = connection.execute(sa.select(report_schedules).order_by(report_schedules.c.search))
    return {row.search: Schedule(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public name


def schedule_of(database: Engine, search: int) -> Schedule | None:
    """That of a search."""
    with reading(database) as connection:
        return schedules(connection).get(search)
