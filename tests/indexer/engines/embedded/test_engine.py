"""What only the embedded engine has to stand: kills, damage, a second writer."""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tantivy

from base.errors import UnavailableError
from indexer.engines.embedded import ranking, schema
from indexer.engines.embedded import views as views_module
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.embedded.folder import OpenedIndex
from indexer.engines.embedded.schema import LAYOUT
from indexer.engines.embedded.views import VIEW_SECONDS
from indexer.engines.layout import layout
from indexer.engines.port import FIRST_DATED, KEYWORD_FIELDS
from indexer.engines.queries import Among, Bool, Cursor, Everything, Exists, Pattern, Request, Term
from tests.indexer.engines import writer
from tests.indexer.engines.corpus import corpus, document

ROOT = Path(__file__).parents[4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an engine with 300 documents, closed."""
    engine = open_engine(tmp_path)
    engine.create("1", "fingerprint")
    engine.switch("1")
    engine.write("1", corpus(300), [])
    engine.close()
    return tmp_path


def open_engine(folder: Path) -> EmbeddedEngine:
    return EmbeddedEngine(folder, 15_000_000)


def run_writer(folder: Path, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, writer.__file__, str(folder), str(first)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill_after(process: subprocess.Popen[str], seconds: float) -> list[int]:
    """Kill -9 so long after the first batch; gives the batches that were acknowledged."""
    with process:
        first = process.stdout.readline()
        timer = threading.Timer(seconds, process.send_signal, (signal.SIGKILL,))
        timer.start()
        rest = process.stdout.read()
    return [int(line) for line in [first, *rest.splitlines()] if line.strip()]


@pytest.mark.kill
@pytest.mark.timeout(300)
def test_killed_writers_lose_nothing_acknowledged_and_leave_no_batch_in_part(folder):
    chance, first = random.Random(7), 100
    for _ in range(8):
        acknowledged = kill_after(run_writer(folder, first), chance.uniform(0.0, 0.6))
        engine = open_engine(folder)
        counts = {batch: engine.count(Term("stem", f"rombongan{batch}")) for batch in range(100, acknowledged[-1] + 2)}
        assert {counts[batch] for batch in range(100, acknowledged[-1] + 1)} == {writer.BATCH}
        assert counts[acknowledged[-1] + 1] in (0, writer.BATCH)
        first = acknowledged[-1] + 1
    engine.write("1", [document(1, title="sesudah")], [])
    assert engine.count(Term("stem", "sesudah")) == 1
    engine.close()


def test_leftover_of_a_killed_commit_does_not_stop_the_next_writer(folder):
    engine = open_engine(folder)
    engine.write("1", [document(1, title="pertama")], [])
    engine.close()
    meta = json.loads((folder / "1" / "meta.json").read_text())
    for segment in meta["segments"]:
        for opstamp in range(meta["opstamp"], meta["opstamp"] + 20):
            name = segment["segment_id"].replace("-", "")
            leftover = folder / "1" / f"{name}.{opstamp}.del"
            if not leftover.exists():
                leftover.write_bytes(b"torn")
                managed = json.loads((folder / "1" / ".managed.json").read_text())
                (folder / "1" / ".managed.json").write_text(json.dumps([*managed, leftover.name]))
    again = open_engine(folder)
    again.write("1", [document(1, title="kedua"), document(2, title="kedua")], [])
    assert again.count(Term("stem", "kedua")) == 2
    again.close()


def test_two_writers_at_once_are_refused_with_the_reason(folder):
    one, two = open_engine(folder), open_engine(folder)
    one.write("1", [document(1, title="satu")], [])
    with pytest.raises(UnavailableError, match="another process is writing"):
        two.write("1", [document(2, title="dua")], [])
    one.close()
    two.write("1", [document(2, title="dua")], [])
    assert two.count(Term("stem", "dua")) == 1
    two.close()


def test_reader_in_another_process_sees_the_write(folder):
    script = (
        "import sys; from pathlib import Path; from indexer.engines.queries import Term\n"
        "from indexer.engines.embedded.engine import EmbeddedEngine\n"
        f"engine = EmbeddedEngine(Path({str(folder)!r}), 0)\n"
        "for line in sys.stdin: print(engine.count(Term('stem', line.strip())), flush=True)\n"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    engine = open_engine(folder)
    answers = []
    for number in range(5):
        engine.write("1", [document(1_000 + number, title="bersama")], [])
        print("bersama", file=reader.stdin, flush=True)
        answers.append(int(reader.stdout.readline()))
    reader.communicate(timeout=30)
    engine.close()
    assert answers == [1, 2, 3, 4, 5]


def damage(folder: Path, how: str) -> None:
    """Harm the index in one of the ways that disks and people do."""
    index = folder / "1"
    store = max(index.glob("*.store"), key=lambda file: file.stat().st_size)
    match how:
        case "no meta":
            (index / "meta.json").unlink()
        case "empty meta":
            (index / "meta.json").write_bytes(b"")
        case "segment gone":
            store.unlink()
        case "segment cut":
            os.truncate(store, store.stat().st_size // 2)
        case "folder gone":
            index.rename(folder / "elsewhere")
        case "manifest torn":
            (index / "manifest.json").write_text('{"finger')
        case "current torn":
            (folder / "current.json").write_text("[]")
        case "current empty":
            (folder / "current.json").write_text("{}")
        case "other layout":
            (index / "manifest.json").write_text('{"fingerprint": "fingerprint", "layout": 0}')


DAMAGES = (
    "no meta",
    "empty meta",
    "segment gone",
    "segment cut",
    "folder gone",
    "manifest torn",
    "current torn",
    "current empty",
    "other layout",
)


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_index_is_an_error_that_says_what_to_do(folder, how):
    damage(folder, how)
    with pytest.raises(UnavailableError, match="kliping index --rebuild"):
        open_engine(folder).search(Request(Everything()))


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_index_can_be_built_anew(folder, how):
    damage(folder, how)
    if how == "manifest torn":
        (folder / "1" / "manifest.json").unlink()
    elif how.startswith("current"):
        (folder / "current.json").unlink()
    engine = open_engine(folder)
    assert engine.current() == (None if how.startswith("current") else "1")
    engine.create("2", "fingerprint")
    engine.write("2", [document(1, title="baru")], [])
    engine.switch("2")
    assert engine.count(Everything()) == 1
    engine.close()


def test_flipped_bytes_never_end_the_process(folder):
    chance = random.Random(3)
    files = [file for file in (folder / "1").iterdir() if file.suffix in (".fast", ".store", ".idx", ".term", ".pos")]
    for file in files:
        content = bytearray(file.read_bytes())
        for _ in range(20):
            content[chance.randrange(len(content) // 2)] ^= 0xFF
        file.write_bytes(content)
    engine = open_engine(folder)
    for ask in (
        lambda: engine.search(Request(Term("stem", "kota"))),
        lambda: engine.facet(Everything(), "publisher", 5),
        lambda: engine.days(Everything()),
        lambda: engine.search(Request(Everything(), sort="newest")),
    ):
        with suppress(UnavailableError):  # anything else, a panic above all, fails the test
            ask()


def test_outdated_layout_shows_in_the_fingerprint(folder):
    damage(folder, "other layout")
    assert open_engine(folder).fingerprint("1") != "fingerprint"


def test_a_layout_names_its_fields(monkeypatch):
    monkeypatch.setattr("indexer.engines.layout.KEYWORD_FIELDS", (*KEYWORD_FIELDS, "region"))
    assert layout(2) != LAYOUT


def test_an_index_with_other_fields_is_searched_but_not_written_to(folder):
    (folder / "1" / "manifest.json").write_text('{"fingerprint": "fingerprint", "layout": 2}')
    engine = open_engine(folder)
    assert engine.count(Everything()) == 300
    assert engine.fingerprint("1") == "layout 2"
    with pytest.raises(UnavailableError, match="kliping index --rebuild"):
        engine.write("1", [document(500)], [])


@pytest.mark.parametrize("lacking", [("number",), ("number", "key")])
def test_ids_are_looked_up_in_an_index_that_has_no_numbers_of_documents_or_ids(tmp_path, monkeypatch, lacking):
    builder = tantivy.SchemaBuilder()
    for field in ("id", "group"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    for field in {"number", "key", "sort"} - set(lacking):
        builder.add_integer_field(field, indexed=True, fast=True)
    builder.add_bytes_field("stored", stored=True)
    monkeypatch.setattr(schema, "_SCHEMA", builder.build())
    engine = open_engine(tmp_path)
    engine.create("1", "fingerprint")
    engine.switch("1")
    made = schema.open_index(tmp_path / "1").writer(15_000_000, num_threads=1)
    for one in corpus(300):
        numbers = {"sort": one.sort, "key": schema.key_of(one.id), "number": one.sort % FIRST_DATED}
        held = {field: number for field, number in numbers.items() if field not in lacking}
        made.add_document(tantivy.Document(id=one.id, group=one.group, stored=one.stored, **held))
    made.commit()
    known = tuple(document.id for document in corpus(300)[:3])
    assert engine.count(Among((*known, "none"))) == 3
    assert engine.overlaps(Everything(), [(*known, "none"), ()]) == [3, 0]
    assert engine.folding(Everything(), ["g0"]) == (0, {})  # it tells of no copies
    assert engine.count(Exists("region")) == 0
    assert {id_: (hit.id, hit.group) for id_, hit in engine.documents(known).items()} == {
        id_: (id_, "g0") for id_ in known
    }


def test_words_of_the_body_are_found_in_an_index_that_held_each(tmp_path):
    """As layouts 3 to 7 did, and in the same field how often a word stands."""
    builder = tantivy.SchemaBuilder()
    for field in ("word", "title_word", "body_word"):
        builder.add_text_field(field, tokenizer_name="terms", index_option="basic")
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    schema.Index(builder.build(), path=str(tmp_path), reuse=False)
    index = schema.open_index(tmp_path)
    made = index.writer(15_000_000, num_threads=1)
    for id_, title, body in (("both", "kota", "kota\u00d72 kota"), ("title", "kota", "laut"), ("body", "laut", "kota")):
        made.add_document(tantivy.Document(id=id_, word=f"{title} {body}", title_word=title, body_word=body))
    made.commit()
    index.reload()
    searcher = index.searcher()

    def found(query):
        built = schema.build(query, index.schema, lambda _: None)
        return {searcher.doc(address).get_first("id") for _, address in searcher.search(built).hits}

    assert found(Bool((Term("word", "kota"),), must_not=(Term("title_only", "kota"),))) == {"both", "body"}
    assert found(Term("title_only", "kota")) == {"title"}
    assert found(Term("often", "kota\u00d72")) == {"both"}


def test_write_that_fails_leaves_nothing_and_the_next_one_succeeds(folder):
    engine = open_engine(folder)
    many = [document(5_000 + n, title="penuh", body=" ".join(f"kata{n}x{i}" for i in range(400))) for n in range(500)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(UnavailableError, match="disk"):
            engine.write("1", many, [])
        assert engine.count(Everything()) == 300
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    engine.write("1", [document(9_000, title="sesudah")], [])
    assert engine.count(Term("stem", "penuh")) == 0
    assert engine.count(Everything()) == 301
    engine.close()


def test_searches_do_not_wait_for_a_commit(folder):
    engine = open_engine(folder)
    with engine._writers.lock:
        assert engine.count(Everything()) == 300
    engine.close()


def test_removed_generation_is_gone_from_the_disk(folder):
    engine = open_engine(folder)
    engine.create("2", "fingerprint")
    engine.switch("2")
    engine.close()
    gc.collect()
    assert sorted(path.name for path in folder.iterdir()) == ["2", "current.json"]


def test_the_same_search_of_the_same_state_has_the_same_view_and_holds_it_for_itself(folder):
    engine = open_engine(folder)
    request = Request(Term("stem", "kota"), limit=1, hold_view=True)
    one, other = engine.search(request), engine.search(request)
    assert one.view == other.view
    assert engine.search(replace(request, query=Everything())).view != one.view
    engine.release(one.view)
    engine.write("1", [document(9_000, title="kota")], [])
    rest = replace(request, limit=10, after=Cursor(other.hits[-1].score, other.hits[-1].sort, other.view))
    assert engine.search(rest).total == one.total  # in the state that the other search holds still
    engine.release(other.view)
    assert engine.search(rest).total == one.total + 1
    assert engine.search(request).view != one.view
    engine.close()


def test_views_are_of_few_states_of_an_index_that_changes_all_the_time(folder, monkeypatch):
    monkeypatch.setattr(views_module, "MAX_STATES", 2)
    engine = open_engine(folder)
    request, views = Request(Everything(), limit=1, hold_view=True), engine._reader._views
    for number in range(4):
        engine.write("1", [document(500 + number)], [])
        engine.search(request)
        last = engine.search(replace(request, query=Term("stem", "kota")))
    assert len({id(held.ranking.searcher) for held in views._held.values()}) == 2
    assert len(views._held) == 4  # both of one state, as long as there is room
    assert last.view in views._held
    engine.close()


def mapped(folder: Path) -> bool:
    """Whether this process still holds files of a generation."""
    gc.collect()
    return str(folder) in Path("/proc/self/maps").read_text()


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux says which files are mapped")
def test_a_reader_lets_go_of_a_removed_generation_in_time(folder, monkeypatch):
    given_back = []
    monkeypatch.setattr("indexer.engines.embedded.reader.give_back", lambda: given_back.append("all that is free"))
    reader, writer = open_engine(folder), open_engine(folder)
    reader._reader.clock = lambda: 0.0
    page = reader.search(Request(Everything(), limit=1, hold_view=True))
    writer.create("2", "fingerprint")
    writer.write("2", [document(1, title="baru"), document(2, title="baru")], [])
    writer.switch("2")
    assert reader.count(Everything()) == 2
    assert (page.view != "", mapped(folder / "1")) == (True, True)
    reader._reader.clock = lambda: VIEW_SECONDS - 1
    reader._reader.tidy()
    assert mapped(folder / "1")
    reader._reader.clock = lambda: VIEW_SECONDS
    reader._reader.tidy()
    assert (mapped(folder / "1"), mapped(folder / "2")) == (False, False)
    assert len(given_back) >= 2  # the timer may have done so too
    assert reader.count(Everything()) == 2
    reader.close()
    writer.close()


def test_a_commit_made_while_the_index_is_loaded_has_a_name_of_its_own(folder, monkeypatch):
    writer_of_more, opened = open_engine(folder), OpenedIndex(folder / "1", "1")
    _, before = opened.searcher()
    writer_of_more.write("1", [document(500)], [])
    index = opened._index

    class Slow:
        searcher, schema = index.searcher, index.schema

        def reload(self):
            if index.searcher().num_docs == 300:
                writer_of_more.write("1", [document(501)], [])
            index.reload()

    monkeypatch.setattr(opened, "_index", Slow())
    searcher, name = opened.searcher()
    assert (searcher.num_docs, name) == (302, OpenedIndex(folder / "1", "1").searcher()[1])
    assert name != before
    writer_of_more.close()


@pytest.mark.parametrize("better", [0, 3])
@pytest.mark.parametrize("held", [True, False])
def test_where_too_many_score_alike_pages_go_by_time_and_are_read_in_parts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, better: int, held: bool
) -> None:
    monkeypatch.setattr(ranking, "MAX_ALIKE", 100)
    monkeypatch.setattr(ranking, "_limit", asked := Asked())
    engine = open_engine(folder)
    engine.create("1", "test")
    texts = ["kota besar ramai" if number < better else "kota besar" for number in range(300)]
    engine.write("1", [document(number, body=text) for number, text in enumerate(texts)], [])
    engine.switch("1")
    query = Bool(should=(Pattern("exact", "kot*"), Pattern("exact", "bes*"), Pattern("exact", "ram*")), minimum=1)
    found, after = list[str](), None
    while len(found) < 300:
        page = engine.search(Request(query, 25, after=after, hold_view=held))
        assert page.total == 300
        found += [hit.id for hit in page.hits]
        after = Cursor(page.hits[-1].score, page.hits[-1].sort, page.view)
    assert found == [f"d{number}" for number in reversed(range(300))]
    assert max(asked) <= 8 * 100 + 1
    engine.close()


class Asked(list[int]):
    """How many hits tantivy was asked for, each time."""

    def __call__(self, searcher: Any, limit: int) -> int:
        self.append(limit)
        return max(1, min(limit, int(searcher.num_docs)))


def test_values_that_tie_at_the_end_of_an_overview_are_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(tmp_path)
    engine.create("1", "fingerprint")
    engine.switch("1")
    engine.write("1", [document(n, keywords={"section": (f"s{n:02}",)}) for n in range(30)], [])
    asked, aggregate = [], engine._aggregate
    monkeypatch.setattr(engine, "_aggregate", lambda *given: asked.append(given) or aggregate(*given))
    found = engine.overview(Everything(), {"section": 10})
    assert [bucket.value for bucket in found.facets["section"]] == [f"s{n:02}" for n in range(10)]
    assert len(asked) == 1
    engine.close()


@pytest.mark.parametrize(("segments", "hits"), [(0, 44), (1, 44), (9, 44), (20, 20), (40, 10), (1_000, 10)])
def test_the_more_segments_the_fewer_hits_each_is_asked_for(segments: int, hits: int) -> None:
    assert ranking.spare(segments) == hits


def test_more_memory_than_tantivy_takes_is_given_as_far_as_it_does(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "index", 10**15)
    engine.create("1", "x")
    assert engine.write("1", [document(1)], []) == []
    engine.close()
