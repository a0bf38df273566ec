"""Finds what stands between quotation marks, whatever marks a publisher uses and however they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

MAX_QUOTE = 2_500
"""Characters from mark to mark; a longer one is a mark that was forgotten."""
MAX_PARAGRAPHS = 8
"""Paragraphs that one quote may run over."""

_DOUBLE = re.compile(r"[“”„‟«»\"″＂❝❞]|``|''|‘‘|’’")
_SINGLE = re.compile(r"(?P<opens>(?<![^\s(\[—–-])[‘'‚](?=[^\s\W]))|(?<=[^\s])[’'‛](?!\w)")
_OPENING = frozenset(("“", "„", "‟", "«", "``", "‘‘", "❝"))
_CLOSING = frozenset(("”", "»", "''", "’’", "❞"))
_BEFORE = frozenset(" \t\n\u00a0([{—–-/:,")
_BEHIND = frozenset(" \t\n\u00a0)]}—–-/.,;:!?…")


class Span(NamedTuple):
    """What stands between two marks: `start` and `end` are those of the marks too, `inner` and `last` without them."""

    start: int
    inner: int
    last: int
    end: int


def quoted(text: str) -> list[Span]:
    """What stands between marks, in order; what lies within another quote is left out.

    Double marks come first. Single ones count where a text has them outside of double ones, and are taken for
    apostrophes where nothing else speaks for them.
    """
    double = list(_pairs(text))
    if "'" not in text and "‘" not in text and "‚" not in text:
        return double
    single = [
        one for one in _single_pairs(text) if not any(one.start < its.end and its.start < one.end for its in double)
    ]
    return sorted(double + single)


def _pairs(text: str) -> Iterator[Span]:
    """Spans between double marks. A mark opens or closes by what stands around it, else by its shape, else in turn."""
    opened: re.Match[str] | None = None
    depth = 0
    for mark in _DOUBLE.finditer(text):
        opens = _opens(text, mark, is_open=opened is not None)
        if opened and not _may_reach(text, opened, mark):
            opened, depth = None, 0
        if opens:
            if opened and _goes_on(text, mark):
                continue
            if opened and "\n" not in text[opened.end() : mark.start()] and _is_nested(text, mark):
                depth += 1
            else:
                opened, depth = mark, 0
        elif opened and depth:
            depth -= 1
        elif opened:
            yield Span(opened.start(), opened.end(), mark.start(), mark.end())
            opened = None


def _opens(text: str, mark: re.Match[str], *, is_open: bool) -> bool:
    before = mark.start() == 0 or text[mark.start() - 1] in _BEFORE
    behind = mark.end() == len(text) or text[mark.end()] in _BEHIND
    if before != behind:
        return before
    if mark[0] in _OPENING or mark[0] in _CLOSING:
        return mark[0] in _OPENING
    return not is_open


def _may_reach(text: str, opened: re.Match[str], mark: re.Match[str]) -> bool:
    between = mark.start() - opened.end()
    return between <= MAX_QUOTE and text.count("\n", opened.end(), mark.start()) <= MAX_PARAGRAPHS


def _goes_on(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark that opens stands at the head of a paragraph, within a quote that goes on there."""
    return mark.start() > 0 and text[mark.start() - 1] == "\n"


def _is_nested(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark that opens within a quote has its end before two others close."""
    later = list(islice(_DOUBLE.finditer(text, mark.end(), mark.end() + MAX_QUOTE), 2))
    if len(later) < 2 or any(_opens(text, other, is_open=True) for other in later):
        return False
    return "\n" not in text[mark.end() : later[1].start()]


def _single_pairs(text: str) -> Iterator[Span]:
    """Spans between single marks within a paragraph that are no apostrophes: several words between them."""
    opened: re.Match[str] | None = None
    for mark in _SINGLE.finditer(text):
        if opened and "\n" in text[opened.end() : mark.start()]:
            opened = None
        if mark["opens"]:
            opened = opened or mark
        elif opened and " " in text[opened.end() : mark.start()]:
            yield Span(opened.start(), opened.end(), mark.start(), mark.end())
            opened = None
