"""What a subscription adds to requests reaches the publisher's own domains and nobody else, by a proxy too."""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from base.events import FIELDS
from config.catalogue import Every, Politeness, Publisher, Source
from config.publisher_settings import Access, PublisherSettings
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import follow
from crawler.crawl import crawl
from crawler.schedule.report import CrawlReport
from tests.news_site import Answer, NewsSite, Seen, serve_site

COOKIES = "sesi=rahasia-satu; setuju=1"
HEADERS = (("Authorization", "Bearer rahasia-dua"),)
SECRETS = {"Cookie", "Authorization", "Proxy-Authorization"}


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


@pytest.fixture
def other() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def publisher(*feeds: str, domain: str) -> Publisher:
    sources = tuple(Source("feed", url, Every(timedelta(hours=1))) for url in feeds)
    return Publisher("uji", "Uji", (domain,), article_url="/baca/", politeness=Politeness(0.0), sources=sources)


def crawl_with(access: Access, data: Path, one: Publisher, *, private: bool = True) -> CrawlReport:
    crawler = CrawlerSettings(allow_private_addresses=private, min_free_bytes=0, delay_seconds=0.0)
    settings = Settings(crawler=crawler, publishers={"uji": PublisherSettings(access=access)})
    return crawl(settings, data, {"uji": one}, once=True, everything=True)


def address(site: NewsSite) -> str:
    return site.base.removeprefix("http://")


def sent_secrets(seen: Seen) -> set[str]:
    return SECRETS & set(seen.headers)


def test_cookies_and_headers_go_to_the_publishers_own_domains(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    report = crawl_with(Access(COOKIES, HEADERS), tmp_path, publisher(f"{site.base}/rss", domain=address(site)))
    assert report.counts["outcome_fetched"] == 1
    assert [(seen.headers["Cookie"], seen.headers["Authorization"]) for seen in site.seen] == [
        (COOKIES, "Bearer rahasia-dua")
    ] * 3


def test_no_other_site_gets_them_by_a_redirect_or_as_a_source(site: NewsSite, other: NewsSite, tmp_path: Path) -> None:
    """One feed redirects to another site, a second lies there, and an article leads there too."""
    for name in ("/pindahan", "/rss2"):
        other.feed(name, [])
    site.answers["/rss"] = Answer(status=302, headers={"Location": f"{other.base}/pindahan"})
    site.answers["/baca/1"] = Answer(status=302, headers={"Location": f"{other.base}/baca/1"})
    site.feed("/rss3", ["/baca/1"])
    feeds = (f"{site.base}/rss", f"{other.base}/rss2", f"{site.base}/rss3")
    crawl_with(Access(COOKIES, HEADERS), tmp_path, publisher(*feeds, domain=address(site)))
    assert {"/pindahan", "/rss2"} <= set(other.paths())
    assert [sent_secrets(seen) for seen in other.seen] == [set()] * len(other.seen)
    assert all(sent_secrets(seen) for seen in site.seen)


def test_they_are_not_sent_over_plain_http_on_the_internet(
    site: NewsSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Seen at a proxy, which answers for an address that nobody asks."""
    site.feed("http://93.184.216.34/rss", [])
    proxied = publisher("http://93.184.216.34/rss", domain="93.184.216.34")
    crawl_with(Access(COOKIES, HEADERS, proxy=site.base), tmp_path, proxied, private=False)
    assert [seen.path for seen in site.seen] == ["http://93.184.216.34/robots.txt", "http://93.184.216.34/rss"]
    assert [sent_secrets(seen) for seen in site.seen] == [set(), set()]
    assert caplog.text.count("cookies and headers are not sent to http://93.184.216.34") == 1


def test_no_secret_is_in_the_archive_or_the_log(
    site: NewsSite, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    echo = {"X-Gema": f"kamu {COOKIES}", "X-Lain": "biasa", "Set-Cookie": "sesi=rahasia-baru"}
    site.page("/baca/2")
    site.answers["/baca/1"] = Answer(status=302, headers={"Location": "/baca/2", **echo})
    page = site.answers["/baca/2"]
    assert isinstance(page, Answer)
    site.answers["/baca/2"] = dataclasses.replace(page, headers=echo)
    site.answers["/baca/3"] = Answer(status=500)
    site.feed("/rss", ["/baca/1", "/baca/3"])
    access = Access(COOKIES, HEADERS, proxy=site.base.replace("//", "//saya:rahasia-tiga@"))
    for path in ("/robots.txt", "/rss", "/baca/1", "/baca/2", "/baca/3"):
        site.answers[f"{site.base}{path}"] = site.answers.get(path, Answer(status=404))
    with caplog.at_level("DEBUG"):
        crawl_with(access, tmp_path, publisher(f"{site.base}/rss", domain=address(site)))
    [(archived, _)] = follow(tmp_path / "archive", {})
    assert dict(archived.headers)["X-Lain"] == "biasa"
    assert "rahasia" not in repr(archived)
    assert "rahasia" not in caplog.text
    assert not any(b"rahasia" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())


def test_a_proxy_is_asked_with_its_own_password_and_sees_no_more_than_it_must(site: NewsSite, tmp_path: Path) -> None:
    site.base, base = "http://berita.example", site.base
    site.page("http://berita.example/baca/1")
    site.feed("http://berita.example/rss", ["/baca/1"])
    proxy = base.replace("//", "//saya:kata%20sandi@")
    report = crawl_with(Access(proxy=proxy), tmp_path, publisher("http://berita.example/rss", domain="berita.example"))
    assert report.counts["outcome_fetched"] == 1
    login = "Basic " + base64.b64encode(b"saya:kata sandi").decode()
    assert {seen.headers["Proxy-Authorization"] for seen in site.seen} == {login}
    assert [seen.path.removeprefix("http://berita.example") for seen in site.seen] == ["/robots.txt", "/rss", "/baca/1"]


def test_a_tunnel_that_the_proxy_refuses_is_a_failure_of_the_network(site: NewsSite, tmp_path: Path) -> None:
    proxy = site.base.replace("//", "//saya:sandi@")
    feed = "https://berita.example/rss"
    report = crawl_with(Access(COOKIES, proxy=proxy), tmp_path, publisher(feed, domain="berita.example"))
    assert report.counts["requests"] == 1
    [seen] = site.seen
    assert (seen.path, sent_secrets(seen)) == ("berita.example:443", {"Proxy-Authorization"})


def test_a_proxy_that_is_not_there_is_named_and_not_the_publisher_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    proxied = publisher("http://berita.example/rss", domain="berita.example")
    with serve_site() as gone:
        proxy = gone.base.replace("//", "//saya:rahasia-tiga@")
    crawl_with(Access(proxy=proxy), tmp_path, proxied)
    [visit] = [vars(record)[FIELDS] for record in caplog.records if "source.visit" in str(vars(record).get(FIELDS))]
    assert f"by the proxy {address(gone)}: " in visit["kliping.detail"]
    assert "rahasia-tiga" not in caplog.text


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::1]", "tiada.invalid", "169.254.169.254"]
)
def test_no_proxy_is_asked_for_a_private_address(site: NewsSite, tmp_path: Path, host: str) -> None:
    feed = f"http://{host}/rss"
    crawl_with(Access(proxy=site.base), tmp_path, publisher(feed, domain="berita.example"), private=False)
    assert site.seen == []


def test_the_host_of_a_proxy_is_let_through_as_a_proxy_alone(site: NewsSite, tmp_path: Path) -> None:
    """A second publisher, asked directly, names the address that the first one's proxy has."""
    site.feed("/rss", [])
    feed = f"{site.base}/rss"
    crawler = CrawlerSettings(min_free_bytes=0, delay_seconds=0.0)
    settings = Settings(crawler=crawler, publishers={"lain": PublisherSettings(access=Access(proxy=site.base))})
    direct = publisher(feed, domain=address(site))
    crawl(settings, tmp_path, {"uji": direct}, once=True, everything=True)
    assert site.seen == []
