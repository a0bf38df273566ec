"""A backup holds every table of what users keep, those that are yet to be made too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import search.model.tables
import search.saved.reports.tables
import search.saved.spikes.tables
from base.database import Instant, reading, writing
from config.settings import load
from search.saved.searches import saved_database
from search.saved.tables import metadata, position, searches
from tests.kliping.kept import command, make_folder
from tests.postgres import new_database, postgres_url

__all__ = ["postgres_url", "search"]

VALUES: dict[type, Any] = {
    sa.Boolean: True,
    sa.Integer: 7,
    sa.LargeBinary: b"isi\x00\xff",
    Instant: datetime(2026, 11, 29, 5, 20, 0, 123456, tzinfo=UTC),
}
MADE_ANEW = {position.name: {"number", "article", "version", "captured", "known_until"}, searches.name: {"start"}}
"""Numbers of what became searchable, which mean nothing where the articles are made anew."""


def value(column: sa.Column[Any]) -> Any:
    known = [one for kind, one in VALUES.items() if isinstance(column.type, kind)]
    return known[0] if known else f"{column.table.name}.{column.name} «ñ»"


def fill(data: Path) -> None:
    """One row in each table."""
    with saved_database(load(data).settings, data) as saved, writing(saved) as connection:
        for table in metadata.sorted_tables:
            connection.execute(sa.delete(table))
            connection.execute(sa.insert(table).values({column.name: value(column) for column in table.c}))


def rows(data: Path) -> dict[str, list[dict[str, Any]]]:
    with saved_database(load(data).settings, data) as saved, reading(saved) as connection:
        return {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def as_kept(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {
        name: [{key: one for key, one in row.items() if key not in MADE_ANEW.get(name, ())} for row in some]
        for name, some in found.items()
        if name != position.name
    }


def test_a_backup_brings_every_table_back(tmp_path: Path) -> None:
    data, again = tmp_path / "data", tmp_path / "again"
    make_folder(data, 1)
    fill(data)
    before = rows(data)
    assert all(len(some) == 1 for some in before.values())
    assert command("backup", tmp_path / "kept", "--data", data).exception is None
    assert command("restore", tmp_path / "kept", "--data", again).exception is None
    assert as_kept(rows(again)) == as_kept(before)


@pytest.mark.postgres
def test_a_backup_of_postgresql_brings_every_table_back(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLIPING_DATABASE__URL", postgres_url)
    data, again = tmp_path / "data", tmp_path / "again"
    make_folder(data, 1)
    fill(data)
    before = rows(data)
    assert all(len(some) == 1 for some in before.values())
    assert command("backup", tmp_path / "kept.tar", "--data", data).exception is None
    monkeypatch.setenv("KLIPING_DATABASE__URL", new_database())
    assert command("restore", tmp_path / "kept.tar", "--data", again).exception is None
    assert rows(again) == before
