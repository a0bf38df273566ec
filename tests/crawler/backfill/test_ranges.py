"""Which lists and which of their entries belong to a range of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from base.clock import JAKARTA
from config.catalogue import DatedLists, Publisher
from crawler.backfill.ranges import dated_lists, day_in_url, in_range, may_hold, page_url, sampled
from crawler.ledger.backfills import PastList
from crawler.ledger.links import Link
from crawler.sources.entries import ChildSitemap

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
BY_DAY = "https://a.id/indeks?date={month}/{day}/{year}&page={page}"


def publisher(**lists: object) -> Publisher:
    return Publisher("a", "A", ("a.id",), backfill=DatedLists(**lists))  # type: ignore[arg-type] # made up by name


@pytest.mark.parametrize("number", [8, 9, 20, 31, 92, 365])
def test_the_sampled_days_have_one_of_each_weekday(number: int) -> None:
    days = [(FIRST + timedelta(n), FIRST + timedelta(n)) for n in range(number)]
    chosen = sampled(days)
    assert {day.weekday() for day, _ in chosen} == set(range(7))
    assert max(chosen)[0] - min(chosen)[0] >= timedelta(number - 8)


def test_few_days_are_all_sampled() -> None:
    assert all(one.sampled for one in dated_lists(publisher(urls=(BY_DAY,)), FIRST, date(2026, 3, 7)))


def test_a_dated_list_has_a_first_page_for_each_day_the_newest_first() -> None:
    lists = dated_lists(publisher(urls=(BY_DAY,)), FIRST, date(2026, 3, 2))
    assert [one.url for one in lists] == [f"https://a.id/indeks?date=03/0{day}/2026&page=1" for day in (2, 1)]


def test_without_a_day_a_list_is_of_a_month() -> None:
    lists = dated_lists(publisher(urls=("https://a.id/{year}/{month}/page/{page}",)), FIRST, date(2026, 4, 2))
    assert [(one.first, one.last) for one in lists] == [
        (date(2026, 4, 1), date(2026, 4, 30)),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ]


def test_pages_may_be_counted_by_articles() -> None:
    lists = DatedLists(urls=("https://a.id/{year}{month}{day}/{page}",), first_page=0, page_step=20)
    one = PastList("", "section", lists.urls[0], FIRST, FIRST, page=3)
    assert page_url(lists, one) == "https://a.id/20260301/40"


@pytest.mark.parametrize(
    ("url", "lastmod", "may"),
    [
        ("https://a.id/sitemap-2026-03.xml", "", True),
        ("https://a.id/sitemap-2026-02.xml", "2026-03-09T00:00:00+07:00", False),
        ("https://a.id/sitemap-2026-03.xml", "0001-01-01T00:00:00+07:00", True),
        ("https://a.id/sitemap-2026-03.xml", "9999-12-31T23:59:59Z", True),
        ("https://a.id/sitemap/2026/03/15.xml", "", True),
        ("https://a.id/sitemap/20260401.xml", "", False),
        ("https://a.id/sitemap-2026.xml", "", True),
        ("https://a.id/sitemap-2025.xml", "2026-03-09", False),
        ("https://a.id/post-sitemap7.xml", "2026-02-28T23:00:00+07:00", False),
        ("https://a.id/post-sitemap7.xml", "2026-05-01", True),
        ("https://a.id/post-sitemap7.xml", "", True),
        ("https://a.id/post-sitemap7.xml", "9999-12-31T23:59:59Z", True),
        ("https://a.id/post-sitemap7.xml", "0001-01-01T00:00:00+14:00", True),
        ("https://a.id/post_tag-sitemap.xml", "", False),
        ("https://a.id/image-sitemap-2026-03.xml", "", False),
    ],
)
def test_sitemaps_of_other_times_and_things_are_not_asked_for(url: str, lastmod: str, may: bool) -> None:
    assert may_hold(ChildSitemap(url, lastmod), FIRST, LAST, JAKARTA) is may


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.id/read/2026/03/04/101112/judul", date(2026, 3, 4)),
        ("https://a.id/read/20260304/12/99/judul", date(2026, 3, 4)),
        ("https://a.id/nasional/20260304101112-20-77/judul", date(2026, 3, 4)),
        ("https://a.id/read/20269904/judul", None),
        ("https://a.id/berita/4500000/judul", None),
    ],
)
def test_the_day_in_an_address(url: str, day: date | None) -> None:
    assert day_in_url(url) == day


@pytest.mark.parametrize(
    ("url", "published", "series", "wanted"),
    [
        ("https://a.id/baca/1", "", BY_DAY, True),  # the list is of that day
        ("https://a.id/2026/04/01/judul", "", BY_DAY, False),  # of what is read most beside it
        ("https://a.id/baca/1", "2026-03-31T23:59:00+07:00", "", True),
        ("https://a.id/baca/1", "2026-03-31T18:00:00+00:00", "", False),  # April in Jakarta
        ("https://a.id/2026/03/30/judul", "2026-05-01T00:00:00+07:00", "", True),  # changed later
        ("https://a.id/baca/1", "", "", False),
        ("https://a.id/baca/1", "Fri, 31 Dec 9999 23:59:59 GMT", "", False),
    ],
)
def test_what_is_of_the_range(url: str, published: str, series: str, wanted: bool) -> None:
    day = LAST if series else date.max
    one = PastList("https://a.id/x", "section" if series else "sitemap", series, LAST, day)
    assert in_range(Link(url, url, published=published), one, FIRST, LAST, JAKARTA) is wanted
