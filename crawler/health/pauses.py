"""How long a source may have nothing new: judged by its own pauses, those over nights and weekends apart.

Instants are seconds since 1970, lengths of pauses hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from base.clock import DAY_SECONDS, JAKARTA_SECONDS

HOUR = 3600.0
SHORTEST = 0.25
"""Shorter pauses are how articles of one newsroom follow each other and say nothing of silence."""
REMEMBERED = 60 * DAY_SECONDS
LONGEST, RECENT = 5, 40
"""So many of the longest pauses of each kind are kept, and so many of the latest, to know what is usual."""
FADE = 30 * DAY_SECONDS
SATURDAY = 5
NIGHT_ENDS = 5
"""Hours from midnight (Jakarta) in which few newsrooms publish: a pause that touches them is one over a night."""

MIN_ARRIVALS = 5.0
"""With fewer arrivals nothing is known of the rhythm, and a month without news proves nothing yet."""
UNKNOWN_LIMIT, BRIEF_LIMIT, NEW_LIMIT = 720.0, 240.0, 120.0
"""Hours: the limit of a source of which less than an hour of arrivals is known (a magazine's monthly batch looks so),
less than three days, less than two weeks: enough for a long weekend."""
BRIEF_SPAN, NEW_SPAN = 3 * DAY_SECONDS, 14 * DAY_SECONDS
MIN_LIMIT, MAX_LIMIT = 6.0, 90 * 24.0
SLEEP, HOLIDAY = 6.0, 30.0
"""Who sleeps at night (pauses of six hours) keeps holidays too: a day more than the longest pause proves nothing."""


class Kind(IntEnum):
    """What a pause spans; one that spans more may be longer."""

    DAY = 0
    NIGHT = 1
    WEEKEND = 2


class Pause(NamedTuple):
    """A time without anything new: when it ended, its length in hours, what it spans."""

    ended: float
    hours: float
    kind: int


@dataclass(frozen=True, slots=True)
class Pauses:
    """What is remembered of a source's arrivals: how many (fading), the first and the last one known, and pauses."""

    arrivals: float = 0.0
    first: float = 0.0
    last: float = 0.0
    longest: tuple[Pause, ...] = ()
    recent: tuple[float, ...] = ()


NO_PAUSES = Pauses()


def kind_of(start: float, end: float) -> Kind:
    """What the time between two instants spans, in Jakarta."""
    hours = (end - start) / HOUR
    return next(kind for kind in Kind if hours <= _hours_of(kind, start))


def _hours_of(kind: Kind, start: float) -> float:
    """For how many hours from an instant on a pause spans no more than this: by day until midnight, then until
    Saturday begins."""
    day, hour = divmod((start + JAKARTA_SECONDS) / HOUR, 24)
    weekday = int(day + 3) % 7  # the first day of 1970 was a Thursday
    if kind is Kind.WEEKEND:
        return math.inf
    if weekday >= SATURDAY or (kind is Kind.DAY and hour < NIGHT_ENDS):
        return 0.0
    return (24 if kind is Kind.DAY else (SATURDAY - weekday) * 24) - hour


def add_arrivals(pauses: Pauses, instants: Iterable[float]) -> Pauses:
    """What is remembered after something new came at these instants; what is older than the last one is known."""
    for at in sorted(instants):
        if at > pauses.last:
            pauses = _add(pauses, at)
    return pauses


def _add(pauses: Pauses, at: float) -> Pauses:
    if not pauses.last:
        return Pauses(1.0, at, at)
    hours = (at - pauses.last) / HOUR
    fade = float(0.5 ** ((at - pauses.last) / FADE))
    longest, recent = pauses.longest, pauses.recent
    if hours >= SHORTEST:
        # One over a night began by day: so long, until midnight, nothing new may come by day
        parts = [Pause(at, round(min(hours, _hours_of(kind, pauses.last)), 2), kind) for kind in Kind]
        longest = _longest((*longest, *parts[: kind_of(pauses.last, at) + 1]), at)
        recent = (*recent, round(hours, 2))[-RECENT:]
    return Pauses(round(pauses.arrivals * fade + 1, 3), pauses.first, at, longest, recent)


def _longest(known: Sequence[Pause], now: float) -> tuple[Pause, ...]:
    fresh = sorted((one for one in known if one.ended > now - REMEMBERED), key=lambda one: -one.hours)
    return tuple(one for kind in Kind for one in [each for each in fresh if each.kind == kind][:LONGEST])


def usual(pauses: Pauses) -> float:
    """Hours without news that are nothing special: three of four pauses are shorter."""
    recent = sorted(pauses.recent)
    return max(1.0, recent[len(recent) * 3 // 4]) if recent else 1.0


def longest(pauses: Pauses, kind: Kind) -> float:
    """The longest pause, in hours, of those that span no more."""
    return max((one.hours for one in pauses.longest if one.kind <= kind), default=0.0)


def limit(pauses: Pauses, kind: Kind) -> float:
    """Hours without news, spanning so much, from which on chance, nights and holidays explain it no more.

    A pause of twice the longest one so far is no chance; the fewer are known, the less it is believed.
    """
    span = pauses.last - pauses.first
    most = longest(pauses, kind)
    if pauses.arrivals < MIN_ARRIVALS or span < HOUR:
        return max(UNKNOWN_LIMIT, min(3 * most, MAX_LIMIT))
    if span < NEW_SPAN:
        return max(BRIEF_LIMIT if span < BRIEF_SPAN else NEW_LIMIT, min(3 * most, MAX_LIMIT))
    allowed = (2 + 10 / pauses.arrivals) * most
    if most >= SLEEP and kind is not Kind.DAY:
        allowed = max(allowed, most + HOLIDAY)
    return min(max(allowed, MIN_LIMIT), MAX_LIMIT)
