"""What the visits to a source have shown of its rhythm, and how many entries are expected of it in each hour.

Instants are seconds since 1970. Hours are those of Jakarta, weekdays apart from weekends: 48 slots.
"""

from __future__ import annotations

import json
import math
import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from base.clock import DAY_SECONDS, JAKARTA_SECONDS

HOUR = 3600.0
SLOTS = 48
LIST_SHARE = 0.5
"""The share of a list that may be new at a visit: whatever is published beyond the whole list is lost."""

HALF_LIFE = 10 * DAY_SECONDS
MAX_HISTORY = 30 * DAY_SECONDS  # older dates at the first visit say nothing of today
PINNED_SHARE = 0.1  # of the oldest entries at the first visit are left out: one pinned for years would stretch it all
MIN_DATES, MIN_SPAN = 3, 600.0  # fewer dates, or closer together, say when the list was made and nothing of its rhythm

# Where nothing is known a source counts as one with eight entries a day; an hour's evidence outweighs that.
PRIOR_ENTRIES, PRIOR_HOURS = 0.2, 0.6
# The expected entries (in one hour of the day; on weekdays or weekends) with which a source's own evidence counts as
# much as the rhythm of all. Entries come in bursts of three or so, which is why these are not smaller.
HOUR_WEIGHT, WEEKEND_WEIGHT = 8.0, 30.0
# Entries an hour: the busiest newsrooms publish 2,000 a day, more is a list with new addresses at each visit.
MAX_RATE = 100.0
# So many expected entries that did not come are three bursts: from there on a source seems asleep or dead.
MAX_SILENCE, SILENCE_SECONDS = 8.0, 7 * DAY_SECONDS

_TO_MONDAY = 3 * DAY_SECONDS  # the first day of 1970 was a Thursday
_SLOT_OF_HOUR = [hour % 24 + (24 if hour >= 5 * 24 else 0) for hour in range(7 * 24)]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one source: its last visit (0: none yet), the newest entry, the length of its list, the
    distance that its publisher asks for, the distance at which the last visit would have found no more than half of
    the list new (0: it did not find more), and entries and hours observed by slot, which fade with time."""

    visited: float = 0.0
    newest: float = 0.0
    listed: int = 0
    hint: float = 0.0
    crowded: float = 0.0
    entries: tuple[float, ...] = (0.0,) * SLOTS
    hours: tuple[float, ...] = (0.0,) * SLOTS

    def to_json(self) -> str:
        """The profile as it is stored."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Profile:
        """A stored profile. Raises ValueError where the text is none."""
        try:
            values = json.loads(text)
            entries, hours = (tuple(map(float, values.pop(name))) for name in ("entries", "hours"))
            numbers = {name: float(value) for name, value in values.items()}
            listed = int(numbers.pop("listed"))
            profile = cls(**numbers, listed=listed, entries=entries, hours=hours)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a source's profile: {error}") from error
        if len(entries) != SLOTS or len(hours) != SLOTS:
            raise ValueError(f"not a source's profile: {len(entries)} and {len(hours)} slots")
        return profile


def learn(profile: Profile, at: float, new: Sequence[float | None], listed: int, hint: float = 0.0) -> Profile:
    """The profile after a visit that succeeded. `new` holds the dates of the entries that it showed first (at the
    first visit, of all entries), None for one without a date; `listed` counts all entries of the list; `hint` is the
    distance in seconds for which the publisher asks (ttl, sy:updatePeriod, Cache-Control), 0 for none."""
    if not profile.visited:
        return _learn_first(at, new, listed, hint)
    if at <= profile.visited:  # the clock was put back: it teaches nothing, and time goes on from here
        return replace(profile, visited=at, newest=min(profile.newest, at), listed=listed, hint=hint)
    start, fade = profile.visited, _fade(at - profile.visited)
    known = [date for date in new if date is not None and start < date <= at]
    undated = len(new) - len(known)  # without a date, or with an impossible one: at any time since the last visit
    entries = [number * fade for number in profile.entries]
    hours = [number * fade for number in profile.hours]
    for slot, seconds, _ in spans(start, at):
        hours[slot] += seconds / HOUR
        entries[slot] += undated * seconds / (at - start)
    for date in known:
        entries[slot_of(date)] += 1
    newest = profile.newest if not new else at if undated else max(known)
    crowded = (at - start) * listed * LIST_SHARE / len(new) if len(new) > listed * LIST_SHARE else 0.0
    return Profile(at, newest, listed, hint, crowded, _rounded(entries), _rounded(hours))


def _learn_first(at: float, dates: Sequence[float | None], listed: int, hint: float) -> Profile:
    """A list has no gaps, so from its oldest entry on its dates say how often something was published."""
    entries, hours = [0.0] * SLOTS, [0.0] * SLOTS
    known = sorted((date for date in dates if date is not None and date <= at), reverse=True)
    kept = [date for date in known[: math.ceil(len(known) * (1 - PINNED_SHARE))] if date > at - MAX_HISTORY]
    if len(kept) >= MIN_DATES and 2 * len(set(kept)) > len(kept) and kept[0] - kept[-1] >= MIN_SPAN:
        for date in kept[:-1]:  # the oldest one is where observation begins
            entries[slot_of(date)] += _fade(at - date)
        for slot, seconds, end in spans(kept[-1], at):
            hours[slot] += seconds / HOUR * _fade(at - end)
    return Profile(at, known[0] if known else at, listed, hint, 0.0, _rounded(entries), _rounded(hours))


def _sumproduct(one: Sequence[float], other: Sequence[float]) -> float:
    """Each number times its counterpart, summed up."""
    return float(sum(map(operator.mul, one, other)))


def _fade(seconds: float) -> float:
    return float(0.5 ** (seconds / HALF_LIFE))


def _rounded(numbers: Iterable[float]) -> tuple[float, ...]:
    return tuple([round(number, 4) for number in numbers])


def slot_of(at: float) -> int:
    """The slot of an instant: the hour in Jakarta, 24 more at a weekend."""
    return _SLOT_OF_HOUR[int((at + JAKARTA_SECONDS + _TO_MONDAY) // HOUR) % len(_SLOT_OF_HOUR)]


def spans(start: float, end: float) -> Iterator[tuple[int, float, float]]:
    """The time between two instants hour by hour: slot, seconds, end."""
    hour = int((start + JAKARTA_SECONDS + _TO_MONDAY) // HOUR)
    while start < end:
        until = min(end, (start // HOUR + 1) * HOUR)
        yield _SLOT_OF_HOUR[hour % len(_SLOT_OF_HOUR)], until - start, until
        start, hour = until, hour + 1


def shared_rhythm(profiles: Sequence[Profile]) -> list[float]:
    """By slot, how many times as much as on average all sources together publish. Each source has been observed at
    hours of its own, so their levels and the rhythm are found in turn."""
    rhythm = [1.0] * SLOTS
    found = [sum(slot) for slot in zip(*(profile.entries for profile in profiles), strict=True)]
    for _ in range(3 if profiles else 0):
        levels = [_level(profile, rhythm) for profile in profiles]
        by_slot = zip(*(profile.hours for profile in profiles), strict=True)
        expected = [_sumproduct(levels, hours) for hours in by_slot]
        by_hour = _ratios(found, expected)
        by_day = _weekend_ratios(found, [expected[slot] * by_hour[slot % 24] for slot in range(SLOTS)])
        rhythm = [by_hour[slot % 24] * by_day[slot // 24] for slot in range(SLOTS)]
    return rhythm


def rates(profile: Profile, rhythm: Sequence[float]) -> list[float]:
    """Entries expected in an hour by slot: the source's level, the rhythm of all sources, and its own as far as
    there is evidence; less where it has been silent for longer than chance explains."""
    level = _level(profile, rhythm)
    usual = [level * weight for weight in rhythm]
    expected = list(map(operator.mul, usual, profile.hours))
    by_hour, by_day = _ratios(profile.entries, expected), _weekend_ratios(profile.entries, expected)
    own = [usual[slot] * by_hour[slot % 24] * by_day[slot // 24] for slot in range(SLOTS)]
    factor = _wakefulness(profile, own)
    return [min(rate * factor, MAX_RATE) for rate in own]


def _level(profile: Profile, rhythm: Sequence[float]) -> float:
    """Entries an hour where the rhythm is 1."""
    observed = _sumproduct(profile.hours, rhythm)
    return (sum(profile.entries) + PRIOR_ENTRIES) / (observed + PRIOR_HOURS)


def _ratios(found: Sequence[float], expected: Sequence[float]) -> list[float]:
    """Found to expected by hour of the day, drawn towards 1 where little was expected."""
    return [
        (found[hour] + found[hour + 24] + HOUR_WEIGHT) / (expected[hour] + expected[hour + 24] + HOUR_WEIGHT)
        for hour in range(24)
    ]


def _weekend_ratios(found: Sequence[float], expected: Sequence[float]) -> list[float]:
    """Found to expected on weekdays and on weekends."""
    return [
        (sum(found[first : first + 24]) + WEEKEND_WEIGHT) / (sum(expected[first : first + 24]) + WEEKEND_WEIGHT)
        for first in (0, 24)
    ]


def _wakefulness(profile: Profile, own: Sequence[float]) -> float:
    """1, and less the more entries were expected since the newest one and did not come."""
    start = max(profile.newest, profile.visited - SILENCE_SECONDS)
    missing = sum(own[slot] * seconds / HOUR for slot, seconds, _ in spans(start, profile.visited))
    return float(min(1.0, (MAX_SILENCE / missing) ** 2)) if missing > 0 else 1.0
