"""What leaves the archive takes no article with it, also where the articles are made again."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.database import reading, writing
from config.settings import ArchiveSettings
from crawler.archive.archive import follow
from crawler.archive.retention import removed_files
from indexer.articles.read import articles_database
from indexer.articles.tables import aliases, articles, removals, versions
from indexer.engines import open_engine
from indexer.engines.queries import Everything
from indexer.from_archive import ALWAYS_LOST, Remade, remake
from indexer.pipeline import index_archive
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, later, page, ready

KEEP = dataclasses.replace(SETTINGS, archive=ArchiveSettings(keep_days=30))
HARBOUR_PAGE = page("1/pelabuhan", html("Pelabuhan ramai", HARBOUR))
CHANGED_PAGE = page("1/pelabuhan", html("Pelabuhan tua ramai", [*HARBOUR, LIBRARY[0]]), captured=later(3))


def age(data: Path) -> None:
    """Let all that is archived so far be of the year 1970."""
    for file in (data / "archive").glob("*.warc.gz"):
        os.utime(file, (0, 0))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Pages, a changed one, an import and a removed article, of which all but the last two files are gone."""
    archive(tmp_path, HARBOUR_PAGE, CHANGED_PAGE, ready("hapus", "Judul hapus", ["Isi yang dihapus."]))
    archive(tmp_path, ready("impor", "Perpustakaan", LIBRARY))
    archive(tmp_path, page("2/awal", html("Perpustakaan awal", LIBRARY)))
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        connection.execute(sa.insert(removals).values(article="hapus", removed=NOON))
        connection.execute(sa.delete(articles).where(articles.c.id == "hapus"))
    age(tmp_path)
    archive(tmp_path, page("2/awal", html("Perpustakaan baru", [*LIBRARY, HARBOUR[0]]), captured=later(5)))
    archive(tmp_path, page("3/lain", html("Kabar lain", [*HARBOUR[:3], *LIBRARY[:2]])))
    index_archive(KEEP, tmp_path, PUBLISHERS, once=True)
    return tmp_path


def content(data: Path) -> dict[str, object]:
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        columns = (articles.c.url, articles.c.content, articles.c.first_seen, articles.c.kind, articles.c.group_id)
        return {
            "articles": sorted(tuple(row) for row in connection.execute(sa.select(*columns))),
            "aliases": sorted(tuple(row) for row in connection.execute(sa.select(aliases))),
        }


def test_old_files_go_once_they_are_read_and_their_articles_stay(data: Path) -> None:
    assert len(removed_files(data / "archive")) == 3
    assert len(list(follow(data / "archive", {}))) == 2
    assert len(content(data)["articles"]) == 4  # type: ignore[arg-type] - a list


def test_the_articles_of_gone_pages_are_taken_over_where_all_is_made_again(data: Path) -> None:
    before = content(data)
    done = remake(KEEP, data, PUBLISHERS)
    shortened = "earlier texts of 1 articles, whose pages have left the archive"
    assert (done.before, done.articles, done.kept, done.lost) == (4, 4, 2, (ALWAYS_LOST, shortened))
    after = content(data)
    assert {row[:2] for row in after["articles"]} == {row[:2] for row in before["articles"]}  # type: ignore[attr-defined]
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        kept = connection.execute(sa.select(versions.c.version, versions.c.page)).all()
    assert [tuple(row) for row in kept] == [(1, HARBOUR_PAGE.id)]
    engine = open_engine(SETTINGS, data)
    try:
        assert engine.count(Everything()) == 4
    finally:
        engine.close()
    again = remake(KEEP, data, PUBLISHERS)
    assert (again.articles, again.kept) == (4, 2)


def test_where_the_old_database_is_gone_it_is_said_what_cannot_come_back(data: Path) -> None:
    (data / "articles.sqlite").unlink()
    done: Remade = remake(KEEP, data, PUBLISHERS)
    assert (done.articles, done.kept) == (2, 0)
    assert "the articles of 3 files that have left the archive" in " ".join(done.lost)


def test_around_damage_every_readable_row_is_taken_over(data: Path) -> None:
    """The text of one article is spoilt in a way that only reading it shows."""
    with articles_database(SETTINGS, data) as database, writing(database) as connection:
        spoilt = sa.update(articles).where(articles.c.id == "impor")
        connection.execute(spoilt.values(content=sa.literal_column("x'ff00'")))
    done = remake(KEEP, data, PUBLISHERS)
    assert (done.articles, done.kept) == (3, 1)
    assert "1 unreadable rows of the old database" in " ".join(done.lost)
