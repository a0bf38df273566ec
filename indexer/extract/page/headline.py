"""Finds the headline among the lines of a page, by which authors, dates and body are located."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from base.text import bare_words, visible
from indexer.extract.page.dom import TextRun

MAX_LINE_LENGTH = 160
"""Letters; a longer line is prose, and a date or name in it is part of the story."""


_MAX_GAP = 12
"""Lines without prose behind which the article has ended."""

_MAX_LINES_ABOVE_TEXT = 60
"""Lines below a headline within which its text begins; a menu in between is longer."""

_LINES_ABOVE_TEXT = 10
"""Lines above a text in which its date and authors stand."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page, the index of its headline (None: not on the page; see `near_text` for one that stands far
    above the text), and its title."""

    runs: Sequence[TextRun]
    headline: int | None
    title: str = ""


def last_paragraph(lines: Lines) -> int | None:
    """The index of the last line of prose after the headline, up to a dozen lines without any; None if none."""
    last = None
    for index in range(lines.headline + 1, len(lines.runs)) if lines.headline is not None else ():
        run = lines.runs[index]
        if is_paragraph(run):
            last = index
        elif last is not None and index > last + _MAX_GAP:
            break
    return last


def near_text(runs: Sequence[TextRun], headline: int | None) -> int | None:
    """The place from which to look for date and authors: the headline, or where it stands far above the text (with the
    menu of the page between), some lines above that."""
    if headline is None or _has_text_below(runs, headline):
        return headline
    for n in range(headline + 1, len(runs) - 1):
        if is_paragraph(runs[n]) and any(map(is_paragraph, runs[n + 1 : n + 4])):
            return max(headline, n - _LINES_ABOVE_TEXT)
    return headline


def _has_text_below(runs: Sequence[TextRun], number: int) -> bool:
    return any(map(is_paragraph, runs[number + 1 : number + 1 + _MAX_LINES_ABOVE_TEXT]))


def is_paragraph(run: TextRun) -> bool:
    """Whether a line is long and has few links."""
    return len(run.text) > MAX_LINE_LENGTH // 2 and run.link_share < 0.3


def in_heading(run: TextRun, tags: tuple[str, ...] = ("h1",)) -> bool:
    """Whether a line stands in a heading (one of these elements, or at most two boxes below one)."""
    box, parent = run.box, run.box.parent
    if box.tag in tags or parent is None:
        return box.tag in tags
    return parent.tag in tags or (parent.parent is not None and parent.parent.tag in tags)


def find_headline(runs: Sequence[TextRun], title: str) -> int | None:
    """The index of the line that is the title: near a text, in an h1 if there is one, no link, the first such line.

    A heading that is broken into several lines is found by its first.
    """
    wanted = bare_words(title)
    if not wanted:
        return None
    longest = 2 * len(title) + 20
    same = [n for n, run in enumerate(runs) if len(wanted) <= len(run.text) < longest and has_words(run.text, wanted)]
    return min(same, key=lambda n: _rank(runs, n)) if same else _broken_headline(runs, wanted)


def _rank(runs: Sequence[TextRun], number: int) -> tuple[bool, bool, bool, bool, int]:
    """How far a line is from being the headline, where several are its words: one of a hidden or sticky bar stands far
    from the text, one of a list of stories is a link."""
    run = runs[number]
    is_link, is_far = run.link_share > 0.5, not _has_text_below(runs, number)
    return is_link and not in_heading(run), is_far, not in_heading(run), not in_heading(run, ("h2", "h3")), number


def has_words(text: str, wanted: str) -> bool:
    """Whether a line has these bare words and no others. The first of them is looked for alone before, in a tenth of
    the time that all words of a line take."""
    return wanted.partition(" ")[0] in visible(text).lower() and bare_words(text) == wanted


def _broken_headline(runs: Sequence[TextRun], wanted: str) -> int | None:
    """The first heading line that the title begins with, at least a third of it."""
    for n, run in enumerate(runs):
        if len(run.text) < len(wanted) + 20 and in_heading(run, ("h1", "h2")):
            part = bare_words(run.text)
            if 3 * len(part) >= len(wanted) and wanted.startswith(f"{part} "):
                return n
    return None
