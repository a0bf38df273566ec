"""The lines of an article's box, and which of them its story tells although they look like furniture of the page."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from indexer.extract.page.dom import TextRun

SENTENCE_END = tuple(".!?…。！？")
QUOTES = "\"'”’»)] "

OUTSIDE_ONLY = frozenset(("date", "page counter", "share", "byline", "link"))
"""Reasons that count outside the story alone: inside it a date, a score, the name of a service or of a person in a
list, and a linked name are what it tells."""

MIN_SENTENCES, MIN_SENTENCES_WITH_CLOCK = 2, 3
"""Sentences before a date that is part of the story: a deck and a caption may stand above the article's own date, which
has a clock on most pages."""

_ITEMS = frozenset(("li", "td", "th", "dt", "dd"))
_CLOCK = re.compile(r"\d[:.]\d\d")
_COUNTER = re.compile(r"[\d\s/:.–-]+|(?:waktu baca\W{1,3})?\d{1,3} (?:menit|min(?:ute)?s?)", re.IGNORECASE)
_SERVICE = re.compile(r"[^\W\d]{3,12}\+?|e-mail|google\+", re.IGNORECASE)


class Line(NamedTuple):
    """A run of the article's box, with the reason why it is removed ("" while it stays).

    A named tuple and no dataclass because each step of the filter makes all of them anew.
    """

    run: TextRun
    why: str = ""


def ends_sentence(text: str) -> bool:
    """Whether a line ends like a sentence, ignoring closing quotes and brackets."""
    return text.rstrip(QUOTES).endswith(SENTENCE_END)


def is_sentence(run: TextRun) -> bool:
    """Whether a line reads like a paragraph of a story."""
    return len(run.text) >= 30 and run.link_share < 0.5 and ends_sentence(run.text)


def is_item(run: TextRun) -> bool:
    """Whether a line is an item of a list or a cell of a table."""
    return any(box.tag in _ITEMS for box in islice(run.box.ancestry(), 3))


def is_beside(run: TextRun, other: TextRun) -> bool:
    """Whether two lines stand in boxes of one kind side by side."""
    return run.box is other.box or (run.box.parent, run.box.tag) == (other.box.parent, other.box.tag)


def is_story_line(
    lines: Sequence[Line], before: Sequence[Line], sentences: Sequence[int], number: int, why: str
) -> bool:
    """Whether a line that looks like furniture of the page is told by the story.

    `before` are the lines above it with their reasons, `sentences` the indices of the lines that are paragraphs.
    """
    run = lines[number].run
    above = bisect_left(sentences, number)
    inside = above >= MIN_SENTENCES and number < sentences[-1]
    is_cell = is_item(run) and above >= 1
    if why == "date":
        enough = MIN_SENTENCES_WITH_CLOCK if _CLOCK.search(run.text) else MIN_SENTENCES
        return run.link_share < 0.5 and (is_cell or (inside and above >= enough))
    if why == "link":
        return is_cell and (_is_introduced(before) or _is_beside_cells(lines, number))
    if run.link_share > 0 or not is_cell:
        return why == "byline" and inside and bool(before) and _is_in_table(before[-1].run)
    if why == "byline":
        return inside
    return _COUNTER.fullmatch(run.text) is not None or (
        _SERVICE.fullmatch(run.text) is not None and _is_introduced(before)
    )


def _is_introduced(before: Sequence[Line]) -> bool:
    """Whether the item belongs to a list that a line of the story ends in a colon for."""
    for line in reversed(before):
        if line.why not in ("", "promo") or not is_item(line.run):
            return not line.why and line.run.text.endswith((":", "：")) and len(line.run.text.split()) >= 3
    return False


def _is_beside_cells(lines: Sequence[Line], number: int) -> bool:
    """Whether a cell of a table has a cell without links right before or behind it."""
    beside = [lines[n].run for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return _is_in_table(lines[number].run) and any(_is_in_table(run) and run.link_share < 0.5 for run in beside)


def _is_in_table(run: TextRun) -> bool:
    return any(box.tag in ("td", "th") for box in islice(run.box.ancestry(), 3))
