"""The text of an article with what was said marked in it, and who said so where the words beside it do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from search.answer.snippets import Marked

TOLD = "named"
"""How a speaker is told by the words beside a quote; any other way was read from elsewhere in the article."""


_CLOSING = re.compile(r"[,.?!…]*[\"”»’'“]?")


class Piece(NamedTuple):
    """A stretch of a paragraph: its text with the searched words marked, the quote that it is of, if any, and the one
    that ended right before the stretch does."""

    pieces: list[tuple[str, bool]]
    quote: Mapping[str, Any] | None
    ended: Mapping[str, Any] | None


def with_speech(paragraphs: Iterable[Marked], quotes: Sequence[Mapping[str, Any]]) -> Iterator[list[Piece]]:
    """The paragraphs of a body, cut where quotes begin and end; the places of these are characters of the paragraphs
    joined by line feeds."""
    start = 0
    for one in paragraphs:
        yield list(_cut(one, start, quotes))
        start += len(one.text) + 1


def _cut(paragraph: Marked, start: int, quotes: Sequence[Mapping[str, Any]]) -> Iterator[Piece]:
    place, length = 0, len(paragraph.text)
    for quote in quotes:
        first, last = max(0, quote["start"] - start), min(length, quote["end"] - start)
        if first < place or first >= last:  # in another paragraph, or within what another quote has
            continue
        if first > place:
            yield Piece(_stretch(paragraph, place, first), None, None)
        yield Piece(_stretch(paragraph, first, last), quote, None)
        place = last
        if quote["end"] - start <= length:
            closing = _CLOSING.match(paragraph.text, last)
            place = closing.end() if closing else last
            yield Piece(_stretch(paragraph, last, place), None, quote)
    if place < length:
        yield Piece(_stretch(paragraph, place, length), None, None)


def _stretch(paragraph: Marked, first: int, last: int) -> list[tuple[str, bool]]:
    inside = ((max(a, first) - first, min(b, last) - first) for a, b in paragraph.marks if a < last and b > first)
    return Marked(paragraph.text[first:last], tuple(inside)).pieces()
