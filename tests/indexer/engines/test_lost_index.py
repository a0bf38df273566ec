"""An index that is lost while the stages run: searches say so, and the index stage makes it again."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.errors import UnavailableError
from base.files import remove_folder
from indexer.articles.read import articles_database
from indexer.engines import generations, open_engine, repair
from indexer.engines.embedded.checksums import Checksums
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.index_writer import CHECK_SECONDS, IndexWriter, open_index_writer
from indexer.engines.port import Engine
from indexer.engines.queries import Everything, Request
from indexer.pipeline import index_archive
from tests.indexing import PUBLISHERS, SETTINGS, archive, ready

_Damage = Callable[[Path], object]


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def fill(data: Path, *names: str) -> None:
    archive(data, *(ready(name, f"Judul {name}", [f"Kalimat tentang {name}."]) for name in names))
    index_archive(SETTINGS, data, PUBLISHERS, once=True)


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
def index_writer(data: Path) -> Iterator[IndexWriter]:
    """One that runs and has found all in order."""
    with articles_database(SETTINGS, data) as database, open_index_writer(SETTINGS, data, database) as opened:
        opened.clock = opened.repairs.clock = Clock()
        run_out(opened)
        yield opened


@pytest.fixture
def database(index_writer: IndexWriter) -> Database:
    return index_writer.database


def run_out(index_writer: IndexWriter) -> None:
    while index_writer.step():
        pass


def wait(index_writer: IndexWriter, seconds: float = CHECK_SECONDS) -> None:
    assert isinstance(index_writer.clock, Clock)
    index_writer.clock.now += seconds


def generation(data: Path) -> Path:
    return next(path for path in (data / "index").iterdir() if path.is_dir())


def search(data: Path) -> int:
    engine = open_engine(SETTINGS, data)
    try:
        return engine.search(Request(Everything())).total
    finally:
        engine.close()


def _remove_pointer(data: Path) -> None:
    (data / "index" / "current.json").unlink()


def _remove_folder(data: Path) -> None:
    remove_folder(data / "index")


def _remove(ending: str) -> _Damage:
    return lambda data: [file.unlink() for file in generation(data).glob(f"*.{ending}")]


def _cut(data: Path) -> None:
    for file in generation(data).glob("*.store"):
        os.truncate(file, file.stat().st_size - 1)


def _flip_a_bit(ending: str) -> _Damage:
    def flip(data: Path) -> None:
        for file in generation(data).glob(f"*.{ending}"):
            content = bytearray(file.read_bytes())
            content[len(content) // 3] ^= 4
            file.write_bytes(content)

    return flip


LOSSES = (_remove_pointer, _remove_folder, _remove("pos"), _remove("store"), _cut)


@pytest.mark.parametrize("lose", LOSSES)
def test_a_search_of_a_lost_index_is_an_error_and_never_finds_nothing(data: Path, lose: _Damage) -> None:
    lose(data)
    with pytest.raises(UnavailableError, match="kliping index"):
        search(data)


@pytest.mark.parametrize("ask", ["count", "days", "facet", "documents"])
def test_whatever_is_asked_of_a_lost_index_is_an_error(data: Path, ask: str) -> None:
    _remove_folder(data)
    engine = open_engine(SETTINGS, data)
    arguments = {"facet": (Everything(), "publisher", 3), "documents": (["a"],)}.get(ask, (Everything(),))
    with pytest.raises(UnavailableError, match="5 articles"):
        getattr(engine, ask)(*arguments)


def test_an_installation_without_articles_finds_nothing_and_makes_no_file(tmp_path: Path) -> None:
    assert search(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    assert search(tmp_path) == 0


@pytest.mark.parametrize("lose", LOSSES)
def test_a_running_index_stage_makes_a_lost_index_again(data: Path, index_writer: IndexWriter, lose: _Damage) -> None:
    lose(data)
    run_out(index_writer)
    wait(index_writer)
    run_out(index_writer)
    assert search(data) == 5


@pytest.mark.parametrize("ending", ["store", "idx", "pos", "term", "fast", "fieldnorm"])
def test_a_file_with_other_bytes_than_were_written_is_noticed_at_the_start(data: Path, ending: str) -> None:
    _flip_a_bit(ending)(data)
    fill(data, "f")
    assert (generation(data).name, search(data)) == ("2", 6)


def test_each_file_is_read_once_and_new_ones_as_they_come(data: Path) -> None:
    checks = Checksums(generation(data))
    assert checks.look(seconds=0) is None
    assert checks.look() is None
    _flip_a_bit("store")(data)
    assert checks.look() is None
    assert "checksum" in str(Checksums(generation(data)).look())


def test_while_a_lost_index_is_made_again_searches_say_how_far_it_is(data: Path, index_writer: IndexWriter) -> None:
    _remove_folder(data)
    wait(index_writer)
    index_writer.batch = 2
    index_writer.step()
    index_writer.step()
    with pytest.raises(UnavailableError, match="4 of 5"):
        search(data)
    run_out(index_writer)
    assert search(data) == 5


def test_a_reader_that_was_open_recovers_by_itself(data: Path, index_writer: IndexWriter) -> None:
    engine = open_engine(SETTINGS, data)
    assert engine.count(Everything()) == 5
    _remove_folder(data)
    with pytest.raises(UnavailableError):
        engine.count(Everything())
    wait(index_writer)
    run_out(index_writer)
    assert engine.count(Everything()) == 5
    engine.close()


def test_a_generation_damaged_while_it_is_built_is_begun_anew(data: Path, index_writer: IndexWriter) -> None:
    generations.want_rebuild(index_writer.database)
    index_writer.batch = 2
    index_writer.step()
    index_writer.step()
    _of = data / "index" / "2"
    for file in _of.glob("*.pos"):
        file.unlink()
    wait(index_writer)
    run_out(index_writer)
    engine = open_engine(SETTINGS, data)
    assert (engine.current(), engine.count(Everything())) == ("3", 5)
    engine.close()


def test_a_current_generation_damaged_during_a_rebuild_does_not_hold_it_up(
    data: Path, index_writer: IndexWriter
) -> None:
    generations.want_rebuild(index_writer.database)
    index_writer.step()
    remove_folder(data / "index" / "1")
    fill_archive_only(data, index_writer)
    wait(index_writer)
    run_out(index_writer)
    assert search(data) == 5


def fill_archive_only(data: Path, index_writer: IndexWriter) -> None:
    """A change that waits for every generation."""
    from indexer.engines.outbox import Change, put  # noqa: PLC0415 - only here

    with index_writer.database.begin() as connection:
        active_generations = generations.load(connection).active_generations()
        put(connection, [Change("a", "", "", "kabar", "", 2024)], active_generations)


def test_an_index_lost_again_and_again_is_given_up_with_advice(data: Path, index_writer: IndexWriter) -> None:
    for _ in range(repair.MAX_REPAIRS):
        _remove_folder(data)
        wait(index_writer)
        run_out(index_writer)
    _remove_folder(data)
    wait(index_writer)
    with pytest.raises(UnavailableError, match="look at the disk"):
        index_writer.step()
    wait(index_writer, repair.REPAIR_SECONDS)
    run_out(index_writer)
    assert search(data) == 5


def test_an_index_in_order_is_not_told_of_each_minute(
    index_writer: IndexWriter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            wait(index_writer)
            run_out(index_writer)
    assert "index.generation" not in caplog.text
    assert caplog.text == ""


class _Busy:
    """An engine to which another worker gives an article, or takes one, in the middle of the look."""

    def __init__(self, engine: Engine, at: list[Callable[[], object]]) -> None:
        self._engine, self._at = engine, at

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def count(self, query: Everything) -> int:
        found = self._engine.count(query)
        if self._at:
            self._at.pop(0)()
        return found


def _other_worker(index_writer: IndexWriter, data: Path) -> Callable[[], None]:
    """What another worker does between two steps of the look: it stores an article and feeds it to the engine."""
    names = iter("xyzuvw")

    def work() -> None:
        name = next(names)
        archive(data, ready(name, f"Judul {name}", [f"Kalimat tentang {name}."]))
        index_archive(SETTINGS, data, PUBLISHERS, once=True)

    return work


@pytest.mark.parametrize("moments", [1, 2, 3, 4])
def test_another_workers_articles_are_no_loss_whenever_they_come(
    data: Path, index_writer: IndexWriter, moments: int, caplog: pytest.LogCaptureFixture
) -> None:
    work = _other_worker(index_writer, data)
    busy = _Busy(index_writer.engine, [work] * moments)
    with caplog.at_level(logging.WARNING):
        repair.repair(
            index_writer.database,
            busy,
            "",
            repair.Repairs(Clock()),
            embedded=True,  # type: ignore[arg-type] - a stand-in
        )
    with reading(index_writer.database) as connection:
        assert generations.load(connection) == generations.Generations(current="1", number=1)
    assert caplog.text == ""


def test_a_switch_that_another_worker_records_first_is_recorded_once(index_writer: IndexWriter) -> None:
    generations.want_rebuild(index_writer.database)
    index_writer.step()
    with reading(index_writer.database) as connection:
        seen = generations.load(connection)
    run_out(index_writer)
    generations.record_switch(index_writer.database, seen)
    with reading(index_writer.database) as connection:
        assert generations.load(connection) == generations.Generations(current="2", number=2)


def test_a_hiccup_of_the_engine_is_no_loss(index_writer: IndexWriter, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UnavailableError("no answer")

    index_writer.embedded = False
    for method in ("current", "verify", "fingerprint", "count"):
        with monkeypatch.context() as patch:
            patch.setattr(EmbeddedEngine, method, refuse)
            wait(index_writer)
            with pytest.raises(UnavailableError):
                index_writer.step()
        with reading(index_writer.database) as connection:
            assert generations.load(connection).building == ""


def test_a_real_loss_of_articles_is_seen(data: Path, index_writer: IndexWriter) -> None:
    index_writer.engine.write("1", (), [("a", 2024)])
    wait(index_writer)
    run_out(index_writer)
    assert search(data) == 5
    with reading(index_writer.database) as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM outbox")).scalar() == 0
