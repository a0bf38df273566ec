"""Makes the reports that are due, one at a time: read in a thread, made in a process of its own, kept with the mails
that bring it in one step."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, writing
from base.errors import ConfigError, UnavailableError
from base.events import event
from base.workers import JobTimeoutError, WorkerDiedError, Workers
from config.catalogue import Publisher
from config.settings import Settings
from indexer.fields import Language
from indexer.halving import FAILURES, reason
from search.context import Context
from search.request import DayRange, SearchRequest
from search.saved.messages import add_deliveries
from search.saved.removed import obeyed_until
from search.saved.reports.schedules import Period, Schedule, schedules
from search.saved.reports.tables import report_files, report_schedules
from search.saved.searches import SavedSearch, changing, saved_searches
from search.saved.tables import receivers

if TYPE_CHECKING:
    from search.report.render import Form

logger = logging.getLogger(__name__)

MAX_BYTES = 7_000_000
"""Of a report in a mail: a third more in the mail itself, where many servers take ten million at most."""
LOOK = timedelta(seconds=30)
RETRY = timedelta(minutes=10)
"""When a report that failed is tried again."""


class _Job(NamedTuple):
    """A report that is to be made: for mails that are to be written, or (`file`) for those that wait for it."""

    search: SavedSearch
    schedule: Schedule
    period: Period
    file: int | None = None


@dataclass(slots=True)
class Reporter:
    """Makes what is due in a thread of its own, so that no alert waits for it."""

    saved: Engine
    settings: Settings
    data: Path
    publishers: Callable[[], Mapping[str, Publisher]]
    failed: int = 0
    _thread: threading.Thread | None = None
    _next: datetime | None = None
    _tried: dict[int, datetime] = field(default_factory=dict)
    _broken: list[UnavailableError] = field(default_factory=list)

    def start_due(self, context: Callable[[], Context | None], now: datetime) -> bool:
        """Begin with what is due next; returns whether one is being made. Raises UnavailableError where engine or
        database were away."""
        if self._thread is not None and self._thread.is_alive():
            return True
        if self._broken:
            raise self._broken.pop()
        if self._thread is None and self._next is not None and self._next - LOOK <= now < self._next:
            return False  # the clock may be set back: a `_next` that is further away is of the time before
        self._thread, self._next = None, now + LOOK
        job = self._next_job(now)
        if job is None:
            return False
        opened = context()
        if opened is None:
            return False
        self._tried[job.search.id] = now
        work = (job, replace(opened, now=now))
        self._thread = threading.Thread(target=self._make, args=work, name="report", daemon=True)
        self._thread.start()
        return True

    def _next_job(self, now: datetime) -> _Job | None:
        with reading(self.saved) as connection:
            known = schedules(connection)
            stale = _stale(connection)
            if not known and not stale:
                return None
            for search in saved_searches(connection):
                if abs(now - self._tried.get(search.id, now - RETRY)) < RETRY and _is_failing(known.get(search.id)):
                    continue
                if search.id in stale:
                    return _again(search, stale[search.id])
                if search.id in known:
                    for period in known[search.id].due(now):
                        return _Job(search, known[search.id], period)
        return None

    def _make(self, job: _Job, context: Context) -> None:
        try:
            self._make_or_fail(job, context)
        except UnavailableError as error:  # of the database too, in which a failure is noted
            self._broken.append(error)

    def _make_or_fail(self, job: _Job, context: Context) -> None:
        try:
            with reading(self.saved) as connection:
                obeyed = obeyed_until(connection)
            articles, content = make(job, context, self.settings, self.data, self.publishers())
            self._keep(job, articles, content, context.now, obeyed)
        except UnavailableError:
            raise
        except (ConfigError, JobTimeoutError, WorkerDiedError) as error:
            self._fail(job, str(error))
        except FAILURES as error:
            event(logger, "alert.bug", f"the report of {job.search.name!r}", level=logging.ERROR, error=error)
            self._fail(job, f"the program failed: {reason(error)}")

    def _keep(self, job: _Job, articles: int, content: bytes | None, now: datetime, obeyed: int) -> None:
        """Keep a report, and with it the mails that bring it; whoever made the same finds it told. Where something was
        removed for good since it was begun (`obeyed`), it is made once more."""
        is_large = content is not None and len(content) > MAX_BYTES
        size, kept = len(content or b""), None if is_large else content
        with writing(self.saved) as connection:
            changing(connection)
            if obeyed_until(connection) != obeyed:
                return
            if job.file is not None:
                here = report_files.c.number == job.file
                made = {"content": kept, "is_stale": False, "size": size, "articles": articles}
                connection.execute(sa.update(report_files).where(here).values(made))
                return
            mine = sa.update(report_schedules).where(
                report_schedules.c.search == job.search.id, report_schedules.c.last == job.schedule.last
            )
            well = {"last": job.period.last.isoformat(), "failures": 0, "failing_since": None, "error": ""}
            if not connection.execute(mine.values(well)).rowcount:
                return
            _write(connection, job, {"articles": articles, "size": size, "content": kept}, now)
        text = f"alert {job.search.name!r}: the report of {job.period.last} is made, {articles} articles, {size} bytes"
        event(logger, "alert.report", text, labels__alert=job.search.name, labels__count=articles)

    def _fail(self, job: _Job, error: str) -> None:
        self.failed += 1
        now = datetime.now(UTC)
        ill = {
            "failures": report_schedules.c.failures + 1,
            "failing_since": sa.func.coalesce(report_schedules.c.failing_since, now),
            "error": error,
        }
        with writing(self.saved) as connection:
            here = report_schedules.c.search == job.search.id
            connection.execute(sa.update(report_schedules).where(here).values(ill))
        text = f"alert {job.search.name!r}: its report cannot be made: {error}"
        event(logger, "alert.report_failed", text, level=logging.WARNING, labels__alert=job.search.name)


def _is_failing(schedule: Schedule | None) -> bool:
    return schedule is None or schedule.failures > 0


def _write(connection: Connection, job: _Job, made: Mapping[str, object], now: datetime) -> None:
    """The report, and a mail to each who is told by mail."""
    schedule = job.schedule
    row = {"search": job.search.id, "first": job.period.first.isoformat(), "last": job.period.last.isoformat()}
    row |= {"form": schedule.form, "language": schedule.language, "every": schedule.every, "is_stale": False, **made}
    file = connection.execute(sa.insert(report_files).values(row).returning(report_files.c.number)).scalar_one()
    asked = asked_for(job.search.request, job.period, schedule.language)
    body = {
        "type": "report.made",
        "timestamp": now.isoformat(timespec="seconds"),
        "data": {
            "alert": job.search.name,
            "query": job.search.request.query,
            "report": {
                "every": schedule.every,
                "first": job.period.first.isoformat(),
                "last": job.period.last.isoformat(),
                "format": schedule.form,
                "language": schedule.language,
                "href": f"/laporan?{asked.to_query()}&format={schedule.form}",
            },
        },
    }
    told = sa.select(receivers.c.id).where(receivers.c.search == job.search.id, receivers.c.channel == "mail")
    ids = connection.execute(told.order_by(receivers.c.id)).scalars()
    if not add_deliveries(connection, ids, json.dumps(body), now, file=file):
        connection.execute(sa.delete(report_files).where(report_files.c.number == file))


def _stale(connection: Connection) -> dict[int, sa.Row[tuple[object, ...]]]:
    """A report of each search that is to be made anew for mails that wait."""
    rows = connection.execute(sa.select(report_files).where(report_files.c.is_stale).order_by(report_files.c.number))
    return {row.search: row for row in rows}


def _again(search: SavedSearch, row: sa.Row[tuple[object, ...]]) -> _Job:
    schedule = Schedule(search.id, row.every, row.form, row.language, row.last, 0, None, "")
    return _Job(search, schedule, Period(date.fromisoformat(row.first), date.fromisoformat(row.last)), row.number)


def asked_for(search: SearchRequest, period: Period, language: Language) -> SearchRequest:
    """What a report of some days asks for; days that the search itself is limited to limit it too."""
    days = search.days
    since, until = max(filter(None, (days.since, period.first))), min(filter(None, (days.until, period.last)))
    return search.change(ui=language, sort="newest").narrow("published", DayRange(since, until))


def make(
    job: _Job, context: Context, settings: Settings, data: Path, publishers: Mapping[str, Publisher]
) -> tuple[int, bytes | None]:
    """The articles of a report and its file, none where there is nothing in it. Raises ConfigError for what is not
    installed or a look that fails, UnavailableError, JobTimeoutError and WorkerDiedError."""
    from search.report.folder import folder_texts  # noqa: PLC0415 - only who has reports needs them
    from search.report.look import read_look  # noqa: PLC0415
    from search.report.render import LIMITS, need, render  # noqa: PLC0415
    from search.report.report import make_report  # noqa: PLC0415

    form: Form = job.schedule.form
    need(form)
    look, asked = read_look(data), asked_for(job.search.request, job.period, job.schedule.language)
    with folder_texts(settings, data, asked) as folder:
        title, heading = job.search.name, look.heading
        report = make_report(context, asked, publishers, title=title, heading=heading, folder=folder)
    if not report.articles:
        return 0, None
    workers = Workers(1, LIMITS, ["search.report.render"])
    try:
        return report.articles, workers.submit(render, report, form, look).result()
    finally:
        workers.close()
