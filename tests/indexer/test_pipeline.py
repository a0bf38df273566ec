"""The index stage from the archive to the engine: outcomes, faults, and kills between any two of its steps."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.data_dir import lock_role, open_folder
from base.database import reading, writing
from base.errors import AlreadyRunningError, UnavailableError
from base.outcome_log import TALLY, count, totals
from config.outcomes import Outcome, Stage
from crawler.archive.archive import open_archive
from indexer import commit
from indexer import pipeline as stage
from indexer.articles import write
from indexer.articles.article import Article
from indexer.articles.read import articles_database, count_doubtful, find_id, select_articles, versions_of
from indexer.articles.tables import cursors, dead_letters, indexed, parts
from indexer.articles.tables import outbox as outbox_table
from indexer.engines import open_engine, outbox
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Document, Rejected
from indexer.engines.queries import Everything, Request, Term
from indexer.pipeline import IndexReport, index_archive
from tests.indexer import bad_pages
from tests.indexing import HARBOUR, LIBRARY, PUBLISHERS, SETTINGS, archive, html, later, page, ready


def run(data: Path) -> IndexReport:
    return index_archive(SETTINGS, data, PUBLISHERS, once=True)


def found(data: Path, word: str) -> list[str]:
    engine = open_engine(SETTINGS, data)
    try:
        return [hit.id for hit in engine.search(Request(Term("exact", word))).hits]
    finally:
        engine.close()


def searchable(data: Path) -> int:
    engine = open_engine(SETTINGS, data)
    try:
        return engine.count(Everything())
    finally:
        engine.close()


def articles(data: Path) -> list[Article]:
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        return select_articles(connection)


def rows(data: Path, table: sa.Table) -> int:
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def tally(data: Path) -> Counter[tuple[Stage, Outcome]]:
    """Pages by stage and outcome."""
    with articles_database(SETTINGS, data) as database, reading(database) as connection:
        counted: Counter[tuple[Stage, Outcome]] = Counter()
        for (_, which, outcome), number in count(connection).items():
            counted[which, outcome] += number
        return counted


def test_an_archived_page_becomes_searchable(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    report = run(tmp_path)
    assert report.to_json() == {"extracted": {"ok": 1}, "indexed": {"indexed": 1}}
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        wanted = find_id(connection, "https://m.kabar.id/baca/1?utm_source=x")
    assert found(tmp_path, "dermaga") == [wanted]
    assert rows(tmp_path, outbox_table) == 0


def test_every_page_ends_both_stages_in_one_outcome(tmp_path: Path) -> None:
    told = {"title": "Ringkasan pasar", "summary": "Harga ikan turun."}
    archive(
        tmp_path,
        page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)),
        page("baca/2", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, content_type="image/png"),
        page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR), captured=later(1)),
        page("baca/1", html("Dermaga selesai diperbaiki", LIBRARY), captured=later(2)),
        page("baca/3", b"{}", kind="link", link=told),
        page("baca/4", b"{}", kind="link"),
        ready("a", "Buku keliling", LIBRARY),
    )
    report = run(tmp_path)
    assert report.extracted == {"ok": 3, "unreadable": 1, "unchanged": 1, "updated": 1, "no_title": 1}
    assert report.indexed == {"indexed": 4}
    counted = tally(tmp_path)
    assert sum(number for (which, _), number in counted.items() if which == Stage.EXTRACT) == 7
    assert counted[Stage.INDEX, Outcome.INDEXED] == counted[Stage.EXTRACT, Outcome.OK] + 1


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    run(tmp_path)
    assert run(tmp_path).to_json() == {"extracted": {}, "indexed": {}}
    archive(tmp_path, page("baca/2", html("Buku keliling desa", LIBRARY)))
    assert run(tmp_path).to_json() == {"extracted": {"ok": 1}, "indexed": {"indexed": 1}}


def test_a_changed_page_is_found_by_the_words_of_both_versions(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    run(tmp_path)
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", LIBRARY), captured=later(1)))
    run(tmp_path)
    (article,) = articles(tmp_path)
    assert (found(tmp_path, "syahbandar"), found(tmp_path, "perpustakaan")) == ([article.id], [article.id])
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        assert [each.number for each in versions_of(connection, article.id)] == [1, 2]
    assert (searchable(tmp_path), rows(tmp_path, indexed)) == (1, 2)


def test_parts_are_joined_when_the_page_comes_that_names_them(tmp_path: Path) -> None:
    second = page("baca/1?page=2", html("Dermaga selesai diperbaiki", LIBRARY), kind="part")
    archive(tmp_path, page("baca/0", html("Buku lain lagi", LIBRARY[:4])), second)
    assert run(tmp_path).extracted == {"ok": 1, "part": 1}
    assert rows(tmp_path, parts) == 1
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR), parts=(second.id, "hilang")))
    assert run(tmp_path).extracted == {"ok": 1}
    (joined,) = [article for article in articles(tmp_path) if article.content.title.startswith("Dermaga")]
    assert set(LIBRARY) <= set(joined.content.body)
    assert rows(tmp_path, parts) == 0


def test_a_page_that_hangs_is_given_up_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hasty = replace(SETTINGS, indexer=replace(SETTINGS.indexer, page_deadline_seconds=0.5))
    monkeypatch.setattr("indexer.pool._read", bad_pages.hang_on_two)
    archive(tmp_path, *(page(f"baca/{n}", html(f"Dermaga nomor {n} selesai", HARBOUR)) for n in (1, 2, 3)))
    report = index_archive(hasty, tmp_path, PUBLISHERS, once=True)
    assert report.extracted == {"bug": 2, "timed_out": 1}


def test_a_page_that_waits_for_its_turn_on_a_busy_machine_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = replace(SETTINGS, indexer=replace(SETTINGS.indexer, page_deadline_seconds=0.5))
    monkeypatch.setattr("indexer.pool._read", bad_pages.wait_longer_than_the_deadline)
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    assert index_archive(hasty, tmp_path, PUBLISHERS, once=True).extracted == {"too_short": 1}


def test_a_page_whose_worker_dies_twice_ends_so_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.pool._read", bad_pages.die_on_two)
    archive(tmp_path, *(page(f"baca/{n}", html(f"Dermaga nomor {n} selesai", HARBOUR)) for n in (1, 2, 3)))
    assert run(tmp_path).extracted == {"too_short": 2, "worker_died": 1}
    assert tally(tmp_path)[Stage.EXTRACT, Outcome.WORKER_DIED] == 1


def test_a_page_whose_worker_was_killed_is_read_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.pool._read", bad_pages.die_the_first_time)
    archive(tmp_path, page(f"baca/1?mark={tmp_path / 'mark'}", html("Dermaga selesai diperbaiki", HARBOUR)))
    assert run(tmp_path).extracted == {"too_short": 1}
    assert (tmp_path / "mark").exists()


def test_where_no_worker_can_be_started_no_page_is_blamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError("no more processes")

    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    monkeypatch.setattr("multiprocessing.context.ForkServerProcess.start", refuse)
    monkeypatch.setattr("base.workers.START_PAUSES", (0.0, 0.0))
    with pytest.raises(UnavailableError, match="no worker process can be started"):
        run(tmp_path)
    monkeypatch.undo()
    assert run(tmp_path).extracted == {"ok": 1}


def test_a_page_that_swallows_memory_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.pool._read", bad_pages.swallow_memory)
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    assert run(tmp_path).extracted == {"bug": 1}


def test_a_page_that_fails_is_a_bug_with_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("rusak di tengah")

    archive(tmp_path, ready("a", "Satu", HARBOUR), ready("b", "Dua", LIBRARY))
    monkeypatch.setattr(stage, "draft_import", fail)
    assert run(tmp_path).extracted == {"bug": 2}
    (record, *_) = [each for each in caplog.records if "extraction failed" in each.message]
    assert record.exc_info is not None
    assert "rusak di tengah" in str(record.exc_info[1])


def test_a_damaged_import_record_stops_no_other(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", b"{", kind="import"), ready("b", "Dua", LIBRARY))
    assert run(tmp_path).extracted == {"bug": 1, "ok": 1}


def test_what_the_engine_refuses_is_a_dead_letter_until_it_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = EmbeddedEngine.write

    def refuse(
        self: EmbeddedEngine, generation: str, upserts: list[Document], deletes: list[tuple[str, int]]
    ) -> list[Rejected]:
        taken = [each for each in upserts if each.id != "b"]
        refused = [Rejected("b", "field too large")] if len(taken) < len(upserts) else []
        return write(self, generation, taken, deletes) + refused

    archive(tmp_path, ready("a", "Satu", HARBOUR), ready("b", "Dua", LIBRARY))
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedEngine, "write", refuse)
        assert run(tmp_path).indexed == {"indexed": 1, "dead_letter": 1}
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        (row,) = connection.execute(sa.select(dead_letters)).all()
        assert (row.article, row.reason) == ("b", "field too large")
    assert run(tmp_path).to_json() == {"extracted": {}, "indexed": {}}
    archive(tmp_path, ready("b", "Dua", HARBOUR))
    assert run(tmp_path).indexed == {"indexed": 1}
    assert (rows(tmp_path, dead_letters), searchable(tmp_path)) == (0, 2)


class Killed(BaseException):
    """Ends the process at this point, as far as the code can tell."""


def _after(call: Callable[..., object]) -> Callable[..., object]:
    def die(*arguments: object, **named: object) -> object:
        call(*arguments, **named)
        raise Killed

    return die


def _at_once(*_: object, **__: object) -> object:
    raise Killed


KILLS: dict[str, tuple[object, str, Callable[..., object]]] = {
    "before the articles": (commit, "store", _at_once),
    "between articles and tally": (commit, "record_all", _at_once),
    "before the cursor": (commit, "upsert", _at_once),
    "between articles and outbox": (write, "put", _at_once),
    "after the articles' commit": (commit, "_commit", _after(commit._commit)),
    "before the engine's commit": (EmbeddedEngine, "write", _at_once),
    "after the engine's commit": (EmbeddedEngine, "write", _after(EmbeddedEngine.write)),
    "before the outbox is cleared": (outbox, "note_indexed", _at_once),
    "after the outbox was cleared": (outbox, "write_changes", _after(outbox.write_changes)),
    "before the switch": (EmbeddedEngine, "switch", _at_once),
    "after the switch": (EmbeddedEngine, "switch", _after(EmbeddedEngine.switch)),
}


@pytest.mark.parametrize("when", KILLS)
def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    place, name, deadly = KILLS[when]
    archive(tmp_path, ready("a", "Satu", HARBOUR), ready("b", "Dua", LIBRARY), ready("a", "Satu", LIBRARY))
    with monkeypatch.context() as patch:
        patch.setattr(place, name, deadly)
        if when == "after the outbox was cleared":
            patch.setattr("indexer.engines.index_writer.write_changes", deadly)
        with pytest.raises(Killed):
            run(tmp_path)
    run(tmp_path)
    assert [(article.id, article.version) for article in articles(tmp_path)] == [("a", 2), ("b", 1)]
    assert searchable(tmp_path) == 2
    assert tally(tmp_path) == {
        (Stage.EXTRACT, Outcome.OK): 2,
        (Stage.EXTRACT, Outcome.UPDATED): 1,
        (Stage.INDEX, Outcome.INDEXED): 3,
    }
    assert (rows(tmp_path, outbox_table), rows(tmp_path, indexed), rows(tmp_path, cursors)) == (0, 2, 1)


def test_once_stores_everything_before_it_says_that_the_engine_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise UnavailableError("the engine does not answer")

    archive(tmp_path, ready("a", "Satu", HARBOUR), ready("b", "Dua", LIBRARY))
    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedEngine, "write", refuse)
        with pytest.raises(UnavailableError, match="does not answer"):
            run(tmp_path)
    assert len(articles(tmp_path)) == 2
    assert run(tmp_path).to_json() == {"extracted": {}, "indexed": {"indexed": 2}}


def test_two_index_processes_are_refused(tmp_path: Path) -> None:
    with lock_role(open_folder(tmp_path), "index"), pytest.raises(AlreadyRunningError, match="already runs `index`"):
        run(tmp_path)


def test_a_running_process_takes_what_comes_and_outlives_an_engine_that_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    quick = replace(SETTINGS, indexer=replace(SETTINGS.indexer, commit_seconds=0.01))
    monkeypatch.setattr(stage, "POLL_SECONDS", 0.01)
    failures = iter([True, True])
    write = EmbeddedEngine.write

    def falter(self: EmbeddedEngine, *arguments: object) -> list[Rejected]:
        if next(failures, False):
            raise UnavailableError("the engine does not answer")
        return write(self, *arguments)  # type: ignore[arg-type] - passed on as they came

    monkeypatch.setattr(EmbeddedEngine, "write", falter)
    counts: dict[str, int] = {}

    def stop_after_three(now: object) -> None:
        counts.update(now)  # type: ignore[call-overload] - a mapping
        if counts["searchable"] == 3 and searchable(tmp_path) == 3:
            raise KeyboardInterrupt

    def write_more() -> None:
        with open_archive(tmp_path / "archive") as writer:
            for name in "abc":
                writer.append(ready(name, f"Judul {name}", HARBOUR))
                time.sleep(0.1)

    thread = threading.Thread(target=write_more)
    thread.start()
    with pytest.raises(KeyboardInterrupt), caplog.at_level(logging.WARNING):
        index_archive(quick, tmp_path, PUBLISHERS, once=False, progress=stop_after_three)
    thread.join()
    assert searchable(tmp_path) == 3
    assert "tried again in 1 s" in caplog.text
    assert "tried again in 2 s" in caplog.text


def test_a_stage_with_nothing_to_do_gives_freed_memory_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class GivenBackError(Exception):
        pass

    def give_back() -> None:
        raise GivenBackError

    monkeypatch.setattr(stage, "give_back", give_back)
    monkeypatch.setattr(stage.ExtractionPool, "warm_up", lambda _: None)
    with pytest.raises(GivenBackError):
        index_archive(SETTINGS, tmp_path, PUBLISHERS, once=False)


def test_old_outcomes_are_pruned_and_no_page_is_counted_again(tmp_path: Path) -> None:
    archive(tmp_path, page("baca/1", html("Dermaga selesai diperbaiki", HARBOUR)))
    run(tmp_path)
    with articles_database(SETTINGS, tmp_path) as database, writing(database) as connection:
        connection.execute(sa.update(TALLY).values(at=datetime.now(UTC) - timedelta(days=31)))
    archive(tmp_path, page("baca/2", html("Buku keliling desa", LIBRARY)))
    run(tmp_path)
    assert tally(tmp_path) == {(Stage.EXTRACT, Outcome.OK): 1, (Stage.INDEX, Outcome.INDEXED): 1}
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        assert sorted(totals(connection).values()) == [2, 2]


def test_a_page_in_doubt_is_kept_and_counted_where_a_source_lists_it(tmp_path: Path) -> None:
    bare = f"<html><head><title>Warta</title></head><body><p>{HARBOUR[0]}</p><p>{HARBOUR[1]}</p></body></html>".encode()
    source = {"source": "https://www.kabar.id/rss"}
    archive(
        tmp_path,
        page("baca/1", bare),
        page("baca/2", bare.replace(b"Warta", b"Kabar"), link=source),
        page("baca/3", html("Dermaga selesai diperbaiki", HARBOUR), link=source),
        page("", bare, link=source),
    )
    assert run(tmp_path).extracted == {"not_article": 2, "ok": 2}
    assert [one.status for one in articles(tmp_path)] == [("doubtful",), ()]
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        assert count_doubtful(connection) == 1
    archive(tmp_path, page("baca/2", html("Perpustakaan keliling", LIBRARY), captured=later(1), link=source))
    run(tmp_path)
    with articles_database(SETTINGS, tmp_path) as database, reading(database) as connection:
        assert count_doubtful(connection) == 0
