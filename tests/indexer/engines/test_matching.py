"""What a query matches in memory is what each engine finds, and nothing that matches lacks what the query needs."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from indexer.engines.copies import in_group
from indexer.engines.matching import Held, ready
from indexer.engines.port import Engine
from indexer.engines.queries import (
    Among,
    Bool,
    Everything,
    Exists,
    Fuzzy,
    Nothing,
    Pattern,
    PatternPhrase,
    Phrase,
    Query,
    Range,
    Request,
    Term,
)
from tests.indexer.engines.conftest import ready as with_generation
from tests.indexer.engines.corpus import corpus, document
from tests.indexer.engines.test_agreement import Queries

DOCUMENTS = [
    *corpus(150),
    document(200, title="gunung abu", body="ombak letus\nnelayan ikan\nsawah", group="ab", dated=False),
]
Found = Callable[[Query], set[str]]


@pytest.fixture(scope="module", params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Gives the documents that an engine finds."""
    engine = _engine(request, tmp_path_factory)
    assert engine.write("1", DOCUMENTS, []) == []
    return lambda query: {hit.id for hit in engine.search(Request(query, limit=1000)).hits}


def _engine(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Engine:
    if request.param == "elastic":
        _, elastic = request.getfixturevalue("module_engines")
        return with_generation(elastic)
    from indexer.engines.embedded.engine import EmbeddedEngine  # noqa: PLC0415 - one of two

    engine = EmbeddedEngine(folders.mktemp("matching") / "index", 15_000_000)
    request.addfinalizer(engine.close)
    return with_generation(engine)


def matched(query: Query) -> set[str]:
    """The documents that match in memory; each has what the query needs."""
    asked = ready(query)
    those = [held for held in map(Held, DOCUMENTS) if asked.check(held)]
    for held in those:
        assert asked.needed is None or any(text in held.terms(field) for field, text in asked.needed), query
    return {held.document.id for held in those}


@pytest.mark.parametrize("seed", range(300))
def test_any_query(found: Found, seed: int) -> None:
    query = Queries(seed).query()
    assert matched(query) == found(query)


EDGES = {
    "nothing": Nothing(),
    "everything": Everything(),
    "no part": Bool(),
    "exclusions alone": Bool(must_not=(Term("exact", "serang"),)),
    "more than there are": Bool(should=(Term("exact", "serang"),), minimum=2),
    "a term that is twice in a phrase": Phrase("exact", ("kota", "kota")),
    "a term that is twice near itself": Phrase("exact", ("kota", "kota"), 3),
    "three terms near each other": Phrase("exact", ("serang", "udara", "kota"), 6),
    "in either order": Phrase("exact", ("udara", "serang"), 2),
    "no phrase over the gap": Phrase("exact", ("serang", "udara"), 100),
    "no phrase over the end of a paragraph": Phrase("exact", ("letus", "nelayan")),
    "no stems over the end of a paragraph": Phrase("body", ("letus", "nelayan"), 100),
    "a paragraph's own words": Phrase("body", ("nelayan", "ikan")),
    "what has copies": in_group("ab"),
    "what has a date": Range("published", 0, None),
    "wildcards in a short beginning": Pattern("exact", "k?ta"),
    "what a regular expression would read": Pattern("exact", "(serang)|.*"),
    "patterns in a row": PatternPhrase("exact", ("ser*", "uda?a")),
    "a pattern behind the end": PatternPhrase("exact", ("gunung", "*", "ombak")),
    "a word before any word": PatternPhrase("exact", ("nelayan", "*")),
    "a value of a field": Exists("section"),
    "no value of a field": Bool(must_not=(Exists("author"),)),
    "an address": Phrase("address", ("example", "7")),
    "letters changed places": Fuzzy("exact", "sreang", 1),
    "two edits": Fuzzy("exact", "presidan", 2),
    "a text without terms": Term("body", "\u2205"),
    "many terms": Bool(should=tuple(Term("exact", word) for word in ("abu", "ombak", "tidakada")), minimum=1),
    "an id": Term("id", "d7"),
    "some ids": Among(("d7", "d9", "none")),
    "what is not among some ids": Bool(must_not=(Among(("d7", "d9")),)),
}


@pytest.mark.parametrize("query", EDGES.values(), ids=EDGES)
def test_edges(found: Found, query: Query) -> None:
    assert matched(query) == found(query)


def test_further_values_of_a_field_count() -> None:
    held = Held(document(1), {"publisher": frozenset(("sumber:x",))})
    assert ready(Term("publisher", "sumber:x")).check(held)
    assert not ready(Term("publisher", "sumber:y")).check(held)


def test_what_is_needed_is_the_rarest_part() -> None:
    either = Bool(should=(Term("exact", "a"), Term("exact", "b")), minimum=1)
    asked = ready(Bool(must=(either, Term("exact", "lebaran"), Pattern("exact", "ser*"))))
    assert asked.needed == {("exact", "lebaran")}
    assert ready(Pattern("exact", "ser*")).needed == {("exact^", "ser")}
    assert ready(Bool(must_not=(Term("exact", "a"),))).needed is None
    assert ready(Nothing()).needed == frozenset()


def test_a_text_of_nothing_but_two_words_is_soon_looked_through_for_them_near_each_other() -> None:
    many = 20_000
    far = document(300, title="x", body=" ".join(("ikan " * many, "sawah " * 200, "ombak " * many)))
    spent = time.process_time()
    assert not ready(Phrase("exact", ("ikan", "ombak"), 5)).check(Held(far))
    assert not ready(Phrase("exact", ("ombak", "ikan"), 5)).check(Held(far))
    assert time.process_time() - spent < 2
