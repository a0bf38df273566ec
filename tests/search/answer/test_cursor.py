from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answer.cursor import MAX_SEEN, SEEN, CursorError, Position, decode, encode

PLACES = st.builds(
    Position,
    now=st.integers(0, 2**33 - 1),
    step=st.integers(0, 200),
    score=st.floats(allow_nan=False, allow_infinity=False),
    sort=st.integers(0, 2**63 - 1),
    view=st.text(max_size=300),
    seen=st.lists(st.binary(min_size=SEEN, max_size=SEEN), max_size=20).map(tuple),
)


@given(PLACES, st.text())
def test_a_cursor_names_its_place(place: Position, question: str) -> None:
    assert decode(encode(place, question), question) == place


@given(PLACES, st.text(), st.text())
def test_a_cursor_is_good_for_its_question_only(place: Position, question: str, other: str) -> None:
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
        decode(encode(Position(now, 0, 0.0, 0, ""), "q"), "q")


def test_the_latest_groups_are_kept_where_there_are_too_many() -> None:
    seen = tuple(number.to_bytes(SEEN, "big") for number in range(MAX_SEEN + 7))
    cursor = encode(Position(0, 0, 0.0, 0, "", seen), "q")
    assert decode(cursor, "q").seen == seen[7:]
    assert len(cursor) < 7_000


def test_the_name_of_a_view_over_eighty_indices_fits_into_an_address() -> None:
    chance = random.Random(1)
    parts = [
        b"\x1bkliping-dcc05481b1c2-1-%d\x16%b\x16NgvmImYThOJbPckTLQQ" % (1950 + n, chance.randbytes(16))
        for n in range(80)
    ]
    view = base64.urlsafe_b64encode(b"".join(parts)).decode()
    place = Position(0, 0, 0.0, 0, view, tuple(number.to_bytes(SEEN, "big") for number in range(MAX_SEEN)))
    cursor = encode(place, "q")
    assert decode(cursor, "q") == place
    assert len(cursor) < 7_000


def test_a_name_that_unpacks_to_very_much_is_refused() -> None:
    with pytest.raises(CursorError, match="damaged"):
        decode(encode(Position(0, 0, 0.0, 0, "." * 10_000_000), "q"), "q")
