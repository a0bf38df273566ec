"""A first publisher's file for a site that nobody has described yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from config.catalogue import read_publisher
from config.settings import CrawlerSettings, Settings
from kliping.trial import write_proposal
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        made.page("/baca/1")
        yield made


def test_the_sitemap_that_robots_name_is_a_source(site: NewsSite, tmp_path: Path) -> None:
    robots = f"User-agent: *\nDisallow: /cari\nSitemap: {site.base}/peta.xml\nsitemap: {site.base}/peta-news.xml\n"
    site.answers["/robots.txt"] = Answer(robots.encode(), "text/plain")
    file, _ = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")
    (source,) = read_publisher(file).sources
    assert (source.kind, source.url) == ("news-sitemap", f"{site.base}/peta-news.xml")
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/baca/1"]


def test_without_robots_the_home_page_is_the_source(site: NewsSite, tmp_path: Path) -> None:
    file, made = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")
    (source,) = read_publisher(file).sources
    assert (source.kind, source.url) == ("section", f"{site.base}/")
    assert any("no sitemap" in note for note in made.notes)
