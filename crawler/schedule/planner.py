"""The plan of a day's visits, kept by a running crawler: made from what the ledger has, and anew every quarter of an
hour or so; all adaptive sources are due by the newest one.

Visits that the user has pinned and second looks come off the day's budget first. Several workers may plan on one
ledger: each makes the same of the same numbers, and the budget itself is counted in the ledger (`day_requests`).
"""

from __future__ import annotations

import logging
import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.clock import DAY_SECONDS, day_end, jakarta_day
from base.database import reading, writing
from base.events import event
from config.settings import CrawlerSettings
from crawler.ledger.day_requests import day_requests, take_look, take_visit
from crawler.ledger.tables import SOURCE
from crawler.ledger.young import looks_due, skip_late
from crawler.schedule.adaptive import Limits, Plan, make_plan, next_visit
from crawler.schedule.pinned import expected_visits
from crawler.schedule.policy import ADAPTIVE_INTERVAL
from crawler.schedule.profile import HOUR, Profile
from crawler.schedule.why import FALLBACK, why_adaptive

logger = logging.getLogger(__name__)

ADAPTIVE = "adaptive"
MIN_PLAN, MAX_PLAN = timedelta(minutes=15), timedelta(minutes=20)  # drawn, so that workers do not plan together
FIRST_PLAN = timedelta(minutes=1)  # after the first visits of new sources, which tell most
MAX_PACE = 1.5
"""Times the day's mean pace: busy hours come to 1.2 of it. A crawler that was started late in a day does not make all
its visits in what is left of it."""
LOOK_PAUSE = timedelta(minutes=1)
MAX_SKEW = 60.0  # seconds by which the clocks of workers may differ
MAX_PUT_OFF = 30 * DAY_SECONDS


@dataclass(slots=True)
class Planner:
    """The newest plan of a process, and the day on which the budget was found to be used up."""

    engine: Engine
    budget: int
    limits: Limits = field(default_factory=Limits)
    look_share: float = 0.0
    plan: Plan | None = None
    spent_on: date | None = None
    _next: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _untried: int = 0
    _no_looks_until: datetime = datetime(1970, 1, 1, tzinfo=UTC)

    def is_due(self, now: datetime) -> bool:
        """Whether a plan is to be made: none yet, its time has come, a day has begun, or the clock was put back."""
        if self.plan is None or now >= self._next or now.timestamp() < self.plan.made:
            return True
        return jakarta_day(now) != jakarta_day(_instant(self.plan.made))

    def make(self, now: datetime) -> None:
        """Plan the rest of the day, and let all adaptive sources be due by that but those that fail. Blocks."""
        skip_late(self.engine, now)
        with reading(self.engine) as connection:
            columns = (SOURCE.c.id, SOURCE.c.schedule, SOURCE.c.profile, SOURCE.c.last_visit, SOURCE.c.not_before)
            rows = connection.execute(sa.select(*columns).where(SOURCE.c.active & (SOURCE.c.failures == 0))).all()
        known = {row.id: read_profile(row.profile) for row in rows if row.schedule == ADAPTIVE}
        known |= self._pull_back(known, now.timestamp())
        pinned = [row.schedule for row in rows if row.schedule not in ("", ADAPTIVE)]
        self.plan = self._plan(list(known.values()), pinned, now)
        waiting = [row for row in rows if row.id in known and row.last_visit and (row.not_before or now) <= now]
        self._set_due([(row.id, row.last_visit, known[row.id]) for row in waiting])
        text = f"planned the visits of {len(known)} adaptive sources beside {len(pinned)} others"
        event(logger, "schedule.plan", text, level=logging.DEBUG)
        self._set_next(sum(row.last_visit is None for row in rows if row.id in known), now)

    def _set_next(self, untried: int, now: datetime) -> None:
        """Soon after new sources were begun with, else in a quarter of an hour or so."""
        is_soon = untried > 0 and untried != self._untried
        self._untried = untried
        self._next = now + (FIRST_PLAN if is_soon else random.uniform(1, MAX_PLAN / MIN_PLAN) * MIN_PLAN)

    def _pull_back(self, profiles: Mapping[int, Profile], now: float) -> dict[int, Profile]:
        """Those whose last visit lies ahead, as after a clock that was ahead: they go on from now."""
        ahead = {number: one for number, one in profiles.items() if one.visited > now + MAX_SKEW}
        moved = {number: replace(one, visited=now, newest=min(one.newest, now)) for number, one in ahead.items()}
        if moved:
            change = sa.update(SOURCE).where(SOURCE.c.id == sa.bindparam("source"))
            with writing(self.engine) as connection:
                connection.execute(change, [{"source": n, "profile": one.to_json()} for n, one in moved.items()])
        return moved

    def _plan(self, profiles: list[Profile], pinned: Iterable[str], now: datetime) -> Plan:
        end = float(day_end(jakarta_day(now)))
        start, begin = now.timestamp(), end - DAY_SECONDS
        schedules = list(pinned)
        of_day, of_rest = (sum(expected_visits(one, at, end) for one in schedules) for at in (begin, start))
        counted = day_requests(self.engine, jakarta_day(now))
        looks = self._expected_looks(now, end, counted.looks)
        budget = max(0.0, self.budget - of_day - min(looks * DAY_SECONDS / (end - start), self._most_looks(end)))
        left = self.budget - counted.visits - counted.looks - of_rest - looks
        left = min(left, MAX_PACE * budget * (end - start) / DAY_SECONDS)
        return make_plan(profiles, start, end, budget, budget - left, self.limits)

    def _expected_looks(self, now: datetime, end: float, made: int) -> float:
        """Second looks until the day's end: those that are known to fall due, or as many as yesterday at that time."""
        yesterday = day_requests(self.engine, jakarta_day(now - timedelta(days=1))).looks
        rest = (end - now.timestamp()) / DAY_SECONDS
        expected = max(float(looks_due(self.engine, _instant(end))), yesterday * rest)
        return max(0.0, min(expected, self._most_looks(end) - made))

    def _most_looks(self, at: float) -> float:
        """Second looks until an instant of the day: they are spread over it, since they come in no hurry."""
        elapsed = DAY_SECONDS - (float(day_end(jakarta_day(_instant(at - 1)))) - at)
        return self.budget * min(self.look_share, 1.0) * elapsed / DAY_SECONDS

    def _set_due(self, visited: Iterable[tuple[int, datetime, Profile]]) -> None:
        """Those that are visited meanwhile stay as they are: their last visit is another one than was seen here."""
        rows = []
        for number, last_visit, profile in visited:
            due, why = self.due(profile, last_visit)
            rows.append({"source": number, "seen": last_visit, "next_due": due, "why": why})
        if rows:
            here = (SOURCE.c.id == sa.bindparam("source")) & (SOURCE.c.last_visit == sa.bindparam("seen"))
            with writing(self.engine) as connection:
                connection.execute(sa.update(SOURCE).where(here), rows)

    def due(self, profile: Profile, now: datetime) -> tuple[datetime, str]:
        """When an adaptive source is due again after a visit, and why then, in words."""
        if self.plan is None:
            return now + ADAPTIVE_INTERVAL, FALLBACK
        following = next_visit(profile, self.plan)
        return _instant(min(following.due, self.plan.made + MAX_PUT_OFF)), why_adaptive(following)

    def take_visit(self, now: datetime) -> bool:
        """Count a visit; False where the day has none left. Blocks."""
        day = jakarta_day(now)
        if self.is_spent(now):
            return False
        if not take_visit(self.engine, day, self.budget):
            self.spent_on = day
            return False
        return True

    def may_look(self, now: datetime) -> bool:
        """Whether it is worth asking for a second look."""
        is_paused = timedelta(0) < self._no_looks_until - now <= LOOK_PAUSE  # more is the work of a wrong clock
        return self.look_share > 0 and not self.is_spent(now) and not is_paused

    def take_look(self, now: datetime) -> bool:
        """Count a second look; False where none may be made for a while. Blocks."""
        most = math.ceil(self._most_looks(now.timestamp()))
        if self.may_look(now) and take_look(self.engine, jakarta_day(now), self.budget, most):
            return True
        self._no_looks_until = now + LOOK_PAUSE
        return False

    def is_spent(self, now: datetime) -> bool:
        """Whether the day is known to have no visits left."""
        return self.budget <= 0 or self.spent_on == jakarta_day(now)


def open_planner(engine: Engine, settings: CrawlerSettings) -> Planner:
    """A planner without a plan yet."""
    limits = Limits(
        settings.min_visit_minutes * 60, max(settings.max_visit_hours * HOUR, settings.min_visit_minutes * 60)
    )
    return Planner(engine, settings.daily_requests, limits, settings.look_share)


def read_profile(text: str) -> Profile:
    """A stored profile; an empty one where there is none, or none that can be read."""
    try:
        profile = Profile.from_json(text) if text else Profile()
    except ValueError:
        return Profile()
    return profile if math.isfinite(profile.visited) else Profile()


def _instant(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)
