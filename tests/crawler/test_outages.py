"""Outages of hosts, of robots.txt and of the network here, lived through in shifted time: nothing is lost, and little
is asked meanwhile."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from base.database import reading, writing
from base.urls import canonical_url
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.fetch.reactor import run
from crawler.fetch.runtime import Runtime, open_runtime
from crawler.ledger.links import Link
from crawler.ledger.tables import LINK, SOURCE
from crawler.schedule.manager import CrawlManager
from tests.news_site import Answer, NewsSite, serve_site

START = datetime(2026, 11, 2, 3, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SETTINGS = Settings(
    crawler=CrawlerSettings(
        allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0, daily_requests=10**6, timeout_seconds=5.0
    )
)


@pytest.fixture
def sites() -> Iterator[list[NewsSite]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serve_site()) for _ in range(5)]


def publisher(slug: str, feed: NewsSite, *, every: timedelta = DAY) -> Publisher:
    source = Source("feed", f"{feed.base}/rss", Every(every))
    return Publisher(slug, slug, ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=(source,))


def list_pages(feed: NewsSite, pages: NewsSite, number: int = 20) -> None:
    """A feed of articles that lie on another host."""
    for one in range(number):
        pages.page(f"/baca/{one}")
    feed.feed("/rss", [f"/baca/{one}" for one in range(number)])
    answer = feed.answers["/rss"]
    assert isinstance(answer, Answer)
    answer.body = answer.body.replace(feed.base.encode(), pages.base.encode())


def waiting(shared: Runtime) -> list[datetime]:
    with reading(shared.ledger.engine) as connection:
        return list(connection.execute(sa.select(LINK.c.due).where(LINK.c.due.is_not(None))).scalars())


def found(shared: Runtime) -> Counter[str]:
    with reading(shared.ledger.engine) as connection:
        return Counter(connection.execute(sa.select(LINK.c.outcome)).scalars())


def crawl(shared: Runtime, publishers: list[Publisher]) -> None:
    run(CrawlManager(shared, {one.slug: one for one in publishers}, once=True, everything=False).run())


def live(shared: Runtime, publishers: list[Publisher], clock: time_machine.Traveller, until: datetime) -> None:
    """Crawl whenever something is due, as a crawler that stays does, until a day and hour."""
    while datetime.now(UTC) < until:
        crawl(shared, publishers)
        with reading(shared.ledger.engine) as connection:
            sources = list(connection.execute(sa.select(SOURCE.c.next_due)).scalars())
        troubles = [shared.outages.network, *shared.outages.away.values(), *shared.outages.refusing.values()]
        due = [*sources, *waiting(shared), *filter(None, [one.until for one in troubles])]
        later = [one for one in due if one > datetime.now(UTC)]
        clock.move_to(min([*later, until]) + timedelta(milliseconds=10), tick=True)


def test_no_link_is_lost_to_a_host_that_is_away_for_three_days(sites: list[NewsSite], tmp_path: Path) -> None:
    feed, pages, *_ = sites
    list_pages(feed, pages)
    uji = publisher("uji", feed)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        pages.away = True
        live(shared, [uji], clock, START + 3 * DAY)
        asked = len(pages.seen)
        pages.away = False
        live(shared, [uji], clock, START + 3 * DAY + HOUR + MINUTE)
        assert found(shared) == {"fetched": 20}
    assert asked <= 80  # 7 in the first two hours, then one an hour


def test_no_link_is_lost_to_a_robots_txt_that_fails_for_a_day(sites: list[NewsSite], tmp_path: Path) -> None:
    feed, pages, *_ = sites
    list_pages(feed, pages)
    pages.answers["/robots.txt"] = Answer(status=500)
    uji = publisher("uji", feed)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        live(shared, [uji], clock, START + DAY)
        asked = [one.path for one in pages.seen]
        del pages.answers["/robots.txt"]
        live(shared, [uji], clock, START + DAY + HOUR + MINUTE)
        assert found(shared) == {"fetched": 20}
    assert set(asked) == {"/robots.txt"}
    assert len(asked) <= 32


def test_no_link_is_lost_without_a_network_which_is_found_out_once(
    sites: list[NewsSite], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sites = sites[:4]
    publishers = [publisher(f"uji{number}", site) for number, site in enumerate(sites)]
    for site in sites:
        list_pages(site, site, 5)
    caplog.set_level(logging.INFO)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources(publishers)
        for one in publishers:
            urls = [f"{one.sources[0].url[:-4]}/baca/{n}" for n in range(5)]
            links = [Link(url, canonical_url(url)) for url in urls]
            shared.ledger.add_links(one.slug, one.sources[0].url, links, START, 10)
        for site in sites:
            site.away = True
        live(shared, publishers, clock, START + 3 * HOUR)
        asked = sum(len(site.seen) for site in sites)
        for site in sites:
            site.away = False
        live(shared, publishers, clock, START + 3 * HOUR + 20 * MINUTE)
        assert found(shared) == {"fetched": 20}
    told = [vars(record)["ecs"]["event.action"] for record in caplog.records if "ecs" in vars(record)]
    assert (told.count("network.down"), told.count("network.up")) == (1, 1)
    assert asked <= 25


def test_a_link_is_given_up_by_age_where_its_host_can_be_reached(sites: list[NewsSite], tmp_path: Path) -> None:
    site = sites[0]
    site.answers["/baca/1"] = Answer(status=500)
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1", "/baca/2"])
    uji = publisher("uji", site, every=4 * DAY)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        live(shared, [uji], clock, START + 32 * DAY)
        assert len(waiting(shared)) == 1  # the feed names it still
        site.feed("/rss", ["/baca/2"])
        live(shared, [uji], clock, START + 66 * DAY)
        assert waiting(shared) == []
        assert len(site.paths("/baca/1")) < 80
        site.feed("/rss", ["/baca/1"])
        site.page("/baca/1")
        live(shared, [uji], clock, START + 71 * DAY)
        assert found(shared) == {"fetched": 2}


@pytest.mark.parametrize("early", [Answer(status=404), Answer(b"<html><head><title>Banjir</title></head></html>")])
def test_a_page_that_is_named_before_it_is_there_is_asked_for_again(
    sites: list[NewsSite], tmp_path: Path, early: Answer
) -> None:
    site = sites[0]
    site.answers["/baca/1"] = early
    site.feed("/rss", ["/baca/1"])
    uji = publisher("uji", site)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        live(shared, [uji], clock, START + 20 * MINUTE)
        assert len(site.paths("/baca/")) == 3  # at once, after a minute and after five more
        site.page("/baca/1")
        live(shared, [uji], clock, START + 40 * MINUTE)
        live(shared, [uji], clock, START + 2 * DAY)
        assert len(site.paths("/baca/")) == 4
        assert found(shared) == {"fetched": 1}


def test_a_page_that_never_comes_is_believed_to_be_missing_after_five_looks(
    sites: list[NewsSite], tmp_path: Path
) -> None:
    site = sites[0]
    site.feed("/rss", ["/baca/1"])
    uji = publisher("uji", site)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        live(shared, [uji], clock, START + 3 * DAY)
        assert len(site.paths("/baca/")) == 5
        assert waiting(shared) == []


@pytest.mark.parametrize("how", ["403", "cookies"])
def test_a_host_that_refuses_articles_rests_instead_of_being_asked_for_each(
    sites: list[NewsSite], tmp_path: Path, how: str
) -> None:
    site = sites[0]
    for number in range(10):
        answer = Answer(status=403) if how == "403" else Answer(status=302, headers={"Location": f"/baca/{number}"})
        site.answers[f"/baca/{number}"] = answer
    site.feed("/rss", [f"/baca/{number}" for number in range(10)])
    uji = publisher("uji", site)
    with time_machine.travel(START, tick=True) as clock, open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        live(shared, [uji], clock, START + DAY)
        assert len(site.paths("/baca/")) <= 16
        for number in range(10):
            site.page(f"/baca/{number}")
        live(shared, [uji], clock, START + DAY + 13 * HOUR)
        assert found(shared) == {"fetched": 10}


def test_what_was_learnt_of_a_host_outlives_the_crawler(sites: list[NewsSite], tmp_path: Path) -> None:
    feed, pages, *_ = sites
    list_pages(feed, pages)
    uji = publisher("uji", feed)
    pages.away = True
    with time_machine.travel(START, tick=True) as clock:
        for quarter in range(32):  # a crawler that is started by cron each quarter of an hour
            clock.move_to(START + quarter * 15 * MINUTE, tick=True)
            with open_runtime(SETTINGS, tmp_path, alone=True) as shared:
                shared.ledger.sync_sources([uji])
                crawl(shared, [uji])
    assert len(pages.seen) <= 13


def test_the_last_good_robots_txt_is_kept_over_a_restart_and_gone_by_where_the_site_fails(
    sites: list[NewsSite], tmp_path: Path
) -> None:
    site = sites[0]
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /baca/2", "text/plain")
    uji = publisher("uji", site, every=HOUR)
    for hours, robots in enumerate([200, 200, 500, 500]):
        site.feed("/rss", ["/baca/2", f"/baca/{10 + hours}"])
        site.page(f"/baca/{10 + hours}")
        if robots == 500:
            site.answers["/robots.txt"] = Answer(status=500)
        now = START + hours * 15 * HOUR
        with time_machine.travel(now, tick=True), open_runtime(SETTINGS, tmp_path, alone=True) as shared:
            shared.ledger.sync_sources([uji])
            crawl(shared, [uji])
    assert site.paths("/baca/") == ["/baca/10", "/baca/11", "/baca/12", "/baca/13"]
    assert [one.path for one in site.seen].count("/robots.txt") == 3


def test_a_feed_that_says_in_three_seconds_is_visited_in_three_seconds(sites: list[NewsSite], tmp_path: Path) -> None:
    site = sites[0]
    site.answers["/rss"] = Answer(status=429, headers={"Retry-After": "3"})
    uji = publisher("uji", site)
    with time_machine.travel(START, tick=False), open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        crawl(shared, [uji])
        [state] = shared.ledger.sources()
        assert state.next_due == START + timedelta(seconds=3)


@pytest.mark.parametrize("asked", ["120", "Fri, 31 Dec 9999 23:59:59 GMT", "9" * 5_000])
def test_a_feed_that_asks_again_and_again_for_time_gets_a_day_at_most(
    sites: list[NewsSite], tmp_path: Path, asked: str
) -> None:
    site = sites[0]
    site.answers["/rss"] = Answer(status=503, headers={"Retry-After": asked})
    uji = publisher("uji", site, every=HOUR)
    with time_machine.travel(START, tick=False), open_runtime(SETTINGS, tmp_path, alone=True) as shared:
        shared.ledger.sync_sources([uji])
        with writing(shared.ledger.engine) as connection:
            connection.execute(sa.update(SOURCE).values(failures=40))
        crawl(shared, [uji])
        [state] = shared.ledger.sources()
        assert state.failures == 41
        assert START + HOUR < state.next_due <= START + DAY
