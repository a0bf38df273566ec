"""Why a source is visited when it is, in words: kept in the ledger beside the instant, and shown by the status."""

from __future__ import annotations

from datetime import datetime, timedelta

from config.catalogue import Cron, Every, Schedule
from crawler.schedule.adaptive import MAX_HINT, Next

FALLBACK = "nothing is planned yet: a quarter of an hour after the last visit"

_REASONS = {
    "new": "it was never read: visited as soon as may be",
    "waiting": "{count} new by then, as many as are worth one of the day's visits",
    "list": "{count} new by then; later some might have left its list",
    "hint": f"its publisher asks for this distance between visits (kept up to {MAX_HINT / 60:g} minutes)",
    "least": "as soon as crawler.min_visit_minutes lets it be",
    "most": "{count} new by then; no source waits longer than crawler.max_visit_hours and the day's visits allow",
    "spent": "the day's visits (crawler.daily_requests) are used up: after midnight in Jakarta",
}


def why_adaptive(following: Next) -> str:
    """Why an adaptive source is due when it is."""
    number = following.expected
    count = f"about {number:.0f}" if number >= 2 else f"about {number:.1f}" if number >= 0.05 else "hardly any"
    return _REASONS[following.reason].format(count=count)


def why_pinned(schedule: Schedule) -> str:
    """Why a source with a schedule of the user's own is due when it is."""
    if isinstance(schedule, Every):
        return f"its schedule: every {_span(schedule.interval)}"
    if isinstance(schedule, Cron):
        return f"its schedule: {schedule.expression} (cron, Jakarta time)"
    return FALLBACK


def _span(interval: timedelta) -> str:
    """An interval in the largest unit of which it is a whole number."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        number, rest = divmod(interval.total_seconds(), seconds)
        if number and not rest:
            return f"{number:.0f} {unit}s" if number > 1 else unit
    return f"{interval.total_seconds():g} seconds"


def why_failed(failures: int) -> str:
    """Why a source that failed is due when it is."""
    times = "once" if failures == 1 else f"{failures} times in a row"
    return f"it failed {times}: tried again at twice the distance each time"


def why_put_off(until: datetime) -> str:
    """Why a source that could not be asked is due when it is."""
    return f"its host is left alone until {until:%Y-%m-%d %H:%M} UTC"
