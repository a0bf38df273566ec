from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cursor import MOST_SEEN, SEEN, CursorError, Place, decode, encode

PLACES = st.builds(
    Place,
    now=st.integers(0, 2**33 - 1),
    minimum=st.integers(0, 200),
    score=st.floats(allow_nan=False, allow_infinity=False),
    sort=st.integers(0, 2**63 - 1),
    view=st.text(max_size=300),
    seen=st.lists(st.binary(min_size=SEEN, max_size=SEEN), max_size=20).map(tuple),
)


@given(PLACES, st.text())
def test_a_cursor_names_its_place(place: Place, question: str) -> None:
    assert decode(encode(place, question), question) == place


@given(PLACES, st.text(), st.text())
def test_a_cursor_is_good_for_its_question_only(place: Place, question: str, other: str) -> None:
    if question.encode("utf-8", "replace") != other.encode("utf-8", "replace"):
        with pytest.raises(CursorError, match="another query"):
            decode(encode(place, question), other)


@given(st.text() | st.binary().map(lambda some: some.hex()))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(CursorError, match="damaged"):
        decode(text, "q")


@pytest.mark.parametrize("now", [-1, 2**33, 2**63 - 1])
def test_a_cursor_of_another_age_is_refused(now: int) -> None:
    with pytest.raises(CursorError, match="damaged"):
        decode(encode(Place(now, 0, 0.0, 0, ""), "q"), "q")


def test_the_latest_groups_are_kept_where_there_are_too_many() -> None:
    seen = tuple(number.to_bytes(SEEN, "big") for number in range(MOST_SEEN + 7))
    cursor = encode(Place(0, 0, 0.0, 0, "", seen), "q")
    assert decode(cursor, "q").seen == seen[7:]
    assert len(cursor) < 7_000
