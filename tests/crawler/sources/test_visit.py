"""Visits of sources whose answers are cut off, whose site wants to be left alone, or that list themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from base.errors import DiskFullError
from config.catalogue import Every, Politeness, Publisher, Source, SourceKind
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import Archive
from crawler.crawl import crawl
from crawler.ledger.ledger import open_ledger
from crawler.schedule.report import CrawlReport
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def visit(data: Path, site: NewsSite, kind: SourceKind, path: str) -> CrawlReport:
    source = Source(kind, f"{site.base}{path}", Every(timedelta(hours=1)))
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=(source,))
    return crawl(SETTINGS, data, {"uji": uji}, once=True, everything=True)


def outcome(data: Path) -> str:
    with open_ledger("sqlite:", data) as ledger:
        [source] = ledger.sources()
        return source.outcome


@pytest.mark.parametrize(
    ("status", "asked"), [(404, ["/rss", "/baca/1"]), (403, ["/rss", "/baca/1"]), (429, []), (503, [])]
)
def test_a_site_that_has_no_time_for_robots_txt_has_not_consented(
    site: NewsSite, tmp_path: Path, status: int, asked: list[str]
) -> None:
    site.answers["/robots.txt"] = Answer(status=status, headers={"Retry-After": "0"})
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    visit(tmp_path, site, "feed", "/rss")
    assert site.paths() == asked
    assert outcome(tmp_path) == ("fetched" if asked else "robots_denied")


@pytest.mark.parametrize("missing", [0, 1])
def test_a_feed_that_was_cut_off_is_asked_for_anew(site: NewsSite, tmp_path: Path, missing: int) -> None:
    """Its validators would hide what was cut off until the feed changes."""
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"], ETag='"satu"')
    whole = site.answers["/rss"]
    assert isinstance(whole, Answer)
    length = {"Content-Length": str(len(whole.body) + missing), "Connection": "close"}
    site.answers["/rss"] = dataclasses.replace(whole, headers={**whole.headers, **length})
    for expected in ("fetched", "fetched" if missing else "not_modified"):
        visit(tmp_path, site, "feed", "/rss")
        assert outcome(tmp_path) == expected
    _, again = [seen.headers for seen in site.seen if seen.path == "/rss"]
    assert again.get("If-None-Match") == (None if missing else '"satu"')


def test_a_section_that_lists_itself_is_no_article(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.answers["/baca/terkini"] = Answer(
        b'<a href="/baca/terkini">Terkini</a><a href="/baca/terkini#atas">Atas</a><a href="/baca/1">Satu</a>'
    )
    visit(tmp_path, site, "section", "/baca/terkini")
    assert site.paths() == ["/baca/terkini", "/baca/1"]


def test_a_full_disk_ends_the_crawl_before_all_links_are_tried(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [f"/baca/{number}" for number in range(40)]
    for path in paths:
        site.page(path)
    site.feed("/rss", paths)

    def full(*_: object) -> None:
        raise DiskFullError("no space left")

    monkeypatch.setattr(Archive, "append_all", full)
    report = visit(tmp_path, site, "feed", "/rss")
    assert "the disk is full" in report.stopped
    assert len(site.paths("/baca/")) < len(paths)
    with open_ledger("sqlite:", tmp_path) as ledger:
        [left] = ledger.backlog(ledger.sources()[0].next_due).values()
    assert left == len(paths)
