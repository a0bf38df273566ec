from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.answer.answer import Answer, answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article, fill
from tests.search.conftest import NOW, ids

GROUPS = 12
COPIES = 9


def find(engine: Engine, lexicon: Lexicon, query: str, **options: Any) -> Answer:
    return answer(Context(engine, lexicon, now=NOW), SearchRequest(query=query, **options))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Engine:
    """Twelve stories, each printed nine times by turns, so that every page meets copies of every story."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("crowded"), 15_000_000)
    engine.create("1", "test")
    documents = [
        to_document(
            article(
                number, f"c{number}", "antara", f"2025-01-01T{number // 60:02}:{number % 60:02}:00", "", (), (),
                f"g{number % GROUPS}", f"Banjir {number % GROUPS}", ("Banjir besar melanda.",), has_copies=True,
            ),
            lexicon,
        )
        for number in range(GROUPS * COPIES)
    ]  # fmt: skip
    engine.write("1", documents, [])
    engine.switch("1")
    return engine


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("top", [1, 5, 12, 50])
def test_each_story_is_shown_once_over_all_pages(crowded: Engine, lexicon: Lexicon, sort: str, top: int) -> None:
    shown: list[str] = []
    after: str | None = ""
    while after is not None:
        page = find(crowded, lexicon, "banjir", top=top, sort=sort, after=after)
        assert page.total == GROUPS * COPIES
        assert page.hits
        assert all(hit.copies == COPIES - 1 for hit in page.hits)
        shown += [str(hit.stored["group"]) for hit in page.hits]
        after = page.next
    assert sorted(shown) == sorted(f"g{number}" for number in range(GROUPS))


def test_the_best_ranked_stands_for_its_copies(crowded: Engine, lexicon: Lexicon) -> None:
    newest = find(crowded, lexicon, "banjir", top=GROUPS, sort="newest")
    assert ids(newest) == [f"c{number}" for number in range(GROUPS * COPIES - 1, GROUPS * COPIES - 1 - GROUPS, -1)]


def test_articles_without_a_group_are_never_folded(tmp_path: Path, lexicon: Lexicon) -> None:
    made = [
        article(n, f"x{n}", "antara", "2025-01-01T00:00:00", "", (), (), "", "Gempa", ("Gempa.",)) for n in range(5)
    ]
    engine = fill(EmbeddedEngine(tmp_path, 15_000_000), lexicon, made)
    page = find(engine, lexicon, "gempa")
    assert (len(page.hits), page.folded) == (5, 0)
    assert all(one.copies == 0 for one in page.hits)
    engine.close()


def test_pages_by_date_stay_exact_while_articles_come_in(tmp_path: Path, lexicon: Lexicon) -> None:
    engine = EmbeddedEngine(tmp_path, 15_000_000)
    engine.create("1", "test")

    def put(numbers: range, hour: int) -> None:
        made = [
            article(n, f"p{n}", "antara", f"2025-01-01T{hour:02}:00:00", "", (), (), f"p{n}", "Gempa", ("Gempa.",))
            for n in numbers
        ]
        engine.write("1", [to_document(one, lexicon) for one in made], [])

    put(range(100), 5)
    engine.switch("1")
    seen: list[str] = []
    after: str | None = ""
    number = 1000
    while after is not None:
        page = find(engine, lexicon, "gempa", top=7, sort="newest", after=after)
        seen += ids(page)
        after = page.next
        put(range(number, number + 20), 8)  # newer ones, all of one moment
        number += 20
    assert seen == [f"p{n}" for n in range(99, -1, -1)]
    engine.close()


def test_pages_by_relevance_stay_exact_within_their_view(tmp_path: Path, lexicon: Lexicon) -> None:
    engine = EmbeddedEngine(tmp_path, 15_000_000)
    engine.create("1", "test")
    made = [
        article(
            n, f"v{n}", "antara", "2025-01-01T05:00:00", "", (), (), f"v{n}", "Gempa " * (n % 9 + 1), ("Guncangan.",)
        )
        for n in range(90)
    ]
    engine.write("1", [to_document(one, lexicon) for one in made], [])
    engine.switch("1")
    whole = ids(find(engine, lexicon, "gempa", top=100))
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = find(engine, lexicon, "gempa", top=20, after=after)
        assert "view_gone" not in [note.code for note in page.notes]
        seen += ids(page)
        after = page.next
        late = article(
            500 + len(seen), f"late{len(seen)}", "antara", "2025-01-01T06:00:00", "", (), (), "", "Gempa", ("a",)
        )
        engine.write("1", [to_document(late, lexicon)], [("v0", 2025)])
    assert seen == whole
    engine.close()


@pytest.mark.parametrize("changed", [False, True])
def test_a_next_page_in_another_process_is_told_only_if_the_index_has_changed(
    tmp_path: Path, lexicon: Lexicon, changed: bool
) -> None:
    first = EmbeddedEngine(tmp_path, 15_000_000)
    first.create("1", "test")
    made = [
        article(n, f"w{n}", "antara", "2025-01-01T05:00:00", "", (), (), "", "Gempa", ("Gempa.",)) for n in range(9)
    ]
    first.write("1", [to_document(one, lexicon) for one in made], [])
    first.switch("1")
    cursor = find(first, lexicon, "gempa", top=4).next
    if changed:
        first.write("1", [], [("w8", 2025)])
    first.close()
    again = EmbeddedEngine(tmp_path, 15_000_000)
    page = find(again, lexicon, "gempa", top=3, after=cursor or "")
    assert [note.code for note in page.notes] == (["view_gone"] if changed else [])
    assert ids(page) == ["w4", "w3", "w2"]
    last = find(again, lexicon, "gempa", top=3, after=page.next or "")
    assert (ids(last), last.notes) == (["w1", "w0"], ())
    again.close()


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("number", [6, 8, 10])
def test_the_second_page_of_few_hits_is_of_the_same_state(
    tmp_path: Path, lexicon: Lexicon, number: int, fold: bool
) -> None:
    def story(place: int, body: str) -> Any:
        when = f"2025-01-01T00:{place:02}:00"
        return to_document(
            article(place, f"s{place}", "antara", when, "", (), (), f"s{place}", "Kabar", (body,)), lexicon
        )

    engine = EmbeddedEngine(tmp_path, 15_000_000)
    engine.create("1", "test")
    engine.write("1", [story(place, "banjir " + "air " * place) for place in range(number)], [])
    engine.switch("1")
    whole = ids(find(engine, lexicon, "banjir", top=number, fold=fold))
    first = find(engine, lexicon, "banjir", top=5, fold=fold)
    engine.write("1", [story(20, "banjir")], ["s0"])  # ranks before all others
    second = find(engine, lexicon, "banjir", top=5, fold=fold, after=first.next)
    assert [*ids(first), *ids(second)] == whole
    assert "view_gone" not in [note.code for note in second.notes]
    engine.close()
