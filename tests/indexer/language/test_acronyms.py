"""Acronyms that articles explain: counted once an article, chosen where they are clear, written for the search."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading, writing
from base.errors import UnavailableError
from config.settings import DatabaseSettings, Settings
from indexer.articles.read import articles_database
from indexer.articles.tables import acronyms
from indexer.language.acronyms import acronyms_in, choose, store, write_acronyms
from indexer.language.analysis import Lexicon, load_lexicon
from indexer.language.variants import MINED_ACRONYMS, expand
from indexer.pipeline import index_archive
from indexer.rebuild import rebuild
from search.query.word_lists import word_lists
from tests.indexing import PUBLISHERS, SETTINGS, archive, ready
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

LONG = "Badan Pengelola Dermaga Utara"
EXPLAINED = f"Ketua {LONG} (BPDU) hadir; {LONG} (BPDU) dibentuk tahun lalu."


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with articles_database(Settings(database=DatabaseSettings(url=url)), tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def chosen(database: Database, lexicon: Lexicon, *explained: tuple[str, str]) -> list[tuple[str, str]]:
    """What is chosen where each pair is explained by an article of its own."""
    with writing(database) as connection:
        store(connection, {article: [pair] for article, pair in enumerate(explained)})
        return choose(connection, lexicon)


def test_an_article_counts_once_however_often_it_explains() -> None:
    assert acronyms_in([EXPLAINED, EXPLAINED]) == {("bpdu", "badan pengelola dermaga utara")}


def test_three_articles_are_needed(database: Database, lexicon: Lexicon) -> None:
    often, seldom = ("kpk", "komisi pemberantasan korupsi"), ("bpdu", "badan pengelola dermaga utara")
    assert chosen(database, lexicon, often, seldom, often, seldom, often) == [often]


def test_an_acronym_of_several_things_is_left_out(database: Database, lexicon: Lexicon) -> None:
    one, other = ("ikn", "ibu kota nusantara"), ("ikn", "ibu kota negara")
    assert chosen(database, lexicon, *[one] * 4, other) == [one]
    assert chosen(database, lexicon, *[one] * 4, *[other] * 2) == []


def test_a_common_word_is_no_acronym(database: Database, lexicon: Lexicon) -> None:
    assert chosen(database, lexicon, *[("isi", "institut seni indonesia")] * 3) == []


def test_a_text_read_again_takes_the_place_of_the_old_one(database: Database) -> None:
    one, other = ("kpk", "komisi pemberantasan korupsi"), ("bps", "badan pusat statistik")
    with writing(database) as connection:
        for pairs in ([one], [one], [other]):
            store(connection, {7: pairs, 8: [one]})
        query = sa.select(acronyms.c.article, acronyms.c.acronym).order_by(acronyms.c.article)
        assert [tuple(row) for row in connection.execute(query)] == [(7, "bps"), (8, "kpk")]


def test_the_file_is_written_anew_only_where_it_changes(database: Database, lexicon: Lexicon, tmp_path: Path) -> None:
    file = tmp_path / MINED_ACRONYMS
    write_acronyms(database, lexicon, file)
    os.utime(file, ns=(1, 1))
    write_acronyms(database, lexicon, file)
    assert file.stat().st_mtime_ns == 1
    chosen(database, lexicon, *[("kpk", "komisi pemberantasan korupsi")] * 3)
    write_acronyms(database, lexicon, file)
    assert file.read_text("utf-8").splitlines()[-1] == "kpk: komisi pemberantasan korupsi"
    assert [path.name for path in file.parent.iterdir()] == ["acronyms.txt"]


def test_a_file_that_cannot_be_written_is_named(database: Database, lexicon: Lexicon, tmp_path: Path) -> None:
    (tmp_path / "index").write_text("", encoding="utf-8")
    with pytest.raises(UnavailableError, match=r"acronyms\.txt cannot be written"):
        write_acronyms(database, lexicon, tmp_path / MINED_ACRONYMS)


def other_words(data: Path, query: str) -> set[str]:
    return {" ".join(other.words) for other in expand(query.split(), word_lists(data).variants)}


def test_what_articles_explain_widens_searches_from_the_next_run_on(tmp_path: Path) -> None:
    assert other_words(tmp_path, "bpdu") == set()
    archive(tmp_path, *(ready(name, f"Judul {name}", [EXPLAINED]) for name in "ab"))
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    assert other_words(tmp_path, "bpdu") == set()
    archive(tmp_path, ready("b", "Judul lain b", [EXPLAINED]), ready("c", "Judul c", [EXPLAINED]))
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    assert other_words(tmp_path, "bpdu") == {LONG.lower()}
    assert other_words(tmp_path, LONG.lower()) == {"bpdu"}
    assert "komisi pemberantasan korupsi" in other_words(tmp_path, "kpk")


def test_a_rebuild_finds_them_in_the_articles_anew(tmp_path: Path) -> None:
    archive(tmp_path, *(ready(name, f"Judul {name}", [EXPLAINED]) for name in "abc"))
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    (tmp_path / MINED_ACRONYMS).unlink()
    with articles_database(SETTINGS, tmp_path) as opened, writing(opened) as connection:
        connection.execute(sa.delete(acronyms))
    rebuild(SETTINGS, tmp_path)
    assert other_words(tmp_path, "bpdu") == {LONG.lower()}
    with articles_database(SETTINGS, tmp_path) as opened, reading(opened) as connection:
        assert len(connection.execute(sa.select(acronyms)).all()) == 3
