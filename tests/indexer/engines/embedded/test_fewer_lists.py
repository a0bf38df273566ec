"""What a query may have and no document has is left out, a word that is a root needs it, and nothing else changes."""

from __future__ import annotations

import pytest
import tantivy

from indexer.engines.embedded.fewer_lists import needing_roots, without_absent
from indexer.engines.embedded.searcher import Searcher
from indexer.engines.queries import Best, Bool, Boost, Filter, Phrase, Query, Term

HERE, GONE = Term("word", "banjir"), Term("word", "~banjir")
ROOT, OTHER = Term("stem", "banjir"), Term("stem", "air")
DERIVED = Bool((Boost(Term("word", "kebanjiran"), 0.3),), (ROOT,))
BESIDE, NEEDED = Bool((Boost(HERE, 0.3),), (ROOT, OTHER)), Bool((Boost(HERE, 0.3), ROOT), (OTHER,))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Bool(should=(HERE, GONE), minimum=1), HERE),
        (Bool((Bool(should=(Boost(HERE, 0.3), Boost(GONE, 0.3)), minimum=1),), (GONE,)), Bool((Boost(HERE, 0.3),), ())),
        (Filter(Bool(should=(HERE, GONE, Phrase("exact", ("a", "b"))), minimum=1)),
         Filter(Bool(should=(HERE, Phrase("exact", ("a", "b"))), minimum=1))),
        (Bool((GONE,)), Bool((GONE,))),
        (Bool(should=(GONE, GONE), minimum=1), Bool(should=(GONE, GONE), minimum=1)),
        (Bool(should=(HERE, GONE), minimum=2), Bool(should=(HERE, GONE), minimum=2)),
        (Bool((HERE,), must_not=(GONE,)), Bool((HERE,), must_not=(GONE,))),
    ],
)  # fmt: skip
def test_choices_that_no_document_has_are_left_out(query: Query, expected: Query) -> None:
    assert without_absent(query, lambda term: term == GONE) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (BESIDE, NEEDED),
        (Bool((HERE,), (ROOT,)), Bool((HERE, ROOT))),
        (Boost(Best((Bool((BESIDE, GONE)), OTHER)), 2.0), Boost(Best((Bool((NEEDED, GONE)), OTHER)), 2.0)),
        (Bool((HERE,), (ROOT,), minimum=1), Bool((HERE,), (ROOT,), minimum=1)),
        (DERIVED, DERIVED),
        (Bool(should=(HERE, ROOT), minimum=1), Bool(should=(HERE, ROOT), minimum=1)),
        (Filter(BESIDE), Filter(BESIDE)),
        (Bool((OTHER,), must_not=(BESIDE,)), Bool((OTHER,), must_not=(BESIDE,))),
    ],
)  # fmt: skip
def test_a_word_that_is_a_root_needs_it_where_that_ranks(query: Query, expected: Query) -> None:
    assert needing_roots(query, lambda term: 7) == expected


def test_a_root_that_fewer_documents_have_only_ranks() -> None:
    assert needing_roots(BESIDE, lambda term: 6 if term == ROOT else 7) == BESIDE


def test_an_earlier_layout_finds_words_whose_roots_it_does_not_hold() -> None:
    builder = tantivy.SchemaBuilder()
    for field in ("word", "stem"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for held in ({"word": "banjir", "stem": "air"}, {"word": "kebanjiran", "stem": "banjir"}):
        writer.add_document(tantivy.Document(**held))
    writer.commit()
    index.reload()
    searcher = Searcher(index)
    assert searcher.search(Bool((HERE,), (ROOT,)), limit=10).count == 1
