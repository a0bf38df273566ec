"""`kliping verify`: what is whole passes, and whatever does not agree is found and named with what to do."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from base.database import writing
from base.files import remove_folder
from config.settings import load
from crawler.archive.archive import open_archive
from crawler.archive.inspection import archive_files
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.articles.tables import articles
from indexer.engines import open_engine
from indexer.engines.queries import Everything
from kliping.main import run
from tests.indexing import archive, html, page
from tests.kliping.kept import command, going_on, make_folder, pages, story

NOW = datetime.now(UTC)
"""Of a page whose outcome is kept still."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("made") / "data"
    make_folder(data, 30)
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data"))


def findings(data: Path, *arguments: str | Path) -> dict[str, dict[str, Any]]:
    """What verify says, by word; with none it must end with 0."""
    done = command("verify", "--data", data, "--json", *arguments)
    told = json.loads(done.stdout)
    assert done.return_value == int(bool(told["findings"]))
    assert told["ok"] is not bool(told["findings"])
    assert all(one["advice"] and one["detail"] and one["where"] for one in told["findings"])
    return {one["what"]: one for one in told["findings"]}


def test_what_is_whole_passes(data: Path) -> None:
    done = command("verify", "--data", data)
    assert done.return_value == 0
    assert "All agree." in done.stdout
    assert command("verify", "--quiet", "--data", data).stdout == ""
    assert findings(data) == {}


def test_a_flipped_bit_anywhere_in_the_archive_is_found(data: Path) -> None:
    chance = random.Random(6)
    for _ in range(15):
        file = chance.choice(archive_files(data / "archive"))
        content = file.read_bytes()
        spoiled = bytearray(content)
        bit = chance.randrange(len(content) * 8)
        spoiled[bit // 8] ^= 1 << bit % 8
        file.write_bytes(spoiled)
        assert findings(data)["archive.damaged"]["where"] == f"archive/{file.name}"
        file.write_bytes(content)


def test_a_file_that_is_gone_or_cut_off_is_found(data: Path) -> None:
    [first, *_] = archive_files(data / "archive")
    content = first.read_bytes()
    first.write_bytes(content[: len(content) // 2])
    assert {"archive.short", "archive.damaged"} <= findings(data).keys()
    first.unlink()
    assert {"archive.missing", "articles.page_lost"} <= findings(data).keys()


def test_index_and_articles_that_do_not_agree_are_found(data: Path) -> None:
    settings = load(data).settings
    engine = open_engine(settings, data)
    generation = engine.current()
    assert generation
    [one, two, *_] = engine.scan(Everything(), "oldest")
    engine.write(generation, [], [(one.id, 2024)])
    engine.close()
    assert one.id in findings(data)["index.missing"]["detail"]
    with articles_database(settings, data) as database, writing(database) as connection:
        connection.execute(sa.delete(articles).where(articles.c.id == two.id))
    assert two.id in findings(data)["index.extra"]["detail"]
    assert command("index", "--rebuild", "--data", data).exception is None
    assert findings(data) == {}


def test_a_text_that_differs_is_found(data: Path) -> None:
    with closing(sqlite3.connect(data / "articles.sqlite")) as database, database:
        database.execute("UPDATE articles SET content = replace(content, 'sawah', 'sawak')")
    assert "index.different" in findings(data)


@pytest.mark.parametrize("name", ["ledger", "articles", "saved"])
def test_a_damaged_database_is_found(data: Path, name: str) -> None:
    command("alert", "add", "sawah", "sawah", "--data", data)
    file = data / f"{name}.sqlite"
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    content = bytearray(file.read_bytes())
    content[4096:8192] = bytes(4096)
    file.write_bytes(content)
    assert f"{name}.damaged" in findings(data)


def test_a_damaged_index_file_is_found(data: Path) -> None:
    for file in (data / "index").glob("*/*.store"):
        content = bytearray(file.read_bytes())
        content[len(content) // 3] ^= 4
        file.write_bytes(content)
    assert "index.damaged" in findings(data)


def test_a_lost_index_is_found(data: Path) -> None:
    remove_folder(data / "index")
    assert "index.unavailable" in findings(data)


def test_pages_that_the_ledger_does_not_know_are_found(data: Path) -> None:
    archive(data, page("baru/1", html("Judul baru", story(random.Random(1)))))
    found = findings(data)
    assert "kabar.id/baru/1" in found["ledger.unknown"]["detail"]
    with open_ledger("sqlite:", data) as ledger:
        ledger.replay(data / "archive")
    assert findings(data) == {}


def test_pages_that_stood_in_damage_when_they_were_to_be_read_are_found_once_it_is_mended(data: Path) -> None:
    new = [page(f"baru/{one}", html(f"Judul {one}", story(random.Random(one))), captured=NOW) for one in range(3)]
    archive(data, *new)
    file = archive_files(data / "archive")[-1]
    content = file.read_bytes()
    middle = len(content) // 2
    file.write_bytes(content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :])
    with open_ledger("sqlite:", data) as ledger:
        ledger.replay(data / "archive")
    assert command("index", "--once", "--data", data).exception is None
    file.write_bytes(content)
    with open_ledger("sqlite:", data) as ledger:
        ledger.replay(data / "archive")
    found = findings(data)
    assert "kabar.id/baru/1" in found.pop("articles.unread")["detail"]
    assert "baru/2" not in str(found)
    assert command("index", "--from-archive", "--data", data).exception is None
    assert "articles.unread" not in findings(data)


def test_what_is_being_written_is_no_fault(data: Path) -> None:
    with open_archive(data / "archive") as writer, open_ledger("sqlite:", data) as ledger:
        for one in pages(3, seed=5):
            ledger.record_archived([one], writer.append(one))
        name = archive_files(data / "archive")[-1]
        with name.open("ab") as torn:
            torn.write(b"\x1f\x8b\x08\x04half")
        assert findings(data) == {}


def test_nothing_under_way_is_a_fault(data: Path) -> None:
    """Crawling and indexing go on all the time."""
    with going_on(data):
        assert [findings(data) for _ in range(4)] == [{}] * 4


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_manifest_proves_that_nothing_was_changed(data: Path, tmp_path: Path, form: str) -> None:
    with open_archive(data / "archive") as writer, open_ledger("sqlite:", data) as ledger:
        ledger.record_archived(*_appended(writer, "baru/1"))
        listed = command("archive", "manifest", "--data", data, *(["--json"] if form == "json" else []))
        manifest = tmp_path / "manifest"
        manifest.write_text(listed.stdout, "utf-8")
        assert findings(data, "--manifest", manifest) == {}
        ledger.record_archived(*_appended(writer, "baru/2"))
    assert findings(data, "--manifest", manifest) == {}
    [first, *_] = archive_files(data / "archive")
    content = first.read_bytes()
    command("remove", "https://www.kabar.id/berita/7-1", "--yes", "--data", data)
    assert "archive.changed" not in findings(data, "--manifest", manifest)
    first.write_bytes(content[:-1])
    assert "archive.changed" in findings(data, "--manifest", manifest)
    first.unlink()
    assert "archive.missing" in findings(data, "--manifest", manifest)


def _appended(writer: Any, path: str) -> tuple[list[Any], Any]:
    one = page(path, html(f"Judul {path}", story(random.Random(path))))
    return [one], writer.append(one)


@pytest.mark.parametrize("line", ['{"file": "x.warc.gz", "sha256": 5, "bytes": "a"}', "[" * 100_000])
def test_a_line_that_is_no_file_of_a_manifest_is_told(data: Path, tmp_path: Path, line: str) -> None:
    (tmp_path / "manifest").write_text(line)
    assert run(["verify", "--manifest", str(tmp_path / "manifest"), "--data", str(data)]) == 2


def test_what_is_no_manifest_is_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad").write_text("not a digest\n")
    assert run(["verify", "--data", str(data), "--manifest", str(tmp_path / "bad")]) == 2
    assert "line 1: not what `kliping archive manifest` prints" in capsys.readouterr().err
    assert run(["verify", str(tmp_path / "none"), "--data", str(data)]) == 2
    assert "there is no backup" in capsys.readouterr().err
