"""Backup, restore, verify and remove with PostgreSQL, and with Elasticsearch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import DatabaseSettings, EngineSettings, Settings, load
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import installation
from indexer.engines import open_engine
from kliping.main import run
from tests.indexer.engines.conftest import elasticsearch_url
from tests.kliping.kept import answers, command, exported, make_folder, queries
from tests.postgres import new_database, postgres_url

__all__ = ["elasticsearch_url", "postgres_url"]

QUERIES = 40


def ids(data: Path) -> set[str]:
    return {json.loads(line)["id"] for line in exported(data).splitlines()}


@pytest.fixture
def on_postgres(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KLIPING_DATABASE__URL", postgres_url)
    make_folder(tmp_path / "data", 24)
    return tmp_path / "data"


@pytest.mark.postgres
@pytest.mark.parametrize("full", [False, True])
def test_a_backup_of_postgresql_answers_as_before(
    on_postgres: Path, tmp_path: Path, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = queries(QUERIES)
    command("alert", "add", "sawah", "sawah", "--data", on_postgres)
    before, everything = answers(on_postgres, asked, tmp_path), exported(on_postgres)
    backup = ["backup", tmp_path / "kept.tar", "--data", on_postgres, *(["--full"] if full else [])]
    assert command(*backup).exception is None
    assert run(["restore", str(tmp_path / "kept.tar"), "--data", str(tmp_path / "again")]) == 2  # it is not empty
    monkeypatch.setenv("KLIPING_DATABASE__URL", new_database())
    assert command("restore", tmp_path / "kept.tar", "--data", tmp_path / "again").exception is None
    assert command("index", "--once", "--data", tmp_path / "again").exception is None
    assert answers(tmp_path / "again", asked, tmp_path) == before
    assert exported(tmp_path / "again") == everything
    assert "sawah" in command("alert", "list", "--data", tmp_path / "again").stdout
    assert command("verify", "--data", tmp_path / "again").return_value == 0
    with open_ledger(load(tmp_path / "again").settings.database.url, tmp_path / "again") as ledger:
        assert ledger.unseen({"https://kabar.id/berita/7-1", "https://kabar.id/baru"}) == {"https://kabar.id/baru"}
    added = command("alert", "add", "kapal", "kapal", "--data", tmp_path / "again")  # numbers go on where they were
    assert added.exception is None


@pytest.mark.postgres
def test_what_is_removed_from_postgresql_stays_out(on_postgres: Path) -> None:
    before = ids(on_postgres)
    done = command("remove", "https://www.kabar.id/berita/7-3", "--yes", "--json", "--data", on_postgres)
    assert json.loads(done.stdout)["pages"] == 2
    assert len(before - ids(on_postgres)) == 1
    assert command("index", "--rebuild", "--data", on_postgres).exception is None
    assert len(before - ids(on_postgres)) == 1
    assert command("verify", "--data", on_postgres).return_value == 0


@pytest.fixture
def on_elasticsearch(elasticsearch_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KLIPING_ENGINE__URL", elasticsearch_url)
    data = tmp_path / "data"
    make_folder(data, 1)
    settings = load(data).settings
    yield data
    for folder in (data, tmp_path / "again"):
        if folder.exists():
            engine = open_engine(Settings(engine=settings.engine, database=DatabaseSettings()), folder)
            ours = engine._ours  # type: ignore[attr-defined]
            if indices := list(ours.client.indices.get(index=f"kliping-{installation(settings, folder)}-*")):
                ours.client.indices.delete(index=indices)
            engine.close()


@pytest.mark.elasticsearch
def test_elasticsearch_is_verified_emptied_and_filled_again(on_elasticsearch: Path, tmp_path: Path) -> None:
    data = on_elasticsearch
    assert load(data).settings.engine != EngineSettings()
    more = tmp_path / "more.jsonl"
    lines = [{"id": f"x{n}", "title": f"Sawah {n}", "body": f"Petani menjual beras ke-{n}."} for n in range(6)]
    more.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert command("import", more, "--data", data).exception is None
    assert command("verify", "--data", data).return_value == 0
    asked = queries(QUERIES)
    assert command("backup", tmp_path / "kept", "--full", "--data", data).exception is None
    before = answers(data, asked, tmp_path)
    assert command("remove", "--id", "x3", "--yes", "--data", data).exception is None
    assert "x3" not in ids(data)
    assert command("verify", "--data", data).return_value == 0
    assert command("restore", tmp_path / "kept", "--data", tmp_path / "again").exception is None
    assert command("index", "--once", "--data", tmp_path / "again").exception is None
    assert answers(tmp_path / "again", asked, tmp_path) == before
    assert command("verify", "--data", tmp_path / "again").return_value == 0
