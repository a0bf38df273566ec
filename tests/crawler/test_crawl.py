"""Whole crawls of a site on the loopback."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config.catalogue import Every, Politeness, Publisher, Source, SourceKind
from config.settings import CrawlerSettings, Settings
from crawler.archive import Page, follow
from crawler.conductor import CrawlReport
from crawler.crawl import crawl
from tests.news_site import NewsSite, serve_site

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
