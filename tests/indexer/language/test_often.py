from __future__ import annotations

from indexer.language.often import MOST, counted_terms, terms_from


def test_a_word_has_a_term_for_how_often_it_stands() -> None:
    words = ["banjir"] * 3 + ["kota"] * 2 + ["sekali"] + ["dan"] * (MOST + 5)
    held = set(counted_terms(words))
    assert len(held) == 3  # none for what stands once
    for word, times in (("banjir", 3), ("kota", 2), ("dan", MOST)):
        asked = {number: bool(held.intersection(terms_from(word, number))) for number in range(2, MOST + 1)}
        assert asked == {number: number <= times for number in range(2, MOST + 1)}
