from __future__ import annotations

import pytest

from indexer.language.spelling import pattern_matcher, within_distance


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("kota", "kota", 0), ("kota", "kata", 1), ("kota", "okta", 1), ("kota", "kot", 1), ("kota", "kotak", 1),
     ("kota", "akot", 2), ("hizbulah", "hizbullah", 1), ("ab", "ba", 1), ("abc", "", 3)],
)  # fmt: skip
def test_edit_distance(one: str, other: str, distance: int) -> None:
    assert within_distance(one, other, distance)
    assert within_distance(other, one, distance)
    assert distance == 0 or not within_distance(one, other, distance - 1)


@pytest.mark.parametrize(
    ("pattern", "word", "matches"),
    [
        ("ban*", "ban", True),
        ("ban*", "banjir", True),
        ("ban*r", "banjir", True),
        ("b?njir", "banjir", True),
        ("b?njir", "bnjir", False),
        ("ban*", "sebanjir", False),
        ("a.c*", "abcd", False),
        ("a*c", "a\nc", True),
    ],
)
def test_a_pattern_matches_all_of_a_word(pattern: str, word: str, matches: bool) -> None:
    assert bool(pattern_matcher(pattern)(word)) == matches
