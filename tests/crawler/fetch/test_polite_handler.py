"""Requests that Twisted would send again, and proxies of a worker that shares the hosts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from config.catalogue import Every, Politeness, Publisher, Source
from config.publisher_settings import Access, PublisherSettings
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.fetch.host_claims import HostClaims
from crawler.schedule.report import CrawlReport
from tests.news_site import Answer, NewsSite, Seen, serve_site

DELAY = 0.3
PAGE = Answer(b"<html><h1>Banjir surut</h1>")


def crawl_once(data: Path, domain: str, delay: float, proxy: str = "") -> CrawlReport:
    crawler = CrawlerSettings(allow_private_addresses=True, min_free_bytes=0)
    settings = Settings(crawler=crawler, publishers={"uji": PublisherSettings(access=Access(proxy=proxy))})
    sources = (Source("feed", f"http://{domain}/rss", Every(timedelta(hours=1))),)
    uji = Publisher("uji", "Uji", (domain,), article_url="/baca/", politeness=Politeness(delay), sources=sources)
    return crawl(settings, data, {"uji": uji}, once=True)


def test_a_request_on_a_kept_connection_that_closes_is_sent_again_in_its_turn(tmp_path: Path) -> None:
    asked = Counter[str]()

    def hang_up_first(seen: Seen) -> Answer:
        asked[seen.path] += 1
        if asked[seen.path] == 1:
            raise ConnectionResetError
        return PAGE

    with serve_site() as site:
        site.feed("/rss", ["/baca/1"])
        site.answers["/baca/1"] = hang_up_first
        report = crawl_once(tmp_path, site.base.removeprefix("http://"), DELAY)
    assert site.paths("/baca/") == ["/baca/1"] * 2
    assert site.seen[-1].arrived - site.seen[-2].arrived >= DELAY
    assert (report.counts["outcome_fetched"], report.counts["requests"]) == (1, 4)


def test_a_worker_asks_by_a_proxy_for_the_hosts_that_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy is no host that anybody claims."""
    monkeypatch.setattr(HostClaims, "holds", lambda _, host: host == "berita.example")
    with serve_site() as site:
        proxied = NewsSite("http://berita.example")
        proxied.feed("/rss", ["/baca/1"])
        proxied.page("/baca/1")
        site.answers = {f"{proxied.base}{path}": answer for path, answer in proxied.answers.items()}
        report = crawl_once(tmp_path, "berita.example", 0.0, site.base)
    assert report.counts["outcome_fetched"] == 1
