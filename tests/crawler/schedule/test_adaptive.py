"""When sources are visited: what is learnt of them, the price, the budget and the limits."""

from __future__ import annotations

import itertools
import random
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.clock import DAY_SECONDS
from crawler.schedule.adaptive import MAX_HINT, Limits, make_plan, next_due
from crawler.schedule.profile import HOUR, SLOTS, Profile, learn, rates, shared_rhythm, slot_of

MONDAY = 1_767_546_000.0  # 2026-01-05, 00:00 in Jakarta
MINUTE = 60.0
DAY = float(DAY_SECONDS)
NOON = MONDAY + 12 * HOUR
LIMITS = Limits()
PLAN_EVERY = 60 * MINUTE


@dataclass(frozen=True)
class Feed:
    """Entries by the instants of their publication; where not dated, only visits tell when they came."""

    window: int
    articles: Sequence[float]
    dated: bool = True
    hint: float = 0.0


def steady(a_day: float, window: int = 30, days: float = 8.0, start: float = MONDAY, **more: bool | float) -> Feed:
    """A feed with equal distances, published for some days before `start` too."""
    step = DAY / a_day
    first = start - window * step
    return Feed(window, [first + step * n for n in range(int((start + days * DAY - first) / step))], **more)  # type: ignore[arg-type]


def visit(feed: Feed, profile: Profile, at: float) -> Profile:
    newest = bisect_right(feed.articles, at)
    known = bisect_right(feed.articles, profile.visited) if profile.visited else 0
    new = [date if feed.dated else None for date in feed.articles[max(known, newest - feed.window, 0) : newest]]
    return learn(profile, at, new, min(newest, feed.window), feed.hint)


def simulate(
    feeds: Sequence[Feed], budget: float, days: int = 7, limits: Limits = LIMITS
) -> tuple[list[list[float]], list[Profile]]:
    """The visits to each feed, and what is known in the end."""
    profiles, visits = [Profile()] * len(feeds), [list[float]() for _ in feeds]
    used, now, end = 0, MONDAY, MONDAY + days * DAY
    while now < end:
        used = 0 if (now - MONDAY) % DAY == 0 else used
        day_end = MONDAY + ((now - MONDAY) // DAY + 1) * DAY
        plan = make_plan(profiles, now, day_end, budget, used, limits)
        until = now + (MINUTE if now == MONDAY else PLAN_EVERY - (now - MONDAY) % PLAN_EVERY)
        due = [max(now, next_due(profile, plan)) for profile in profiles]
        while min(due) < until and used < budget:
            one = due.index(min(due))
            visits[one].append(due[one])
            profiles[one] = visit(feeds[one], profiles[one], due[one])
            due[one] = next_due(profiles[one], plan)
            used += 1
        now = until
    return visits, profiles


def by_day(visits: Sequence[Sequence[float]], days: int = 7) -> list[int]:
    counts = [0] * days
    for at in (at for each in visits for at in each):
        counts[int((at - MONDAY) // DAY)] += 1
    return counts


def distances(visits: Sequence[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(visits)]


def known(a_day: float, visited: float = NOON) -> Profile:
    """A feed of the same rate at all hours that has been observed for a week."""
    hours = 7.0 / 2
    return Profile(visited, visited, 50, 0.0, 0.0, (a_day / 24 * hours,) * SLOTS, (hours,) * SLOTS)


def daily(profile: Profile) -> float:
    """Entries a weekday that are expected."""
    return sum(rates(profile, [1.0] * SLOTS)[:24])


FEEDS = st.lists(
    st.builds(
        steady,
        a_day=st.floats(0.2, 2000),
        window=st.integers(1, 60),
        days=st.floats(0, 8),
        dated=st.booleans(),
        hint=st.sampled_from([0.0, 600.0, 7200.0]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15, deadline=None)
@given(feeds=FEEDS, a_source=st.integers(2, 40))
def test_the_budget_and_the_limits_are_kept_for_any_mix_of_feeds(feeds: list[Feed], a_source: int) -> None:
    budget, limits = a_source * len(feeds), Limits(300.0, 4 * HOUR)
    visits, _ = simulate(feeds, budget, days=3, limits=limits)
    assert max(by_day(visits, 3)) <= budget * 1.02
    longest = max(limits.max_interval, 6 * DAY / a_source)
    for each in visits:
        assert each[0] == MONDAY
        assert all(gap >= limits.min_interval - 1e-3 for gap in distances(each))
        assert max([*distances(each), MONDAY + 3 * DAY - each[-1]]) <= longest + DAY


def test_the_budget_is_used_up_by_two_per_cent() -> None:
    feeds = [steady(rate, window=40) for rate in (2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233)]
    for budget in (260, 520):
        visits, _ = simulate(feeds, budget)
        assert all(abs(count / budget - 1) <= 0.02 for count in by_day(visits)[1:])


@given(
    a_day=st.floats(0.5, 500),
    hint=st.floats(0, 10 * DAY),
    least=st.floats(60, 3600),
    price=st.floats(0.01, 1000),
)
@settings(max_examples=50, deadline=None)
def test_least_and_greatest_distance_and_hints_hold_at_any_price(
    a_day: float, hint: float, least: float, price: float
) -> None:
    profile = known(a_day)
    limits = Limits(least, 4 * HOUR)
    plan = make_plan([profile], profile.visited, profile.visited + DAY, 1 / price * 100 + 24, 0, limits)
    gap = next_due(profile, plan) - profile.visited
    hinted = Profile(profile.visited, profile.newest, profile.listed, hint, 0, profile.entries, profile.hours)
    gap_with_hint = next_due(hinted, plan) - profile.visited
    assert least - 1e-3 <= gap <= plan.max_interval + 1e-3
    full = profile.listed * plan.list_share / (max(rates(profile, plan.rhythm)) / HOUR)
    assert gap_with_hint >= max(min(hint, MAX_HINT, full), gap) - 1e-3
    assert gap_with_hint <= max(gap, MAX_HINT) + 1e-3


def test_a_hint_never_makes_a_list_run_over() -> None:
    profile = visit(steady(480, window=20, hint=3600), Profile(), NOON)  # one in three minutes: full in 60
    plan = make_plan([profile], NOON, NOON + DAY, 1000, 0, Limits())
    assert 20 * MINUTE <= next_due(profile, plan) - NOON <= 50 * MINUTE


@given(feed=st.builds(steady, a_day=st.floats(0.2, 2000), window=st.integers(1, 60), dated=st.booleans()))
@settings(max_examples=30, deadline=None)
def test_a_profile_comes_back_from_json_as_it_was(feed: Feed) -> None:
    profile = visit(feed, visit(feed, Profile(), MONDAY), MONDAY + 5000.25)
    assert Profile.from_json(profile.to_json()) == profile
    assert len(profile.to_json()) < 1200


BAD = Profile().to_json().replace('"visited":0.0', '"visited":"x"')


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"entries": [1], "hours": [1]}', '{"entries": 1}', BAD])
def test_what_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"profile|Expecting|convert"):
        Profile.from_json(text)


def test_a_burst_does_not_starve_the_others() -> None:
    quiet = [steady(rate) for rate in (5, 10, 20, 40)]
    burst = [MONDAY + 2 * DAY + n for n in range(2000)]  # 2,000 entries within 33 minutes
    calm, _ = simulate([*quiet, steady(10)], 240, days=4)
    stormy, _ = simulate([*quiet, Feed(30, sorted([*steady(10).articles, *burst]))], 240, days=4)
    for before, after in zip(calm[:-1], stormy[:-1], strict=True):
        assert len(after) >= 0.6 * len(before)
        assert max(distances(after)) <= 6 * HOUR * 1.5


def test_a_list_that_is_new_at_each_visit_does_not_eat_the_budget() -> None:
    changing = steady(100_000)
    visits, _ = simulate([*[steady(20) for _ in range(9)], changing], 480, days=3)
    assert len(visits[-1]) <= 0.65 * 480 * 3
    assert min(map(len, visits[:-1])) >= 3 * 480 / 10 / 4


def test_a_feed_that_dies_falls_to_the_greatest_distance_and_recovers() -> None:
    alive = [steady(rate) for rate in (30, 30, 60, 100)]
    dead = steady(60, days=2)
    back = [MONDAY + 5.5 * DAY + n * DAY / 60 for n in range(150)]
    visits, _ = simulate([*alive, Feed(30, [*dead.articles, *back])], 240)
    gaps = [(at, gap) for at, gap in zip(visits[-1], distances(visits[-1]), strict=False)]
    while_dead = [gap for at, gap in gaps if at > MONDAY + 4 * DAY and at + gap < MONDAY + 5.5 * DAY]
    recovered = [gap for at, gap in gaps if at > MONDAY + 6 * DAY]
    assert min(while_dead) > 4 * HOUR
    assert statistics.fmean(recovered) < 1 * HOUR


@given(rates_a_day=st.lists(st.floats(0.5, 800), min_size=2, max_size=6), budget=st.integers(50, 2000))
@settings(max_examples=50, deadline=None)
def test_a_busier_feed_is_not_visited_later(rates_a_day: list[float], budget: int) -> None:
    profiles = [known(rate) for rate in sorted(rates_a_day)]
    plan = make_plan(profiles, NOON, NOON + DAY, budget, 0, Limits())
    due = [next_due(profile, plan) for profile in profiles]
    assert all(busier <= quieter + 1 for quieter, busier in itertools.pairwise(due))


def test_nothing_is_due_once_the_budget_is_used_up() -> None:
    profiles = [known(rate) for rate in (5, 50, 500)]
    plan = make_plan(profiles, profiles[0].visited, profiles[0].visited + HOUR, 100, 100, Limits())
    assert all(next_due(profile, plan) >= profiles[0].visited + HOUR for profile in [*profiles, Profile()])


def test_a_new_source_is_due_at_once() -> None:
    assert next_due(Profile(), make_plan([Profile()], NOON, NOON + DAY, 10, 0, Limits())) == NOON


# cold start


def first(dates: Sequence[float | None]) -> Profile:
    return learn(Profile(), NOON, dates, len(dates))


def test_the_dates_of_the_first_list_say_how_often_a_source_publishes() -> None:
    assert daily(first([NOON - n * 600 for n in range(40)])) == pytest.approx(144, rel=0.35)
    assert daily(first([NOON - n * DAY / 2 for n in range(40)])) == pytest.approx(2, rel=0.35)


@pytest.mark.parametrize(
    "dates",
    [
        [],
        [None] * 30,
        [NOON - 5.0] * 30,
        [NOON + DAY * n for n in range(1, 30)],
        [NOON - n for n in range(30)],
        [NOON],
    ],
    ids=["no entries", "no dates", "all equal", "future", "within half a minute", "one"],
)
def test_odd_dates_say_nothing(dates: list[float | None]) -> None:
    assert daily(first(dates)) == pytest.approx(8, rel=0.01)


def test_a_list_whose_entries_are_years_old_is_taken_for_a_dead_one_until_it_shows_a_new_one() -> None:
    profile = first([NOON - 3 * 365 * DAY - n for n in range(30)])
    assert daily(profile) < 1
    assert daily(learn(profile, NOON + HOUR, [NOON + 60], 30)) > 8


def test_one_pinned_entry_and_one_from_the_future_change_little() -> None:
    dates = [NOON - n * 600 for n in range(40)]
    assert daily(first([*dates, NOON - 900 * DAY, NOON + DAY])) == pytest.approx(daily(first(dates)), rel=0.3)


def test_undated_entries_are_learnt_from_what_was_new() -> None:
    dated, undated = (simulate([steady(60, dated=dated)], 48, days=5)[1][0] for dated in (True, False))
    assert daily(undated) == pytest.approx(daily(dated), rel=0.1)
    assert daily(undated) == pytest.approx(60, rel=0.2)


def test_dates_before_the_last_visit_count_as_come_since() -> None:
    profile = first([NOON - n * 3600 for n in range(20)])
    later = learn(profile, NOON + HOUR, [NOON - 300 * DAY, NOON + 10 * DAY], 20)
    assert sum(later.entries) == pytest.approx(sum(profile.entries) + 2, rel=0.01)
    assert later.newest == NOON + HOUR


def test_a_clock_that_was_put_back_teaches_nothing_and_time_goes_on_from_there() -> None:
    profile = first([NOON - n * 3600 for n in range(20)])
    after = learn(profile, NOON - DAY, [NOON - DAY], 20)
    assert (after.entries, after.visited) == (profile.entries, NOON - DAY)


@pytest.mark.parametrize("budget", [1, 3, 50, 10**6])
def test_there_is_a_price_for_any_budget(budget: float) -> None:
    profiles = [known(rate) for rate in (0.001, 0.5, 5, 50, 5000)]
    plan = make_plan(profiles, NOON, NOON + DAY, budget, 0, Limits())
    assert all(NOON + 120 <= next_due(profile, plan) < NOON + 40 * DAY for profile in profiles)


def test_hours_are_those_of_jakarta_and_weekends_apart() -> None:
    assert [slot_of(MONDAY + hours * HOUR) for hours in (0, 23.99, 24, 5 * 24 - 0.01, 5 * 24, 7 * 24)] == [
        0, 23, 0, 23, 24, 0,
    ]  # fmt: skip


# the whole


def newsroom(seed: int, count: int, days: int) -> list[Feed]:
    """Feeds of two to 300 entries a day, most by day, in part in bursts."""
    chance, feeds = random.Random(seed), []
    for number in range(count):
        rate = 2 * 150 ** ((number + 0.5) / count)
        articles = []
        for hour in range(-20 * 24, days * 24):
            busy = 0.3 if hour % 24 < 5 else 1.3
            for _ in range(round(rate / 24 * busy * chance.expovariate(1))):
                articles.append(MONDAY + (hour + chance.random()) * HOUR)
        feeds.append(Feed(chance.randint(max(20, round(rate / 12)), 50), sorted(articles)))
    return feeds


def delays(feeds: Sequence[Feed], visits: Sequence[Sequence[float]], end: float) -> tuple[list[float], int]:
    """How long each entry waited, and how many left the list unseen."""
    waited, lost = [], 0
    for feed, each in zip(feeds, visits, strict=True):
        times = [*each, end]
        for number in range(bisect_left(feed.articles, MONDAY), len(feed.articles)):
            found = times[bisect_left(times, feed.articles[number])]
            waited.append(found - feed.articles[number])
            lost += bisect_right(feed.articles, found) - number > feed.window
    return waited, lost


def test_news_is_found_sooner_than_at_fixed_intervals_with_as_many_visits() -> None:
    feeds, days, budget = newsroom(7, 20, 5), 5, 20 * 24
    ours, _ = simulate(feeds, budget, days)
    requests = sum(map(len, ours))
    step = days * DAY / requests
    fixed = [[MONDAY + step * n for n in range(number, requests, len(feeds))] for number in range(len(feeds))]
    found: Callable[..., tuple[list[float], int]] = delays
    (waited, lost), (waited_fixed, _) = (found(feeds, each, MONDAY + days * DAY) for each in (ours, fixed))
    assert statistics.fmean(waited_fixed) / statistics.fmean(waited) > 1.5
    assert statistics.median(waited_fixed) / statistics.median(waited) > 2.1
    assert lost < 0.001 * len(waited)


def test_the_rhythm_of_all_sources_is_found_from_few_dates() -> None:
    profiles = [visit(feed, Profile(), MONDAY) for feed in newsroom(3, 40, 1)]
    rhythm = shared_rhythm(profiles)
    assert statistics.fmean(rhythm[6:24]) > 2 * statistics.fmean(rhythm[0:5])
