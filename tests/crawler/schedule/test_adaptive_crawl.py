"""Adaptive sources of sites on the loopback: what visits teach, and that it outlives the crawler."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from base.database import reading, writing
from config.catalogue import Adaptive, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import SOURCE
from crawler.schedule.planner import read_profile
from tests.news_site import Answer, NewsSite, serve_site

START = datetime(2026, 11, 2, 3, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SETTINGS = Settings(
    crawler=CrawlerSettings(
        allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0, timeout_seconds=5.0, daily_requests=100
    )
)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def list_entries(site: NewsSite, path: str, dates: Sequence[datetime], head: str = "", **headers: str) -> None:
    """A feed of articles with these dates; the number of an article is the minute of its date."""
    for date in dates:
        site.page(f"/baca{path}/{date.timestamp() // 60:.0f}")
    items = "".join(
        f"<item><title>Judul</title><link>{site.base}/baca{path}/{date.timestamp() // 60:.0f}</link>"
        f"<pubDate>{format_datetime(date)}</pubDate></item>"
        for date in dates
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Uji</title>{head}{items}</channel></rss>'
    site.answers[path] = Answer(text.encode(), "application/rss+xml", headers=headers)


def every(distance: timedelta, number: int, until: datetime = START) -> list[datetime]:
    return [until - n * distance for n in range(number)]


def crawl_at(now: datetime, site: NewsSite, data: Path, *paths: str) -> list[sa.RowMapping]:
    """A crawler that is started at an instant and ends when nothing is due; the sources as it leaves them."""
    sources = tuple(Source("feed", f"{site.base}{path}", Adaptive()) for path in paths)
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=sources)
    with time_machine.travel(now, tick=True):
        crawl(SETTINGS, data, {"uji": uji}, once=True)
    with open_ledger("sqlite:", data) as ledger, reading(ledger.engine) as connection:
        return list(connection.execute(sa.select(SOURCE).order_by(SOURCE.c.id)).mappings())


def test_the_first_list_tells_how_often_a_source_publishes(site: NewsSite, tmp_path: Path) -> None:
    list_entries(site, "/busy", every(10 * MINUTE, 20))
    list_entries(site, "/quiet", every(5 * HOUR, 20))
    crawl_at(START, site, tmp_path, "/busy", "/quiet")
    busy, quiet = crawl_at(START + 2 * MINUTE, site, tmp_path, "/busy", "/quiet")
    assert busy["last_visit"] < START + MINUTE  # nothing was due: what was learnt has outlived the crawler
    assert busy["next_due"] - START < (quiet["next_due"] - START) / 2
    assert "as many as are worth one of the day's visits" in busy["why"]
    profiles = [read_profile(row["profile"]) for row in (busy, quiet)]
    assert [len(row["profile"]) < 1200 for row in (busy, quiet)] == [True, True]
    assert sum(profiles[0].entries) == pytest.approx(17, abs=1)


def test_only_what_is_new_is_learnt_from_later_lists(site: NewsSite, tmp_path: Path) -> None:
    list_entries(site, "/rss", every(HOUR, 20))
    [row] = crawl_at(START, site, tmp_path, "/rss")
    before = sum(read_profile(row["profile"]).entries)
    list_entries(site, "/rss", [START + 5 * MINUTE, *every(HOUR, 19)])
    [row] = crawl_at(START + 3 * HOUR, site, tmp_path, "/rss")
    assert sum(read_profile(row["profile"]).entries) == pytest.approx(before + 1, abs=0.3)
    [again] = crawl_at(START + 9 * HOUR, site, tmp_path, "/rss")
    assert again["outcome"] == "not_modified"
    assert read_profile(again["profile"]).visited > read_profile(row["profile"]).visited
    assert read_profile(again["profile"]).listed == 20


@pytest.mark.parametrize(
    ("head", "headers", "minutes"),
    [
        ("", {}, 0),
        ("<ttl>30</ttl>", {}, 30),
        ("", {"Cache-Control": "max-age=1200"}, 20),
        ("<ttl>900</ttl>", {"Cache-Control": "max-age=1200"}, 60),
    ],
)
def test_what_a_publisher_asks_for_is_kept_within_reason(
    site: NewsSite, tmp_path: Path, head: str, headers: dict[str, str], minutes: int
) -> None:
    list_entries(site, "/rss", every(8 * MINUTE, 12), head, **headers)
    crawl_at(START, site, tmp_path, "/rss")
    [row] = crawl_at(START + 2 * MINUTE, site, tmp_path, "/rss")
    assert (row["next_due"] - row["last_visit"] == minutes * MINUTE) == bool(minutes)
    assert ("publisher asks" in row["why"]) == bool(minutes)
    assert row["next_due"] - row["last_visit"] <= max(minutes, 20) * MINUTE


def test_a_source_that_was_visited_before_there_were_profiles_is_read_anew(site: NewsSite, tmp_path: Path) -> None:
    list_entries(site, "/rss", every(HOUR, 20), ETag='"satu"')
    [row] = crawl_at(START, site, tmp_path, "/rss")
    with open_ledger("sqlite:", tmp_path) as ledger, writing(ledger.engine) as connection:
        connection.execute(sa.update(SOURCE).values(profile=""))
    [again] = crawl_at(START + MINUTE, site, tmp_path, "/rss")
    assert again["outcome"] == "fetched"
    assert dataclasses.replace(read_profile(again["profile"]), visited=0.0).listed == 20
    assert sum(read_profile(again["profile"]).entries) == pytest.approx(sum(read_profile(row["profile"]).entries), 0.01)


def test_dates_that_lie_ahead_bring_no_visit_forward(site: NewsSite, tmp_path: Path) -> None:
    list_entries(site, "/rss", every(10 * MINUTE, 20, START + 30 * 24 * HOUR))
    crawl_at(START, site, tmp_path, "/rss")
    [row] = crawl_at(START + 2 * MINUTE, site, tmp_path, "/rss")
    assert read_profile(row["profile"]).newest <= START.timestamp() + 60
    assert START + 10 * MINUTE < row["next_due"] < START + 7 * HOUR
