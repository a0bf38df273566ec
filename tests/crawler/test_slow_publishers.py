"""No publisher, however slow, keeps another waiting, and no request leaves before its turn."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from twisted.web._newclient import HTTP11ClientProtocol

from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.schedule.report import CrawlReport
from tests.news_site import Answer, NewsSite, Seen, serve_site

DEADLINE = 60.0
HANGING = 10  # publishers, with two pages each; an earlier release had eight slots for publishers
PAGE = Answer(b"<html><h1>Banjir surut</h1>")


class Gate:
    """Pages that answer only when they are let, and whether each was let in time."""

    def __init__(self, site: NewsSite, paths: list[str]) -> None:
        self._opened, self.in_time = threading.Event(), list[bool]()
        site.answers.update(dict.fromkeys(paths, self._answer))

    def open(self) -> None:
        self._opened.set()

    def _answer(self, _: Seen) -> Answer:
        self.in_time.append(self._opened.wait(DEADLINE))
        return PAGE


def publisher(slug: str, site: NewsSite, delay: float = 0.0) -> Publisher:
    sources = (Source("feed", f"{site.base}/rss", Every(timedelta(hours=1))),)
    domain = site.base.removeprefix("http://")
    return Publisher(slug, slug, (domain,), article_url="/baca/", politeness=Politeness(delay), sources=sources)


def crawl_once(data: Path, publishers: list[Publisher], **settings: Any) -> CrawlReport:
    crawler = CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, **settings)
    return crawl(Settings(crawler=crawler), data, {one.slug: one for one in publishers}, once=True)


def test_good_publishers_are_crawled_while_many_others_hang(tmp_path: Path) -> None:
    with ExitStack() as stack:
        good, *hanging = (stack.enter_context(serve_site()) for _ in range(1 + HANGING))
        gates = [Gate(site, ["/baca/1", "/baca/2"]) for site in hanging]
        for site in hanging:
            site.feed("/rss", ["/baca/1", "/baca/2"])

        def last(_: Seen) -> Answer:
            for gate in gates:
                gate.open()
            return PAGE

        good.feed("/rss", ["/baca/1", "/baca/2", "/baca/3"])
        good.answers.update({"/baca/1": PAGE, "/baca/2": PAGE, "/baca/3": last})
        publishers = [publisher(f"a{number}", site) for number, site in enumerate(hanging)]
        report = crawl_once(tmp_path, [*publishers, publisher("z", good)], timeout_seconds=DEADLINE)
    assert [waited for gate in gates for waited in gate.in_time] == [True] * 2 * HANGING
    assert report.counts["outcome_fetched"] == 2 * HANGING + 3


def test_a_page_that_hangs_on_one_host_keeps_no_other_host_of_its_publisher_waiting(tmp_path: Path) -> None:
    with serve_site() as one, serve_site() as other:
        hanging = [f"/baca/{number}" for number in range(6)]
        gate = Gate(one, hanging)

        def last(_: Seen) -> Answer:
            gate.open()
            return PAGE

        other.answers["/baca/9"] = last
        one.feed("/rss", hanging)
        feed = one.answers["/rss"]
        assert isinstance(feed, Answer)
        item = f"<item><title>Lain</title><link>{other.base}/baca/9</link></item></channel>".encode()
        one.answers["/rss"] = Answer(feed.body.replace(b"</channel>", item), feed.kind)
        domains = tuple(site.base.removeprefix("http://") for site in (one, other))
        sources = (Source("feed", f"{one.base}/rss", Every(timedelta(hours=1))),)
        both = Publisher("uji", "Uji", domains, article_url="/baca/", politeness=Politeness(0.0), sources=sources)
        report = crawl_once(tmp_path, [both], timeout_seconds=DEADLINE)
    assert gate.in_time == [True] * len(hanging)
    assert report.counts["outcome_fetched"] == len(hanging) + 1


def test_no_more_requests_are_in_flight_than_the_setting_allows(tmp_path: Path) -> None:
    most, now, lock = [0], [0], threading.Lock()

    def answer(_: Seen) -> Answer:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)  # so that they overlap
        with lock:
            now[0] -= 1
        return PAGE

    with ExitStack() as stack:
        sites = [stack.enter_context(serve_site()) for _ in range(5)]
        for site in sites:
            site.feed("/rss", [f"/baca/{number}" for number in range(4)])
            site.answers.update({f"/baca/{number}": answer for number in range(4)})
        publishers = [publisher(f"a{number}", site) for number, site in enumerate(sites)]
        report = crawl_once(tmp_path, publishers, concurrent_requests=4)
    assert report.counts["outcome_fetched"] == 20
    assert most[0] <= 3  # pages have three quarters of the places


def test_requests_keep_their_distance_after_pages_have_timed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[float] = []
    request = HTTP11ClientProtocol.request

    def noted(protocol: HTTP11ClientProtocol, sent: Any) -> Any:
        written.append(time.monotonic())
        return request(protocol, sent)

    monkeypatch.setattr(HTTP11ClientProtocol, "request", noted)
    with serve_site() as site:
        paths = [f"/baca/{number}" for number in range(4)]
        gate = Gate(site, paths)
        site.feed("/rss", paths)
        report = crawl_once(tmp_path, [publisher("uji", site, 0.3)], timeout_seconds=3.0)
        gate.open()
    assert report.counts["outcome_timed_out"] == 2  # both that were under way; the host is left alone after that
    assert len(written) == 2 + 2
    assert min(later - earlier for earlier, later in itertools.pairwise(written)) >= 0.25
