"""The timeline: how wide its bars are, how far it goes, what it says of periods that are not complete or empty."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.parser import parse
from search.request import DAYS, DayRange, SearchRequest, make_filters
from search.web.pages.addresses import USUAL, View, results_href, results_within
from search.web.pages.timeline import MAX_BARS, Chart, chart, days_of, fitting, scale_texts, scale_top, whole_span

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("days", "period"),
    [
        (1, "day"),
        (MAX_BARS, "day"),
        (MAX_BARS + 1, "week"),
        (7 * MAX_BARS, "week"),
        (7 * MAX_BARS + 1, "month"),
        (31 * MAX_BARS, "month"),
        (31 * MAX_BARS + 1, "year"),
    ],
)
def test_bars_are_as_wide_as_they_must_be(days: int, period: str) -> None:
    first = date(2015, 1, 1)
    assert fitting(first, first + timedelta(days=days - 1)) == period


def drawn(days: dict[date, int], view: View = USUAL, **changes: object) -> Chart:
    covered = {day: 10 * count for day, count in days.items()}
    made = chart(days, covered, SearchRequest(query="banjir", **changes), view, DayRange(), TODAY)
    assert made is not None
    return made


def test_the_chart_goes_on_to_today_and_marks_the_day_that_is_not_over() -> None:
    made = drawn({date(2026, 11, 20): 3})
    assert [bar.name for bar in made.bars] == [f"{day} Nov 2026" for day in range(20, 26)]
    assert [bar.is_part for bar in made.bars] == [*[False] * 5, True]
    assert [bar.count for bar in made.bars] == [3, 0, 0, 0, 0, 0]
    assert "hari ini" in made.summary


def test_the_chart_ends_with_the_last_day_that_there_is() -> None:
    assert drawn({date.max: 3}).bars[-1].count == 3


def test_the_chart_has_the_whole_span_that_was_asked_for() -> None:
    tree = parse("banjir sejak:2026-09-20 sampai:2026-10-10", NOW).tree
    wanted = days_of(SearchRequest().narrow(DAYS, DayRange(date(2026, 10, 1))), tree)
    assert wanted == DayRange(date(2026, 10, 1), date(2026, 10, 10))
    made = chart({date(2026, 10, 5): 1}, {date(2026, 10, 5): 1}, SearchRequest(), USUAL, wanted, TODAY)
    assert made is not None
    assert (made.bars[0].name, made.bars[-1].name, len(made.bars)) == ("1 Okt 2026", "10 Okt 2026", 10)
    assert not any(bar.is_part for bar in made.bars)


@pytest.mark.parametrize("asked", [DayRange(date(1, 1, 1)), DayRange(None, date(9999, 12, 31))])
def test_no_span_makes_more_bars_than_there_may_be(asked: DayRange) -> None:
    first, last = whole_span({date(2024, 2, 1): 1}, asked, TODAY)
    assert last == TODAY
    assert last.year - first.year < MAX_BARS


def test_a_week_that_the_span_cuts_is_marked() -> None:
    days = {date(2026, 5, 1) + timedelta(days=day): 1 for day in range(200)}  # from a Friday
    whole = drawn(days)
    assert (whole.by, whole.bars[0].name, whole.bars[0].is_part) == ("week", "27 Apr 2026 – 3 Mei 2026", False)
    cut = chart(days, days, SearchRequest(), USUAL, DayRange(date(2026, 5, 1)), TODAY)
    assert cut is not None
    assert (cut.bars[0].name, cut.bars[0].is_part) == ("1 Mei 2026 – 3 Mei 2026", True)
    assert not cut.bars[1].is_part


def test_days_on_which_nothing_was_collected_are_told_from_days_without_a_match() -> None:
    days = {date(2026, 11, 20): 3}
    covered = {date(2026, 11, 20): 30, date(2026, 11, 21): 12, **{date(2026, 11, day): 5 for day in range(23, 26)}}
    made = chart(days, covered, SearchRequest(), USUAL, DayRange(), TODAY)
    assert made is not None
    assert [bar.is_gap for bar in made.bars] == [False, False, True, False, False, False]


def test_a_share_is_that_of_all_articles_of_the_period() -> None:
    made = drawn({date(2026, 11, 24): 3, date(2026, 11, 25): 1}, View(share=True))
    assert [bar.share for bar in made.bars] == ["10,00%", "10,00%"]
    assert made.bars[0].height == made.bars[1].height
    assert made.scale == ("10%", "5%", "0%")


@pytest.mark.parametrize(
    ("most", "top"), [(1, 4), (4, 4), (5, 6), (7, 8), (9, 10), (11, 20), (58, 60), (61, 80), (212, 300), (1_231, 2_000)]
)
def test_the_scale_ends_at_a_round_number_whose_half_is_one_too(most: int, top: int) -> None:
    assert scale_top(most, is_share=False) == top
    assert scale_texts(top, "en", is_share=False)[1] == f"{top // 2:,}"


@pytest.mark.parametrize(("most", "top"), [(0.0, 0.01), (0.004, 0.01), (0.5, 0.6), (35.0, 40.0), (99.0, 100.0)])
def test_the_scale_of_shares_ends_at_a_hundred(most: float, top: float) -> None:
    assert scale_top(most, is_share=True) == pytest.approx(top)


def test_one_article_does_not_look_like_many() -> None:
    assert drawn({date(2026, 11, 24): 1}).bars[0].height == 25
    assert drawn({date(2026, 11, 24): 58}).bars[0].height == pytest.approx(96.67)


@given(st.text(max_size=30), st.dates(), st.dates(), st.booleans())
def test_an_address_within_days_is_that_of_the_search_narrowed_to_them(
    query: str, first: date, last: date, compact: bool
) -> None:
    view = View(compact=compact)
    for words in (query, "x&from=0001-01-01&to=9999-12-31"):
        request = SearchRequest(query=words, filters=make_filters({"section": ("from=0001-01-01&to=9999-12-31",)}))
        narrowed = results_href(request.narrow(DAYS, DayRange(first, last)), view)
        assert results_within(request, view)(first, last) == narrowed
