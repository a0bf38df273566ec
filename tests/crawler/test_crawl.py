"""Whole crawls of a site on the loopback."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from scrapy.http import Response

from base.data_dir import lock_role, open_folder
from base.errors import ConfigError, DiskFullError, UnavailableError
from base.urls import canonical_url
from config.catalogue import Cron, Every, Politeness, Publisher, Source, SourceKind
from config.outcomes import Outcome
from config.publisher_settings import PublisherSettings
from config.settings import CrawlerSettings, DatabaseSettings, Settings
from crawler.archive.archive import Archive, Page, follow
from crawler.crawl import ClipResult, clip, crawl
from crawler.fetch import article
from crawler.ledger import page_outcomes
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.politeness.host_clock import HostClock
from crawler.schedule.report import CrawlReport
from crawler.sources import parsers
from tests.news_site import Answer, NewsSite, serve_site
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def publisher(site: NewsSite, *sources: tuple[SourceKind, str], **others: object) -> Publisher:
    given = tuple(Source(kind, f"{site.base}{path}", Every(timedelta(hours=1))) for kind, path in sources)
    made = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=given)
    return dataclasses.replace(made, **others)  # type: ignore[arg-type] # the fields by name


def crawl_all(data: Path, one: Publisher, settings: Settings = SETTINGS) -> CrawlReport:
    return crawl(settings, data, {one.slug: one}, once=True, everything=True)


def outcomes(report: CrawlReport) -> dict[str, int]:
    return {name.removeprefix("outcome_"): n for name, n in report.counts.items() if name.startswith("outcome_")}


def source_outcomes(data: Path) -> list[str]:
    with open_ledger("sqlite:", data) as ledger:
        return [source.outcome for source in ledger.sources()]


def with_crawler(**changes: object) -> Settings:
    return Settings(crawler=dataclasses.replace(SETTINGS.crawler, **changes))  # type: ignore[arg-type] # by name


def archived(data: Path) -> list[Page]:
    return [page for page, _ in follow(data / "archive", {})]


def test_a_feed_is_crawled_into_the_archive_and_not_again(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1", "/baca/2", "/tentang"])
    uji = publisher(site, ("feed", "/rss"))
    report = crawl_all(tmp_path, uji)
    assert report.counts["outcome_fetched"] == 2
    assert {page.url for page in archived(tmp_path)} == {f"{site.base}/baca/1", f"{site.base}/baca/2"}
    site.seen.clear()
    crawl_all(tmp_path, uji)
    assert site.paths() == ["/rss"]


def test_what_the_source_said_is_kept_with_the_page(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    [page] = archived(tmp_path)
    assert (page.kind, page.publisher, page.status) == ("page", "uji", 200)
    assert page.link["title"] == "Judul /baca/1"
    assert page.link["summary"] == "Ringkasan."
    assert page.link["published"].startswith("2026-11-24")
    assert page.link["source"] == f"{site.base}/rss"
    assert b"Banjir surut" in page.body


def test_only_what_a_later_visit_finds_new_is_known_to_have_appeared_then(site: NewsSite, tmp_path: Path) -> None:
    paths = [f"/baca/{n}" for n in range(1, 5)]
    for path in paths:
        site.page(path)
    uji = publisher(site, ("section", "/kanal"))
    site.answers["/kanal"] = Answer("".join(f'<a href="{path}">Banjir surut</a>' for path in paths[:2]).encode())
    crawl_all(tmp_path, uji)
    site.answers["/kanal"] = Answer("".join(f'<a href="{path}">Banjir surut</a>' for path in paths).encode())
    begun = datetime.now(UTC).replace(microsecond=0)
    crawl_all(tmp_path, uji)
    seen = {page.url.removeprefix(site.base): page.link.get("seen", "") for page in archived(tmp_path)}
    assert sorted(path for path, since in seen.items() if not since) == paths[:2]
    assert all(begun <= datetime.fromisoformat(seen[path]) <= datetime.now(UTC) for path in paths[2:])


def test_what_an_earlier_visit_left_over_tells_nothing_of_when_it_appeared(site: NewsSite, tmp_path: Path) -> None:
    paths = [f"/baca/{n}" for n in range(1, 5)]
    for path in paths:
        site.page(path)
    uji = publisher(site, ("section", "/kanal"))
    site.answers["/kanal"] = Answer("".join(f'<a href="{path}">Banjir surut</a>' for path in paths).encode())
    crawl_all(tmp_path, uji, with_crawler(daily_links=2))
    assert source_outcomes(tmp_path) == ["links_left"]
    crawl_all(tmp_path, uji)
    assert [page.link.get("seen", "") for page in archived(tmp_path)] == [""] * 4


@pytest.mark.parametrize("daily_links", [2, 1000])
def test_behind_a_failed_visit_it_is_not_known_when_an_article_appeared(
    site: NewsSite, tmp_path: Path, daily_links: int
) -> None:
    paths = [f"/baca/{n}" for n in range(1, 5)]
    for path in paths:
        site.page(path)
    uji, listed = publisher(site, ("section", "/kanal")), "".join(f'<a href="{path}">Banjir</a>' for path in paths)
    site.answers["/kanal"] = Answer(listed.encode())
    crawl_all(tmp_path, uji, with_crawler(daily_links=daily_links))
    site.page("/baca/5")
    site.answers["/kanal"] = Answer(b"", status=500)
    crawl_all(tmp_path, uji)
    site.answers["/kanal"] = Answer(f'{listed}<a href="/baca/5">Banjir</a>'.encode())
    crawl_all(tmp_path, uji)
    assert [page.link.get("seen", "") for page in archived(tmp_path)] == [""] * 5


def test_a_news_sitemap_gives_title_and_time(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    news = (
        "<n:news><n:publication_date>2026-11-24T08:00:00+07:00</n:publication_date><n:title>Banjir</n:title></n:news>"
    )
    text = f'<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{site.base}/baca/1</loc>{news}'
    site.answers["/news.xml"] = Answer(f"{text}</url></urlset>".encode(), "application/xml")
    crawl_all(tmp_path, publisher(site, ("news-sitemap", "/news.xml")))
    [page] = archived(tmp_path)
    assert (page.link["title"], page.link["published"]) == ("Banjir", "2026-11-24T08:00:00+07:00")


def test_a_sitemap_index_is_followed_to_its_gzipped_sitemaps(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    index = f"<sitemapindex><sitemap><loc>{site.base}/a.xml.gz</loc></sitemap></sitemapindex>"
    site.answers["/sitemap.xml"] = Answer(index.encode(), "application/xml")
    inner = f"<urlset><url><loc>{site.base}/baca/1</loc></url></urlset>"
    site.answers["/a.xml.gz"] = Answer(gzip.compress(inner.encode()), "application/gzip")
    assert outcomes(crawl_all(tmp_path, publisher(site, ("sitemap", "/sitemap.xml")))) == {"fetched": 1}


def test_a_section_page_gives_the_links_that_its_selector_finds(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.answers["/terkini"] = Answer(b'<h2><a href="/baca/1">Satu</a></h2><p><a href="/baca/2">Dua</a></p>')
    source = Source("section", f"{site.base}/terkini", Every(timedelta(hours=1)), "css:h2 a")
    crawl_all(tmp_path, dataclasses.replace(publisher(site), sources=(source,)))
    assert site.paths("/baca/") == ["/baca/1"]


def test_an_article_in_two_sources_is_fetched_once(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1", "/baca/1?utm_source=rss"])
    site.answers["/terkini"] = Answer(b'<a href="/baca/1">Satu</a><a href="/baca/1#komentar">Komentar</a>')
    crawl_all(tmp_path, publisher(site, ("feed", "/rss"), ("section", "/terkini")))
    assert site.paths("/baca/") == ["/baca/1"]


def test_a_source_is_asked_with_the_validators_of_its_last_answer(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"], **{"ETag": '"satu"', "Last-Modified": "Tue, 24 Nov 2026 01:00:00 GMT"})
    uji = publisher(site, ("feed", "/rss"))
    crawl_all(tmp_path, uji)
    report = crawl_all(tmp_path, uji)
    again = [seen for seen in site.seen if seen.path == "/rss"][1]
    assert again.headers["If-None-Match"] == '"satu"'
    assert again.headers["If-Modified-Since"] == "Tue, 24 Nov 2026 01:00:00 GMT"
    assert report.counts["responses_3xx"] == 1
    assert source_outcomes(tmp_path) == ["not_modified"]


def test_a_page_that_robots_forbid_is_not_fetched(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /tertutup/\n", "text/plain")
    site.page("/baca/1")
    site.page("/tertutup/baca/2")
    site.feed("/rss", ["/baca/1", "/tertutup/baca/2"])
    assert outcomes(crawl_all(tmp_path, publisher(site, ("feed", "/rss")))) == {"fetched": 1, "robots_denied": 1}
    assert "/tertutup/baca/2" not in site.paths()


def test_nothing_is_fetched_where_robots_fail(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(status=500)
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    assert site.paths() == []
    assert source_outcomes(tmp_path) == ["robots_denied"]


def test_robots_are_asked_once_by_all_crawls(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/a", ["/baca/1"])
    site.feed("/b", ["/baca/1"])
    two = [publisher(site, ("feed", path), slug=slug) for slug, path in (("a", "/a"), ("b", "/b"))]
    crawl(SETTINGS, tmp_path, {one.slug: one for one in two}, once=True, everything=True)
    assert [seen.path for seen in site.seen].count("/robots.txt") == 1


@pytest.mark.parametrize("hours", [0, 30])
def test_a_crawl_delay_holds_from_the_first_request_after_a_restart(site: NewsSite, tmp_path: Path, hours: int) -> None:
    """Whether the rules are known still or must be asked for anew."""
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 1.2\n", "text/plain")
    site.feed("/rss", [])
    uji = publisher(site, ("feed", "/rss"))
    crawl_all(tmp_path, uji)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
        crawl_all(tmp_path, uji)
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/rss", *(["/robots.txt"] if hours else []), "/rss"]
    assert min(later.at - earlier.at for earlier, later in itertools.pairwise(site.seen)) >= 1.18


def test_two_publishers_at_one_host_share_its_clock(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[float] = []
    sent = HostClock.sent

    def noted(clock: HostClock, host: str) -> None:
        turns.append(time.monotonic())  # before the clock looks: who is held up between the two makes a gap no shorter
        sent(clock, host)

    monkeypatch.setattr(HostClock, "sent", noted)
    for number in range(4):
        site.page(f"/baca/{number}")
    site.feed("/a", ["/baca/0", "/baca/1"])
    site.feed("/b", ["/baca/2", "/baca/3"])
    two = [publisher(site, ("feed", f"/{slug}"), slug=slug, politeness=Politeness(0.15)) for slug in "ab"]
    crawl(SETTINGS, tmp_path, {one.slug: one for one in two}, once=True, everything=True)
    assert len(turns) == len(site.seen) == 7
    assert min(later - earlier for earlier, later in itertools.pairwise(turns)) >= 0.149


def test_a_publishers_own_user_agent_is_sent(site: NewsSite, tmp_path: Path) -> None:
    site.feed("/rss", [])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss"), politeness=Politeness(0.0, "ArsipKami/1.0")))
    assert {seen.headers["User-Agent"] for seen in site.seen} == {"ArsipKami/1.0"}


def test_the_days_first_visit_is_unconditional(site: NewsSite, tmp_path: Path) -> None:
    site.feed("/rss", [], ETag='"satu"')
    uji = publisher(site, ("feed", "/rss"))
    for hours in (0, 1, 24):
        with time_machine.travel(datetime(2026, 11, 25, 3, tzinfo=UTC) + timedelta(hours=hours), tick=True):
            crawl_all(tmp_path, uji)
    visits = [seen.headers for seen in site.seen if seen.path == "/rss"]
    assert [headers.get("If-None-Match") for headers in visits] == [None, '"satu"', None]


def test_a_redirect_off_the_site_is_not_followed(site: NewsSite, tmp_path: Path) -> None:
    with serve_site() as other:
        other.page("/baca/1")
        site.answers["/baca/1"] = Answer(status=302, headers={"Location": f"{other.base}/baca/1"})
        site.feed("/rss", ["/baca/1"])
        domain = site.base.removeprefix("http://")
        uji = publisher(site, ("feed", "/rss"), domains=(domain,))
        assert outcomes(crawl_all(tmp_path, uji)) == {"off_site": 1}
        assert other.seen == []
    assert archived(tmp_path) == []


def test_a_redirect_on_the_site_is_kept_under_the_first_address(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1/judul")
    site.answers["/baca/1"] = Answer(status=301, headers={"Location": "/baca/1/judul"})
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    [page] = archived(tmp_path)
    assert (page.url, page.final_url) == (f"{site.base}/baca/1", f"{site.base}/baca/1/judul")
    [passed] = page.redirects
    assert (passed.url, passed.status) == (f"{site.base}/baca/1", 301)
    assert dict(passed.headers)["Location"] == "/baca/1/judul"


def test_the_headers_of_a_page_are_kept_as_they_were_served_but_for_cookies(site: NewsSite, tmp_path: Path) -> None:
    body = gzip.compress(b"<!doctype html><h1>Banjir surut di Demak</h1><p>Warga membersihkan rumah mereka.</p>")
    served = {"Content-Encoding": "gzip", "Last-Modified": "Tue, 24 Nov 2026 01:00:00 GMT", "Set-Cookie": "sesi=1"}
    site.answers["/baca/1"] = Answer(body, headers=served)
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    [page] = archived(tmp_path)
    assert page.body == gzip.decompress(body)
    kept = dict(page.headers)
    assert {name: kept.get(name) for name in served} == served | {"Set-Cookie": None}
    assert (kept["Content-Length"], kept["Content-Type"]) == (str(len(body)), "text/html; charset=utf-8")


def test_what_is_no_page_has_its_own_outcome(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(b"%PDF-1.7", "application/pdf")
    site.answers["/baca/2"] = Answer(status=500)
    site.answers["/baca/4"] = Answer(b"x" * 3000)
    site.answers["/baca/5"] = Answer(gzip.compress(b"x" * 3000), headers={"Content-Encoding": "gzip"})
    site.answers["/baca/6"] = Answer(b"bukan gzip", headers={"Content-Encoding": "gzip"})
    site.answers["/baca/7"] = Answer(status=302, headers={"Location": "/baca/7"})
    site.feed("/rss", [f"/baca/{number}" for number in range(1, 8)])
    report = crawl_all(tmp_path, publisher(site, ("feed", "/rss")), with_crawler(max_page_bytes=2000))
    expected = {"not_html": 1, "http_error": 2, "not_found": 1, "too_large": 2, "network_error": 1}
    assert outcomes(report) == expected
    assert archived(tmp_path) == []


def test_a_gzip_bomb_is_refused(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    site.feed("/rss", ["/baca/1"])
    assert outcomes(crawl_all(tmp_path, publisher(site, ("feed", "/rss")))) == {"too_large": 1}


def test_a_slow_page_is_given_up(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(b"<html>" + b"x" * 200, drip=0.05)
    site.feed("/rss", ["/baca/1"])
    report = crawl_all(tmp_path, publisher(site, ("feed", "/rss")), with_crawler(timeout_seconds=2.0))
    assert outcomes(report) == {"timed_out": 1}


@pytest.mark.parametrize(
    "body",
    [
        b"bukan feed",
        b"<html><body>Halaman pemeliharaan</body></html>",
        b"",
        b'<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><item><link>&a;</link></item></channel></rss>',
    ],
)
def test_a_feed_that_is_none_is_a_bad_source(site: NewsSite, tmp_path: Path, body: bytes) -> None:
    site.answers["/rss"] = Answer(body, "application/rss+xml")
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    assert source_outcomes(tmp_path) == ["bad_source"]


def test_a_source_without_any_article_is_a_bad_source(site: NewsSite, tmp_path: Path) -> None:
    site.feed("/rss", ["/", "/tentang"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    assert source_outcomes(tmp_path) == ["bad_source"]


def test_a_deeply_nested_section_page_does_no_harm(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.answers["/terkini"] = Answer(b'<a href="/baca/1">Satu</a>' + b"<div>" * 100_000)
    assert outcomes(crawl_all(tmp_path, publisher(site, ("section", "/terkini")))) == {"fetched": 1}


def test_an_article_url_that_never_ends_holds_up_its_own_publisher_alone(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(parsers, "LIMITS", dataclasses.replace(parsers.LIMITS, cpu_seconds=1.0))
    path = f"/baca/{'a' * 60}!"
    site.page(path)
    for listed in ("/rss", "/lain"):
        site.feed(listed, [path])
    good = publisher(site, ("feed", "/rss"))
    source = Source("feed", f"{site.base}/lain", Every(timedelta(hours=1)))
    endless = dataclasses.replace(good, slug="akhir", article_url=r"/baca/(\w+)+$", sources=(source,))
    report = crawl(SETTINGS, tmp_path, {"uji": good, "akhir": endless}, once=True, everything=True)
    assert outcomes(report) == {"fetched": 1}
    assert sorted(source_outcomes(tmp_path)) == ["bad_source", "fetched"]
    assert "compared with article_url" in caplog.text


def test_a_host_that_asks_for_rest_gets_it(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(status=429, headers={"Retry-After": "3600"})
    for number in range(2, 9):
        site.page(f"/baca/{number}")
    site.feed("/rss", [f"/baca/{number}" for number in range(1, 9)])
    uji = publisher(site, ("feed", "/rss"), politeness=Politeness(0.3))
    assert outcomes(crawl_all(tmp_path, uji))["http_error"] == 1
    asked = len(site.seen)
    assert asked < 6
    crawl_all(tmp_path, uji)
    assert len(site.seen) == asked  # a new process remembers


def test_a_short_rest_is_waited_out(site: NewsSite, tmp_path: Path) -> None:
    answers = iter([Answer(status=503, headers={"Retry-After": "1"})])
    page = Answer(b"<html><h1>Banjir surut</h1>")
    site.answers["/baca/1"] = lambda _: next(answers, page)
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1", "/baca/2"])
    report = crawl_all(tmp_path, publisher(site, ("feed", "/rss"), politeness=Politeness(0.3)))
    assert outcomes(report) == {"http_error": 1, "fetched": 1}
    first, second = (seen.at for seen in site.seen if seen.path.startswith("/baca/"))
    assert second - first > 0.9


def test_the_days_requests_for_pages_end_the_crawl(site: NewsSite, tmp_path: Path) -> None:
    for number in range(5):
        site.page(f"/baca/{number}")
    site.feed("/rss", [f"/baca/{number}" for number in range(5)])
    uji = publisher(site, ("feed", "/rss"))
    report = crawl_all(tmp_path, uji, with_crawler(daily_pages=2))
    assert "daily_pages" in report.stopped
    assert len(site.paths("/baca/")) == 2
    assert outcomes(crawl_all(tmp_path, uji)) == {"fetched": 3}  # two were had before


def test_the_days_visits_end_visits_and_no_pages(site: NewsSite, tmp_path: Path) -> None:
    for number in range(3):
        site.page(f"/baca/{number}")
        site.feed(f"/rss{number}", [f"/baca/{number}"])
    uji = publisher(site, *[("feed", f"/rss{number}") for number in range(3)])
    report = crawl_all(tmp_path, uji, with_crawler(daily_requests=2))
    assert "daily_requests" in report.stopped
    assert len(site.paths("/rss")) == len(site.paths("/baca/")) == 2
    report = crawl_all(tmp_path, uji, with_crawler(daily_requests=2))  # the count outlives the process
    assert "daily_requests" in report.stopped
    assert len(site.paths("/rss")) == 2
    assert len(crawl_all(tmp_path, uji).stopped) == 0
    assert len(site.paths("/rss")) == 5


def test_crawling_pauses_while_the_disk_is_full(site: NewsSite, tmp_path: Path) -> None:
    site.feed("/rss", ["/baca/1"])
    report = crawl_all(tmp_path, publisher(site, ("feed", "/rss")), with_crawler(min_free_bytes=1 << 60))
    assert "min_free_bytes" in report.stopped
    assert site.seen == []


def test_a_page_that_cannot_be_written_stays_to_be_fetched(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    uji = publisher(site, ("feed", "/rss"))

    def full(_archive: Archive, _pages: Sequence[Page]) -> None:
        raise DiskFullError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Archive, "append_all", full)
        report = crawl_all(tmp_path, uji)
    assert outcomes(report) == {"disk_full": 1}
    with open_ledger("sqlite:", tmp_path) as ledger:
        [link] = ledger.pending_links("uji", 10, datetime.now(UTC) + timedelta(hours=1))
    assert link.url == f"{site.base}/baca/1"


def test_the_parts_of_an_article_are_archived_before_it(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1", more='<a href="?page=2">2</a><a href="/baca/1?page=3">3</a><a href="/baca/7?page=2">lain</a>')
    site.page("/baca/1?page=2", "Halaman kedua")
    site.page("/baca/1?page=3", "Halaman ketiga")
    site.feed("/rss", ["/baca/1"])
    assert outcomes(crawl_all(tmp_path, publisher(site, ("feed", "/rss")))) == {"fetched": 1}
    second, third, page = archived(tmp_path)
    assert (second.kind, third.kind, page.kind) == ("part", "part", "page")
    assert page.parts == (second.id, third.id)
    assert site.paths("/baca/") == ["/baca/1", "/baca/1?page=2", "/baca/1?page=3"]


def test_no_more_parts_than_the_setting_allows(site: NewsSite, tmp_path: Path) -> None:
    for number in range(1, 9):
        path = "/baca/1" if number == 1 else f"/baca/1/{number}"
        site.page(path, f"Halaman {number}", more=f'<link rel="next" href="/baca/1/{number + 1}">')
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss")), with_crawler(max_parts=3))
    assert len(archived(tmp_path)) == 4


def test_the_single_page_is_fetched_under_the_articles_own_key(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1?page=all")
    site.feed("/rss", ["/baca/1"])
    crawl_all(tmp_path, publisher(site, ("feed", "/rss"), single_page="query:page=all"))
    [page] = archived(tmp_path)
    assert (page.url, page.key) == (f"{site.base}/baca/1", canonical_url(f"{site.base}/baca/1"))
    assert site.paths("/baca/") == ["/baca/1?page=all"]


def test_without_a_single_page_the_first_one_is_taken(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /*?\n", "text/plain")
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    uji = publisher(site, ("feed", "/rss"), single_page="query:page=all")
    assert outcomes(crawl_all(tmp_path, uji)) == {"fetched": 1}
    assert site.paths("/baca/") == ["/baca/1"]


def test_a_publisher_in_link_mode_is_kept_by_its_feed_alone(site: NewsSite, tmp_path: Path) -> None:
    site.feed("/rss", ["/baca/1"])
    report = crawl_all(tmp_path, publisher(site, ("feed", "/rss"), mode="link"))
    assert outcomes(report) == {"link_only": 1}
    [page] = archived(tmp_path)
    assert page.kind == "link"
    assert json.loads(page.body)["title"] == "Judul /baca/1"
    assert site.paths() == ["/rss"]


def test_without_all_only_what_is_due_is_visited(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    uji = publisher(site, ("feed", "/rss"))
    for _ in range(2):
        crawl(SETTINGS, tmp_path, {"uji": uji}, once=True)
    assert site.paths() == ["/rss", "/baca/1"]


def test_only_the_chosen_and_enabled_publishers_are_crawled(site: NewsSite, tmp_path: Path) -> None:
    for slug in "abc":
        site.feed(f"/{slug}", [])
    several = {slug: publisher(site, ("feed", f"/{slug}"), slug=slug, enabled=slug != "c") for slug in "abc"}
    crawl(SETTINGS, tmp_path, several, slugs=["a"], once=True, everything=True)
    assert site.paths() == ["/a"]
    with pytest.raises(ConfigError, match="switched off"):
        crawl(SETTINGS, tmp_path, several, slugs=["c"], once=True)
    with pytest.raises(ConfigError, match="no publisher d"):
        crawl(SETTINGS, tmp_path, several, slugs=["d"], once=True)


def test_each_run_ends_in_one_line_with_its_counts(
    site: NewsSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    with caplog.at_level("INFO"):
        crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    lines = [vars(record)["ecs"] for record in caplog.records if "ecs" in vars(record)]
    [run] = [line for line in lines if line["event.action"] == "run.end"]
    assert (run["event.outcome"], run.pop("kliping.outcome")) == ("success", "fetched")
    counts = {name.removeprefix("kliping."): number for name, number in run.items() if name.startswith("kliping.")}
    assert counts.pop("bytes") > 0
    assert counts.pop("milliseconds") > 0
    assert counts.pop("stage") == "fetch"
    expected = {"requests": 3, "responses_2xx": 2, "responses_4xx": 1, "listed": 1, "kept": 1, "new": 1}
    assert counts == {**expected, "outcome_fetched": 1}


def test_clips_of_any_site_are_fetched_and_archived(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /tertutup\n", "text/plain")
    site.page("/apa/saja")
    urls = [
        f"{site.base}/apa/saja",
        f"{site.base}/tertutup",
        f"{site.base}/hilang",
        "ftp://127.0.0.1/a",
        "bukan alamat",
        "http://[/baca/1",
        "http://127.0.0.1:pintu/baca/1",
    ]
    clipped = clip(SETTINGS, tmp_path, {"lain": publisher(site, domains=("lain.id",))}, urls)
    assert [one.url for one in clipped] == urls
    expected = [Outcome.FETCHED, Outcome.ROBOTS_DENIED, *[Outcome.NOT_FOUND] * 5]
    assert [one.outcome for one in clipped] == expected
    assert [page.url for page in archived(tmp_path)] == urls[:1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "0", "[::1]"])
def test_private_addresses_are_blocked_in_every_spelling(site: NewsSite, tmp_path: Path, host: str) -> None:
    site.page("/baca/1")
    port = site.base.rpartition(":")[2]
    settings = with_crawler(allow_private_addresses=False)
    own = publisher(site, domains=(f"{host.strip('[]')}:{port}",))
    [clipped] = clip(settings, tmp_path, {"uji": own}, [f"http://{host}:{port}/baca/1"])
    assert clipped.outcome is Outcome.ADDRESS_BLOCKED, clipped
    assert "leads to no public address" in clipped.detail
    assert site.seen == []


@pytest.mark.parametrize(
    "url", ["a", "ftp://x.id/a", "http://", "http:///a", "http://x y/", "http://u:p@x.id/", "http://x<y.id/"]
)
def test_what_is_no_address_ends_as_not_found(tmp_path: Path, url: str) -> None:
    [clipped] = clip(SETTINGS, tmp_path, {}, [url])
    assert clipped.outcome is Outcome.NOT_FOUND
    assert "no address that can be fetched" in clipped.detail


@pytest.mark.parametrize("location", ["http://", "http://x y/", "http://127.0.0.1:x/", "http://u:p@127.0.0.1/"])
def test_a_redirect_to_no_address_is_an_outcome(site: NewsSite, tmp_path: Path, location: str) -> None:
    site.answers["/baca/1"] = Answer(status=302, headers={"Location": location})
    [clipped] = clip(SETTINGS, tmp_path, {}, [f"{site.base}/baca/1"])
    assert clipped.outcome is Outcome.HTTP_ERROR


def test_a_clip_knows_its_publisher(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    clipped = clip(SETTINGS, tmp_path, {"uji": publisher(site)}, [f"{site.base}/baca/1"])
    [page] = archived(tmp_path)
    assert clipped == [ClipResult(f"{site.base}/baca/1", Outcome.FETCHED, page=page.id)]
    assert page.publisher == "uji"


def test_a_clip_of_a_publisher_in_link_mode_is_fetched_all_the_same(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    [clipped] = clip(SETTINGS, tmp_path, {"uji": publisher(site, mode="link")}, [f"{site.base}/baca/1"])
    assert clipped.outcome is Outcome.FETCHED


def test_a_mistake_of_our_own_ends_one_page_only(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.page("/baca/1")
    site.page("/baca/2")
    site.feed("/rss", ["/baca/1", "/baca/2"])

    def is_html(response: Response) -> bool:
        if response.url.endswith("/baca/1"):
            raise ZeroDivisionError
        return True

    monkeypatch.setattr(article, "is_html", is_html)
    assert outcomes(crawl_all(tmp_path, publisher(site, ("feed", "/rss")))) == {"bug": 1, "fetched": 1}


def test_a_broken_ledger_ends_the_crawl(site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])

    def locked(*_: object, **__: object) -> None:
        raise UnavailableError("locked")

    monkeypatch.setattr(Ledger, "record_archived", locked)
    monkeypatch.setattr(page_outcomes, "_end_archived", locked)  # nor does it learn of the page from the archive
    with pytest.raises(UnavailableError, match="locked"):
        crawl_all(tmp_path, publisher(site, ("feed", "/rss")))
    monkeypatch.undo()
    assert crawl_all(tmp_path, publisher(site, ("feed", "/rss"))).counts.get("outcome_fetched", 0) == 0
    assert site.paths("/baca/") == ["/baca/1"]  # it was in the archive, so the ledger learnt of it from there


def test_a_wrong_schedule_is_named_with_its_publisher(site: NewsSite, tmp_path: Path) -> None:
    wrong = Source("feed", f"{site.base}/rss", Cron("99 * * * *"))
    with pytest.raises(ConfigError, match="uji.*99"):
        crawl_all(tmp_path, publisher(site, sources=(wrong,)))


def test_one_failing_sitemap_of_an_index_leaves_the_others(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    names = "".join(f"<sitemap><loc>{site.base}/{name}.xml</loc></sitemap>" for name in "ab")
    site.answers["/sitemap.xml"] = Answer(f"<sitemapindex>{names}</sitemapindex>".encode(), "application/xml")
    site.answers["/b.xml"] = Answer(f"<urlset><url><loc>{site.base}/baca/1</loc></url></urlset>".encode(), "text/xml")
    assert outcomes(crawl_all(tmp_path, publisher(site, ("sitemap", "/sitemap.xml")))) == {"fetched": 1}


def test_links_beyond_the_limit_are_taken_at_the_next_visit(site: NewsSite, tmp_path: Path) -> None:
    for number in range(5):
        site.page(f"/baca/{number}")
    site.feed("/rss", [f"/baca/{number}" for number in range(5)], ETag='"satu"')
    uji = publisher(site, ("feed", "/rss"))
    counts = [outcomes(crawl_all(tmp_path, uji, with_crawler(max_links=3))).get("fetched") for _ in range(2)]
    assert counts == [3, 2]


def test_a_source_brings_only_so_many_new_links_a_day_the_newest_first(
    site: NewsSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    entries = "".join(
        f"<url><loc>{site.base}/baca/{number}</loc><lastmod>2026-11-{number:02}</lastmod></url>"
        for number in range(10, 17)
    )
    site.answers["/peta.xml"] = Answer(f"<urlset>{entries}</urlset>".encode(), "application/xml")
    for number in range(10, 17):
        site.page(f"/baca/{number}")
    uji = publisher(site, ("sitemap", "/peta.xml"))
    states, had = [], set[str]()
    for hours in (0, 1, 24, 48):
        site.seen.clear()
        with time_machine.travel(datetime(2026, 11, 25, 3, tzinfo=UTC) + timedelta(hours=hours), tick=True):
            crawl_all(tmp_path, uji, with_crawler(daily_links=3))
        states.append((set(site.paths("/baca/")) - had, *source_outcomes(tmp_path)))
        had.update(site.paths("/baca/"))
    assert states == [
        ({"/baca/16", "/baca/15", "/baca/14"}, "links_left"),
        (set(), "links_left"),
        ({"/baca/13", "/baca/12", "/baca/11"}, "links_left"),
        ({"/baca/10"}, "fetched"),
    ]
    assert caplog.text.count("the day's new links of this source are taken") == 2


def test_a_publisher_can_have_a_budget_of_its_own(site: NewsSite, tmp_path: Path) -> None:
    for number in range(4):
        site.page(f"/baca/{number}")
    site.feed("/rss", [f"/baca/{number}" for number in range(4)])
    settings = dataclasses.replace(with_crawler(daily_links=1), publishers={"uji": PublisherSettings(daily_links=2)})
    assert outcomes(crawl_all(tmp_path, publisher(site, ("feed", "/rss")), settings)) == {"fetched": 2}


@pytest.mark.postgres
def test_a_crawl_with_its_ledger_in_postgresql(site: NewsSite, tmp_path: Path, postgres_url: str) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    settings = dataclasses.replace(SETTINGS, database=DatabaseSettings(url=postgres_url))
    uji = publisher(site, ("feed", "/rss"))
    assert outcomes(crawl_all(tmp_path, uji, settings)) == {"fetched": 1}
    assert outcomes(crawl_all(tmp_path, uji, settings)) == {}


def test_clips_are_fetched_beside_a_running_crawler(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    with lock_role(open_folder(tmp_path), "crawl"):
        [clipped] = clip(SETTINGS, tmp_path, {}, [f"{site.base}/baca/1"])
    assert clipped.outcome is Outcome.FETCHED


def test_progress_is_told_after_each_page(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1", "/baca/2"])
    told: list[dict[str, int]] = []
    uji = publisher(site, ("feed", "/rss"))
    crawl(SETTINGS, tmp_path, {"uji": uji}, once=True, progress=lambda counts: told.append(dict(counts)))
    assert [sum(counts.values()) for counts in told] == [1, 2]
    assert told[-1] == {"fetched": 1, "not_found": 1}
