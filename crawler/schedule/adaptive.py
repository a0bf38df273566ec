"""When to visit a source: as soon as what it is expected to have published has waited long enough, summed up.

With a given number of visits the waiting of all entries together is least where every visit ends the same expected
sum of waiting (decision 68): the price of a visit. `make_plan` finds the price at which the rest of a day's budget
lasts until its end; `next_due` is the instant at which a source reaches it, within the limits. What is known of a
source is its `Profile`, which `learn` carries on from visit to visit.

No clock is read and nothing is stored here: instants are seconds since 1970.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from base.clock import DAY_SECONDS
from crawler.schedule.profile import HOUR, LIST_SHARE, Profile, rates, shared_rhythm, spans

MIN_LIST = 4  # entries: a shorter list has no more to show, as that of a new or broken source
BUSY_EXPONENT = (
    0.1  # busy sources a little sooner: better for the median entry, at half a per cent of the mean (decision 68)
)
MAX_HINT = HOUR  # many systems say "hourly" without anybody having meant it
MAX_INTERVAL_MEANS = 6.0  # the greatest distance is at least so many mean ones: quiet sources must not eat the budget
MAX_EXPECTED = 7 * DAY_SECONDS
MAX_FORCED_MEANS, MAX_FORCED_SHARE = 16, 0.25  # of the visits: as often, a full list can force a source to be due
MIN_PRICE = 0.02
"""Hours that entries wait, summed up: a visit that ends less is not worth a request, however many the day has left. A
source with 480 entries a day is due every 2.7 minutes then, one with 24 every 12, one with two every 42."""
PRICE_STEPS = 30  # two or three are enough unless nearly every source is at a bound


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the greatest distance of two visits to a source, in seconds. The least one always holds; the
    greatest gives way where the budget is too small for it."""

    min_interval: float = 120.0
    max_interval: float = 6 * HOUR


@dataclass(frozen=True, slots=True)
class Plan:
    """What `next_due` needs to know of all sources and of the budget: their common rhythm by slot, the price of a visit
    (hours that entries wait, summed up), the instant before which nothing is due, the limits as the budget allows them,
    the share of a list that may be new, and when it was made."""

    rhythm: Sequence[float]
    price: float
    opens: float
    min_interval: float
    max_interval: float
    min_forced: float
    list_share: float = LIST_SHARE
    made: float = 0.0


Reason = Literal["new", "waiting", "list", "hint", "least", "most", "spent"]
"""Why a source is due when it is: it was never visited; enough entries are expected to wait; half of its list may be
new; its publisher asks for this distance; the least or the greatest distance; the day has no visits left."""


@dataclass(frozen=True, slots=True)
class Next:
    """The next visit to a source: when, why then, and how many new entries are expected by then."""

    due: float
    reason: Reason
    expected: float = 0.0


@dataclass(frozen=True, slots=True)
class _Demand:
    """Visits of a source in one of the hours ahead: an hour at price 1, and the bounds of them."""

    hours: float
    root: float
    least: float
    most: float


def make_plan(
    profiles: Sequence[Profile], now: float, day_end: float, budget: float, used: float, limits: Limits
) -> Plan:
    """The plan for the rest of a day, of whose budget of visits a part is used up. To be made anew every quarter of
    an hour or so: the price follows what is left."""
    left = budget - used - sum(not profile.visited for profile in profiles)  # new ones are due at once
    mean = DAY_SECONDS * len(profiles) / max(budget, 1.0)
    plan = Plan(
        rhythm=shared_rhythm(profiles),
        price=math.inf,
        opens=now if used < budget else day_end,
        min_interval=limits.min_interval,
        max_interval=max(limits.max_interval, MAX_INTERVAL_MEANS * mean, limits.min_interval),
        min_forced=max(mean / MAX_FORCED_MEANS, DAY_SECONDS / max(budget, 1.0) / MAX_FORCED_SHARE),
        made=now,
    )
    ahead = [(slot, seconds / HOUR) for slot, seconds, _ in spans(now, day_end)]
    demands = [demand for profile in profiles for demand in _demands(profile, plan, ahead)]
    forced = sum(demand.least * demand.hours for demand in demands)
    if not demands:
        return plan
    if forced >= left:
        stretch = forced / max(left, 1.0)
        return replace(plan, max_interval=plan.max_interval * stretch, list_share=plan.list_share * stretch)
    return replace(plan, price=max(_price(demands, left), MIN_PRICE))


def next_due(profile: Profile, plan: Plan) -> float:
    """When the source is due. A hint of its publisher is kept, up to an hour, unless entries would be lost by it."""
    return next_visit(profile, plan).due


def next_visit(profile: Profile, plan: Plan) -> Next:
    """When the source is due, and why then."""
    if not profile.visited:
        return Next(plan.opens, "new")
    start, rate = profile.visited, rates(profile, plan.rhythm)
    ready, full = _reached(start, rate, plan.price / _weight(rate), _list_goal(profile, plan), plan.max_interval)
    if profile.crowded:
        full = min(full, start + profile.crowded)
    full = max(full, start + plan.min_forced)
    hint = min(profile.hint, MAX_HINT, full - start, plan.max_interval)
    wanted: dict[Reason, float] = {"waiting": ready, "list": full, "most": start + plan.max_interval}
    bounds: dict[Reason, float] = {"hint": start + hint, "least": start + plan.min_interval, "spent": plan.opens}
    first = min(wanted, key=lambda reason: wanted[reason])
    bound = max(bounds, key=lambda reason: bounds[reason])
    due, reason = (bounds[bound], bound) if bounds[bound] > wanted[first] else (wanted[first], first)
    return Next(due, reason if due > plan.made or reason != "spent" else first, _expected(rate, start, due))


def _expected(rate: Sequence[float], start: float, end: float) -> float:
    """Entries expected between two instants, of which the first week is looked at."""
    return float(sum(rate[slot] * seconds / HOUR for slot, seconds, _ in spans(start, min(end, start + MAX_EXPECTED))))


def _reached(start: float, rate: Sequence[float], area: float, count: float, until: float) -> tuple[float, float]:
    """When so many hours of waiting, and when so many entries, are expected since `start`; infinite where not within
    `until` seconds. With n entries waiting, d hours at rate r add n d + r d^2 / 2 hours of waiting."""
    ready = full = math.inf
    waited = entries = 0.0
    for slot, seconds, end in spans(start, start + until):
        hours, r = seconds / HOUR, rate[slot]
        more = entries * hours + r * hours * hours / 2
        if ready == math.inf and waited + more >= area:
            root = math.sqrt(entries * entries + 2 * r * (area - waited))
            ready = end - seconds + (root - entries) / r * HOUR
        if full == math.inf and entries + r * hours >= count:
            full = end - seconds + (count - entries) / r * HOUR
        if max(ready, full) < math.inf:
            break
        waited += more
        entries += r * hours
    return ready, full


def _weight(rate: Sequence[float]) -> float:
    """How much an hour of waiting counts at a source with these rates."""
    return float(((sum(rate[:24]) * 5 + sum(rate[24:]) * 2) / 7) ** BUSY_EXPONENT)


def _list_goal(profile: Profile, plan: Plan) -> float:
    return max(profile.listed, MIN_LIST) * plan.list_share


def _demands(profile: Profile, plan: Plan, ahead: Sequence[tuple[int, float]]) -> list[_Demand]:
    """What `next_due` comes to on average in each of the hours ahead."""
    rate = rates(profile, plan.rhythm)
    weight, goal = _weight(rate), _list_goal(profile, plan)
    demands = []
    for slot, hours in ahead:
        full = max(goal / rate[slot], plan.min_forced / HOUR)
        most = 1 / max(plan.min_interval / HOUR, min(profile.hint / HOUR, MAX_HINT / HOUR, full))
        least = min(most, max(HOUR / plan.max_interval, 1 / full))
        demands.append(_Demand(hours, math.sqrt(rate[slot] * weight / 2), least, most))
    return demands


def _price(demands: Sequence[_Demand], left: float) -> float:
    """The price at which so many visits are made. They grow with x = 1 / sqrt(price) in straight pieces, so Newton's
    steps soon meet the number; one that leaves the range in which it must lie is replaced by a halving."""
    low, high, x = 0.0, math.inf, left / sum(one.root * one.hours for one in demands)
    for _ in range(PRICE_STEPS):
        visits = sum(min(max(one.root * x, one.least), one.most) * one.hours for one in demands)
        if abs(visits - left) < 0.5:
            break
        low, high = (x, high) if visits < left else (low, x)
        slope = sum(one.root * one.hours for one in demands if one.least < one.root * x < one.most)
        step = x + (left - visits) / slope if slope else math.inf
        x = step if low < step < high else min((low + high) / 2, 2 * x)
    return 1 / (x * x)
