"""The status in the promised form, and as sentences: why a source is visited when it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, overload

from config.catalogue import Adaptive, Cron, Every, Schedule
from crawler.health.report import Finding, SourceHealth
from crawler.health.states import State
from crawler.health.wording import Language, advice, show
from search.status import Status

if TYPE_CHECKING:
    from search.shapes import FindingLine, SourceLine, StatusAnswer

NAMED = 3
"""Sources whose evidence a finding about many has in its own."""
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}
_WHY: dict[str, tuple[str, str]] = {
    "off": ("", ""),
    "first": ("belum pernah dikunjungi: begitu perayap berjalan", "never visited: as soon as the crawler runs"),
    "resting": ("situsnya minta tidak diganggu sebelum itu", "its host rests or asked not to be visited before"),
    "failed": (
        "{0} kunjungan berturut-turut gagal: jaraknya diperpanjang",
        "{0} failed in a row: visited at growing distances",
    ),
    "rhythm": ("menurut irama sumbernya dan jatah kunjungan sehari", "by its rhythm and the day's visits"),
    "schedule": ("jadwalnya: {0}", "its schedule: {0}"),
}


def status_json(status: Status, language: Language = "en", *, private: bool = True) -> StatusAnswer:
    """All of a status as JSON can hold it; without `private`, what any reader of a server may know."""
    return {
        "at": iso(status.at),
        "stages": {stage: dict(counts) for stage, counts in status.stages.items()},
        "waiting": dict(status.waiting),
        "lag_seconds": status.lag_seconds,
        "disk": {"free_bytes": status.free_bytes, "days_left": status.days_left},
        "held": dict(status.held),
        "alerts": status.alerts.to_json(private=private),
        "findings": [_finding(one, language) for one in status.findings],
        "sources": [_source(one, language) for one in status.sources],
    }


def _finding(finding: Finding, language: Language) -> FindingLine:
    return {
        "state": finding.state.value,
        "publishers": list(dict.fromkeys(one.publisher for one in finding.sources)),
        "sources": [one.source.url for one in finding.sources],
        "since": iso(finding.since),
        "evidence": finding_evidence(finding, language),
        "advice": advice(finding.state, language),
    }


def finding_evidence(finding: Finding, language: Language) -> str:
    """What shows a finding; of one about many sources what shows the first few."""
    if len(finding.sources) < 2:
        return show(finding.evidence, language)
    told = [f"{one.publisher}: {show(one.evidence, language)}" for one in finding.sources[:NAMED]]
    return "; ".join([*told, *(["..."] if len(finding.sources) > NAMED else [])])


def _source(one: SourceHealth, language: Language) -> SourceLine:
    return {
        "publisher": one.publisher,
        "url": one.source.url,
        "kind": one.source.kind,
        "schedule": schedule_words(one.source.schedule),
        "state": one.state.value,
        "since": iso(one.since),
        "last_visit": iso(one.last_visit),
        "next_visit": iso(one.next_visit),
        "why": why(one, language),
        "evidence": show(one.evidence, language),
        "advice": advice(one.state, language),
        "listed": one.history.listed,
        "new": one.history.new,
        "newest": iso(one.newest),
    }


@overload
def iso(instant: datetime) -> str: ...
@overload
def iso(instant: datetime | None) -> str | None: ...
def iso(instant: datetime | None) -> str | None:
    """An instant to the second with its offset."""
    return instant.isoformat(timespec="seconds") if instant else None


def schedule_words(schedule: Schedule) -> str:
    """A schedule as a publisher's file writes it."""
    if isinstance(schedule, Cron):
        return schedule.expression
    if not isinstance(schedule, Every):
        return "adaptive"
    unit = next((name for name, length in _UNITS.items() if not schedule.interval % length), "s")
    return f"every {schedule.interval // _UNITS[unit]}{unit}"


def why(one: SourceHealth, language: Language) -> str:
    """Why a source is visited next when it is, in words: as the crawler put it, or the like of it in Indonesian."""
    if one.visits and one.visits.why and language == "en" and one.state is not State.OFF:
        return one.visits.why
    said = _reason(one)
    return _WHY[said[0]][language == "en"].format(*said[1:])


def _reason(one: SourceHealth) -> Sequence[str]:
    if one.state is State.OFF:
        return ("off",)
    if one.visits is None or one.visits.last_visit is None:
        return ("first",)
    if one.visits.not_before and one.visits.not_before >= one.visits.next_due:
        return ("resting",)
    if one.visits.failures:
        return ("failed", str(one.visits.failures))
    if isinstance(one.source.schedule, Adaptive):
        return ("rhythm",)
    return ("schedule", schedule_words(one.source.schedule))
