"""When a source is due again, and the clock that looks every few seconds for what is due."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from base.clock import JAKARTA
from base.errors import ConfigError
from base.memory import give_back
from config.catalogue import Cron, Every, Schedule

ADAPTIVE_INTERVAL = timedelta(minutes=15)
MAX_BACKOFF = timedelta(hours=12)
MAKE_UP_INTERVAL = timedelta(minutes=5)
TICK_SECONDS = 5
GIVE_BACK_MINUTES = 1
"""The thread that writes to the disk leaves gaps between what it keeps: after a day at 60 times speed its part of the
heap had 15 MiB without this and 9 with it, in one run each (decision 125)."""
SPREAD, MAX_SPREAD = 0.1, timedelta(minutes=30)
"""The part of an interval over which the sources of one schedule are spread: visits that fall together, as after a
start, have drifted apart after some ten intervals."""
CRON_SPREAD = timedelta(seconds=50)
"""Cron names minutes, so the visits of one fire are spread within its minute; the rest is for the tick."""
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_due(schedule: Schedule, now: datetime, failures: int = 0, url: str = "") -> datetime:
    """When a source visited at `now` is due again; after failures in a row at twice the distance each time.

    A cron visit that failed is made up for before the next fire. `url` is the source's address, by which sources of
    one schedule are spread; without it they are not.
    """
    doubled: int = 2 ** min(failures, 10)
    if isinstance(schedule, Cron):
        if failures:
            return now + min(MAKE_UP_INTERVAL * (doubled // 2), MAX_BACKOFF)
        return _next_fire(schedule, now) + CRON_SPREAD * _place(url)
    interval = schedule.interval if isinstance(schedule, Every) else ADAPTIVE_INTERVAL
    backed_off: timedelta = max(interval, min(interval * doubled, MAX_BACKOFF))
    spread = min(interval * SPREAD, MAX_SPREAD) * (_place(url) - 0.5) if url else timedelta(0)
    return now + backed_off + spread


def _place(url: str) -> float:
    """Where a source stands among those of its schedule: from 0 to 1, always the same for an address."""
    return int.from_bytes(hashlib.blake2b(url.encode(), digest_size=4).digest()) / 2**32 if url else 0.0


def latest_due(schedule: Schedule, now: datetime, url: str = "") -> datetime:
    """The latest time for which a visit that ends now can be put off, however often it has failed."""
    return max(next_due(schedule, now, url=url), next_due(schedule, now + MAX_BACKOFF, url=url))


def schedule_text(schedule: Schedule) -> str:
    """A schedule as the ledger keeps it, to notice that it was changed."""
    match schedule:
        case Every():
            return f"every {schedule.interval.total_seconds():g} s"
        case Cron():
            return schedule.expression
    return "adaptive"


def _next_fire(cron: Cron, earliest: datetime) -> datetime:
    fire: datetime | None = cron_trigger(cron.expression).get_next_fire_time(None, earliest)
    return fire or earliest + MAX_BACKOFF  # a day that never comes, such as 30 February


def cron_trigger(expression: str) -> CronTrigger:
    """Five fields of cron in Jakarta time. Raises ConfigError where a field says what cannot be."""
    try:
        *others, weekdays = expression.split()
        named = ",".join(_name_weekdays(part) for part in weekdays.split(","))
        return CronTrigger.from_crontab(" ".join([*others, named]), JAKARTA)
    except ValueError as error:
        raise ConfigError(f"schedule {expression!r}: {error}") from error


def _name_weekdays(part: str) -> str:
    """Days of the week by their names: cron counts them from Sunday (0 or 7), APScheduler from Monday."""
    numbers = re.fullmatch(r"(?:\*|([0-7])(?:-([0-7]))?)(/[1-7])?", part)
    if not numbers or part == "*":
        return part
    first = int(numbers[1] or 0)
    last = int(numbers[2]) if numbers[2] else first if numbers[1] and not numbers[3] else 6
    days = WEEKDAYS[first : last + 1 : int(numbers[3][1:]) if numbers[3] else 1]
    if not days:
        raise ValueError(f"{part} runs backwards")
    return ",".join(days)


def make_clock(tick: Callable[[], Awaitable[None]]) -> AsyncIOScheduler:
    """A clock that calls `tick` every few seconds, never twice at once, and gives freed memory back every minute. A
    tick that comes late is made up for once (APScheduler's own default would drop it after one second)."""
    clock = AsyncIOScheduler(
        timezone=JAKARTA, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    clock.add_job(tick, "interval", seconds=TICK_SECONDS, id="tick", next_run_time=datetime.now(JAKARTA))
    clock.add_job(give_back, "interval", minutes=GIVE_BACK_MINUTES, id="give back")
    return clock
