"""The signs that mean something in a query, in all the ways they are typed, and which quotation mark closes which."""

from __future__ import annotations

import re
from itertools import accumulate

DOUBLE_QUOTES = '"“”„‟«»″＂〝〞〟「」『』'
SINGLE_QUOTES = "'‘’‚‛‹›`´′"
MINUS = "-−–‐‑!"
"""What excludes where it stands before a word; telephones write a dash for a minus sign."""
SIGNS_BEFORE = "#@"
"""Before a word, which names a topic or an account."""
HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–−", "-"))
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Comes along where a query is pasted."""

_DOUBLE = re.compile(rf"[{DOUBLE_QUOTES}]")
_SINGLE = re.compile(rf"[{SINGLE_QUOTES}]")
_CLOSE_SINGLE = re.compile(rf"(?<=\S)[{SINGLE_QUOTES}](?!\w)")
_BARS = re.compile(r"\|{1,2}")
_ITEM = re.compile(rf'\s*(?:"[^"]*"|[^\s()|{DOUBLE_QUOTES}]+)\s*')


def closing_marks(text: str) -> dict[int, int]:
    """Where the quotation closes that opens at each mark, with those inside it; a mark without a partner is left out.

    A mark opens where a word begins, and closes elsewhere: so `"“Laskar Pagi” tayang"` is one quotation, and in
    `"laskar pagi film "kota tua"` the first mark has no partner. All at once, since a text can be nothing but marks.
    """
    closes = {}
    marks = [mark.start() for mark in _DOUBLE.finditer(text)]
    levels = accumulate(1 if _opens(text, mark) else -1 for mark in marks)
    nearest = dict[int, int]()  # the next mark after which a level is reached
    for mark, level in reversed([*zip(marks, levels, strict=True)]):
        if level - 1 in nearest and not _is_inch(text, mark):
            closes[mark] = nearest[level - 1]
        nearest[level] = mark
    closing, next_closing = {found.start() for found in _CLOSE_SINGLE.finditer(text)}, None
    for found in reversed([*_SINGLE.finditer(text)]):
        if next_closing is not None:
            closes[found.start()] = next_closing
        if found.start() in closing:
            next_closing = found.start()
    return closes


def alternatives(text: str) -> frozenset[int]:
    """Where the bars stand, single or double, that mean OR: those between single words or phrases, as in
    `banjir | "tanah longsor"`. In a pasted `Banjir di Demak | Warta` the bar only parts."""
    found, start = set[int](), 0
    for bracket in (*re.finditer(r"[()]", text), None):
        end = bracket.start() if bracket else len(text)
        bars = [*_BARS.finditer(text, start, end)]
        edges = [start, *(edge for bar in bars for edge in bar.span()), end]
        parts = zip(edges[::2], edges[1::2], strict=True)
        if bars and all(_ITEM.fullmatch(text, *part) for part in parts):
            found |= {bar.start() for bar in bars}
        start = end + 1
    return frozenset(found)


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place + 1 : place + 2]
    begins = after.isalnum() or after in tuple("=#@" + DOUBLE_QUOTES + SINGLE_QUOTES)
    return (
        begins and (before.isspace() or before in "([-" + DOUBLE_QUOTES + SINGLE_QUOTES) and not _is_pair(text, place)
    )


def _is_pair(text: str, place: int) -> bool:
    """Whether a mark closes the one right before it: an empty quotation."""
    return text[place] in '"”»″＂' and text[place - 1] in '"“„«＂' and not text[place + 1 : place + 2].isalnum()


def _is_inch(text: str, place: int) -> bool:
    """Whether a mark stands behind a number, as in `TV 55"`."""
    after = text[place + 1 : place + 2]
    return text[max(place - 1, 0) : place].isdigit() and (not after or after.isspace())
