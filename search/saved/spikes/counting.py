"""What a search found by day and hour: texts, of which copies are one, by when they were published.

It counts by the time of publication, never by when a page came, so that neither a backfill nor what is fetched after an
outage makes a day; articles without a date are in none. Publishers that were not there four weeks ago are left out, of
today as of before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from base.clock import DAY_SECONDS, HOUR_SECONDS, day_end, day_of, day_start, jakarta_day
from indexer.engines.documents import published_of
from indexer.engines.port import Engine
from indexer.engines.queries import Bool, Everything, Filter, Query, Range, Term
from search.publisher_fields import PUBLISHER
from search.saved.spikes.usual import DAYS, RECENT_DAYS, Day

Hours = Mapping[date, Sequence[int]]
"""A number for each of the 24 hours of days; days without any are left out."""
NONE = (0,) * 24
MAX_PUBLISHERS = 10_000
NEWCOMER = 4
"""A publisher is new if it wrote so many times less in the older half of the days than in the newer one. Feeds list
some older articles when they are first read."""


def part_of_day(now: datetime) -> float:
    """How much of the day is over in Jakarta, from 0 to 1."""
    return (int(now.timestamp()) - day_start(jakarta_day(now))) / DAY_SECONDS


def so_far(hours: Sequence[float], part: float) -> float:
    """How much of a day came until so much of it was over; within an hour it is taken to come evenly."""
    whole = int(part * 24)
    return sum(hours[:whole]) + (hours[whole] * (part * 24 - whole) if whole < len(hours) else 0.0)


def between(first: date, end: int) -> Range:
    """What was published from a day on and before a second."""
    return Range("published", day_start(first), end)


def hours_of(engine: Engine, query: Query, within: Range) -> dict[date, list[int]]:
    """The articles that a query finds, by hour."""
    found = dict[date, list[int]]()
    for second, number in engine.hours(Bool(must=(Filter(query), within))).items():
        day = day_of(second)
        found.setdefault(day, list(NONE))[(second - day_start(day)) // HOUR_SECONDS] += number
    return found


def texts_of(engine: Engine, query: Query, within: Range) -> dict[date, list[int]]:
    """The texts: what is copied counts once a day, at the hour of the first."""
    found = hours_of(engine, query, within)
    if not found:
        return found
    known = set[tuple[date, str]]()
    copied = Bool(must=(Filter(query), within, Range("copies", 0, None)))
    with closing(engine.scan(copied, "oldest")) as hits:  # type: ignore[type-var]
        for hit in hits:
            second = published_of(hit.sort)
            day = day_of(second)
            if (day, hit.group) in known and day in found:
                found[day][(second - day_start(day)) // HOUR_SECONDS] -= 1
            known.add((day, hit.group))
    return found


def _collected(all_hours: Hours) -> list[date]:
    """The days that hold more than the few older articles which feeds list when they are first read."""
    totals = {day: sum(hours) for day, hours in sorted(all_hours.items())}
    usually = median(list(totals.values())[-RECENT_DAYS:]) if totals else 0.0
    return [day for day, total in totals.items() if total * NEWCOMER >= usually]


def established(engine: Engine, days: Sequence[date]) -> frozenset[str]:
    """The publishers that are not new, by the days on which anything was collected."""
    if not days:
        return frozenset()
    middle = days[len(days) // 2]
    older = engine.facet(between(days[0], day_start(middle)), PUBLISHER, MAX_PUBLISHERS)
    newer = engine.facet(between(middle, day_end(days[-1])), PUBLISHER, MAX_PUBLISHERS)
    now = {one.value: one.count for one in newer}
    return frozenset(one.value for one in older if one.count * NEWCOMER >= now.get(one.value, 0))


@dataclass(slots=True)
class Ground:
    """What came of everything before a `day`, as it was `read`, by publishers that are not new; and on that day so far,
    which is asked for each minute."""

    engine: Engine
    day: date
    read: datetime
    known: frozenset[str]
    past: Hours = field(default_factory=dict)
    today: int = 0
    _new: tuple[str, ...] = ()
    _now: datetime | None = None

    @classmethod
    def of(cls, engine: Engine, now: datetime) -> Ground:
        """That of the days before today."""
        day = jakarta_day(now)
        within = between(day - timedelta(days=DAYS), day_start(day))
        made = cls(engine, day, now, established(engine, _collected(hours_of(engine, Everything(), within))))
        made.renew(now)
        made.past = hours_of(engine, made.without_new(Everything()), within)
        return made

    def renew(self, now: datetime) -> None:
        """See what came by now, if a minute went by."""
        if self._now is None or abs(now - self._now) > timedelta(minutes=1):
            since = between(self.day - timedelta(days=DAYS), int(now.timestamp()) + 1)
            writing = {one.value for one in self.engine.facet(since, PUBLISHER, MAX_PUBLISHERS)}
            self._new = tuple(sorted(writing - self.known))
            self.today = self.engine.count(Bool(must=(self.without_new(Everything()), self.so_far(now))))
            self._now = now

    def without_new(self, query: Query) -> Query:
        """A query without articles of publishers that are new."""
        return Bool(must=(Filter(query),), must_not=tuple(Term(PUBLISHER, one) for one in self._new))

    def so_far(self, now: datetime) -> Range:
        """What was published today."""
        return between(self.day, int(now.timestamp()) + 1)


def days_until(today: date, texts: Hours, ground: Hours, part: float) -> list[Day]:
    """The days before one, each until so much of it was over."""
    days = (today - timedelta(days=back) for back in range(DAYS, 0, -1))
    return [Day(day, so_far(texts.get(day, NONE), part), so_far(ground.get(day, NONE), part)) for day in days]
