"""Quotes are marked in the text of an article without a letter of it being lost or doubled, whatever they overlap."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from search.answer.snippets import Marked
from search.web.pages.people.speech import Piece, with_speech

Place = tuple[int, int]


def shown(piece: Piece) -> str:
    return "".join(text for text, _ in piece.pieces)


def cut(body: list[str], *quotes: Place) -> list[list[tuple[str, bool, bool]]]:
    """The pieces of each paragraph: the text, whether it is of a quote, and whether one ended before its end."""
    made = with_speech(map(Marked, body), [{"start": start, "end": end} for start, end in quotes])
    return [[(shown(one), one.quote is not None, one.ended is not None) for one in line] for line in made]


def test_a_quote_ends_behind_its_mark() -> None:
    body = ["“Kami siap,” kata Budi."]
    assert cut(body, (1, 10)) == [
        [("“", False, False), ("Kami siap", True, False), (",”", False, True), (" kata Budi.", False, False)]
    ]


def test_a_quote_over_paragraphs_ends_in_the_last() -> None:
    assert cut(["Kata dia: satu", "dua", "tiga."], (10, 22)) == [
        [("Kata dia: ", False, False), ("satu", True, False)],
        [("dua", True, False)],
        [("tig", True, False), ("", False, True), ("a.", False, False)],
    ]


@settings(max_examples=200)
@given(
    st.lists(st.text(st.sampled_from('ab ,.”“"\n'), max_size=12), max_size=4),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5),
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=2),
)
def test_no_letter_is_lost_or_doubled(
    body: list[str], places: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    marked = sorted((min(pair), max(pair)) for pair in marks)
    apart = tuple(one for index, one in enumerate(marked) if index == 0 or one[0] >= marked[index - 1][1])
    quotes = [{"start": min(pair), "end": max(pair)} for pair in sorted(places, key=min)]
    paragraphs = [Marked(text, tuple((a, min(b, len(text))) for a, b in apart if a < len(text))) for text in body]
    made = list(with_speech(paragraphs, quotes))
    assert ["".join(map(shown, line)) for line in made] == body
