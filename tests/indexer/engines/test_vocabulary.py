"""Words that are spelt alike are found among all terms as the distance itself says, whatever is left out for speed."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.engines.matching import Held, ready
from indexer.engines.queries import Fuzzy
from indexer.engines.vocabulary import Vocabulary
from indexer.language.spelling import within_distance
from tests.indexer.engines.corpus import document

WORDS = st.text("abcd", min_size=3, max_size=14)
EDITS = st.lists(
    st.tuples(st.sampled_from(("drop", "put", "change", "swap")), st.integers(0, 20), st.sampled_from("abcd"))
)

Edit = tuple[str, int, str]


def edited(word: str, edits: list[Edit]) -> str:
    for kind, place, letter in edits:
        at = place % max(len(word), 1)
        before, here, after = word[:at], word[at : at + 1], word[at + 1 :]
        word = {
            "drop": before + after,
            "put": before + letter + here + after,
            "change": before + letter + after,
            "swap": before + after[:1] + here + after[1:],
        }[kind]
    return word


@given(st.lists(st.tuples(WORDS, st.sampled_from((1, 2))), min_size=1, max_size=4), st.integers(0, 3), EDITS)
def test_what_is_spelt_alike(words: list[tuple[str, Literal[1, 2]]], chosen: int, edits: list[Edit]) -> None:
    vocabulary = Vocabulary()
    queries = [Fuzzy("exact", word, distance) for word, distance in words]
    for query in queries:
        vocabulary.ask(query)
    other = edited(words[chosen % len(words)][0], edits)
    like = {query for query in queries if within_distance(query.text, other, query.distance)}
    assert vocabulary.found("exact", frozenset((other, "zzzzzz"))) == like
    assert vocabulary.found("body", frozenset((other,))) == set(), "another field"
    assert vocabulary.found("exact", frozenset(("zzzzzz", other, "yyyyyyy"))) == like, "known by now"


def test_what_is_asked_for_later_is_found_among_known_terms() -> None:
    vocabulary, terms = Vocabulary(), frozenset(("sarang", "gempa"))
    vocabulary.ask(one := Fuzzy("exact", "serang", 1))
    assert vocabulary.found("exact", terms) == {one}
    vocabulary.ask(other := Fuzzy("exact", "gempo", 1))
    assert vocabulary.found("exact", terms) == {one, other}


def test_a_vocabulary_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.engines.vocabulary.MAX_KNOWN", 5)
    vocabulary = Vocabulary()
    one, other = (ready(Fuzzy("exact", word, 1), vocabulary) for word in ("serang", "gempo"))
    held = [
        Held(document(number, title=title)) for number, title in enumerate(("sarang udara", "gempa", "x y z", "a b"))
    ]
    for _ in range(2):
        assert [one.check(each) for each in held] == [True, False, False, False]
        assert [other.check(each) for each in held] == [False, True, False, False]
