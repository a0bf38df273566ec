"""The plan of a running crawler: days lived through on a ledger, with restarts, wrong clocks and odd budgets."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.clock import jakarta_day
from base.database import reading, writing
from config.catalogue import Adaptive, Cron, Every, Publisher, Schedule, Source
from config.outcomes import Outcome
from crawler.ledger.day_requests import day_requests
from crawler.ledger.ledger import Ledger, SourceState, Visit, open_ledger
from crawler.ledger.tables import SOURCE
from crawler.schedule.adaptive import Limits
from crawler.schedule.changes import apply_changes
from crawler.schedule.pinned import expected_visits
from crawler.schedule.planner import Planner, read_profile
from crawler.schedule.policy import next_due
from crawler.schedule.profile import learn

MONDAY = datetime(2026, 1, 4, 17, tzinfo=UTC)  # 00:00 in Jakarta on 5 January
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LISTED = 30


def steady(a_day: float) -> list[float]:
    """A feed that publishes at equal distances, from a week before to ten days after."""
    step = 86_400 / a_day
    return [MONDAY.timestamp() - 7 * 86_400 + step * n for n in range(int(17 * a_day))]


def begin(ledger: Ledger, schedules: Sequence[Schedule], now: datetime) -> None:
    sources = tuple(Source("feed", f"https://{n}.kabar.id/rss", one) for n, one in enumerate(schedules))
    kabar = Publisher("kabar", "Kabar", ("kabar.id",), sources=sources)
    ledger.sync_sources([kabar], now)
    apply_changes(ledger.engine, [kabar])


def visit(ledger: Ledger, planner: Planner, state: SourceState, articles: list[float], now: datetime) -> None:
    """As the crawler does, but for the request."""
    profile, newest = read_profile(state.profile), bisect_right(articles, now.timestamp())
    first = max(newest - LISTED, bisect_right(articles, profile.visited))
    profile = learn(profile, now.timestamp(), articles[first:newest], LISTED)
    due, why = planner.due(profile, now)
    ledger.record_visit(state.id, Visit(Outcome.FETCHED, now, due, profile=profile.to_json(), why=why))


def sync_nothing(ledger: Ledger) -> None:
    """Thousands of commits need not reach the disk of a test."""
    ledger.engine.dispose()
    sa.event.listen(ledger.engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF").close())


def live(
    ledger: Ledger, planner: Planner, feeds: Sequence[list[float]], schedules: Sequence[Schedule], days: range
) -> list[list[datetime]]:
    """The visits to each source over some days."""
    sync_nothing(ledger)
    visits: list[list[datetime]] = [[] for _ in feeds]
    now, end = MONDAY + days.start * DAY, MONDAY + days.stop * DAY
    while now < end:
        if planner.is_due(now):
            planner.make(now)
        for state in ledger.due_sources(now, None, everything=False) if not planner.is_spent(now) else []:
            if planner.take_visit(now):
                number = state.id - 1
                visits[number].append(now)
                visit(ledger, planner, state, feeds[number], now)
                if not isinstance(schedules[number], Adaptive):
                    due = next_due(schedules[number], now, url=state.url)
                    ledger.record_visit(state.id, Visit(Outcome.FETCHED, now, due))
        later = [one.next_due for one in ledger.sources() if one.next_due > now]
        now = min([*later, now + 20 * MINUTE])
    return visits


def test_a_week_has_its_budget_each_day_and_busy_sources_are_visited_more_often(tmp_path: Path) -> None:
    feeds = [steady(a_day) for a_day in (240, 60, 6, 24)]
    schedules = [Adaptive(), Adaptive(), Adaptive(), Every(HOUR)]
    budget, visits = 100, [list[datetime]() for _ in feeds]
    for days in (range(3), range(3, 7)):
        with open_ledger("sqlite:", tmp_path) as ledger:  # a killed crawler has no more than its ledger
            begin(ledger, schedules, MONDAY)
            some = live(ledger, Planner(ledger.engine, budget), feeds, schedules, days)
            visits = [[*before, *more] for before, more in zip(visits, some, strict=True)]
            counts = [day_requests(ledger.engine, jakarta_day(MONDAY + n * DAY)).visits for n in range(7)]
    assert sum(counts) == sum(map(len, visits))
    assert all(abs(count - budget) <= budget * 0.02 for count in counts), counts
    busy, middle, quiet, pinned = (len(each) / 7 for each in visits)
    assert busy > 1.5 * middle > 2.25 * quiet
    assert 23 <= pinned <= 25
    gaps = [later - earlier for earlier, later in itertools.pairwise(visits[0])]
    assert max(gaps) < 2 * HOUR  # learnt before the restart, too


def sources(ledger: Ledger) -> list[sa.RowMapping]:
    with reading(ledger.engine) as connection:
        return list(connection.execute(sa.select(SOURCE).order_by(SOURCE.c.id)).mappings())


def learnt(ledger: Ledger, planner: Planner, feed: list[float], now: datetime) -> None:
    begin(ledger, [Adaptive()], now)
    planner.make(now)
    [state] = ledger.due_sources(now, None, everything=False)
    visit(ledger, planner, state, feed, now)


def test_a_plan_is_made_at_once_after_the_first_visits_at_midnight_and_every_quarter_of_an_hour(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        planner, now = Planner(ledger.engine, 100), MONDAY + 12 * HOUR
        assert planner.is_due(now)
        learnt(ledger, planner, steady(50), now)
        assert [planner.is_due(now + m * MINUTE) for m in (0, 1)] == [False, True]
        planner.make(now + MINUTE)
        assert [planner.is_due(now + m * MINUTE) for m in (15, 22)] == [False, True]
        planner.make(MONDAY + DAY - MINUTE)
        assert [planner.is_due(MONDAY + DAY + m * MINUTE) for m in (-1, 0)] == [False, True]
        assert planner.is_due(MONDAY)  # the clock was put back


@pytest.mark.parametrize(("budget", "expected"), [(0, 0), (2, 2)])
def test_the_budget_is_a_hard_stop_until_midnight_in_jakarta(tmp_path: Path, budget: int, expected: int) -> None:
    feeds = [steady(200)] * 5
    schedules: list[Schedule] = [Every(HOUR), Cron("* * * * *"), Adaptive(), Adaptive(), Adaptive()]
    with open_ledger("sqlite:", tmp_path) as ledger:
        begin(ledger, schedules, MONDAY)
        planner = Planner(ledger.engine, budget)
        visits = live(ledger, planner, feeds, schedules, range(2))
    each_day = [sum(at < MONDAY + DAY for at in each) for each in visits], [len(each) for each in visits]
    assert [sum(each_day[0]), sum(each_day[1])] == [expected, 2 * expected]


def test_a_crawler_that_is_started_late_does_not_make_the_days_visits_in_the_rest_of_it(tmp_path: Path) -> None:
    feeds, schedules = [steady(1000)] * 4, [Adaptive()] * 4
    with open_ledger("sqlite:", tmp_path) as ledger:
        begin(ledger, schedules, MONDAY + 20 * HOUR)
        planner, now = Planner(ledger.engine, 240), MONDAY + 20 * HOUR
        for step in range(24):
            if planner.is_due(now):
                planner.make(now)
            for state in ledger.due_sources(now, None, everything=False):
                if planner.take_visit(now):
                    visit(ledger, planner, state, feeds[state.id - 1], now)
            now = MONDAY + 20 * HOUR + (step + 1) * 10 * MINUTE
        made = day_requests(ledger.engine, jakarta_day(MONDAY)).visits
    assert 40 <= made <= 240 / 6 * 1.7


def test_looks_go_on_after_a_clock_that_was_ahead(tmp_path: Path) -> None:
    now = MONDAY + 12 * HOUR
    with open_ledger("sqlite:", tmp_path) as ledger:
        planner = Planner(ledger.engine, 40, look_share=0.1)
        assert [planner.take_look(now) for _ in range(3)] == [True, True, False]
        assert not planner.may_look(now + MINUTE / 2)
        assert planner.may_look(now + 2 * MINUTE)
        assert planner.may_look(now - 3 * DAY)


def test_a_source_whose_last_visit_lies_ahead_goes_on_from_now(tmp_path: Path) -> None:
    now = MONDAY + 12 * HOUR
    with open_ledger("sqlite:", tmp_path) as ledger:
        planner = Planner(ledger.engine, 100)
        learnt(ledger, planner, steady(50), now + 300 * DAY)
        planner.make(now)
        [row] = sources(ledger)
        assert row["next_due"] <= now + Limits().max_interval * timedelta(seconds=1) + HOUR
        assert read_profile(row["profile"]).visited == now.timestamp()


def test_sources_that_fail_or_whose_host_rests_keep_their_due_times(tmp_path: Path) -> None:
    now = MONDAY + 12 * HOUR
    with open_ledger("sqlite:", tmp_path) as ledger:
        planner = Planner(ledger.engine, 100)
        for values in ({"failures": 3}, {"not_before": now + DAY}):
            learnt(ledger, planner, steady(50), now)
            with writing(ledger.engine) as connection:
                connection.execute(sa.update(SOURCE).values(next_due=now + DAY, why="rests", **values))
            planner.make(now + MINUTE)
            assert [(row["next_due"], row["why"]) for row in sources(ledger)] == [(now + DAY, "rests")]
            with writing(ledger.engine) as connection:
                connection.execute(sa.update(SOURCE).values(next_due=now, failures=0, not_before=None, profile=""))


def test_it_is_said_why_a_source_is_visited_when_it_is(tmp_path: Path) -> None:
    now = MONDAY + 12 * HOUR
    with open_ledger("sqlite:", tmp_path) as ledger:
        planner = Planner(ledger.engine, 100)
        learnt(ledger, planner, steady(48), now)
        planner.make(now + MINUTE)
        [row] = sources(ledger)
        assert "new by then, as many as are worth one of the day's visits" in row["why"]
        assert now < row["next_due"] < now + HOUR
        planner = Planner(ledger.engine, 40)
        while planner.take_visit(now):
            pass
        planner.make(now + MINUTE)
        [row] = sources(ledger)
        assert row["why"].startswith("the day's visits (crawler.daily_requests) are used up")
        assert row["next_due"] == MONDAY + DAY


def test_a_profile_that_cannot_be_read_is_learnt_anew() -> None:
    for text in ("", "{}", "nonsense", "[1]", '{"visited": NaN}'):
        assert read_profile(text).visited == 0.0


@pytest.mark.parametrize(
    ("schedule", "hours", "expected"),
    [
        ("every 900 s", 24, 96),
        ("every 900 s", 6, 24),
        ("*/10 * * * *", 24, 144),
        ("0 6,18 * * *", 24, 2),
        ("0 6,18 * * *", 12, 1),
        ("0 0 30 2 *", 24, 0),
        ("* * * * *", 12, 720),
    ],
)
def test_visits_of_pinned_schedules_are_foreseen(schedule: str, hours: int, expected: float) -> None:
    end = (MONDAY + DAY).timestamp()
    assert expected_visits(schedule, end - hours * 3600, end) == pytest.approx(expected, rel=0.01)
