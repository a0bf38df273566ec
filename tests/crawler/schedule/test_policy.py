"""When a source is due again."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from base.errors import ConfigError
from base.memory import give_back
from config.catalogue import Adaptive, Cron, Every, parse_schedule
from crawler.schedule.policy import MAX_SPREAD, SPREAD, cron_trigger, make_clock, next_due

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # 10.00 in Jakarta


def test_each_schedule_has_its_distance() -> None:
    assert next_due(Adaptive(), NOW) - NOW == timedelta(minutes=15)
    assert next_due(Every(timedelta(minutes=1)), NOW) - NOW == timedelta(minutes=1)
    assert next_due(Cron("30 10 * * *"), NOW) - NOW == timedelta(minutes=30)
    assert next_due(Cron("0 6 * * *"), NOW) - NOW == timedelta(hours=20)


def test_failures_double_the_distance_up_to_half_a_day() -> None:
    distances = [next_due(Every(timedelta(minutes=10)), NOW, failures) - NOW for failures in (0, 1, 2, 100)]
    assert distances == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 720)]
    assert next_due(Every(timedelta(days=1)), NOW, 3) - NOW == timedelta(days=1)
    distances = [next_due(Every(timedelta(minutes=1)), NOW, failures) - NOW for failures in (9, 10, 11)]
    assert distances == [timedelta(minutes=minutes) for minutes in (512, 720, 720)]


def test_a_cron_visit_that_failed_is_made_up_for_before_the_next_fire() -> None:
    distances = [next_due(Cron("0 6 * * *"), NOW, failures) - NOW for failures in (1, 2, 3, 100)]
    assert distances == [timedelta(minutes=minutes) for minutes in (5, 10, 20, 720)]


@pytest.mark.parametrize("schedule", [Adaptive(), Every(timedelta(minutes=5)), Every(timedelta(days=30))])
def test_sources_of_one_schedule_fall_due_apart(schedule: Adaptive | Every) -> None:
    exact = next_due(schedule, NOW) - NOW
    due = [next_due(schedule, NOW, url=f"https://{number}.example/rss") - NOW for number in range(100)]
    assert due == [next_due(schedule, NOW, url=f"https://{number}.example/rss") - NOW for number in range(100)]
    room = min(exact * SPREAD, MAX_SPREAD)
    assert all(abs(one - exact) <= room / 2 for one in due)
    assert len({int((one - exact + room / 2) / room * 10) for one in due}) == 10


def test_sources_of_one_cron_fall_due_apart_within_the_minute() -> None:
    due = {next_due(Cron("30 10 * * *"), NOW, url=f"https://{number}.example/rss") - NOW for number in range(100)}
    assert timedelta(minutes=30) <= min(due) < max(due) < timedelta(minutes=31)
    assert len(due) == 100


def test_a_day_that_never_comes_does_no_harm() -> None:
    assert next_due(Cron("0 0 30 2 *"), NOW) - NOW == timedelta(hours=12)


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("0", "Sun"),
        ("7", "Sun"),
        ("1-5", "Mon Tue Wed Thu Fri"),
        ("0-2", "Sun Mon Tue"),
        ("5-7", "Fri Sat Sun"),
        ("6,1", "Sat Mon"),
        ("*/3", "Sun Wed Sat"),
        ("sat,sun", "Sat Sun"),
        ("*", "Mon Tue Wed Thu Fri Sat Sun"),
    ],
)
def test_days_of_the_week_are_those_of_cron(field: str, days: str) -> None:
    trigger, fires = cron_trigger(f"0 12 * * {field}"), set()
    for day in range(7):
        fire = trigger.get_next_fire_time(None, NOW + timedelta(days=day))
        fires.add(fire.strftime("%a"))
    assert fires == set(days.split())


@pytest.mark.parametrize("expression", ["99 * * * *", "* * * * 8", "* * * * 5-2"])
def test_a_wrong_cron_field_is_named(expression: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(expression)):
        cron_trigger(expression)


NUMBERS = st.integers(0, 62).map(str)
NAMES = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "nov", "dec"])
VALUES = st.one_of(st.just("*"), NUMBERS, NAMES, st.tuples(NUMBERS | NAMES, NUMBERS | NAMES).map("-".join))
RANGES = st.tuples(VALUES, st.sampled_from(["", "/0", "/1", "/2", "/6", "/15", "/59", "/60"])).map("".join)
FIELDS = st.lists(RANGES, min_size=1, max_size=2).map(",".join)


@settings(max_examples=500)
@given(st.integers(0, 4), FIELDS)
def test_what_a_publishers_file_may_say_is_what_the_clock_understands(place: int, field: str) -> None:
    fields = ["*"] * 5
    fields[place] = field
    with suppress(ValueError):
        schedule = parse_schedule(" ".join(fields))
        assert isinstance(schedule, Cron)
        next_due(schedule, NOW)  # raises ConfigError, which is none of those


def test_the_clock_makes_up_for_a_late_tick_once() -> None:
    async def tick() -> None: ...

    clock = make_clock(tick)
    job, other = (job for job, _, _ in clock._pending_jobs)
    assert (clock._job_defaults["misfire_grace_time"], clock._job_defaults["coalesce"]) == (None, True)
    assert clock._job_defaults["max_instances"] == 1
    assert (job.id, other.func) == ("tick", give_back)
