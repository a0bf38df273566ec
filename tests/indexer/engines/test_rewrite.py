"""One meaning for both engines, before either is asked."""

from __future__ import annotations

import pytest

from indexer.engines.port import MAX_TERM_LENGTH
from indexer.engines.queries import Bool, Boost, Everything, Filter, Fuzzy, Nothing, Pattern, Phrase, Query, Range, Term
from indexer.engines.rewrite import even_score, rewrite

KOTA, LAUT, UDARA = Term("stem", "kota"), Term("stem", "laut"), Term("stem", "udara")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Term("publisher", "tempo"), Filter(Term("publisher", "tempo"))),
        (Term("stem", "x" * (MAX_TERM_LENGTH + 1)), Nothing()),
        (Phrase("exact", ("kota",)), Term("exact", "kota")),
        (Phrase("exact", ("kota", "")), Nothing()),
        (Pattern("exact", "k*" * 9), Nothing()),
        (Fuzzy("exact", "kota", 2), Fuzzy("exact", "kota", 1)),
        (Fuzzy("exact", "di", 1), Term("exact", "di")),
        (Range("sort", None, None), Everything()),
        (Range("published", 5, 5), Nothing()),
        (Bool(), Everything()),
        (Bool(must=(KOTA,)), KOTA),
        (Bool(must=(Bool(must=(KOTA, LAUT)), UDARA)), Bool(must=(KOTA, LAUT, UDARA))),
        (Bool(should=(KOTA, Bool(should=(LAUT, UDARA)))), Bool(should=(KOTA, LAUT, UDARA), minimum=1)),
        (Bool(must_not=(KOTA,)), Bool(must=(Everything(),), must_not=(KOTA,))),
        (Filter(Filter(KOTA)), Filter(KOTA)),
        (Filter(Bool(must=(Boost(KOTA, 2.0),), should=(LAUT,))), Filter(KOTA)),
        (Filter(Bool(should=(Boost(KOTA, 2.0), LAUT))), Filter(Bool(should=(KOTA, LAUT), minimum=1))),
        (Filter(Bool(must=(Everything(),), should=(LAUT,))), Everything()),
        (Filter(Bool(must=(KOTA,), must_not=(Filter(LAUT),))), Filter(Bool(must=(KOTA,), must_not=(LAUT,)))),
    ],
    ids=str,
)
def test_edges_get_their_one_meaning(query, expected):
    assert rewrite(query) == expected


def test_sloppy_phrase_becomes_pairs_of_neighbours_beside_its_terms():
    rewritten = rewrite(Phrase("exact", ("a", "b", "c", "a"), 5))
    assert rewritten == Bool(
        must=(
            Term("exact", "a"),
            Term("exact", "b"),
            Term("exact", "c"),
            Filter(Phrase("exact", ("a", "b"), 5)),
            Filter(Phrase("exact", ("b", "c"), 5)),
            Filter(Phrase("exact", ("a", "c"), 6)),
        )
    )


@pytest.mark.parametrize(
    ("query", "score"),
    [
        (Everything(), 0.0),
        (Filter(KOTA), 0.0),
        (Pattern("exact", "kot*"), 1.0),
        (Boost(Fuzzy("exact", "kota", 1), 3.0), 3.0),
        (Bool(must=(Pattern("exact", "kot*"), Filter(KOTA))), 1.0),
        (Bool(must=(KOTA, Filter(KOTA))), None),
        (Bool(must=(Filter(KOTA),), should=(Everything(), LAUT)), None),
        (KOTA, None),
    ],
    ids=str,
)
def test_query_that_scores_all_alike_is_known(query: Query, score: float | None):
    assert even_score(rewrite(query)) == score
