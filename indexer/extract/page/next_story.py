"""Finds other whole articles below the one of a page, as pages that load the next story at their end hold them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from base.text import bare_words
from indexer.extract.page.dom import Box, TextRun
from indexer.extract.page.elements import HEADINGS
from indexer.extract.page.headline import has_words, is_paragraph
from indexer.language.dates import find_stamps

_MIN_PROSE = 2
"""Paragraphs of the article before another's headline, and of that below it."""

_MIN_WORDS, _LINES_TO_DATE = 3, 4
"""Words of a headline, and lines behind it within which the date of its story stands: sub-headings have none."""


def next_stories(runs: Sequence[TextRun], headline: int | None, title: str) -> set[int]:
    """The indices of the lines of other articles behind the one with this headline, each with headline and date.

    A story's entries have headings and dates too where it is told live: so another's headline is one of the same rank
    as the article's, a link, or the only one.
    """
    if headline is None:
        return set()
    prose = [n for n in range(headline + 1, len(runs)) if is_paragraph(runs[n])]
    if len(prose) < _MIN_PROSE or not _has_heading(runs[headline + 1 : prose[-_MIN_PROSE]]):
        return set()  # as on most pages: nothing but teasers stands below the article
    found: set[int] = set()
    dated = [n for n in _dated_headings(runs, headline, title) if n > prose[_MIN_PROSE - 1]]
    before = start = 0
    for n in dated:
        run, end = runs[n], bisect_left(prose, n)
        before = max((one for one in prose[start:end] if one not in found), default=before)
        start = end
        is_alike = run.box.tag == runs[headline].box.tag or run.link_share > 0.5 or len(dated) == 1
        if is_alike and n not in found:
            lines = _lines_of(run.box, n, before)
            if bisect_left(prose, lines.stop) - bisect_left(prose, lines.start) >= _MIN_PROSE:
                found.update(lines)
    return found


def _has_heading(runs: Sequence[TextRun]) -> bool:
    return any(run.box.tag in HEADINGS for run in runs)


def _dated_headings(runs: Sequence[TextRun], headline: int, title: str) -> Iterator[int]:
    """The headings below the headline that have a day and a clock time right behind them, before any paragraph."""
    own = bare_words(title)
    for n in range(headline + 1, len(runs) - _MIN_PROSE):
        run = runs[n]
        if run.box.tag not in HEADINGS or len(run.text.split()) < _MIN_WORDS or has_words(run.text, own):
            continue
        for below in runs[n + 1 : n + 1 + _LINES_TO_DATE]:
            if is_paragraph(below) or below.box.tag in HEADINGS:
                break
            if any(stamp.clock for stamp in find_stamps(below.text)):
                yield n
                break


def _lines_of(box: Box, number: int, before: int) -> range:
    """The lines of the story with this headline: those of the outermost box around it that begins behind the article,
    else all that follow in the box around the headline."""
    story = box
    while story.parent is not None and story.parent.first > before:
        story = story.parent
    around = story.parent
    has_more = story.last - number > _LINES_TO_DATE or around is None
    return range(story.first, story.last) if has_more else range(number, around.last if around else story.last)
