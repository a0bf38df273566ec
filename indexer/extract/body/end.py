"""Finds where an article ends among the lines of its box: behind the writers' initials, its tags, the label of another
section of the page."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence

from indexer.extract.body.lines import Line, is_beside, is_item, is_sentence
from indexer.extract.body.noise import kind, outermost
from indexer.extract.body.vocabulary import (
    ABOUT_AUTHOR,
    AUTHOR_NOTE,
    INITIALS,
    LONE_INITIALS,
    SECTION_LABEL,
    SIGNATURE,
    TAGS,
)
from indexer.extract.page.dom import TextRun
from indexer.extract.page.elements import HEADINGS

BRACKET = re.compile(r"[(\[]")
MIN_STORY, MIN_STORY_OF_AUTHOR = 2, 1
"""Sentences above the label of another section, and of the one about the author: with fewer the story may begin behind
it."""

_OWN_WORDS = frozenset(("", "promo", "share", "byline", "house note", "page counter"))
"""Reasons of lines that are removed for what they say, not for the box that they stand in."""


def without_end(lines: list[Line]) -> list[Line]:
    """Mark lines after the article's end (the writers' initials), its tags, what is said of its writer, and headings
    that nothing follows.

    Initials end the article only in its second half, and only if at most a third of its letters follow them.
    """
    lines = _without_other_sections(lines)
    left = [n for n, line in enumerate(lines) if not line.why]
    ends = (n for n in left[len(left) // 2 :] if is_end(lines[n].run.text) and not is_item(lines[n].run))
    end = next(ends, len(lines) - 1)
    if letters_in(lines[end + 1 :]) * 2 > letters_in(lines[: end + 1]):
        end = len(lines) - 1
    marked = [Line(line.run, line.why or ("after the end" if n > end else "")) for n, line in enumerate(lines)]
    signed = False
    for n in reversed(range(len(marked))):
        run = marked[n].run
        if marked[n].why:
            continue
        if not signed and not is_item(run) and SIGNATURE.fullmatch(run.text):
            marked[n], signed = Line(run, "initials"), True
        elif TAGS.fullmatch(run.text):
            marked[n] = Line(run, "tags")
        elif AUTHOR_NOTE.fullmatch(run.text):
            marked[n] = Line(run, "about the author")
        elif run.box.tag in HEADINGS:
            marked[n] = Line(run, "heading of nothing")
        else:
            break
    return marked


def _without_other_sections(lines: list[Line]) -> list[Line]:
    """Mark what stands below the label of another section, unless sentences behind it stand beside the story's."""
    sentences = [n for n, line in enumerate(lines) if not line.why and is_sentence(line.run)]
    for n, line in enumerate(lines):
        enough = _sentences_above(line)
        if not enough:
            continue
        place = bisect(sentences, n)
        above = [lines[m].run for m in sentences[max(0, place - enough) : place]]
        if len(above) == enough and not any(_goes_on(lines[m].run, above) for m in sentences[place:]):
            return [*lines[:n], *(Line(one.run, one.why or "after the end") for one in lines[n:])]
    return lines


def _sentences_above(line: Line) -> int:
    """Sentences that must stand above a line which is the label of another section; 0 where it is none."""
    text = line.run.text[:300]
    if line.why not in _OWN_WORDS:
        return 0
    if ABOUT_AUTHOR.fullmatch(text):
        return MIN_STORY_OF_AUTHOR
    return MIN_STORY if SECTION_LABEL.fullmatch(text) else 0


def _goes_on(run: TextRun, above: Sequence[TextRun]) -> bool:
    """Whether a sentence stands beside those of the story, each in boxes of its own or not, or in a section of the same
    kind."""
    top, around = outermost(run.box), run.box.parent
    return any(
        is_beside(run, one)
        or (top.parent, top.tag) == (outermost(one.box).parent, outermost(one.box).tag)
        or (around and one.box.parent and around.names.strip() and kind(around) == kind(one.box.parent))
        for one in above
    )


def letters_in(lines: Sequence[Line]) -> int:
    return sum(len(line.run.text) for line in lines if not line.why)


def is_end(text: str) -> bool:
    """Whether a line ends in the initials of two writers, or is the initials of one."""
    match = SIGNATURE.fullmatch(text) or (INITIALS.search(text) if BRACKET.search(text) else None)
    return match is not None and ("/" in match[0] or LONE_INITIALS.fullmatch(text) is not None)
