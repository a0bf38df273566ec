"""What a query may have and no document has is left out, and nothing else changes."""

from __future__ import annotations

import pytest

from indexer.engines.embedded.absent_words import without_absent
from indexer.engines.queries import Bool, Boost, Filter, Phrase, Query, Term

HERE, GONE = Term("word", "banjir"), Term("word", "~banjir")


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
