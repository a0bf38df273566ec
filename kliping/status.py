"""`kliping status`: how all is, for people: what is wrong first, then when each source is visited next and why."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from base.clock import JAKARTA
from base.errors import ConfigError
from config.catalogue import load_catalogue
from config.settings import Settings
from crawler.health.report import SourceHealth
from crawler.health.states import State
from crawler.health.wording import advice, name, show
from crawler.ledger.claims import workers
from crawler.ledger.ledger import open_ledger
from kliping.options import need_kept
from kliping.speech import language, outcome_name, text, written
from search.saved.health import Failing
from search.status import Status, read_status
from search.status_json import finding_evidence, why

DEFAULT_SINCE = "24h"
_SPAN = re.compile(r"(\d{1,6})([mhd])")
_HOURS = {"m": 1 / 60, "h": 1, "d": 24}


def status_of(settings: Settings, data: Path, since: str = DEFAULT_SINCE) -> Status:
    """How all is in a data folder; the stages are counted from `since` on. Raises ConfigError where there is no folder,
    UnavailableError where a database is away."""
    need_kept(settings, data)
    now = datetime.now(UTC)
    start = read_since(since, now)
    return read_status(settings, data, load_catalogue(data, settings.publishers), now, start)


def workers_of(settings: Settings, data: Path) -> Iterator[str]:
    """A line for each worker that shares the ledger in PostgreSQL; none where one works alone."""
    with open_ledger(settings.database.url, data) as ledger:
        for one in workers(ledger.engine):
            times = f"since {_when(one.since)}, last heard of at {_when(one.heartbeat)}"
            yield f"{'worker':9} {one.name} ({one.role}) holds {one.hosts} hosts, {times}"


def read_since(since: str, now: datetime) -> datetime | None:
    """`24h`, `7d`, a day or an instant as an instant; None for `all`. Raises ConfigError for anything else."""
    if since == "all":
        return None
    try:
        if span := _SPAN.fullmatch(since):
            return now - timedelta(hours=int(span[1]) * _HOURS[span[2]])
        if len(since) == len("2026-11-29"):
            instant = datetime.combine(date.fromisoformat(since), time(), JAKARTA)
        else:
            instant = datetime.fromisoformat(since)
        instant = instant if instant.tzinfo else instant.replace(tzinfo=JAKARTA)
        instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the second of what lies before the first day of the calendar
        raise ConfigError(f"--since must be like 24h, 7d, 2026-11-29 or all, not {since!r}") from error
    return instant


def lines(status: Status) -> Iterator[str]:
    """The status for people."""
    spoken = language()
    yield from _summary(status)
    for finding in status.findings:
        yield ""
        names = ", ".join(dict.fromkeys(one.publisher for one in finding.sources))
        yield f"{name(finding.state, spoken).upper()}  {names}".rstrip()
        if len(finding.sources) > 1:
            for one in finding.sources:
                yield f"  {_when(one.since)}  {one.source.url}: {show(one.evidence, spoken)}"
        else:
            yield from (f"  {one.source.url}" for one in finding.sources)
            yield "  " + text("since_when", _when(finding.since), finding_evidence(finding, spoken))
        yield "  " + text("what_to_do", advice(finding.state, spoken))
    for failing in status.alerts.failing:
        yield ""
        yield from _failing(failing)
    shown = [one for one in status.sources if one.state not in (State.OFF, State.UNVISITED)]
    if shown:
        yield ""
        yield f"{text('state'):12} {text('newest'):16} {text('next_visit'):16} {text('source')}"
        yield from map(_row, shown)


def _summary(status: Status) -> Iterator[str]:
    for stage, counts in status.stages.items():
        told = ", ".join(f"{written(number)} {outcome_name(outcome)}" for outcome, number in _most_first(counts))
        yield _line(f"stage_{stage}", told or text("nothing"))
    waiting = ", ".join(text(f"waiting_{what}", number) for what, number in status.waiting.items())
    yield _line("waiting", text("oldest_waits", round(status.lag_seconds), waiting))
    yield _line("held", ", ".join(text(f"held_{what}", number) for what, number in status.held.items()))
    if status.alerts.searches:
        alerts = text("saved_searches", status.alerts.searches), text("messages_wait", status.alerts.due)
        yield _line("alerts", ", ".join((*alerts, text("article_waits", round(status.alerts.lag_seconds)))))
    free = text("disk_free", status.free_bytes / 1024**3)
    yield _line("disk", free if status.days_left is None else text("disk_lasts", round(status.days_left), free))
    states = Counter(one.state for one in status.sources)
    known = (f"{written(states[state])} {name(state, language())}" for state in State if states[state])
    yield _line("sources_are", ", ".join(known))


def _line(what: str, told: str) -> str:
    return f"{text(what):13} {told}"


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: -one[1])


def _failing(one: Failing) -> Iterator[str]:
    fails, mend = ("report_fails", "mend_report") if one.channel == "report" else ("receiver_fails", "mend_receiver")
    yield text("alert_fails", one.name)
    if one.failures:
        yield "  " + text(fails, one.channel, one.address, _when(one.since), one.error)
    if one.given_up:
        yield "  " + text("given_up", _when(one.given_up))
    yield "  " + text("what_to_do", text(mend, shlex.quote(one.name)))


def _row(one: SourceHealth) -> str:
    spoken = language()
    shown = one.state.value if spoken == "en" else name(one.state, spoken)
    row = f"{shown:12} {_when(one.newest):16} {_when(one.next_visit):16} {one.publisher} {one.source.url}"
    return f"{row} ({why(one, spoken)})"


def _when(instant: datetime | None) -> str:
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if instant else "-"
