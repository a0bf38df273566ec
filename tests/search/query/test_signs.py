"""Which quotation mark closes which."""

from __future__ import annotations

import pytest

from search.query.signs import closing_marks


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ('"kota tua"', {0: 9}),
        ('"“Laskar Pagi” tayang"', {0: 21, 1: 13}),
        ('"laskar pagi film "kota tua"', {18: 27}),
        ("'kota tua' 'a", {0: 9}),
        ('TV 55" dan "kota"', {11: 16}),
        ("kota", {}),
    ],
)
def test_a_mark_has_its_partner(text: str, closes: dict[int, int]) -> None:
    found = closing_marks(text)
    assert {opening: found[opening] for opening in closes} == closes
    assert all(opening not in found for opening in range(len(text)) if opening not in closes and text[opening] == '"')


@pytest.mark.parametrize("mark", ['"a ', "'a ", "“a", "a' "])
def test_a_text_of_nothing_but_marks_is_read_at_once(mark: str) -> None:
    """In a time that grows with the square of it, this would take an hour."""
    found = closing_marks(mark * 60_000)
    assert all(opening < closing for opening, closing in found.items())
