"""What is usual for a search at this weekday and hour, and what is more than that: numbers alone.

A day counts texts, so that a story that twelve sites copy is one, up to the same time of day as today. What is usual
comes from the same weekday of past weeks, raised to what the last two weeks were like where a topic grows. What is
more than usual lies beyond chance (a Poisson or negative binomial bound) and beyond how much the search itself varies
(median and deviations from it), whichever is more. Days on which next to nothing was collected are left out, and where
more of everything came than usual, more is expected of the search too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from statistics import mean, median
from typing import NamedTuple

DAYS = 56
"""How far back is looked: eight of each weekday."""
MIN_DAYS, MIN_WEEKDAYS = 21, 3
"""Days with collection, and of them of the same weekday, before anything is told."""
RECENT_DAYS = 14
COLLECTED = 1 / 3
"""A day counts if so much of what its weekday usually brings was collected; the days of Lebaran bring a half."""
LAST_WEEKS = 4
MIN_TEXTS, MIN_OFFICES = 5, 3
"""What is news to nobody but one newsroom, or is told four times in a day, is no spike however quiet the topic is."""
MIN_TIMES = 1.5
"""Of a topic with hundreds of texts a day, a few tens more are beyond chance and yet nothing to be told of."""
CHANCE = 1e-4
"""How seldom chance alone reaches the bound: a day is looked at up to 96 times, but these looks see the same texts."""
DEVIATIONS = 5.0
SIGMA = 1.4826
"""The standard deviation by the median deviation, of a normal distribution."""
PRIOR = 0.5
"""Texts that a search is expected to find at least: of one that never found any, nobody knows that it never will."""
FEW = 20
"""So few articles more or less of everything are chance, as at night or in a small archive."""
_MAX_TEXTS = 100_000


class Day(NamedTuple):
    """A day up to some time: the texts of a search, and all articles (of whatever search)."""

    day: date
    texts: float
    all: float


class Learning(NamedTuple):
    """Nothing can be said yet: so many days with collection there are, of so many that are needed."""

    days: int
    needed: int


class Usual(NamedTuple):
    """The texts that are expected, those from which on it is more than usual, and from how many days that is known;
    `low` and `high` are the usual range as it is told."""

    expected: float
    bound: float
    low: int
    high: int
    days: int

    @property
    def least(self) -> int:
        """The least number that is more than usual."""
        return max(MIN_TEXTS, math.ceil(self.bound))

    def is_above(self, texts: float) -> bool:
        """Whether so many texts are more than usual."""
        return texts >= self.least

    def is_calm(self, texts: float) -> bool:
        """Whether so few are usual again: nearer to what is expected than to the bound."""
        return texts < max(MIN_TEXTS, (self.expected + self.bound) / 2)


def usual(today: Day, past: Sequence[Day]) -> Usual | Learning:
    """What is usual for a day by those before it, all up to the same time of day as `today`."""
    days = collected(today.day, past)
    same = [one for one in days if one.day.weekday() == today.day.weekday()]
    if len(days) < MIN_DAYS or len(same) < MIN_WEEKDAYS:
        return Learning(min(len(days), MIN_DAYS - 1), MIN_DAYS)
    texts = [one.texts for one in same]
    recent = [one.texts for one in days if today.day - one.day <= timedelta(days=RECENT_DAYS)]
    level = max(_middle(texts), median(recent) if len(recent) >= RECENT_DAYS // 2 else 0.0, PRIOR)
    more = _more_of_all(today, same)
    spread = SIGMA * max(_deviation(texts), _deviation_by_weekday(days))
    bound = max(_beyond_chance(level * more, spread * more), level * more + DEVIATIONS * spread * more)
    bound = max(bound, MIN_TIMES * level * more)
    low, high = _range(texts)
    return Usual(level * more, bound, low, high, len(days))


def collected(today: date, past: Sequence[Day]) -> list[Day]:
    """The days before today on which was collected, by what their weekday usually brings."""
    near = [one for one in past if timedelta(0) < today - one.day <= timedelta(days=DAYS)]
    usually = {weekday: _usually([one for one in near if one.day.weekday() == weekday]) for weekday in range(7)}
    return [one for one in near if one.all > 0 and one.all >= COLLECTED * usually[one.day.weekday()]]


def _usually(same: Sequence[Day]) -> float:
    """What came of everything on the days of a weekday, the newest last: of a young archive, whose feeds listed some
    articles from before it, more than half of the days may hold a few."""
    all_of = [one.all for one in same if one.all > 0]
    return max(median(all_of), median(all_of[-LAST_WEEKS:])) if all_of else 0.0


def _middle(texts: Sequence[float]) -> float:
    """Median, or the mean without the highest where that is more: the median of a quiet topic is nought."""
    kept = sorted(texts)[: -1 if len(texts) > MIN_WEEKDAYS else None]
    return max(median(texts), mean(kept)) if median(texts) < MIN_TEXTS else median(texts)


def _range(texts: Sequence[float]) -> tuple[int, int]:
    """The range that is told: without the highest of several, which may have been a spike."""
    ordered = sorted(texts)
    return math.floor(ordered[0]), math.ceil(ordered[-2 if len(ordered) > MIN_WEEKDAYS else -1])


def _more_of_all(today: Day, same: Sequence[Day]) -> float:
    """How many times more than usual came of everything else; never less than once."""
    usually = max(0.0, median(one.all - one.texts for one in same))  # all is read earlier, and may lack what came late
    return max(1.0, (today.all - today.texts + FEW) / (usually + FEW))


def _deviation(texts: Sequence[float]) -> float:
    middle = median(texts)
    return median(abs(one - middle) for one in texts)


def _deviation_by_weekday(days: Sequence[Day]) -> float:
    """How far days are from the median of their weekday: of eight days alone, the deviation is a matter of luck."""
    found = list[float]()
    for weekday in range(7):
        texts = [one.texts for one in days if one.day.weekday() == weekday]
        if len(texts) >= MIN_WEEKDAYS:
            found += [abs(one - median(texts)) for one in texts]
    return median(found) if found else 0.0


def _beyond_chance(expected: float, spread: float) -> float:
    """The least number that chance reaches less often than `CHANCE`: Poisson, or negative binomial where the search
    varies more."""
    variance = max(expected, spread**2, expected * 1.001)  # beyond that, a negative binomial is a Poisson
    size = expected**2 / (variance - expected)
    log_term, share = size * math.log(size / (size + expected)), expected / (size + expected)
    total, number = 0.0, 0
    while 1.0 - total >= CHANCE and number < _MAX_TEXTS:
        total += math.exp(log_term)
        log_term += math.log(share * (size + number) / (number + 1))
        number += 1
    return float(number)
