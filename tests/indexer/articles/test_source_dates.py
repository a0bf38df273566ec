"""A page that tells no date has that of the source which listed it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from config.outcomes import Outcome
from indexer.articles.article import RELATIVE, Content, Extraction
from indexer.articles.drafts import Draft, draft_page
from tests.indexing import HARBOUR, NOON, PUBLISHERS, page

KABAR = PUBLISHERS["kabar"]
KABAR_ZONE = timezone(timedelta(hours=7))


def draft(told_by_page: datetime | date | None, told_by_source: str, seen: str = "", origin: str = "visible") -> Draft:
    made = page("baca/1", b"", captured=NOON, link={"published": told_by_source, "seen": seen})
    content = Content(title="Dermaga selesai diperbaiki", body=tuple(HARBOUR), published=told_by_page)
    found = Extraction(made.url, Outcome.OK, content, "", origins={"published": origin})
    return draft_page(made, found, KABAR)


@pytest.mark.parametrize(
    ("told", "instant"),
    [
        ("2024-11-26T09:15:00+07:00", datetime(2024, 11, 26, 2, 15, tzinfo=UTC)),
        ("Selasa, 26 November 2024 09:15 WIB", datetime(2024, 11, 26, 2, 15, tzinfo=UTC)),  # of earlier releases
        ("2024-11-26", datetime(2024, 11, 25, 17, tzinfo=UTC)),
    ],
)
def test_the_sources_date_is_used_where_the_page_tells_none(told: str, instant: datetime) -> None:
    made = draft(None, told)
    assert (made.instant, made.dated_by) == (instant, "source")
    assert made.content.published is not None


def test_the_page_knows_better() -> None:
    told = datetime(2024, 11, 25, 2, tzinfo=UTC)
    made = draft(told, "2024-11-26T09:15:00+07:00", "2024-11-26T05:00:00+00:00")
    assert (made.instant, made.dated_by) == (told, "page")


def test_a_link_that_a_regular_visit_found_dates_what_nothing_else_does() -> None:
    made = draft(None, "", "2024-11-28T04:30:00+00:00")
    assert (made.instant, made.dated_by) == (datetime(2024, 11, 28, 4, 30, tzinfo=UTC), "seen")
    assert made.content.published is None  # the page does not say it
    assert draft(None, "2024-11-26", "2024-11-28T04:30:00+00:00").dated_by == "source"


@pytest.mark.parametrize("told", ["", "segera", "2031-01-01T00:00:00+07:00", "1000 tahun lalu"])
def test_what_cannot_be_is_not_believed_of_a_source_either(told: str) -> None:
    made = draft(None, told)
    assert (made.content.published, made.instant, made.dated_by) == (None, NOON, "")


@pytest.mark.parametrize("told", [date(1, 1, 1), date(1026, 11, 28), datetime(1, 1, 1, 2, tzinfo=KABAR_ZONE)])
def test_no_publication_lies_before_what_the_index_can_hold(told: datetime | date) -> None:
    for origin in ("visible", RELATIVE):
        made = draft(told, "2024-11-26T09:15:00+07:00", origin=origin)
        assert (made.instant, made.dated_by) == (datetime(2024, 11, 26, 2, 15, tzinfo=UTC), "source")


@pytest.mark.parametrize(
    ("relative", "told"),
    [
        (NOON - timedelta(hours=2), NOON - timedelta(hours=2, minutes=50)),
        (NOON - timedelta(minutes=5), NOON - timedelta(minutes=35)),  # the page was kept for half an hour
        ((NOON - timedelta(days=3)).date(), NOON - timedelta(days=3, hours=5)),
        ((NOON - timedelta(days=60)).date(), NOON - timedelta(days=80)),
    ],
)
def test_an_instant_of_the_source_is_what_a_relative_date_of_the_page_stands_for(
    relative: datetime | date, told: datetime
) -> None:
    made = draft(relative, told.isoformat(), origin=RELATIVE)
    assert (made.instant, made.content.published, made.dated_by) == (told, told, "source")
    assert draft(relative, told.isoformat()).dated_by == "page"


@pytest.mark.parametrize("told", [NOON - timedelta(hours=9), NOON - timedelta(days=2), NOON + timedelta(hours=3)])
def test_a_source_that_tells_another_time_than_a_relative_date_is_not_followed(told: datetime) -> None:
    made = draft(NOON - timedelta(hours=2), told.isoformat(), origin=RELATIVE)
    assert (made.instant, made.dated_by) == (NOON - timedelta(hours=2), "page")


def test_a_day_of_the_source_is_less_than_a_relative_instant() -> None:
    assert draft(NOON - timedelta(hours=2), NOON.date().isoformat(), origin=RELATIVE).dated_by == "page"
