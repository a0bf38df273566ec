"""A damaged articles database: told at the start, and made again from the archive by one command."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from base import database as base_database
from base.data_dir import lock_role
from base.database import check_database, reading, writing
from base.errors import AlreadyRunningError, ConfigError, UnavailableError
from config.settings import DatabaseSettings, Settings
from indexer.articles.history import HistoryReader
from indexer.articles.read import articles_database
from indexer.articles.tables import articles, indexed, meta, removals, versions
from indexer.engines import open_engine
from indexer.engines.outbox import Change, put
from indexer.engines.queries import Everything
from indexer.from_archive import ALWAYS_LOST, remake
from indexer.pipeline import index_archive
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, later, page, ready
from tests.processes import kliping

PAGE_SIZE = 4096


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages, a changed page, copies, imports and a removed article; its database without a log."""
    data = tmp_path_factory.mktemp("made")
    archive(data, ready("hapus", "Judul hapus", ["Isi yang dihapus."]))
    index_archive(SETTINGS, data, PUBLISHERS, once=True)
    with articles_database(SETTINGS, data) as database, writing(database) as connection:
        connection.execute(sa.insert(removals).values(article="hapus", removed=NOON))
        connection.execute(sa.delete(articles).where(articles.c.id == "hapus"))
        put(connection, [Change("hapus", "", "", "", "", NOON.year)], ["1"])
    archive(
        data,
        page("1/pelabuhan", html("Pelabuhan ramai", HARBOUR)),
        page("2/perpustakaan", html("Perpustakaan keliling", LIBRARY)),
        page("1/pelabuhan", html("Pelabuhan tua ramai", [*HARBOUR, *LIBRARY]), captured=later(3)),
        *(ready(f"impor-{n}", f"Judul {n}", [f"Kalimat ke-{n} tentang hal {n * 7}.", *HARBOUR]) for n in range(60)),
    )
    index_archive(SETTINGS, data, PUBLISHERS, once=True)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def content(data: Path) -> dict[str, object]:
    """What the articles database says, without the sequence and times of its making."""
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        columns = (articles.c.id, articles.c.content, articles.c.version, articles.c.group_id, articles.c.first_seen)
        return {
            "articles": sorted(tuple(row) for row in connection.execute(sa.select(*columns))),
            "versions": sorted(tuple(row) for row in connection.execute(sa.select(versions))),
            "removed": list(connection.execute(sa.select(removals.c.article)).scalars()),
            "installation": connection.execute(sa.select(meta.c.value).where(meta.c.key == "installation")).scalar(),
        }


def searchable(data: Path) -> int:
    engine = open_engine(SETTINGS, data)
    try:
        return engine.count(Everything())
    finally:
        engine.close()


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _zero(file: Path, table: str) -> None:
    """Fill the first page of a table with zeros."""
    with sqlite3.connect(file) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()[0]
    with file.open("r+b") as stream:
        stream.seek((root - 1) * PAGE_SIZE)
        stream.write(bytes(PAGE_SIZE))


def _zero_articles(file: Path) -> None:
    _zero(file, "articles")


def _zero_versions(file: Path) -> None:
    """What no run without changes reads."""
    _zero(file, "versions")


def _spoil_the_header(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(bytes(100))


DAMAGES = (_cut, _zero_articles, _zero_versions, _spoil_the_header)


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_index_stage_tells_of_a_damaged_database_at_its_start(data: Path, damage: Callable[[Path], None]) -> None:
    damage(data / "articles.sqlite")
    with pytest.raises(UnavailableError, match="kliping index --from-archive"):
        index_archive(SETTINGS, data, PUBLISHERS, once=True)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_made_again_and_the_old_one_is_kept(data: Path, damage: Callable[[Path], None]) -> None:
    before = content(data)
    damage(data / "articles.sqlite")
    spoilt = (data / "articles.sqlite").read_bytes()
    done = remake(SETTINGS, data, PUBLISHERS)
    assert done.aside is not None
    assert done.aside.read_bytes() == spoilt
    after = content(data)
    told = " ".join(done.lost)
    assert (after["versions"], ALWAYS_LOST in told) == (before["versions"], True)
    if "removed on purpose" in told:
        assert {row[0] for row in after["articles"]} == {"hapus", *(row[0] for row in before["articles"])}
    else:
        assert (after["articles"], after["removed"]) == (before["articles"], ["hapus"])
    assert after["installation"] == before["installation"] or "the name of this installation" in told
    assert searchable(data) == done.articles == len(after["articles"])
    assert [path for path in data.iterdir() if path.name.startswith("from-archive-")] == []


def test_a_removal_whose_instant_is_damaged_is_kept_and_what_a_killed_run_left_goes(data: Path) -> None:
    (data / "from-archive-left").mkdir()
    with closing(sqlite3.connect(data / "articles.sqlite")) as connection, connection:
        connection.execute("UPDATE removals SET removed = 'x'")
        connection.execute("INSERT INTO removals VALUES (x'00', 5)")
    assert remake(SETTINGS, data, PUBLISHERS).articles == 62
    assert content(data)["removed"] == ["hapus"]
    assert not list(data.glob("from-archive-*"))


def test_rows_whose_content_is_none_and_tables_that_are_gone_end_nothing(data: Path) -> None:
    with closing(sqlite3.connect(data / "articles.sqlite")) as connection, connection:
        connection.execute("UPDATE articles SET page = 'gone' WHERE id = 'impor-2'")
        connection.execute("UPDATE articles SET content = '[]' WHERE id = 'impor-1'")
        connection.execute("DROP TABLE aliases")
    assert remake(SETTINGS, data, PUBLISHERS).articles == 62


def test_what_only_the_database_knows_is_taken_over(data: Path) -> None:
    with articles_database(SETTINGS, data) as database, writing(database) as connection:
        connection.execute(sa.insert(meta).values(key="installation", value="abc"))
    before = content(data)
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        last = connection.execute(sa.select(sa.func.max(indexed.c.number))).scalar_one()
    done = remake(SETTINGS, data, PUBLISHERS)
    assert (done.before, done.articles, done.lost) == (62, 62, (ALWAYS_LOST,))
    assert content(data) == before
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        assert connection.execute(sa.select(sa.func.min(indexed.c.number))).scalar_one() == last + 1


def test_flipped_bits_are_told_or_do_no_harm_and_the_articles_can_always_be_made_again(
    made: Path, tmp_path: Path
) -> None:
    chance = random.Random(9)
    original = (made / "articles.sqlite").read_bytes()
    for number in range(6):
        data = Path(shutil.copytree(made, tmp_path / str(number)))
        spoilt = bytearray(original)
        for _ in range(40):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        (data / "articles.sqlite").write_bytes(spoilt)
        assert remake(SETTINGS, data, PUBLISHERS).articles in (62, 63)
        assert searchable(data) in (62, 63)


def test_a_server_that_has_the_old_database_open_reads_the_new_one(data: Path) -> None:
    histories = HistoryReader(SETTINGS, data)
    assert len(histories.read("impor-1").versions) == 1
    with articles_database(SETTINGS, data) as database, writing(database) as connection:
        connection.execute(sa.delete(articles).where(articles.c.id == "impor-1"))
    assert len(histories.read("impor-1").versions) == 0
    remake(SETTINGS, data, PUBLISHERS)
    assert len(histories.read("impor-1").versions) == 1
    histories.close()


def test_a_database_that_is_gone_is_made_again(data: Path) -> None:
    for file in data.glob("articles.sqlite*"):
        file.unlink()
    done = remake(SETTINGS, data, PUBLISHERS)
    assert (done.articles, done.before, done.aside, done.lost) == (63, None, None, ())


def test_the_command_says_what_is_there_again_and_what_is_not(data: Path) -> None:
    done = kliping("index", "--from-archive", "--data", data)
    assert done.returncode == 0, done.stderr
    assert "62 articles (62 before)" in done.stdout
    assert "kept as" in done.stdout
    assert f"Not made again: {ALWAYS_LOST}." in done.stdout
    done = kliping("index", "--from-archive", "--json", "--data", data)
    assert json.loads(done.stdout)["articles"] == 62


def test_it_works_alone_and_on_sqlite_only(data: Path) -> None:
    with lock_role(data, "index"), pytest.raises(AlreadyRunningError):
        remake(SETTINGS, data, PUBLISHERS)
    with pytest.raises(ConfigError, match="PostgreSQL"):
        remake(Settings(database=DatabaseSettings(url="postgresql+psycopg://a@b/c")), data, PUBLISHERS)
    assert (data / "articles.sqlite").exists()


def test_a_large_database_is_looked_at_for_a_bounded_time(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base_database, "CHECK_SECONDS", -1.0)
    monkeypatch.setattr(base_database, "_CHECK_STEPS", 1)
    with articles_database(SETTINGS, data) as database:
        check_database(database)
        with reading(database) as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(articles)).scalar_one() == 62
