"""Generations of the index: found in order at the start, rebuilt beside the old one, switched when complete."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine as Database

from base.data_dir import lock_role
from base.database import reading, writing
from base.errors import UnavailableError
from base.files import remove_folder
from indexer.articles.read import articles_database
from indexer.engines import generations, open_engine
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.index_writer import IndexWriter, open_index_writer
from indexer.engines.outbox import Change, put, write_changes
from indexer.engines.port import Engine
from indexer.engines.queries import Everything
from indexer.language.analysis import load_lexicon
from indexer.pipeline import index_archive
from indexer.rebuild import rebuild
from tests.indexing import HARBOUR, LIBRARY, PUBLISHERS, SETTINGS, archive, ready

FEW = replace(SETTINGS, indexer=replace(SETTINGS.indexer, batch=2))


def fill(data: Path, *names: str) -> None:
    archive(data, *(ready(name, f"Judul {name}", [f"Kalimat tentang {name}."]) for name in names))
    index_archive(FEW, data, PUBLISHERS, once=True)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five articles in its archive, its database and its index."""
    folder = tmp_path_factory.mktemp("filled")
    fill(folder, *"abcde")
    return folder


@pytest.fixture
def data(filled: Path, tmp_path: Path) -> Path:
    """A copy of the folder, for each test its own."""
    return shutil.copytree(filled, tmp_path, dirs_exist_ok=True)


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    with articles_database(SETTINGS, data) as opened:
        yield opened


def searchable(data: Path) -> int:
    engine = open_engine(SETTINGS, data)
    try:
        return engine.count(Everything())
    finally:
        engine.close()


def current(data: Path) -> str | None:
    engine = open_engine(SETTINGS, data)
    try:
        return engine.current()
    finally:
        engine.close()


def run_out(index_writer: IndexWriter) -> None:
    while index_writer.step():
        pass


def test_the_first_generation_is_made_by_itself(data: Path) -> None:
    assert (current(data), searchable(data)) == ("1", 5)


def test_a_rebuild_makes_a_new_generation_and_switches(data: Path) -> None:
    assert rebuild(FEW, data) == 5
    assert (current(data), searchable(data)) == ("2", 5)
    assert [path.name for path in (data / "index").iterdir() if path.is_dir()] == ["2"]


def test_a_generation_with_other_fields_is_replaced_and_told_nothing_more(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named, written = EmbeddedEngine.fingerprint, list[str]()
    monkeypatch.setattr(
        EmbeddedEngine, "fingerprint", lambda self, name: "layout 1" if name == "1" else named(self, name)
    )
    write = EmbeddedEngine.write
    monkeypatch.setattr(
        EmbeddedEngine, "write", lambda self, name, *changes: (written.append(name), write(self, name, *changes))[1]
    )
    fill(data, "f")
    assert (current(data), searchable(data), set(written)) == ("2", 6, {"2"})


def test_the_old_generation_answers_and_takes_news_until_the_switch(data: Path, database: Database) -> None:
    with open_index_writer(FEW, data, database) as index_writer:
        generations.want_rebuild(database)
        index_writer.step()
        index_writer.step()
        with reading(database) as connection:
            now = generations.load(connection)
        assert (now.current, now.building, now.copied) == ("1", "2", 2)
    archive(data, ready("f", "Judul f", HARBOUR), ready("a", "Judul baru a", LIBRARY))
    seen: list[tuple[str | None, int]] = []
    index_archive(FEW, data, PUBLISHERS, once=True, progress=lambda _: seen.append((current(data), searchable(data))))
    assert ("1", 6) in seen
    assert (current(data), searchable(data)) == ("2", 6)
    engine = open_engine(SETTINGS, data)
    assert json.loads(engine.documents(["a"])["a"].stored)["title"] == "Judul baru a"
    engine.close()


def test_a_rebuild_that_was_killed_goes_on_where_it_stood(data: Path, database: Database) -> None:
    generations.want_rebuild(database)
    with open_index_writer(FEW, data, database) as index_writer:
        index_writer.step()
        index_writer.step()
    with open_index_writer(FEW, data, database) as index_writer:
        run_out(index_writer)
    assert (current(data), searchable(data)) == ("2", 5)


def test_a_kill_between_the_switch_and_its_record_is_mended(
    data: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    generations.want_rebuild(database)
    with open_index_writer(FEW, data, database) as index_writer, monkeypatch.context() as patch:
        patch.setattr(generations, "_settle_switch", die)
        with pytest.raises(KeyboardInterrupt):
            run_out(index_writer)
    assert current(data) == "2"
    fill(data, "f")
    with reading(database) as connection:
        assert generations.load(connection) == generations.Generations(current="2", number=2)
    assert searchable(data) == 6


def _remove_folder(data: Path) -> None:
    remove_folder(data / "index")


def _remove_pointer(data: Path) -> None:
    (data / "index" / "current.json").unlink()


def _spoil_pointer(data: Path) -> None:
    (data / "index" / "current.json").write_bytes(b"\0\0")


def _empty_meta(data: Path) -> None:
    (data / "index" / "1" / "meta.json").write_bytes(b"")


def _remove_meta(data: Path) -> None:
    (data / "index" / "1" / "meta.json").unlink()


def _cut_segments(data: Path) -> None:
    for segment in (data / "index" / "1").glob("*.store"):
        segment.write_bytes(segment.read_bytes()[:10])


def _lose_an_article(data: Path) -> None:
    engine: Engine = open_engine(SETTINGS, data)
    engine.write("1", (), [("a", 2024)])
    engine.close()


def _replace_by_another(data: Path) -> None:
    engine: Engine = open_engine(SETTINGS, data)
    engine.create("9", "1")
    engine.switch("9")
    engine.close()


@pytest.mark.parametrize(
    "damage",
    [
        _remove_folder,
        _remove_pointer,
        _spoil_pointer,
        _empty_meta,
        _remove_meta,
        _cut_segments,
        _lose_an_article,
        _replace_by_another,
    ],
)
def test_a_missing_or_damaged_index_is_made_again(data: Path, damage: object, caplog: pytest.LogCaptureFixture) -> None:
    assert callable(damage)
    damage(data)
    with caplog.at_level(logging.WARNING):
        fill(data, "f")
    assert searchable(data) == 6
    assert current(data) not in (None, "1", "9")
    assert "it is made from the articles" in caplog.text


def test_a_sound_index_is_left_alone(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        fill(data, "f")
    assert (current(data), caplog.text) == ("1", "")


def test_other_word_rules_ask_for_a_rebuild_and_feeding_goes_on(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    (data / "words").mkdir()
    (data / "words" / "never-stem.txt").write_text("pelangi\n")
    with caplog.at_level(logging.WARNING):
        fill(data, "f")
    assert "rebuild needed: run `kliping index --rebuild`" in caplog.text
    assert (current(data), searchable(data)) == ("1", 6)
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        rebuild(FEW, data)
        fill(data, "g")
    assert (current(data), caplog.text) == ("2", "")


def test_a_running_index_process_is_asked_to_rebuild(data: Path, database: Database) -> None:
    with lock_role(data, "index"), open_index_writer(FEW, data, database) as index_writer:
        done: list[int] = []
        asking = threading.Thread(target=lambda: done.append(rebuild(FEW, data)))
        asking.start()
        while asking.is_alive():
            run_out(index_writer)
            asking.join(0.05)
    assert (done, current(data)) == ([5], "2")


def test_an_engine_that_is_away_is_no_lost_index(
    data: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise UnavailableError("no answer")

    with open_index_writer(FEW, data, database) as index_writer:
        monkeypatch.setattr(type(index_writer.engine), "current", refuse)
        index_writer.embedded = False
        with pytest.raises(UnavailableError):
            index_writer.step()
    with reading(database) as connection:
        assert generations.load(connection).building == ""


def test_a_generation_that_has_yet_to_be_told_something_does_not_answer(data: Path, database: Database) -> None:
    engine = open_engine(SETTINGS, data)
    with reading(database) as connection:
        seen = generations.load(connection)
    generations.begin(database, engine, "1", seen)
    lexicon = load_lexicon(data)
    with writing(database) as connection:
        change = Change("a", "", "", "", "", 2024)
        put(connection, [change], generations.load(connection).active_generations())
    while generations.copy(database, engine, lexicon, 2):
        with reading(database) as connection:
            now = generations.load(connection)
        if now.copied == now.until:
            break
    assert not generations.switch(database, engine)
    assert engine.current() == "1"
    write_changes(database, engine, lexicon, "2", 10)
    assert generations.switch(database, engine)
    assert (engine.current(), searchable(data)) == ("2", 5)
    engine.close()


@pytest.mark.parametrize(("held", "given", "expected"), [("9", 1, "10"), ("2", 4, "5"), ("4", 4, "5")])
def test_a_generations_number_is_new_to_the_engine_and_to_the_database(
    data: Path, database: Database, held: str, given: int, expected: str
) -> None:
    """The database is older than the engine where a backup of it was restored."""
    engine = open_engine(SETTINGS, data)
    engine.create(held, "1")
    engine.switch(held)
    with reading(database) as connection:
        seen = generations.load(connection)
    with writing(database) as connection:
        generations._save(connection, replace(seen, number=given))
    generations.begin(database, engine, "1", replace(seen, number=given))
    with reading(database) as connection:
        assert generations.load(connection).building == expected
    engine.close()
