"""Keys: made, known again, removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading
from base.errors import ConfigError, UnavailableError
from config.settings import DatabaseSettings, Settings
from search.saved import keys as module
from search.saved.keys import PREFIX, KeyReader, add_key, all_keys, remove_key
from search.saved.searches import saved_database
from search.saved.tables import keys
from tests.postgres import postgres_url

__all__ = ["postgres_url"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest) -> Settings:
    if request.param == "sqlite":
        return Settings()
    return Settings(database=DatabaseSettings(url=request.getfixturevalue("postgres_url")))


@pytest.fixture
def database(settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    with saved_database(settings, tmp_path) as opened:
        yield opened


@pytest.fixture
def reader(settings: Settings, tmp_path: Path) -> Iterator[KeyReader]:
    made = KeyReader(settings, tmp_path)
    yield made
    made.close()


def test_a_key_is_known_by_its_token_alone(database: Engine, reader: KeyReader) -> None:
    token, other = add_key(database, "redaksi", "read"), add_key(database, "kepala", "admin")
    assert token.startswith(PREFIX)
    assert len({token, other}) == 2
    for given, name, scope in ((token, "redaksi", "read"), (other, "kepala", "admin")):
        found = reader.find(given)
        assert found is not None
        assert (found.name, found.scope) == (name, scope)
    for wrong in ("", token[:-1], token + "x", token.upper(), "redaksi", "é\udc80"):
        assert reader.find(wrong) is None


def test_the_token_is_kept_nowhere(database: Engine) -> None:
    token = add_key(database, "redaksi", "read")
    with reading(database) as connection:
        row = connection.execute(sa.select(keys)).one()
    assert token.removeprefix(PREFIX) not in repr(row)


def test_use_is_noted(database: Engine, reader: KeyReader) -> None:
    token = add_key(database, "redaksi", "read")
    assert [one.used for one in all_keys(database)] == [None]
    reader.find(token)
    (used,) = all_keys(database)
    assert used.used is not None
    assert used.used >= used.created


def test_a_key_opens_where_its_use_cannot_be_noted(
    database: Engine, reader: KeyReader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    token = add_key(database, "redaksi", "read")

    def away(_: Engine) -> NoReturn:
        raise UnavailableError("another process has kept it locked")

    monkeypatch.setattr(module, "writing", away)
    assert reader.find(token)
    assert "the use of key redaksi is not noted: another process has kept it locked" in caplog.text


def test_a_removed_key_opens_nothing_soon(database: Engine, reader: KeyReader, monkeypatch: pytest.MonkeyPatch) -> None:
    token = add_key(database, "redaksi", "read")
    assert reader.find(token)
    remove_key(database, "redaksi")
    monkeypatch.setattr(module, "KEPT_SECONDS", 0.0)
    assert reader.find(token) is None
    assert all_keys(database) == []


def test_names_are_taken_once(database: Engine) -> None:
    add_key(database, "redaksi", "read")
    with pytest.raises(ConfigError, match="already"):
        add_key(database, "redaksi", "admin")
    with pytest.raises(ConfigError, match="visible"):
        add_key(database, " ", "read")
    with pytest.raises(ConfigError, match="no key 'lain'"):
        remove_key(database, "lain")


def test_where_the_database_is_away_nobody_is_let_in(tmp_path: Path) -> None:
    away = replace(Settings(), database=DatabaseSettings(url="postgresql+psycopg://kliping@127.0.0.1:1/kliping"))
    reader = KeyReader(away, tmp_path)
    for _ in range(2):  # the second is answered without asking
        with pytest.raises(UnavailableError):
            reader.find("kliping_apa-saja")
    reader.close()
