"""How many visits the schedules come to that a user has pinned: they come off the day's budget before all others."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime
from functools import lru_cache

from base.clock import DAY_SECONDS
from base.errors import ConfigError
from crawler.schedule.policy import cron_trigger

MAX_FIRES = 288
"""A cron that fires more often than every five minutes is counted by its first fires of the day."""


def expected_visits(schedule: str, start: float, end: float) -> float:
    """Visits between two instants of a Jakarta day, in seconds since 1970; `schedule` as the ledger keeps it."""
    if schedule.startswith("every "):
        return (end - start) / float(schedule.split()[1])
    fires, until = _fires(schedule, end - DAY_SECONDS, end)
    if until < end:
        return len(fires) * (end - start) / max(1.0, until - (end - DAY_SECONDS))
    return len(fires) - bisect_left(fires, start)


@lru_cache(maxsize=1_000)
def _fires(expression: str, start: float, end: float) -> tuple[tuple[float, ...], float]:
    """The fires of a day in order, and until when they were looked for."""
    try:
        trigger = cron_trigger(expression)
    except ConfigError:
        return (), end
    fires: list[float] = []
    at = trigger.get_next_fire_time(None, datetime.fromtimestamp(start, UTC))
    while at is not None and at.timestamp() < end:
        fires.append(at.timestamp())
        if len(fires) >= MAX_FIRES:
            return tuple(fires), fires[-1]
        at = trigger.get_next_fire_time(at, at)
    return tuple(fires), end
