"""What a soak came to: lost, doubled, grown, late."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from soak_news import COMMON_WORD, RARE_WORD, News
from soak_places import Place
from soak_watch import ROLES, Sample, Seen

from tests.base.notify.servers import Hook

MAX_LAG_SECONDS, MAX_SLOPE, MAX_TOO_SLOW = 5.0, 1.0, 0.001
WARM_UP, SHORT_WARM_UP = 0.2, 0.5
WINDOWS, SHORT_WINDOWS = 10, 5
MAX_NEW_DESCRIPTORS = 8
"""Connections and files that happen to be open at one moment and not at another."""
MIN_MIB = 30.0
"""What a process may take at any time whatever it had; caches fill by use."""
ALERTS = {"semua": COMMON_WORD, "jarang": RARE_WORD}


@dataclass
class Run:
    """A run: its news, what was seen, and what is left of it: what is found, the places of what is not, and what alerts
    have yet to tell."""

    news: News
    hook: Hook
    data: Path
    seconds: float
    seen: Seen = field(default_factory=Seen)
    found: Counter[str] = field(default_factory=Counter)
    places: dict[str, Place] = field(default_factory=dict)
    untold: str = ""
    exit_code: int = 0
    verified: str = ""
    drained: float = 0.0
    log: str = ""

    @property
    def hours(self) -> float:
        """Simulated ones."""
        return self.seconds * self.news.speed / 3600

    def told(self) -> dict[str, Counter[str]]:
        """How often each alert told of each address; a message that came twice under one id counts once."""
        messages = {headers["webhook-id"]: json.loads(body)["data"] for headers, body in list(self.hook.posts)}
        told: dict[str, Counter[str]] = {name: Counter() for name in ALERTS}
        for message in messages.values():
            told[message["alert"]].update(article["url"] for article in message["articles"])
        return told

    def wanted(self) -> dict[str, set[str]]:
        stories = self.news.stories.values()
        return {"semua": {one.url for one in stories}, "jarang": {one.url for one in stories if one.rare}}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is judged, and what was found of it."""

    name: str
    is_good: bool
    said: str


def judge(run: Run, *, short: bool) -> Iterator[Finding]:
    """What is lost or doubled, what grew, what was late."""
    wanted = run.wanted()
    published, found = wanted["semua"], run.found
    doubled, foreign = [url for url, number in found.items() if number > 1], found.keys() - published
    lost, waiting = ([one.said for one in run.places.values() if one.waits is waits] for waits in (False, True))
    yield Finding("lost", not lost, f"{len(lost)} of {len(published):,} stories{_counted(lost)}")
    caught_up = len(found) > len(waiting) if short else not waiting
    said = f"{len(waiting)} stories{_counted(waiting)}, {run.drained:.0f} s after the last was published"
    yield Finding("waiting", caught_up, said)
    yield Finding("doubled", not (doubled or foreign), f"{len(doubled)} stories, {len(foreign)} that none published")
    for name, told in run.told().items():
        due, twice = wanted[name] & found.keys() - told.keys(), sum(number > 1 for number in told.values())
        missing = {url for url in due if url not in run.untold}
        said = f"{len(wanted[name] & found.keys()):,} matches found: {len(missing)} not told, {twice} told twice"
        said += f", {len(due - missing)} on the way" if due != missing else ""
        yield Finding(f"alert {name}", not (missing or twice or told.keys() - wanted[name]), said)
    yield Finding("verify", run.verified == "agrees", run.verified)
    ended = {role: len(pids) - 1 for role, pids in run.seen.pids.items()}
    said = ", ".join(f"{role} {number} times" for role, number in ended.items() if number) or "none ended by itself"
    all_ran = run.seen.pids.keys() == {*ROLES} and not any(ended.values()) and run.exit_code == 0
    yield Finding("processes", all_ran, f"{said}; `up` ended with {run.exit_code}")
    failures = +run.seen.failures
    answered = f"{failures.total()} of {failures.total() + len(run.seen.seconds):,} requests failed"
    yield Finding("answers", not failures, answered + (f" {dict(failures)}" if failures else ""))
    for role, samples in run.seen.samples.items():
        yield growth(role, samples, run.news.speed, short=short)
    if not short:
        yield from timely(run)


def _counted(what: Sequence[str]) -> str:
    return "".join(f"; {number} {said}" for said, number in Counter(what).most_common())


def growth(role: str, samples: Sequence[Sample], speed: float, *, short: bool) -> Finding:
    """Whether memory and descriptors stay: in windows after the warming up, each by its median."""
    warm_up, number = (SHORT_WARM_UP, SHORT_WINDOWS) if short else (WARM_UP, WINDOWS)
    steady = samples[int(len(samples) * warm_up) :]
    if len(steady) < number:
        return Finding(f"growth {role}", is_good=False, said=f"only {len(samples)} samples")
    size = len(steady) // number
    windows = [steady[start : start + size] for start in range(0, size * number, size)]
    own = [statistics.median(one.own for one in window) for window in windows]
    descriptors = [round(statistics.median(one.descriptors for one in window)) for window in windows]
    hours = [statistics.median(one.at for one in window) * speed / 3600 for window in windows]
    slope = statistics.linear_regression(hours, own).slope
    new = descriptors[-1] - descriptors[0]
    flat = own[-1] <= 2 * own[0] + MIN_MIB if short else slope <= MAX_SLOPE
    said = (
        f"{', '.join(f'{one:.0f}' for one in own)} MiB of its own ({slope:+.2f} MiB an hour), "
        f"{statistics.median(one.resident for one in windows[-1]):.0f} with all that is shared; "
        f"{descriptors[0]} -> {descriptors[-1]} descriptors; {windows[-1][-1].threads} threads"
    )
    return Finding(f"growth {role}", flat and new <= MAX_NEW_DESCRIPTORS, said)


def timely(run: Run) -> Iterator[Finding]:
    """How soon pages are found, and whether later ones wait longer."""
    lags = run.seen.lags
    middle = lags[0][0] + (lags[-1][0] - lags[0][0]) / 2 if lags else 0.0
    halves = [[lag for at, lag in lags if (at > middle) is later] for later in (False, True)]
    if min(map(len, halves)) < 2:
        yield Finding("searchable", False, f"only {len(lags)} pages were looked for")
        return
    first, second = (late(half) for half in halves)
    everything = [lag for _, lag in lags]
    said = (
        f"sent to found: {statistics.median(everything):.1f} s in the median, 95 % within {late(everything):.1f} s "
        f"(first half {first:.1f}, second {second:.1f}), at most {max(everything):.1f} s; {len(lags):,} pages, "
        f"{len(run.seen.never_found)} not within a minute; drained {run.drained:.0f} s after the last"
    )
    yield Finding("searchable", late(everything) <= MAX_LAG_SECONDS and not run.seen.never_found, said)
    answers = run.seen.seconds
    yield Finding(
        "readers", True, f"{statistics.median(answers):.2f} s in the median, 95 % within {late(answers):.2f} s"
    )


def late(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]
