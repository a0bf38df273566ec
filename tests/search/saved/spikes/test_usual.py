"""What is usual, by numbers alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from search.saved.spikes.usual import MIN_DAYS, Day, Learning, Usual, usual

TODAY = date(2026, 11, 27)  # a Friday


def past(texts: Callable[[date], float], every: Callable[[date], float] = lambda day: 500, days: int = 56) -> list[Day]:
    """So many days before today."""
    before = [TODAY - timedelta(days=back) for back in range(days, 0, -1)]
    return [Day(day, texts(day), texts(day) + every(day)) for day in before]


def known(
    texts: Callable[[date], float], every: Callable[[date], float] = lambda day: 500, today: float = 500
) -> Usual:
    found = usual(Day(TODAY, 0, today), past(texts, every))
    assert isinstance(found, Usual)
    return found


def test_nothing_is_said_before_three_weeks_of_collection() -> None:
    assert usual(Day(TODAY, 50, 500), past(lambda day: 1, days=20)) == Learning(20, MIN_DAYS)
    assert isinstance(usual(Day(TODAY, 50, 500), past(lambda day: 1, days=21)), Usual)
    assert usual(Day(TODAY, 50, 500), []) == Learning(0, MIN_DAYS)


def test_days_without_collection_are_left_out() -> None:
    def fridays(day: date) -> bool:
        return day.weekday() == 4 and day.day > 22

    with_outage = known(lambda day: 0 if fridays(day) else 20, lambda day: 5 if fridays(day) else 500)
    assert with_outage.expected == known(lambda day: 20).expected == 20
    assert with_outage.days < 56


def test_the_few_older_articles_of_a_young_archive_are_no_collection() -> None:
    young = past(lambda day: 20, lambda day: 500 if (TODAY - day).days <= 15 else 20)
    assert isinstance(usual(Day(TODAY, 100, 500), young), Learning)


@pytest.mark.parametrize(("texts", "is_above"), [(1, False), (4, False), (6, True)])
def test_of_a_quiet_topic_a_few_texts_are_no_spike(texts: int, is_above: bool) -> None:
    assert known(lambda day: day.toordinal() % 7 == 0).is_above(texts) == is_above


def test_a_weekday_is_held_against_its_like() -> None:
    assert not known(lambda day: 40 if day.weekday() == 4 else 2).is_above(45)
    assert known(lambda day: 40 if day.weekday() == 3 else 2).is_above(45)


def test_two_former_spikes_change_little() -> None:
    days = [TODAY - timedelta(days=7), TODAY - timedelta(days=28)]
    assert known(lambda day: 300 if day in days else 10).is_above(40)


def test_a_topic_that_grew_is_held_against_the_last_two_weeks() -> None:
    grown = known(lambda day: 40 if (TODAY - day).days <= 14 else 10)
    assert grown.expected == 40
    assert not grown.is_above(50)


def test_a_topic_that_varies_much_needs_more() -> None:
    def bursts(day: date) -> int:
        return 15 * (day.toordinal() % 4)

    assert known(bursts).bound > 1.5 * known(lambda day: 22).bound


def test_of_a_large_topic_half_as_much_again_is_needed() -> None:
    large = known(lambda day: 1_000)
    assert not large.is_above(1_400)
    assert large.is_above(1_500)


def test_where_more_of_everything_came_more_is_expected() -> None:
    assert known(lambda day: 10).is_above(30)
    assert not known(lambda day: 10, today=1_500).is_above(30)
    assert known(lambda day: 10, today=100).expected == 10  # less of everything makes no spike


def test_a_spike_is_over_when_it_is_nearer_to_the_usual() -> None:
    found = known(lambda day: 20)
    assert found.is_calm(20)
    assert not found.is_calm(found.least - 1)


def test_texts_that_came_after_all_were_counted_stop_nothing() -> None:
    assert known(lambda day: 40, every=lambda day: -20).expected >= 40
