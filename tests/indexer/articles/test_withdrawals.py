"""Articles that are withdrawn and come back, from the archive to what is searched; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from base.database import reading
from config.outcomes import Outcome
from config.settings import DatabaseSettings, Settings
from crawler.archive.archive import Page
from indexer.articles.article import Article
from indexer.articles.read import articles_database, select_articles
from indexer.engines import open_engine
from indexer.engines.queries import Term
from indexer.from_archive import remake
from indexer.pipeline import IndexReport, index_archive
from tests.indexing import HARBOUR, LIBRARY, PUBLISHERS, SETTINGS, archive, html, later, page, ready
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

PAGE = html("Dermaga selesai diperbaiki", HARBOUR)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest) -> Settings:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return Settings(database=DatabaseSettings(url=url), indexer=SETTINGS.indexer)


def here(hours: float = 0, body: bytes = PAGE, path: str = "baca/1") -> Page:
    return page(path, body, captured=later(hours))


def gone(hours: float, path: str = "baca/1", status: int = 404) -> Page:
    return page(path, b"", captured=later(hours), kind="gone", status=status)


def run(data: Path, *pages: Page, settings: Settings = SETTINGS) -> IndexReport:
    archive(data, *pages)
    return index_archive(settings, data, PUBLISHERS, once=True)


def articles(data: Path, settings: Settings = SETTINGS) -> list[Article]:
    with articles_database(settings, data) as database, reading(database) as connection:
        return select_articles(connection)


def found(data: Path, settings: Settings = SETTINGS) -> int:
    engine = open_engine(settings, data)
    try:
        return engine.count(Term("status", "withdrawn"))
    finally:
        engine.close()


def test_a_withdrawn_article_stays_and_is_found_as_such_until_it_comes_back(settings: Settings, tmp_path: Path) -> None:
    run(tmp_path, here(), settings=settings)
    assert found(tmp_path, settings) == 0
    report = run(tmp_path, gone(5), settings=settings)
    [article] = articles(tmp_path, settings)
    assert (article.withdrawn, article.status, article.version) == (later(5), ("withdrawn",), 1)
    assert article.content.body == HARBOUR
    assert found(tmp_path, settings) == 1
    assert report.extracted == Counter(withdrawn=1)
    run(tmp_path, here(9), settings=settings)
    assert found(tmp_path, settings) == 0
    assert articles(tmp_path, settings)[0].withdrawn is None


@pytest.mark.parametrize(
    ("pages", "withdrawn"),
    [
        ([here(), gone(1)], later(1)),
        ([here(), gone(1), gone(2)], later(1)),
        ([here(), gone(1), here(2)], None),
        ([here(), gone(1), here(2, html("Dermaga selesai", LIBRARY))], None),
        ([here(), gone(1), here(2), gone(3)], later(3)),
        ([here(2), gone(1)], None),  # from an archive file that was begun later
        ([here(), gone(2), here(1)], later(2)),
        ([gone(1), here(2)], None),
        ([here(), gone(1, "baca/2")], None),
    ],
)
def test_pages_are_taken_in_the_order_of_the_archive_but_none_undoes_a_later_one(
    tmp_path: Path, pages: list[Page], withdrawn: datetime | None
) -> None:
    run(tmp_path, *pages)
    assert articles(tmp_path)[0].withdrawn == withdrawn


def test_a_rebuild_from_the_archive_knows_what_is_withdrawn(tmp_path: Path) -> None:
    run(tmp_path, here(), gone(5, status=410), here(path="baca/2", body=html("Perpustakaan keliling", LIBRARY)))
    (tmp_path / "articles.sqlite").unlink()
    remake(SETTINGS, tmp_path, PUBLISHERS)
    assert [one.withdrawn for one in articles(tmp_path)] == [later(5), None]
    assert found(tmp_path) == 1


def test_an_article_that_moved_does_not_go_with_its_old_address(tmp_path: Path) -> None:
    moved = html("Dermaga selesai diperbaiki", HARBOUR).replace(
        b"<head>", b'<head><link rel="canonical" href="https://www.kabar.id/baca/1">'
    )
    run(tmp_path, here(), here(1, moved, "baru/1"), gone(2, "baru/1"))
    [article] = articles(tmp_path)
    assert article.withdrawn is None  # its text came from the first address and was not changed by the second
    run(tmp_path, gone(3))
    assert articles(tmp_path)[0].withdrawn == later(3)


def test_an_import_tells_nothing_of_the_publisher(tmp_path: Path) -> None:
    run(tmp_path, here(), gone(1))
    [article] = articles(tmp_path)
    again = ready(article.id, "Dermaga", LIBRARY, url=article.url)
    run(tmp_path, again)
    assert articles(tmp_path)[0].withdrawn == later(1)


def test_each_answer_ends_in_one_outcome_of_reading_and_none_of_indexing(tmp_path: Path) -> None:
    report = run(tmp_path, here(), gone(1), gone(2, "tidak/ada"), here(3))
    assert report.extracted == Counter({Outcome.OK: 1, Outcome.WITHDRAWN: 2, Outcome.UNCHANGED: 1})
    assert report.indexed == Counter({Outcome.INDEXED: 1})
