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

WORDS = st.text("abcd", min_size=5, max_size=11)
EDITS = st.lists(
    st.tuples(st.sampled_from(("drop", "put", "change", "swap")), st.integers(0, 20), st.sampled_from("abcd"))
)


def edited(word: str, edits: list[tuple[str, int, str]]) -> str:
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


@given(WORDS, EDITS, st.sampled_from((1, 2)))
def test_what_is_spelt_alike(word: str, edits: list[tuple[str, int, str]], distance: Literal[1, 2]) -> None:
    other = edited(word, edits)
    vocabulary = Vocabulary()
    near = vocabulary.near(Fuzzy("exact", word, distance))
    vocabulary.learn(frozenset((other, "lain")))
    assert (other in near) == within_distance(word, other, distance)


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
