"""Reads articles that are no row of paragraphs: a live blog's entries, each a box with its time, and a photo story,
whose text is its captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from indexer.extract.body.foreign import is_linked_headline
from indexer.extract.body.lines import Line, is_sentence
from indexer.extract.body.noise import kind
from indexer.extract.body.scoring import PageLayout
from indexer.extract.body.vocabulary import CREDIT_BEHIND
from indexer.extract.page.dom import Box, TextRun
from indexer.extract.page.elements import HEADINGS

MIN_ENTRIES, MIN_TIMED = 3, 0.7
"""Entries of a live blog, and the share of them that begin with a clock time."""

_LINES_TO_TIME, _MAX_TIME = 3, 60
"""Lines of an entry among which its time stands, and letters of that line."""

_CLOCK = re.compile(r"(?<![\d.:,])(?:[01]?\d|2[0-3])[.:][0-5]\d(?![\d.:,])")
_DAY = re.compile(r"\d{4}")

_CAPTION = re.compile(r"(?:^|[\s_-])captions?(?=$|[\s_-])")

MIN_CAPTIONS, MIN_CAPTION = 3, 50
"""Captions of one kind that are a photo story, and letters of a caption that tells something."""


def live_blog(page: PageLayout, winner: Box, boxes: Iterable[Box]) -> Box | None:
    """The box around the entries of a live blog, found by the `boxes` with prose; None where there is none.

    Where the winner is no entry but what stands above them, most entries have headlines: comments of readers have not.
    """
    for box in (winner, *boxes):
        for entry in islice(box.ancestry(), 3):
            around = entry.parent
            if around is None or around.tag in ("body", "html"):
                break
            if entry.first > page.start and _is_timed(page.runs, entry):
                entries = _entries(page.runs, entry, around)
                timed = sum(_is_timed(page.runs, one) for one in entries)
                if len(entries) < MIN_ENTRIES or timed < MIN_TIMED * len(entries):
                    continue
                has_headlines = 2 * sum(_has_headline(page.runs, one) for one in entries) >= len(entries)
                if around.first <= winner.first < around.last or has_headlines:
                    return around
    return None


def _entries(runs: Sequence[TextRun], entry: Box, around: Box) -> list[Box]:
    """The boxes beside an entry that are of its kind."""
    return [box for box in _children(runs, around) if kind(box) == kind(entry) and box.last - box.first > 1]


def _has_headline(runs: Sequence[TextRun], box: Box) -> bool:
    return any(run.box.tag in HEADINGS for run in runs[box.first : box.last])


def _is_timed(runs: Sequence[TextRun], box: Box) -> bool:
    """Whether a box begins with a clock time without a day, and with no link to a story of its own."""
    opening = runs[box.first : min(box.last, box.first + _LINES_TO_TIME)]
    short = [run.text for run in opening if len(run.text) <= _MAX_TIME and not is_linked_headline(run)]
    return len(short) > 0 and any(_CLOCK.search(text) and not _DAY.search(text) for text in short)


def _children(runs: Sequence[TextRun], around: Box) -> list[Box]:
    """The boxes directly in a box that hold text, in order."""
    found: dict[Box, None] = {}
    for run in runs[around.first : around.last]:
        child = next((box for box in run.box.ancestry() if box.parent is around), None)
        if child is not None:
            found[child] = None
    return list(found)


def captions(runs: Sequence[TextRun], headline: int | None) -> list[Line]:
    """The lines of a photo story: its opening, and its captions without the photographers' names; none where there are
    too few."""
    below = runs if headline is None else runs[headline + 1 :]
    told = [
        (n, [kind(box) for box in islice(run.box.ancestry(), 2)]) for n, run in enumerate(below) if _is_caption(run)
    ]
    row = [below[n] for n, kinds in told if kinds == told[0][1]]
    if len(row) < MIN_CAPTIONS:
        return []
    opening = [run for run in below[: told[0][0]] if is_sentence(run)] if headline is not None else []
    return [*map(Line, opening), *(Line(_without_credit(run)) for run in row)]


def _is_caption(run: TextRun) -> bool:
    around = islice(run.box.ancestry(), 3)
    is_below_picture = any(box.tag in ("figure", "figcaption") or _CAPTION.search(box.names) for box in around)
    return is_below_picture and len(run.text) >= MIN_CAPTION and run.link_share < 0.3


def _without_credit(run: TextRun) -> TextRun:
    return TextRun(CREDIT_BEHIND.sub("", run.text).strip(), (), run.box, 0.0, pictured=False)
