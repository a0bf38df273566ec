"""Finds lines of an article that only repeat others of it: decks, pull quotes, a second copy for small screens."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from indexer.extract.body.lines import QUOTES, Line, is_beside
from indexer.extract.body.noise import has_one_run, outermost
from indexer.extract.page.dom import TextRun

OPENING = "“‘«("

MIN_COPY, MAX_REPEATED = 60, 160
"""Letters of a line that is a copy where it occurs again in another place, and in the same: shorter ones are answers,
refrains, names."""

MIN_PULLED, MIN_QUOTED = 40, 25
"""Letters of a pull quote, and of one in a box for quotations."""

MAX_QUOTES = 100
"""Lines tried as pull quotes, each of which is compared with all others, so that a hostile page takes no time without
bound."""


def without_copies(lines: list[Line]) -> list[Line]:
    """Mark long lines that occurred before, and pull quotes: lines in a box of their own that another line contains.

    Short lines may repeat.
    """
    pulled = set(islice((n for n, line in enumerate(lines) if _is_in_own_box(line)), MAX_QUOTES))
    seen: dict[str, TextRun] = {}
    marked: list[Line] = []
    for number, line in enumerate(lines):
        text = line.run.text
        copied = text in seen and (len(text) >= MAX_REPEATED or _is_apart(line.run, seen[text]))
        copied = copied or (number in pulled and _is_contained_elsewhere(line, lines))
        marked.append(Line(line.run, line.why or ("repeated" if copied else "")))
        seen.setdefault(text, line.run)
    return marked


def _is_apart(run: TextRun, other: TextRun) -> bool:
    """Whether two lines are long and in boxes of another kind or place, as a deck and the lead that it repeats."""
    return len(run.text) >= MIN_COPY and not is_beside(run, other)


def _is_in_own_box(line: Line) -> bool:
    """Whether a line is alone in a box that is no paragraph, as pull quotes are."""
    box = outermost(line.run.box)
    enough = MIN_QUOTED if box.tag == "blockquote" else MIN_PULLED
    return not line.why and box.tag not in ("p", "li", "td") and has_one_run(box) and len(line.run.text) >= enough


def _is_contained_elsewhere(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a longer line contains this one."""
    text = line.run.text.strip(OPENING + QUOTES)
    return any(text in other.run.text and len(other.run.text) > len(line.run.text) for other in lines if not other.why)
