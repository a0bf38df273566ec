from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.clock import DAY_SECONDS, MONTH_NAMES, MONTHS, day_end, day_of, day_start, jakarta_day, time_zone

DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30))
"""All but the first and last, parts of which are no time in UTC."""


@given(DAYS, st.integers(0, DAY_SECONDS - 1))
def test_each_second_of_a_day_is_of_that_day(day: date, second: int) -> None:
    assert day_of(day_start(day) + second) == day


@given(DAYS)
def test_the_next_day_starts_where_a_day_ends(day: date) -> None:
    assert day_end(day) == day_start(day + timedelta(days=1))


def test_a_day_starts_at_five_in_the_afternoon_of_the_one_before_in_utc() -> None:
    assert day_start(date(2024, 11, 27)) == datetime(2024, 11, 26, 17, tzinfo=UTC).timestamp()
    assert jakarta_day(datetime(2024, 11, 26, 16, 59, 59, tzinfo=UTC)) == date(2024, 11, 26)
    assert jakarta_day(datetime(2024, 11, 26, 17, tzinfo=UTC)) == date(2024, 11, 27)


@pytest.mark.parametrize("year", [1900, 1943, 1955, 1963, 1964, 2024])
def test_an_old_article_is_counted_on_the_day_that_its_page_names(year: int) -> None:
    published = datetime(year, 9, 29, tzinfo=time_zone("Asia/Jakarta"))
    assert day_of(int(published.timestamp())) == date(year, 9, 29)


def test_other_zones_are_those_of_their_places() -> None:
    assert datetime(2024, 11, 27, tzinfo=time_zone("Asia/Jayapura")).utcoffset() == timedelta(hours=9)


def test_no_name_stands_for_two_months() -> None:
    for name, number in MONTHS.items():
        assert number - 1 in (
            found := [i for i, names in enumerate(MONTH_NAMES) if any(n.startswith(name) for n in names)]
        )
        assert len(found) == 1 or name in MONTH_NAMES[number - 1]
