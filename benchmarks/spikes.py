"""Does a spike alert tell of what is unusual, and of little else? Simulated topics, beside mean + 3 sd.

python benchmarks/spikes.py [--seeds 101-105] [--shapes tuned|held|all]

Each topic is simulated for 56 days that are learned from and 90 that are judged, with the hours and weekdays of
Indonesian newsrooms, days that vary more than chance, and a wire story now and then; it is looked at every half hour.
Once without any event: what is told then is a false alarm. Then with an event on each tenth day, of 12, 25 or 60
texts, or of so many times what is usual where a topic is large: told within a day, and after how long? Limits and rules
were chosen on seeds 1 to 5 and the shapes `tuned`; seeds 101 to 105 and the shapes `held` were not looked at then.

The peers count what comes (each copy) and know neither newsrooms nor outages: `day` holds the count of the day against
mean + 3 sd of the last 28 days; `same hours` against that of the same weekday up to the same time over eight weeks.
Both tell once a day.
"""

from __future__ import annotations

import argparse
import bisect
import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from search.saved.spikes.counting import so_far
from search.saved.spikes.usual import DAYS, MIN_OFFICES, Day, Usual, usual

FIRST = date(2026, 8, 3)
JUDGED = 90
LOOKS = 48
ARCHIVE = 2_000
HOURS = (9, 6, 5, 5, 8, 16, 26, 38, 52, 66, 72, 70, 64, 66, 68, 66, 62, 56, 48, 46, 42, 34, 24, 15)
"""How articles of a day are spread over its hours."""
WEEK = (1.0, 1.02, 1.0, 1.0, 0.97, 0.74, 0.66)
EVENT_HOURS = 3.5
"""Half of an event's texts come within so many hours, fewer at night."""


class Text(NamedTuple):
    """When it came (days since the first), from which newsroom, and how many copies of it there are."""

    at: float
    office: int
    copies: int = 0


@dataclass(frozen=True)
class Shape:
    """A kind of topic: its texts a day, how that varies from day to day, and what is odd about it."""

    name: str
    daily: float
    varies: float = 0.35
    level: Callable[[int], float] = lambda day: 1.0
    collected: Callable[[int], float] = lambda day: 1.0
    begins: int = 0


@dataclass
class Topic:
    texts: list[Text]
    all: list[list[float]]
    events: list[float] = field(default_factory=list)


def weekly(weekday: int, times: float) -> Callable[[int], float]:
    return lambda day: times if (FIRST + timedelta(day)).weekday() == weekday else 0.25


def growing(times: float, over: int) -> Callable[[int], float]:
    return lambda day: times ** min(1.0, day / over)


def season(start: int, length: int, times: float) -> Callable[[int], float]:
    def level(day: int) -> float:
        part = (day - start) / length
        return 1 + (times - 1) * math.sin(math.pi * part) if 0 < part < 1 else 1.0

    return level


def outages(*days: int, recovery: float = 1.8) -> Callable[[int], float]:
    """Nothing on some days, and on the day after them much that bears that day's date."""
    return lambda day: 0.02 if day in days else recovery if day - 1 in days else 1.0


TUNED = (
    Shape("quiet, 0-2 a day", 0.7),
    Shape("small, 6 a day", 6),
    Shape("middle, 30 a day", 30),
    Shape("large, 300 a day", 300, 0.25),
    Shape("bursty, 10 a day", 10, 0.8),
    Shape("each Friday", 12, 0.35, weekly(4, 4.0)),
    Shape("growing threefold", 8, 0.35, growing(3, 70)),
    Shape("season of five weeks", 10, 0.35, season(70, 36, 4)),
    Shape("two outages of two days", 20, 0.35, collected=outages(60, 61, 90, 91)),
    Shape("archive of three weeks", 10, 0.35, begins=35),
)
HELD = (
    Shape("dead, 1 a week", 0.14),
    Shape("quiet, 2 a day", 2, 0.6),
    Shape("middle, 60 a day", 60, 0.5),
    Shape("bursty, 40 a day", 40, 0.9),
    Shape("each Tuesday, much", 8, 0.35, weekly(1, 8.0)),
    Shape("growing fivefold", 5, 0.35, growing(5, 100)),
    Shape("dying away", 40, 0.35, growing(0.1, 60)),
    Shape("step to four times", 12, 0.35, lambda day: 4.0 if day > 80 else 1.0),
    Shape("season of two weeks", 20, 0.35, season(80, 14, 3)),
    Shape("a week of half collection", 25, 0.35, collected=lambda day: 0.5 if 70 <= day < 77 else 1.0),
    Shape("archive with a few older", 10, 0.35, collected=lambda day: 0.04 if day < 35 else 1.0),
    Shape("recovery that trebles all", 25, 0.35, collected=outages(75, 76, 77, recovery=3.0)),
)


def poisson(chance: random.Random, expected: float) -> int:
    if expected > 60:
        return max(0, round(chance.gauss(expected, math.sqrt(expected))))
    limit, product, number = math.exp(-expected), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def make(shape: Shape, seed: int, *, with_events: bool) -> Topic:
    """A topic as it comes: the days vary together with those before them, as news do."""
    chance = random.Random(f"{seed} {shape.name} {with_events}")
    texts, every, mood = list[Text](), list[list[float]](), 0.0
    total = sum(HOURS)
    for day in range(DAYS + JUDGED):
        mood = 0.5 * mood + chance.gauss(0, shape.varies * 0.87)
        weekday = WEEK[(FIRST + timedelta(day)).weekday()]
        got = shape.collected(day) if day >= shape.begins else 0.0
        expected = shape.daily * shape.level(day) * weekday * math.exp(mood - shape.varies**2 / 2)
        number = poisson(chance, expected * got)
        if got and chance.random() < 0.03:  # a wire story that many copy
            texts.append(Text(day + when(chance), 39, chance.randrange(5, 15)))
        texts += [Text(day + when(chance), office(chance), int(chance.random() < 0.1)) for _ in range(number)]
        today = ARCHIVE * weekday * chance.gauss(1, 0.06) * got
        every.append([today * hour / total for hour in HOURS])
    topic = Topic(texts, every)
    if with_events:
        add_events(topic, shape, chance)
    topic.texts.sort()
    return topic


def add_events(topic: Topic, shape: Shape, chance: random.Random) -> None:
    for place, day in enumerate(range(DAYS + 5, DAYS + JUDGED - 2, 10)):
        if any(shape.collected(near) != 1.0 for near in (day - 1, day, day + 1)):
            continue
        at = day + chance.uniform(6, 21) / 24
        size = max((12, 25, 60)[place % 3], round((1.5, 3, 6)[place % 3] * shape.daily * shape.level(day)))
        topic.events.append(at)
        for _ in range(size):
            after = chance.expovariate(math.log(2) / EVENT_HOURS) / 24
            hour = (at + after) % 1
            after += 0.25 * (hour < 5 / 24)  # the night waits for the morning
            topic.texts.append(Text(at + after, office(chance), int(chance.random() < 0.2)))


def when(chance: random.Random) -> float:
    return (chance.choices(range(24), HOURS)[0] + chance.random()) / 24


def office(chance: random.Random) -> int:
    """Of forty newsrooms, some write much more than others."""
    return min(39, int(chance.expovariate(1 / 9)))


class Look(NamedTuple):
    """What is known at an instant: the time, and what came on this day so far."""

    day: int
    part: float
    texts: list[Text]


def looks(topic: Topic) -> Iterator[Look]:
    """Each half hour in which something came."""
    ats = [one.at for one in topic.texts]
    for day in range(DAYS, DAYS + JUDGED):
        first, known = bisect.bisect_left(ats, day), 0
        for step in range(1, LOOKS + 1):
            last = bisect.bisect_left(ats, day + step / LOOKS)
            if last - first > known:
                known = last - first
                yield Look(day, step / LOOKS, topic.texts[first:last])


@dataclass
class Counted:
    """Texts, and articles with copies, of each day by hour."""

    topic: Topic
    texts: list[list[float]] = field(default_factory=list)
    articles: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        days = DAYS + JUDGED + 8
        self.texts, self.articles = ([[0.0] * 24 for _ in range(days)] for _ in range(2))
        for one in self.topic.texts:
            day, hour = int(one.at), int(one.at % 1 * 24)
            self.texts[day][hour] += 1
            self.articles[day][hour] += 1 + one.copies


Rule = Callable[[Topic], list[float]]


def ours(topic: Topic) -> list[float]:
    """When it is told, by the rules of the product."""
    counted, told, is_open, seen = Counted(topic), list[float](), False, -1
    for look in looks(topic):
        if is_open and look.day != seen:
            is_open = not _was_calm(topic, counted, look.day - 1)
        seen = look.day
        if is_open or len(look.texts) < 5:
            continue
        known = _usual(topic, counted, look.day, look.part, len(look.texts))
        offices = len({one.office for one in look.texts})
        if isinstance(known, Usual) and known.is_above(len(look.texts)) and offices >= MIN_OFFICES:
            told.append(look.day + look.part)
            is_open = True
    return told


def _was_calm(topic: Topic, counted: Counted, day: int) -> bool:
    texts = sum(counted.texts[day])
    known = _usual(topic, counted, day, 1.0, texts)
    return not isinstance(known, Usual) or known.is_calm(texts)


def _usual(topic: Topic, counted: Counted, day: int, part: float, texts: float) -> object:
    past = [
        Day(FIRST + timedelta(one), so_far(counted.texts[one], part), so_far(topic.all[one], part))
        for one in range(day - DAYS, day)
    ]
    return usual(Day(FIRST + timedelta(day), texts, so_far(topic.all[day], part)), past)


def peer_day(topic: Topic) -> list[float]:
    """The count of the day against the last 28 whole days."""
    return _peer(topic, lambda counted, look: [sum(counted.articles[day]) for day in range(look.day - 28, look.day)])


def peer_hours(topic: Topic) -> list[float]:
    """The same up to the same time, against eight of the same weekday."""

    def known(counted: Counted, look: Look) -> list[float]:
        return [so_far(counted.articles[look.day - 7 * week], look.part) for week in range(1, 9)]

    return _peer(topic, known)


def _peer(topic: Topic, known: Callable[[Counted, Look], list[float]]) -> list[float]:
    counted, told, last = Counted(topic), list[float](), -1
    for look in looks(topic):
        past, number = known(counted, look), sum(1 + one.copies for one in look.texts)
        if look.day != last and number > statistics.mean(past) + 3 * statistics.stdev(past):
            told.append(look.day + look.part)
            last = look.day
    return told


RULES: dict[str, Rule] = {"kliping": ours, "day": peer_day, "same hours": peer_hours}


class Score(NamedTuple):
    """False alarms (without events), events, those told of within a day, and after how many hours."""

    false: int
    events: int
    delays: list[float]


def judge(rule: Rule, shape: Shape, seeds: Sequence[int]) -> Score:
    false, events, delays = 0, 0, list[float]()
    for seed in seeds:
        false += len(rule(make(shape, seed, with_events=False)))
        topic = make(shape, seed, with_events=True)
        told = rule(topic)
        for event in topic.events:
            events += 1
            after = [at - event for at in told if 0 <= at - event <= 1]
            delays += [24 * min(after)] if after else []
    return Score(false, events, delays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="101-105")
    parser.add_argument("--shapes", default="all", choices=("tuned", "held", "all"))
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    shapes = {"tuned": TUNED, "held": HELD, "all": (*TUNED, *HELD)}[given.shapes]
    months = len(seeds) * JUDGED / 30
    print(f"{'':28}" + "".join(f"{name:>30}" for name in RULES))
    print(f"{'topic':28}" + f"{'false/month':>12}{'told':>9}{'hours':>9}" * len(RULES))
    totals = {name: list[Score]() for name in RULES}
    for shape in shapes:
        line = f"{shape.name:28}"
        for name, rule in RULES.items():
            score = judge(rule, shape, seeds)
            totals[name].append(score)
            line += _cells(score, months)
        print(line, flush=True)
    print(f"{'all':28}" + "".join(_cells(_sum(one), months * len(shapes)) for one in totals.values()))


def _sum(scores: Sequence[Score]) -> Score:
    return Score(
        sum(one.false for one in scores), sum(one.events for one in scores), [d for one in scores for d in one.delays]
    )


def _cells(score: Score, months: float) -> str:
    told = f"{len(score.delays)}/{score.events}"
    hours = f"{statistics.median(score.delays):.1f}" if score.delays else "-"
    return f"{score.false / months:12.2f}{told:>9}{hours:>9}"


if __name__ == "__main__":
    main()
