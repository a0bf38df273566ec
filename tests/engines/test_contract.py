"""What both engines promise (`indexer/engine.py`), checked on each."""

from __future__ import annotations

import pytest

from indexer.engine import (
    Best,
    Bool,
    Boost,
    Engine,
    Everything,
    Filter,
    Fuzzy,
    Nothing,
    Pattern,
    Phrase,
    Query,
    Range,
    Request,
    Term,
)
from tests.engines.corpus import document


def ids(engine: Engine, query: Query, **options: object) -> list[str]:
    """The ids found, in order."""
    request = Request(query, limit=1_000, **options)
    return [hit.id for hit in engine.search(request).hits]


def found(engine: Engine, query: Query) -> set[str]:
    """The ids found; and the count must agree."""
    hits = set(ids(engine, query))
    assert engine.count(query) == len(hits)
    return hits


@pytest.fixture
def stories(engine: Engine) -> Engine:
    """Four documents whose words are easy to tell apart."""
    texts = {
        1: ("serangan udara di kota", "warga kota mengungsi"),
        2: ("banjir di kota tua", "air laut naik serangan nyamuk"),
        3: ("harga beras naik", "pasar kota ramai pembeli"),
        4: ("gempa di laut", ""),
    }
    engine.write("1", [document(n, title=title, body=body) for n, (title, body) in texts.items()], [])
    return engine


def test_empty_installation_answers_nothing(open_another):
    engine = open_another()
    assert engine.current() is None
    assert engine.fingerprint("1") is None
    assert engine.search(Request(Everything())).total == 0
    assert engine.count(Everything()) == 0
    assert engine.facet(Everything(), "publisher", 5) == []
    assert engine.days(Everything()) == []
    assert engine.terms("exact", "ser", 5) == []
    assert engine.documents(["d1"]) == {}
    assert engine.explain(Everything(), "d1") is None


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Term("stem", "kota"), "1 2 3"),
        (Term("exact", "serangan"), "1 2"),
        (Term("title", "kota"), "1 2"),
        (Term("body", "kota"), "1 3"),
        (Term("id", "d3"), "3"),
        (Term("publisher", "tempo"), "1"),
        (Term("author", "Yohanes Tukan"), "1 3"),
        (Term("author", "Yohanes"), ""),
        (Term("stem", "tiada"), ""),
        (Term("stem", ""), ""),
        (Term("stem", "udara kota"), ""),
        (Phrase("exact", ("di", "kota")), "1 2"),
        (Phrase("exact", ("kota", "di")), ""),
        (Phrase("exact", ("udara", "kota")), ""),
        (Phrase("exact", ("udara", "kota"), 1), "1"),
        (Phrase("exact", ("kota", "udara"), 2), ""),
        (Phrase("exact", ("kota", "udara"), 3), "1"),
        (Phrase("exact", ("serangan", "kota", "di"), 3), "1"),
        (Phrase("exact", ("udara", "udara"), 2), "1"),
        (Phrase("exact", ("naik",)), "2 3"),
        (Phrase("exact", ()), ""),
        (Phrase("title", ("beras", "naik")), "3"),
        (Pattern("exact", "ser*"), "1 2"),
        (Pattern("exact", "k?ta"), "1 2 3"),
        (Pattern("exact", "k??a*"), "1 2 3"),
        (Pattern("exact", "kota"), "1 2 3"),
        (Pattern("exact", "k.ta"), ""),
        (Fuzzy("exact", "srangan", 1), "1 2"),
        (Fuzzy("exact", "sernagan", 1), "1 2"),
        (Fuzzy("exact", "srngan", 1), ""),
        (Fuzzy("exact", "srngan", 2), "1 2"),
        (Fuzzy("exact", "di", 1), "1 2 4"),
        (Everything(), "1 2 3 4"),
        (Nothing(), ""),
        (Bool(must=(Term("stem", "kota"), Term("stem", "naik"))), "2 3"),
        (Bool(should=(Term("stem", "udara"), Term("stem", "gempa"))), "1 4"),
        (Bool(should=(Term("stem", "kota"), Term("stem", "naik"), Term("stem", "laut")), minimum=2), "2 3"),
        (Bool(should=(Term("stem", "kota"),), minimum=2), ""),
        (Bool(must=(Term("stem", "kota"),), should=(Term("stem", "naik"),)), "1 2 3"),
        (Bool(must_not=(Term("stem", "kota"),)), "4"),
        (Bool(should=(Term("stem", "kota"),), must_not=(Term("stem", "naik"),)), "1"),
        (Bool(), "1 2 3 4"),
        (Best((Term("title", "kota"), Term("body", "kota"))), "1 2 3"),
        (Best(()), ""),
        (Boost(Term("stem", "udara"), 2.0), "1"),
        (Filter(Term("stem", "udara")), "1"),
        (Range("published", document(2).published, document(4).published), "2 3"),
        (Range("published", document(3).published, None), "3 4"),
        (Range("sort", None, document(2).sort), "1"),
        (Range("sort", None, None), "1 2 3 4"),
        (Range("published", 10, 5), ""),
        (Range("published", -(10**30), 10**30), "1 2 3 4"),
    ],
    ids=str,
)
def test_each_form_of_query_finds_its_documents(stories, query, expected):
    assert found(stories, query) == {f"d{n}" for n in expected.split()}


def test_relevance_puts_the_better_first_and_the_newer_first_among_equals(engine):
    same = [document(n, title="banjir kota", body="hujan deras") for n in (5, 3, 9)]
    engine.write("1", [*same, document(1, title="banjir banjir", body="banjir")], [])
    assert ids(engine, Term("stem", "banjir")) == ["d1", "d9", "d5", "d3"]


def test_dates_sort_both_ways_and_score_nothing(stories):
    assert ids(stories, Term("stem", "kota"), sort="newest") == ["d3", "d2", "d1"]
    assert ids(stories, Term("stem", "kota"), sort="oldest") == ["d1", "d2", "d3"]
    assert {hit.score for hit in stories.search(Request(Term("stem", "kota"), sort="newest")).hits} == {0.0}
