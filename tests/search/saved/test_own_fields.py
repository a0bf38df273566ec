"""A folder in a query: it filters, is counted, and is left out as any field is, from the moment when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Settings
from indexer.engines.port import Bucket
from indexer.engines.queries import Everything, Exists, Term
from search.answer.answer import answer
from search.answer.counts import counts
from search.context import Context, NoOwnValues
from search.request import SearchRequest, make_filters
from search.saved.collections.clips import edit, put, take
from search.saved.collections.collections import add_collection, fill_by, read_collections
from search.saved.own_values import OwnValueReader
from tests.search.saved.desk import Desk, news

FOLDER = "Banjir Jakarta"


@pytest.fixture
def asked(any_desk: Desk) -> Iterator[Desk]:
    """A desk with five articles, of which two lie in a folder; its context knows folders."""
    desk = any_desk
    own = OwnValueReader(desk.settings, desk.data)
    desk.context = replace(desk.context, own=own)
    texts = {
        "a": "Banjir merendam jalan.",
        "b": "Banjir surut.",
        "c": "Harga beras naik.",
        "d": "Hujan.",
        "e": "Banjir.",
    }
    desk.take_in(*(news(name, text, url=f"https://a.example/{name}") for name, text in texts.items()))
    add_collection(desk.saved, FOLDER)
    put(desk.saved, desk.articles, FOLDER, ["a", "c"])
    yield desk
    own.close()


def found(desk: Desk, query: str, **options: object) -> set[str]:
    hits = answer(desk.context, SearchRequest(query=query, fold=False, **options)).hits
    return {hit.id for hit in hits}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('map:"Banjir Jakarta"', "ac"),
        ("folder:'banjir jakarta'", "ac"),
        ("map:banjir jakarta", "ac"),
        ("map:jakarta harga", "c"),
        ("map:jakarta banjir", "ac"),
        ('banjir map:"Banjir Jakarta"', "a"),
        ('banjir -map:"Banjir Jakarta"', "be"),
        ('hujan OR map:"Banjir Jakarta"', "acd"),
        ("map:jak*", "ac"),
        ("map:kosong", ""),
    ],
)
def test_a_folder_in_a_query(asked: Desk, query: str, expected: str) -> None:
    assert found(asked, query) == set(expected)


def test_a_folder_called_so_comes_before_those_with_the_word(asked: Desk) -> None:
    add_collection(asked.saved, "Banjir")
    put(asked.saved, asked.articles, "Banjir", ["e"])
    assert found(asked, "map:banjir") == {"e"}
    assert found(asked, "map:jakarta") == {"a", "c"}


def test_a_folder_filters(asked: Desk) -> None:
    assert found(asked, "banjir", filters=make_filters({"folder": (FOLDER,)})) == {"a"}
    assert SearchRequest.from_query(f"q=banjir&folder={FOLDER}").filters == {"folder": (FOLDER,)}


def test_what_changes_in_a_folder_shows_at_once(asked: Desk) -> None:
    query = 'map:"Banjir Jakarta"'
    assert found(asked, query) == {"a", "c"}
    put(asked.saved, asked.articles, FOLDER, ["e"])
    assert found(asked, query) == {"a", "c", "e"}
    edit(asked.saved, FOLDER, ["c"], hidden=True)
    assert found(asked, query) == {"a", "e"}
    take(asked.saved, FOLDER, ["a"])
    assert found(asked, query) == {"e"}


def test_an_unknown_folder_is_said(asked: Desk) -> None:
    notes = answer(asked.context, SearchRequest(query="map:kosong")).notes
    assert [note.code for note in notes if note.code == "unknown_value"] == ["unknown_value"]
    add_collection(asked.saved, "Kosong")
    notes = answer(asked.context, SearchRequest(query="map:kosong")).notes
    assert [note for note in notes if note.code == "unknown_value"] == []


def test_articles_are_counted_by_folder(asked: Desk) -> None:
    add_collection(asked.saved, "Dua")
    put(asked.saved, asked.articles, "Dua", ["a", "b", "e"])
    rows = counts(asked.context, SearchRequest(query="banjir"), "folder").rows
    assert [tuple(row) for row in rows] == [("Dua", 3), (FOLDER, 1)]
    rows = counts(asked.context, SearchRequest(query="harga OR hujan"), "folder").rows
    assert [tuple(row) for row in rows] == [(FOLDER, 1), ("", 1)]


def test_the_engine_counts_what_lies_in_folders(asked: Desk) -> None:
    engine = asked.context.engine
    assert engine.facet(Everything(), "folder", 5) == [Bucket(FOLDER, 2)]
    assert engine.overview(Term("stem", "banjir"), {"publisher": 5, "folder": 5}).facets["folder"] == [
        Bucket(FOLDER, 1)
    ]
    assert engine.count(Exists("folder")) == 2
    assert engine.scores([Term("folder", FOLDER)], ["a", "b"]) == [{"a": 0.0}]
    assert {hit.id for hit in engine.scan(Term("folder", FOLDER), "oldest")} == {"a", "c"}


def test_a_saved_search_may_ask_for_a_folder(asked: Desk) -> None:
    add_collection(asked.saved, "Baru")
    asked.save("tak di map", 'banjir -map:"Banjir Jakarta"')
    asked.save("di map", 'surut map:"Banjir Jakarta"')
    fill_by(asked.saved, "Baru", "tak di map")
    fill_by(asked.saved, "Baru", "di map")
    asked.take_in(news("f", "Banjir datang."), news("a", "Banjir surut di jalan."), news("b", "Banjir surut semua."))
    asked.follow()
    with_search = {one.name: one for one in read_collections(asked.saved)}
    assert with_search["Baru"].clips == 2
    assert found(asked, "map:Baru") == {"a", "f"}  # b was found by the first search before it was saved


def test_without_saved_searches_nothing_is_made(tmp_path: Path) -> None:
    reader = OwnValueReader(Settings(), tmp_path)
    assert reader.numbers("folder") == {}
    assert reader.ids("folder", "x") == ()
    assert reader.held("folder", "x") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_context_without_users_has_no_folders(desk: Desk) -> None:
    desk.take_in(news("a"))
    plain = Context(desk.context.engine, desk.context.lexicon)
    assert answer(plain, SearchRequest(query="map:banjir")).total == 0
    assert NoOwnValues().held("folder", "a") == ()
