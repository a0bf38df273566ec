"""A page that tells no date has that of the source which listed it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from config.outcomes import Outcome
from indexer.articles.article import Content, Extraction
from indexer.articles.drafts import Draft, draft_page
from tests.indexing import HARBOUR, NOON, PUBLISHERS, page

KABAR = PUBLISHERS["kabar"]


def draft(told_by_page: datetime | None, told_by_source: str, seen: str = "") -> Draft:
    made = page("baca/1", b"", captured=NOON, link={"published": told_by_source, "seen": seen})
    content = Content(title="Dermaga selesai diperbaiki", body=tuple(HARBOUR), published=told_by_page)
    return draft_page(made, Extraction(made.url, Outcome.OK, content, ""), KABAR)


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


@pytest.mark.parametrize("told", ["", "segera", "2031-01-01T00:00:00+07:00"])
def test_what_cannot_be_is_not_believed_of_a_source_either(told: str) -> None:
    made = draft(None, told)
    assert (made.content.published, made.instant, made.dated_by) == (None, NOON, "")
