"""Copies of SQLite files: one instant, whatever is written meanwhile, and clear words where they cannot be made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from base.copies import check_copy, copy_snapshot, sqlite_snapshot
from base.errors import UnavailableError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as database, database:
        database.execute("PRAGMA journal_mode=WAL").fetchone()
        database.execute("CREATE TABLE link (text)")
        database.executemany("INSERT INTO link VALUES (?)", [("x" * 500,)] * 200)
    return tmp_path / "ledger.sqlite"


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT count(*) FROM link").fetchone()[0])


def test_a_copy_is_of_the_instant_at_which_it_was_begun(source: Path, tmp_path: Path) -> None:
    with sqlite_snapshot(source) as snapshot:
        with closing(sqlite3.connect(source)) as other, other:
            other.execute("DELETE FROM link")
        copy_snapshot(snapshot, tmp_path / "copy", source)
    assert (rows(tmp_path / "copy"), rows(source)) == (200, 0)
    assert not (tmp_path / "copy-wal").exists()
    check_copy(tmp_path / "copy")


def test_a_damaged_database_is_told_with_the_way_out(source: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(source)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    content = bytearray(source.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    source.write_bytes(content)
    with pytest.raises(UnavailableError, match="is damaged"), sqlite_snapshot(source) as snapshot:
        copy_snapshot(snapshot, tmp_path / "copy", source)


def test_a_place_that_cannot_be_written_is_not_called_damage(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="cannot be used") as told, sqlite_snapshot(source) as snapshot:
        copy_snapshot(snapshot, tmp_path / "none" / "copy", source)
    assert "damaged" not in str(told.value)
