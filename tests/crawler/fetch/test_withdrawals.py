"""Pages that were had and are gone: archived once they are believed gone, looked at again, recorded after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from base.database import reading
from base.errors import UnavailableError
from base.urls import canonical_url
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import Page, follow
from crawler.crawl import clip, crawl
from crawler.fetch import withdrawals
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.tables import LINK
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))
START = datetime(2026, 11, 2, 3, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        made.page("/baca/1")
        made.feed("/rss", ["/baca/1"])
        yield made


def publisher(source: Source, single_page: str = "") -> Publisher:
    return Publisher(
        "uji",
        "Uji",
        ("127.0.0.1",),
        article_url="/baca/",
        single_page=single_page,
        politeness=Politeness(0.0),
        sources=(source,),
    )


def visit(data: Path, site: NewsSite, at: datetime, single_page: str = "") -> None:
    """Crawl with the article's page due."""
    uji = publisher(Source("feed", f"{site.base}/rss", Every(DAY)), single_page)
    with open_ledger("sqlite:", data) as ledger:
        ledger.postpone(canonical_url(f"{site.base}/baca/1"), at)
    with time_machine.travel(at, tick=True):
        crawl(SETTINGS, data, {"uji": uji}, once=True)


def kept(data: Path) -> list[Page]:
    return [page for page, _ in follow(data / "archive", {})]


def link(data: Path) -> sa.Row[tuple[datetime | None, datetime | None, str]]:
    with open_ledger("sqlite:", data) as ledger, reading(ledger.engine) as connection:
        return connection.execute(sa.select(LINK.c.due, LINK.c.withdrawn, LINK.c.outcome)).one()


def test_a_page_that_is_gone_for_good_is_archived_as_gone_and_once(site: NewsSite, tmp_path: Path) -> None:
    visit(tmp_path, site, START)
    site.answers["/baca/1"] = Answer(b"dicabut", status=410)
    for day in range(1, 4):
        visit(tmp_path, site, START + day * DAY)
    [page, gone] = kept(tmp_path)
    assert (page.kind, gone.kind, gone.status, gone.key, gone.publisher) == ("page", "gone", 410, page.key, "uji")
    assert DAY <= gone.captured - START < DAY + MINUTE
    assert (gone.body, dict(gone.headers)["Content-Type"]) == (b"dicabut", "text/html; charset=utf-8")
    assert link(tmp_path).withdrawn == gone.captured
    assert link(tmp_path).outcome == "not_found"


def test_a_page_that_is_missing_is_believed_gone_after_some_looks(site: NewsSite, tmp_path: Path) -> None:
    visit(tmp_path, site, START)
    del site.answers["/baca/1"]
    for minutes in (0, 1, 6, 36):
        visit(tmp_path, site, START + DAY + minutes * MINUTE)
    assert [page.kind for page in kept(tmp_path)] == ["page"]
    assert link(tmp_path).withdrawn is None
    visit(tmp_path, site, START + DAY + 396 * MINUTE)
    assert [page.kind for page in kept(tmp_path)] == ["page", "gone"]


def test_an_article_is_not_withdrawn_with_the_page_that_showed_it_whole(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1/semua")
    visit(tmp_path, site, START, single_page="suffix:/semua")
    site.answers["/baca/1/semua"] = Answer(status=410)
    source = Source("feed", f"{site.base}/rss", Every(DAY))
    for minutes in (61, 63):
        with time_machine.travel(START + minutes * MINUTE, tick=True):
            crawl(SETTINGS, tmp_path, {"uji": publisher(source, "suffix:/semua")}, once=True)
    assert site.paths("/baca/1") == ["/baca/1/semua", "/baca/1/semua", "/baca/1/semua", "/baca/1"]
    assert link(tmp_path).withdrawn is None
    assert link(tmp_path).outcome == "fetched"


def test_a_page_that_comes_back_is_found_by_itself(site: NewsSite, tmp_path: Path) -> None:
    visit(tmp_path, site, START)
    site.answers["/baca/1"] = Answer(status=410)
    visit(tmp_path, site, START + DAY)
    due = link(tmp_path).due
    assert due is not None
    site.page("/baca/1")
    visit(tmp_path, site, due)
    assert [page.kind for page in kept(tmp_path)] == ["page", "gone", "page"]
    assert link(tmp_path).withdrawn is None


def test_a_page_that_was_never_had_is_not_withdrawn(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(status=410)
    visit(tmp_path, site, START)
    assert kept(tmp_path) == []
    assert (link(tmp_path).due, link(tmp_path).withdrawn) == (None, None)


def test_what_a_clip_finds_missing_is_not_withdrawn_at_once(site: NewsSite, tmp_path: Path) -> None:
    visit(tmp_path, site, START)
    site.answers["/baca/1"] = Answer(status=410)
    [clipped] = clip(SETTINGS, tmp_path, {}, [f"{site.base}/baca/1"])
    assert clipped.outcome == "not_found"
    assert [page.kind for page in kept(tmp_path)] == ["page"]


def fail(*_: object) -> None:
    raise UnavailableError("the disk hiccups")


def test_a_ledger_that_fails_for_a_moment_is_made_up_for(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(tmp_path, site, START)
    site.answers["/baca/1"] = Answer(status=410)
    monkeypatch.setattr(withdrawals, "record_archived", fail)
    visit(tmp_path, site, START + DAY)
    [_, gone] = kept(tmp_path)
    assert link(tmp_path).withdrawn == gone.captured


def test_a_crash_before_the_ledger_knows_loses_nothing(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(tmp_path, site, START)
    site.answers["/baca/1"] = Answer(status=410)
    with monkeypatch.context() as patched:

        def fail_from_now_on(*_: object) -> None:
            patched.setattr(Ledger, "replay", fail)
            fail()

        patched.setattr(withdrawals, "record_archived", fail_from_now_on)
        with pytest.raises(UnavailableError):
            visit(tmp_path, site, START + DAY)
    assert link(tmp_path).withdrawn is None
    with open_ledger("sqlite:", tmp_path) as ledger:
        ledger.replay(tmp_path / "archive")
    [_, gone] = kept(tmp_path)
    assert link(tmp_path).withdrawn == gone.captured
