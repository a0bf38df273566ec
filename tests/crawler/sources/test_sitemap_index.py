"""Indexes of sitemaps, and validators that are not to be trusted, as visits of a site show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from config.catalogue import Every, Politeness, Publisher, Source, SourceKind
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import LINK
from crawler.sources import sitemap_index
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))
START = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def visit(
    data: Path,
    site: NewsSite,
    hours: float = 0.0,
    kind: SourceKind = "sitemap",
    path: str = "/s",
    max_age_days: float | None = None,
) -> list[str]:
    """Visit the source so many hours after the start; which of its documents were asked for."""
    source = Source(kind, f"{site.base}{path}", Every(timedelta(hours=1)), max_age_days=max_age_days)
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=(source,))
    before = len(site.paths())
    with time_machine.travel(START + timedelta(hours=hours), tick=True):
        crawl(SETTINGS, data, {"uji": uji}, once=True, everything=True)
    return [one for one in site.paths()[before:] if not one.startswith("/baca/")]


def outcome(data: Path) -> str:
    with open_ledger("sqlite:", data) as ledger:
        [source] = ledger.sources()
        return source.outcome


def links(data: Path) -> set[str]:
    with open_ledger("sqlite:", data) as ledger, ledger.engine.connect() as connection:
        urls = connection.execute(sa.select(LINK.c.url)).scalars()
        return {url.rpartition("/")[2] for url in urls}


def put_index(site: NewsSite, path: str, children: dict[str, str]) -> None:
    named = "".join(
        f"<sitemap><loc>{site.base}{child}</loc>{f'<lastmod>{told}</lastmod>' if told else ''}</sitemap>"
        for child, told in children.items()
    )
    site.answers[path] = Answer(f"<sitemapindex>{named}</sitemapindex>".encode(), "application/xml")


def put_list(site: NewsSite, path: str, *names: str, **headers: str) -> None:
    listed = "".join(f"<url><loc>{site.base}/baca/{name}</loc></url>" for name in names)
    site.answers[path] = Answer(f"<urlset>{listed}</urlset>".encode(), "application/xml", headers=headers)


def conditions(site: NewsSite, path: str) -> list[str | None]:
    return [one.headers.get("If-None-Match") for one in site.seen if one.path == path]


def test_all_sitemaps_of_an_index_are_read_newest_first_and_then_left_alone(
    site: NewsSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap_index, "MAX_SITEMAPS", 5)
    children = {f"/{number}.xml": f"2026-11-24T0{number * 3 % 7}:00:00Z" for number in range(7)}
    put_index(site, "/s", children)
    for child in children:
        put_list(site, child, child.strip("/."))
    newest = sorted(children, key=lambda child: children[child], reverse=True)
    assert visit(tmp_path, site) == ["/s", *newest[:5]]
    assert visit(tmp_path, site, 0.5) == ["/s", *newest[5:]]
    assert visit(tmp_path, site, 0.8) == ["/s"]
    assert outcome(tmp_path) == "not_modified"
    assert len(links(tmp_path)) == 7


def test_a_sitemap_that_has_changed_by_its_indexs_word_is_asked_for_whole(site: NewsSite, tmp_path: Path) -> None:
    put_index(site, "/s", {"/a.xml": "2026-11-24", "/b.xml": "2026-11-23"})
    put_list(site, "/a.xml", "1", ETag='"beku"')
    put_list(site, "/b.xml", "2", ETag='"dua"')
    visit(tmp_path, site)
    put_list(site, "/a.xml", "3", "1", ETag='"beku"')
    put_index(site, "/s", {"/a.xml": "2026-11-25", "/b.xml": "2026-11-23"})
    assert visit(tmp_path, site, 0.5) == ["/s", "/a.xml"]
    assert links(tmp_path) == {"1", "2", "3"}
    visit(tmp_path, site, 3)
    assert conditions(site, "/a.xml")[-1] is None  # its validator was found wrong
    assert conditions(site, "/b.xml")[-1] == '"dua"'


def test_a_sitemap_of_which_nothing_is_told_is_asked_for_less_often_the_longer_it_is_quiet(
    site: NewsSite, tmp_path: Path
) -> None:
    put_index(site, "/s", {"/a.xml": ""})
    put_list(site, "/a.xml", "1", ETag='"satu"')
    asked = [hours for hours in (0, 1, 2, 20, 21, 25, 27) if "/a.xml" in visit(tmp_path, site, hours)]
    assert asked == [0, 1, 2, 20, 27]
    assert conditions(site, "/a.xml")[:3] == [None, '"satu"', '"satu"']


def test_indexes_stand_in_each_other_three_deep(site: NewsSite, tmp_path: Path) -> None:
    put_index(site, "/s", {"/b": ""})
    put_index(site, "/b", {"/c": "", "/s": ""})
    put_index(site, "/c", {"/list": "", "/d": ""})
    put_index(site, "/d", {"/too-deep": ""})
    put_list(site, "/list", "1")
    put_list(site, "/too-deep", "2")
    assert visit(tmp_path, site) == ["/s", "/b", "/c", "/list", "/d"]
    assert links(tmp_path) == {"1"}
    put_list(site, "/list", "3", "1")
    visit(tmp_path, site, 1)  # though none of the indexes has changed
    assert links(tmp_path) == {"1", "3"}


def test_a_sitemap_of_other_things_that_has_changed_alone_makes_no_liar_of_its_index(
    site: NewsSite, tmp_path: Path
) -> None:
    put_index(site, "/s", {"/a.xml": "2026-11-24", "/tags.xml": "2026-11-24"})
    put_list(site, "/a.xml", "1")
    site.answers["/tags.xml"] = Answer(f"<urlset><url><loc>{site.base}/tag/1</loc></url></urlset>".encode())
    visit(tmp_path, site)
    assert outcome(tmp_path) == "fetched"
    put_index(site, "/s", {"/a.xml": "2026-11-24", "/tags.xml": "2026-11-25"})
    assert visit(tmp_path, site, 0.5) == ["/s", "/tags.xml"]
    assert outcome(tmp_path) == "not_modified"


@pytest.mark.parametrize("further", ["/s", "/b"])
def test_a_circle_of_indexes_ends_and_is_named(
    site: NewsSite, tmp_path: Path, caplog: pytest.LogCaptureFixture, further: str
) -> None:
    put_index(site, "/s", {further: ""})
    put_index(site, "/b", {"/s": "", "/b": ""})
    assert len(visit(tmp_path, site)) <= 2
    assert outcome(tmp_path) == "bad_source"
    assert "in a circle" in str([vars(record) for record in caplog.records])


def test_an_index_whose_sitemaps_cannot_be_had_is_not_read(site: NewsSite, tmp_path: Path) -> None:
    put_index(site, "/s", {"/a.xml": ""})
    visit(tmp_path, site)
    assert outcome(tmp_path) == "not_found"


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_frozen_validators_hide_news_for_hours_at_most_and_are_then_dropped(
    site: NewsSite, tmp_path: Path, validator: str
) -> None:
    frozen = {validator: '"beku"' if validator == "ETag" else "Fri, 01 Jan 2027 00:00:00 GMT"}
    site.feed("/rss", ["/baca/1"], **frozen)
    name = "If-None-Match" if validator == "ETag" else "If-Modified-Since"

    def frozen_feed(path: str, listed: list[str]) -> None:
        site.feed(path, listed, **frozen)
        whole = site.answers[path]
        site.answers[path] = lambda seen: Answer(status=304) if seen.headers.get(name) else whole  # type: ignore[return-value]

    for hours in (0, 0.1):
        visit(tmp_path, site, hours, "feed", "/rss")
    frozen_feed("/rss", ["/baca/2", "/baca/1"])
    visit(tmp_path, site, 0.2, "feed", "/rss")
    assert links(tmp_path) == {"1"}  # it says that nothing has changed
    visit(tmp_path, site, 7, "feed", "/rss")
    assert links(tmp_path) == {"1", "2"}
    frozen_feed("/rss", ["/baca/3", "/baca/2"])
    visit(tmp_path, site, 7.1, "feed", "/rss")
    assert links(tmp_path) == {"1", "2", "3"}


def test_what_a_source_dates_further_back_than_its_file_says_is_left(site: NewsSite, tmp_path: Path) -> None:
    told = {"1": "2026-11-24", "2": "2026-10-20", "3": "2019-01-01", "4": ""}
    listed = "".join(
        f"<url><loc>{site.base}/baca/{name}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for name, day in told.items()
    )
    site.answers["/s"] = Answer(f"<urlset>{listed}</urlset>".encode(), "application/xml")
    visit(tmp_path, site, max_age_days=30)
    assert links(tmp_path) == {"1", "4"}
    visit(tmp_path / "all", site)
    assert links(tmp_path / "all") == {"1", "2", "3", "4"}
