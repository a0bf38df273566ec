"""Made newsrooms: when each publishes, and what a source of it lists. Instants are seconds since 1970."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from base.clock import JAKARTA_SECONDS
from crawler.health.history import NO_HISTORY, History, Look, entries_of, learn

HOUR, DAY = 3600.0, 86_400.0
MONDAY = 1_790_294_400.0 - JAKARTA_SECONDS + 3 * DAY  # a midnight in Jakarta
BEFORE = 120 * DAY

Wakes = Callable[[random.Random, float], bool]


def hour(at: float) -> float:
    """The hour of the day in Jakarta."""
    return (at + JAKARTA_SECONDS) % DAY / HOUR


def weekday(at: float) -> int:
    """The day of the week in Jakarta; 0 is Monday."""
    return int((at + JAKARTA_SECONDS) // DAY + 3) % 7


def at_random(chance: random.Random, start: float, end: float, hourly: float, wakes: Wakes) -> list[float]:
    """Articles by chance, as many an hour on average, at times when the newsroom is awake."""
    instants, at = list[float](), start
    while (at := at + chance.expovariate(hourly) * HOUR) < end:
        if wakes(chance, at):
            instants.append(at)
    return instants


def regularly(chance: random.Random, start: float, end: float, days: float, jitter: float, batch: int) -> list[float]:
    """A batch of articles every so many days, hours early or late, and sometimes not at all."""
    instants = list[float]()
    for number in range(int((end - start) / DAY / days)):
        if chance.random() < 0.93:
            at = start + (number + 0.6) * days * DAY + chance.uniform(-jitter, jitter) * HOUR
            instants += [at + chance.random() * HOUR / 2 for _ in range(batch)]
    return sorted(instants)


def in_bursts(chance: random.Random, start: float, end: float) -> list[float]:
    """One to fifteen articles together, some twenty hours apart on average."""
    begun = at_random(chance, start, end, 1 / 20, always)
    return sorted(at + chance.expovariate(30) * HOUR for at in begun for _ in range(chance.randint(1, 15)))


def always(_: random.Random, __: float) -> bool:
    """Never asleep."""
    return True


def by_day(chance: random.Random, at: float) -> bool:
    """From six to nine in the evening, and hardly ever at night."""
    return 6 <= hour(at) <= 21 or chance.random() < 0.05


def in_office(_: random.Random, at: float) -> bool:
    """On weekdays from eight to five."""
    return weekday(at) < 5 and 8 <= hour(at) <= 17


NEWSROOMS: dict[str, Callable[[random.Random, float, float], list[float]]] = {
    "busy": lambda chance, start, end: at_random(chance, start, end, 8, by_day),
    "hourly": lambda chance, start, end: at_random(chance, start, end, 1.2, by_day),
    "round the clock": lambda chance, start, end: at_random(chance, start, end, 1, always),
    "weekdays": lambda chance, start, end: at_random(chance, start, end, 2, in_office),
    "daily": lambda chance, start, end: regularly(chance, start, end, 1, 2, 1),
    "weekly": lambda chance, start, end: regularly(chance, start, end, 7, 17, 1),
    "rare": lambda chance, start, end: at_random(chance, start, end, 1 / 84, always),
    "bursts": in_bursts,
    "magazine": lambda chance, start, end: regularly(chance, start, end, 7, 24, 10),
}


def visits(name: str, seed: int, days: float, *, dated: bool, step: float, dead_after: float = 1e9) -> Iterator[Look]:
    """What visits every `step` hours or so see of a newsroom, whose source lists its last twenty articles. Where not
    `dated` it gives no dates. It dies after so many days."""
    chance = random.Random(f"{name} {seed}")
    start = MONDAY + chance.uniform(0, 7) * DAY
    published = NEWSROOMS[name](chance, start - BEFORE, start + days * DAY)
    published = [at for at in published if at < start + dead_after * DAY]
    at, seen = start, 0
    while at < start + days * DAY:
        listed = [one for one in published if one <= at][-20:]
        entries = entries_of((str(one), one if dated else None) for one in reversed(listed))
        new = sum(one <= at for one in published) - seen
        seen += new
        yield Look(at, listed=len(listed), new=new, entries=entries)
        at += step * HOUR * chance.uniform(0.8, 1.2)


def lives(looks: Iterator[Look], history: History = NO_HISTORY) -> Iterator[tuple[float, History]]:
    """Each look's instant with the history after it."""
    for look in looks:
        history = learn(history, look)
        yield look.at, history
