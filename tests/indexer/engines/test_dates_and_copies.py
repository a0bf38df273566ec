"""Documents without a date, copies, and all that a query finds in one view: alike on both engines."""

from __future__ import annotations

import random

import pytest

from indexer.engines.copies import MAX_GROUPS, count_folded
from indexer.engines.elastic import engine as elastic
from indexer.engines.embedded import ranking
from indexer.engines.port import group_number
from indexer.engines.queries import Bool, Everything, Filter, Nothing, Range, Request, Term
from tests.indexer.engines.corpus import corpus, document
from tests.indexer.engines.test_contract import ids, pages

DATED = [document(n, title="kota", published=1_700_000_000 + n) for n in range(1, 6)]
UNDATED = [document(n, title="kota", published=1_800_000_000, dated=False) for n in range(6, 10)]


@pytest.fixture
def kota(engine):
    """Five documents with a date, and four without one."""
    engine.write("1", [*DATED, *UNDATED], [])
    return engine


@pytest.mark.parametrize(
    ("sort", "first"), [("newest", ["d5", "d4", "d3", "d2", "d1"]), ("oldest", ["d1", "d2", "d3", "d4", "d5"])]
)
@pytest.mark.parametrize("limit", [1, 2, 4, 5, 9, 20])
def test_documents_without_a_date_stand_last_in_both_orders(kota, sort, first, limit):
    last = ["d9", "d8", "d7", "d6"] if sort == "newest" else ["d6", "d7", "d8", "d9"]
    request = Request(Term("stem", "kota"), limit=limit, sort=sort)
    assert kota.search(request).total == 9
    assert list(pages(kota, request)) == [*first, *last]
    assert [hit.id for hit in kota.scan(Term("stem", "kota"), sort)] == [*first, *last]


def test_documents_without_a_date_are_in_no_day_and_no_range(kota):
    assert sum(kota.days(Everything()).values()) == 5
    assert set(ids(kota, Range("published", None, 2_000_000_000))) == {"d1", "d2", "d3", "d4", "d5"}
    assert set(ids(kota, Range("published", 0, None))) == {"d1", "d2", "d3", "d4", "d5"}
    assert kota.count(Bool(must_not=(Range("published", 0, None),))) == 4


def test_copies_are_counted_without_one_for_each_group(engine):
    groups = {1: "a", 2: "a", 3: "a", 4: "b", 5: "b", 6: "", 7: "", 8: "c"}
    made = [document(n, title="kota" if n != 5 else "desa", group=g) for n, g in groups.items()]
    engine.write("1", made, [])
    assert engine.folding(Everything()) == (3, {})
    assert engine.folding(Term("stem", "kota")).behind == 2  # the other of b is not among them
    assert engine.folding(Term("stem", "desa")).behind == 0
    assert engine.folding(Nothing()).behind == 0
    assert engine.folding(Term("stem", "kota"), ["a", "b", "d", ""]).sizes == {"a": 3}


def test_so_many_groups_that_no_engine_counts_them_at_once_are_counted_in_parts():
    chance = random.Random(4)
    groups = {group_number(str(number)): chance.choice((1, 2, 2, 5)) for number in range(120_000)}
    asked = []

    def aggregate(query, wanted):
        asked.append(query)
        part = next((each for each in query.must if isinstance(each, Range)), Range("copies", 0, 2**62))
        lower, upper = part.lower, part.upper
        least = wanted["groups"]["terms"]["min_doc_count"]
        found = [
            {"key": key, "doc_count": count} for key, count in groups.items() if lower <= key < upper and count >= least
        ]
        assert len(asked) == 1 or len(found) < MAX_GROUPS
        size = wanted["groups"]["terms"]["size"]
        return {"copies": {"value": float(sum(groups.values()))}, "groups": {"buckets": found[:size]}}

    alone, pair, five = (
        next(name for name in map(str, range(120_000)) if groups[group_number(name)] == many) for many in (1, 2, 5)
    )
    folding = count_folded(aggregate, Everything(), [alone, pair, five, "120000"])
    assert folding.behind == sum(groups.values()) - len(groups)
    assert folding.sizes == {pair: 2, five: 5}
    assert len(asked) == 1 + 16


@pytest.fixture
def in_small_parts(monkeypatch):
    """Scans read seven documents at a time."""
    monkeypatch.setattr(ranking, "_AT_ONCE", 7)
    monkeypatch.setattr(elastic, "SCANNED_AT_ONCE", 7)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 100])
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_scan_gives_what_paging_gives(engine, in_small_parts, sort, count):
    engine.write("1", corpus(count), [])
    for query in (Everything(), Bool(should=(Term("stem", "kota"), Term("stem", "laut"), Filter(Everything())))):
        found = [hit.id for hit in engine.scan(query, sort)]
        assert sorted(found) == sorted(f"d{n}" for n in range(count))
        assert found == ids(engine, query, sort=sort) or sort == "relevance"
        scores = [hit.score for hit in engine.scan(query, "relevance")]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_scan_shows_one_state_while_documents_come_and_go(engine, in_small_parts, sort):
    engine.write("1", [document(n, title="kota") for n in range(60)], [])
    found = []
    for place, hit in enumerate(engine.scan(Term("stem", "kota"), sort)):
        found.append(hit.id)
        if place % 10 == 0:
            fresh = [document(1_000 + place, title="kota"), document(2_000 + place, title="kota", dated=False)]
            engine.write("1", fresh, [(f"d{59 - place}", document(59 - place).year)])
    assert sorted(found) == sorted(f"d{n}" for n in range(60))


def test_a_scan_goes_on_after_a_switch(engine, in_small_parts):
    engine.write("1", [document(n, title="kota") for n in range(30)], [])
    hits = engine.scan(Everything(), "newest")
    first = next(hits).id
    engine.create("2", "other")
    if isinstance(engine, elastic.ElasticEngine):
        hits.close()  # its server drops a view with the indices; that is told as an error
        return
    engine.switch("2")
    assert [first, *(hit.id for hit in hits)] == [f"d{n}" for n in reversed(range(30))]


def test_a_scan_of_an_empty_installation_gives_nothing(open_another):
    assert list(open_another().scan(Everything(), "newest")) == []
