"""Young articles are looked at again, so that corrections become versions: in shifted time, on the loopback."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from base.clock import jakarta_day
from base.database import reading, writing
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, IndexerSettings, Settings
from crawler.archive.archive import follow
from crawler.crawl import crawl
from crawler.fetch.watching import fingerprint
from crawler.ledger.day_requests import day_requests
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import LINK, YOUNG
from crawler.ledger.young import CLAIMED, LOOKS, YoungArticle, claim, end_look, skip_late, watch
from indexer.articles.read import articles_database
from indexer.articles.tables import articles, versions
from indexer.pipeline import index_archive
from tests.indexing import HARBOUR, html
from tests.news_site import Answer, NewsSite, serve_site

START = datetime(2026, 11, 24, 3, tzinfo=UTC)  # two hours after what `NewsSite.feed` lists was published
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def settings(**changes: object) -> Settings:
    values = {"allow_private_addresses": True, "min_free_bytes": 0, "delay_seconds": 0.0, "timeout_seconds": 5.0}
    return Settings(crawler=CrawlerSettings(**values | changes), indexer=IndexerSettings(workers=1))  # type: ignore[arg-type]


def publisher(site: NewsSite) -> Publisher:
    source = Source("feed", f"{site.base}/rss", Every(timedelta(days=9)))
    return Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=(source,))


def crawl_at(now: datetime, site: NewsSite, data: Path, **changes: object) -> list[str]:
    """A crawler that is started at an instant and ends when nothing is due; the pages that it asked for."""
    before = len(site.paths())
    with time_machine.travel(now, tick=True):
        crawl(settings(**changes), data, {"uji": publisher(site)}, once=True)
    return [path for path in site.paths()[before:] if path.startswith("/baca/")]


def archived(data: Path) -> list[tuple[str, str]]:
    return [(page.kind, page.url.rpartition("/")[2]) for page, _ in follow(data / "archive", {})]


def put(site: NewsSite, path: str, *paragraphs: str, **headers: str) -> None:
    site.answers[path] = Answer(html("Dermaga tua kembali ramai", paragraphs), headers=headers)


def test_an_article_is_looked_at_three_times_and_a_correction_becomes_a_version(site: NewsSite, tmp_path: Path) -> None:
    put(site, "/baca/1", *HARBOUR, ETag='"satu"')
    site.feed("/rss", ["/baca/1"])
    assert crawl_at(START, site, tmp_path) == ["/baca/1"]
    assert crawl_at(START + 59 * MINUTE, site, tmp_path) == []
    assert crawl_at(START + 61 * MINUTE, site, tmp_path) == ["/baca/1"]
    asked = site.seen[-1].headers
    assert asked["If-None-Match"] == '"satu"'
    assert archived(tmp_path) == [("page", "1")]  # 304
    put(site, "/baca/1", *HARBOUR[:-1], "Ralat: bus tambahan baru beroperasi pada bulan depan, kata juru bicara kota.")
    assert crawl_at(START + 6 * HOUR + MINUTE, site, tmp_path) == ["/baca/1"]
    assert archived(tmp_path) == [("page", "1")] * 2
    assert crawl_at(START + 24 * HOUR + MINUTE, site, tmp_path) == ["/baca/1"]
    assert archived(tmp_path) == [("page", "1")] * 2  # as it was at the second look
    assert crawl_at(START + 72 * HOUR, site, tmp_path) == []
    index_archive(settings(), tmp_path, {"uji": publisher(site)}, once=True)
    with articles_database(settings(), tmp_path) as database, reading(database) as connection:
        assert connection.execute(sa.select(articles.c.version)).scalars().all() == [2]
        assert connection.execute(sa.select(sa.func.count()).select_from(versions)).scalar() == 1
    with open_ledger("sqlite:", tmp_path) as ledger:
        counted = [day_requests(ledger.engine, jakarta_day(START + n * 24 * HOUR)) for n in range(2)]
    assert [(day.visits, day.looks) for day in counted] == [(1, 2), (0, 1)]


def test_new_advertisements_and_lists_around_the_text_are_no_correction(site: NewsSite, tmp_path: Path) -> None:
    page = html("Dermaga tua kembali ramai", HARBOUR)
    site.answers["/baca/1"] = Answer(
        page.replace(b"<nav>", b'<p>Foto: Antara</p><div class="iklan">Beli satu</div><nav>')
    )
    site.feed("/rss", ["/baca/1"])
    crawl_at(START, site, tmp_path)
    site.answers["/baca/1"] = Answer(
        page.replace(b"<nav>", b'<p>Populer</p><div class="iklan">Gratis ongkos</div><nav>')
    )
    assert crawl_at(START + 61 * MINUTE, site, tmp_path) == ["/baca/1"]
    assert len(archived(tmp_path)) == 1


def test_an_article_that_is_gone_at_a_look_is_asked_again_before_it_is_believed(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    crawl_at(START, site, tmp_path)
    del site.answers["/baca/1"]
    for passed in (61 * MINUTE, 63 * MINUTE, 69 * MINUTE, 2 * HOUR, 8 * HOUR + MINUTE, 9 * HOUR):
        crawl_at(START + passed, site, tmp_path)
    with open_ledger("sqlite:", tmp_path) as ledger, reading(ledger.engine) as connection:
        [withdrawn] = connection.execute(sa.select(LINK.c.withdrawn)).scalars()
    assert withdrawn is not None
    assert withdrawn > START + 7 * HOUR
    assert len(site.paths("/baca/1")) == 6  # no look beside these


def test_looks_have_a_part_of_the_days_budget_spread_over_the_day(site: NewsSite, tmp_path: Path) -> None:
    paths = [f"/baca/{number}" for number in range(12)]
    for path in paths:
        site.page(path)
    site.feed("/rss", paths)
    assert len(crawl_at(START, site, tmp_path, daily_requests=24)) == 12
    # 11:01 in Jakarta: 11/24 of a quarter of the day's 24 requests, then none for want of time
    assert len(crawl_at(START + 61 * MINUTE, site, tmp_path, daily_requests=24)) == 3
    assert len(crawl_at(START + 62 * MINUTE, site, tmp_path, daily_requests=24, look_share=0.0)) == 0
    with open_ledger("sqlite:", tmp_path) as ledger:
        assert day_requests(ledger.engine, jakarta_day(START)).looks == 3


def test_old_articles_and_clips_are_not_looked_at_again(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1")
    site.feed("/rss", ["/baca/1"])
    crawl_at(START + 48 * HOUR, site, tmp_path)
    assert crawl_at(START + 50 * HOUR, site, tmp_path) == []


def test_looks_that_are_late_make_way_for_the_next_ones(tmp_path: Path) -> None:
    with open_ledger("sqlite:", tmp_path) as ledger:
        for number, hours in enumerate((0.5, 1.5, 5.0, 8.0, 30.0, -5.0)):
            url = f"https://kabar.id/baca/{number}"
            article = YoungArticle(url, url, "uji", "", url, START - hours * HOUR, "", "", "")
            with writing(ledger.engine) as connection:
                watch(connection, [article, article])  # fetched once more: its times stay
        assert skip_late(ledger.engine, START) == 4
        with reading(ledger.engine) as connection:
            rows = connection.execute(sa.select(YOUNG.c.due, YOUNG.c.since).order_by(YOUNG.c.key)).all()
        assert [row.due - row.since for row in rows] == [
            LOOKS[0],
            LOOKS[0],
            LOOKS[1],
            LOOKS[2],
        ]
        first = claim(ledger.engine, "uji", "kabar.id", START)
        assert first is not None
        assert first.key.endswith("/1")
        assert claim(ledger.engine, "uji", "kabar.id", START) is None
        assert claim(ledger.engine, "uji", "kabar.id", START + CLAIMED) is not None
        end_look(ledger.engine, first, START)
        with reading(ledger.engine) as connection:
            [due] = connection.execute(sa.select(YOUNG.c.due).where(YOUNG.c.key == first.key)).scalars()
        assert due == first.since + LOOKS[1]


def test_a_fingerprint_is_that_of_headline_and_paragraphs() -> None:
    page = html("Dermaga tua kembali ramai", HARBOUR)
    assert fingerprint(page) == fingerprint(page.replace(b"<nav>", b"<nav><p>Populer</p>"))
    assert fingerprint(page) == fingerprint(
        page.replace(b"<p>", b"<p class='isi'>").replace(b"nelayan", b"<b>nelayan</b>")
    )
    assert fingerprint(page) != fingerprint(page.replace(b"kembali ramai", b"kembali sepi"))
    assert fingerprint(page) != fingerprint(page.replace(b"sejak subuh", b"sejak pagi"))
    bare = b"<h1>Judul</h1><div>Isi berita tanpa paragraf</div>"
    assert fingerprint(bare) != fingerprint(bare.replace(b"tanpa", b"dengan"))


@pytest.mark.parametrize("unit", [b"<p>", b"<p ", b"<!--", b"<script", b"<style>x", b"<", b"<noscript><!--<p>"])
def test_no_page_makes_its_fingerprint_slow(unit: bytes) -> None:
    body = (unit * 100_000)[:100_000]
    spent = time.process_time()
    fingerprint(body)
    assert time.process_time() - spent < 5
