"""Krippendorff's alpha against the examples that he and others have published."""

from __future__ import annotations

import pytest

from search.saved.labelling.agreement import alpha

# K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), repository.upenn.edu/asc_papers/43, gives .095
# for two observers and two values (section A), .692 for two observers and five values (B), .743 for four observers
# with missing data (C). The last is the worked example of Wikipedia's article "Krippendorff's alpha": 0.691.
PUBLISHED = {
    "two observers, two values": (0.095, ["0100000010", "1110010000"]),
    "two observers, five values": (0.692, ["aabbdcccedda", "babbbcccedd" + "d"]),
    "four observers, missing data": (0.743, ["123321412...", "1233224125.3", ".3332342251.", "1233244125" + "1."]),
    "three coders, half of it missing": (0.691, ["*****3412113" + "3*3", "1*213343*******", "**21344*21133*4"]),
}


def units(rows: list[str]) -> list[list[str]]:
    return [[value for value in column if value not in ".*"] for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(("expected", "rows"), PUBLISHED.values(), ids=PUBLISHED)
def test_published_examples(expected: float, rows: list[str]) -> None:
    assert alpha(units(rows)) == pytest.approx(expected, abs=0.0005)


def test_full_agreement_is_one() -> None:
    assert alpha([["a", "a"], ["b", "b", "b"]]) == 1.0


def test_what_one_coder_alone_has_coded_counts_for_nothing() -> None:
    assert alpha([["a", "a"], ["b", "b"], ["c"], []]) == 1.0


@pytest.mark.parametrize("coded", [[], [["a"], ["b"]], [["a", "a"], ["a", "a"]]])
def test_nothing_can_be_said_of_nothing_or_one_value(coded: list[list[str]]) -> None:
    assert alpha(coded) is None
