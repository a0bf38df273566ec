"""`kliping status`: how all is, for people: what is wrong first, then when each source is visited next and why."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
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


def read_since(text: str, now: datetime) -> datetime | None:
    """`24h`, `7d`, a day or an instant as an instant; None for `all`. Raises ConfigError for anything else."""
    if text == "all":
        return None
    if span := _SPAN.fullmatch(text):
        return now - timedelta(hours=int(span[1]) * _HOURS[span[2]])
    try:
        if len(text) == len("2026-11-29"):
            return datetime.combine(date.fromisoformat(text), time(), JAKARTA)
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"--since must be like 24h, 7d, 2026-11-29 or all, not {text!r}") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=JAKARTA)


def lines(status: Status) -> Iterator[str]:
    """The status for people."""
    yield from _summary(status)
    for finding in status.findings:
        yield ""
        names = ", ".join(dict.fromkeys(one.publisher for one in finding.sources))
        yield f"{name(finding.state).upper()}  {names}".rstrip()
        if len(finding.sources) > 1:
            yield from (f"  {_when(one.since)}  {one.source.url}: {show(one.evidence)}" for one in finding.sources)
        else:
            yield from (f"  {one.source.url}" for one in finding.sources)
            yield f"  since {_when(finding.since)}: {finding_evidence(finding, 'en')}"
        yield f"  what to do: {advice(finding.state)}"
    for failing in status.alerts.failing:
        yield ""
        yield from _failing(failing)
    shown = [one for one in status.sources if one.state not in (State.OFF, State.UNVISITED)]
    if shown:
        yield ""
        yield f"{'state':12} {'newest':16} {'next visit':16} source"
        yield from map(_row, shown)


def _summary(status: Status) -> Iterator[str]:
    for stage, counts in status.stages.items():
        told = ", ".join(f"{number:,} {outcome}" for outcome, number in sorted(counts.items(), key=lambda one: -one[1]))
        yield f"{stage:9} {told or 'nothing'}"
    waiting = ", ".join(f"{number:,} {what}" for what, number in status.waiting.items())
    yield f"{'waiting':9} {waiting}; the oldest for {status.lag_seconds:,.0f} s"
    yield f"{'held':9} " + ", ".join(f"{number:,} {what.replace('_', ' ')}" for what, number in status.held.items())
    lasts = "" if status.days_left is None else f", enough for {status.days_left:,.0f} days"
    if status.alerts.searches:
        waiting = f"{status.alerts.searches:,} saved searches, {status.alerts.due:,} messages wait"
        yield f"{'alerts':9} {waiting}, the oldest article for {status.alerts.lag_seconds:,.0f} s"
    yield f"{'disk':9} {status.free_bytes / 1024**3:,.1f} GiB free{lasts}"
    states = Counter(one.state for one in status.sources)
    yield f"{'sources':9} " + ", ".join(f"{states[state]} {name(state)}" for state in State if states[state])


def _failing(one: Failing) -> Iterator[str]:
    told = one.receiver
    yield f"ALERT  {one.name}"
    if told.failures:
        yield f"  {told.channel} to {one.address} fails since {_when(told.failing_since)}: {told.error}"
    if told.given_up:
        yield f"  a message was given up at {_when(told.given_up)}; what it told of does not come again"
    yield f"  what to do: mend the receiver, then `kliping alert test {shlex.quote(one.name)}`"


def _row(one: SourceHealth) -> str:
    text = f"{one.state.value:12} {_when(one.newest):16} {_when(one.next_visit):16} {one.publisher} {one.source.url}"
    return f"{text} ({why(one, 'en')})"


def _when(instant: datetime | None) -> str:
    return f"{instant.astimezone(JAKARTA):%Y-%m-%d %H:%M}" if instant else "-"
