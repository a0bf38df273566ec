"""How long after its publication is an entry found: the adaptive schedule beside fixed intervals with as many visits.

python benchmarks/revisits.py [--budgets 2880 1440 720] [--feeds 60] [--days 14] [--seed 1]
python benchmarks/revisits.py --arrivals FILE --budget N

The second form runs the policy of `crawler/schedule/adaptive.py` over given arrivals and prints its polls:
`{"polls": {feed id: [minute, ...]}}`. FILE is `{"days": D, "feeds": [{"id", "window", "articles": [minute, ...]}]}`;
minute 0 is a Monday, 00:00 in Jakarta. A poll shows the newest `window` articles with their dates; nothing else is
known to the policy.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import statistics
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from crawler.schedule.adaptive import Limits, make_plan, next_due
from crawler.schedule.profile import Profile, learn

DAY = 1440
MONDAY = 1_767_546_000.0  # 2026-01-05, 00:00 in Jakarta, in seconds
LIMITS = Limits()
FIRST_MINUTES, PLAN_MINUTES = 1, 20

Polls = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of `window` entries and the minutes at which it publishes one, in order."""

    id: str
    window: int
    articles: Sequence[float]


def seconds(minute: float) -> float:
    return MONDAY + minute * 60


def minutes(instant: float) -> float:
    return round((instant - MONDAY) / 60, 3)


def poll(feed: Feed, profile: Profile, minute: float) -> Profile:
    """What is known of the feed after a poll; new is what the last one did not show."""
    newest = bisect_right(feed.articles, minute)
    last = (profile.visited - MONDAY) / 60 if profile.visited else -float("inf")
    first = max(newest - feed.window, bisect_right(feed.articles, last + 1e-6), 0)
    dates = [seconds(article) for article in feed.articles[first:newest]]
    return learn(profile, seconds(minute), dates, min(newest, feed.window))


def simulate(feeds: Sequence[Feed], days: int, budget: int, limits: Limits = LIMITS) -> Polls:
    """The polls of the adaptive schedule from a cold start, planned anew every PLAN_MINUTES and once all are known."""
    profiles, polls = [Profile()] * len(feeds), {feed.id: list[float]() for feed in feeds}
    starts = [0, FIRST_MINUTES, *range(PLAN_MINUTES, days * DAY, PLAN_MINUTES)]
    used = 0
    for now, until in zip(starts, [*starts[1:], days * DAY], strict=True):
        used = 0 if now % DAY == 0 else used
        plan = make_plan(profiles, seconds(now), seconds((now // DAY + 1) * DAY), budget, used, limits)
        due = [(max(now, minutes(next_due(profile, plan))), number) for number, profile in enumerate(profiles)]
        heapq.heapify(due)
        while due[0][0] < until and used < budget:
            minute, number = due[0]
            profiles[number] = poll(feeds[number], profiles[number], minute)
            polls[feeds[number].id].append(minute)
            heapq.heapreplace(due, (minutes(next_due(profiles[number], plan)), number))
            used += 1
    return polls


def at_fixed_intervals(feeds: Sequence[Feed], days: int, requests: int) -> Polls:
    """As many polls, one feed after the other."""
    step = days * DAY / requests
    return {feed.id: [step * n for n in range(number, requests, len(feeds))] for number, feed in enumerate(feeds)}


def delays(feeds: Sequence[Feed], days: int, polls: Polls) -> tuple[list[float], int]:
    """The minutes that each article waited for the first poll behind it, and how many had left the list by then."""
    waited, lost = [], 0
    for feed in feeds:
        times = [*polls[feed.id], days * DAY]
        for number in range(bisect_left(feed.articles, 0), len(feed.articles)):
            found = times[bisect_left(times, feed.articles[number])]
            waited.append(found - feed.articles[number])
            lost += bisect_right(feed.articles, found) - number > feed.window
    return waited, lost


def newsrooms(count: int, days: int, seed: int) -> list[Feed]:
    """Feeds of two to 400 articles a weekday, few at night and fewer at weekends; half of them in bursts."""
    chance, feeds = random.Random(seed), []
    for number in range(count):
        rate, burst = 2 * 200 ** ((number + 0.5) / count), 1 + 3 * (number % 2)
        window, published = chance.randint(max(20, round(rate / 12)), 50), list[float]()
        for hour in range(-25 * 24, days * 24):
            usual = rate / 24 * (0.3 if hour % 24 < 5 else 1.2) * (0.6 if hour // 24 % 7 >= 5 else 1)
            at = hour * 60 + chance.expovariate(usual / burst / 60)
            while at < (hour + 1) * 60:
                published += [at + chance.random() * 10 for _ in range(burst)]
                at += chance.expovariate(usual / burst / 60)
        published.sort()
        feeds.append(Feed(f"f{number}", window, published[max(0, bisect_left(published, 0) - window) :]))
    return feeds


def show(feeds: Sequence[Feed], days: int, budget: int) -> None:
    """Two lines of the table."""
    ours = simulate(feeds, days, budget)
    requests = sum(map(len, ours.values()))
    for name, polls in (("adaptive", ours), ("fixed", at_fixed_intervals(feeds, days, requests))):
        waited, lost = delays(feeds, days, polls)
        cuts = statistics.quantiles(waited, n=20)
        print(
            f"{requests / days:10.0f}  {name:9}  {statistics.fmean(waited):6.1f}  {cuts[9]:6.1f}  {cuts[18]:6.1f}"
            f"  {lost / len(waited):6.2%}"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--arrivals", type=Path)
    options.add_argument("--budget", type=int, default=1440)
    options.add_argument("--budgets", type=int, nargs="+", default=[2880, 1440, 720])
    options.add_argument("--feeds", type=int, default=60)
    options.add_argument("--days", type=int, default=14)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    if chosen.arrivals:
        given = json.loads(chosen.arrivals.read_text("utf-8"))
        feeds = [Feed(feed["id"], feed["window"], sorted(feed["articles"])) for feed in given["feeds"]]
        print(json.dumps({"polls": simulate(feeds, given["days"], chosen.budget)}))
        return
    print("polls a day  schedule   mean min  median     p95    lost")
    for budget in chosen.budgets:
        show(newsrooms(chosen.feeds, chosen.days, chosen.seed), chosen.days, budget)


if __name__ == "__main__":
    main()
