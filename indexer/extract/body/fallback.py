"""A second opinion where our own reading of a page is doubtful: trafilatura, set to precision (decision 27)."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from html import escape

import trafilatura

from base.text import shingles
from indexer.extract.body.line_filter import Line, clean
from indexer.extract.page.document import Body, ParsedPage
from indexer.extract.page.dom import link_share, read_text

MAX_RUNS = 5_000
"""On pages of more lines trafilatura can take many seconds."""

MIN_NUMBER = 200
"""Letters below which another reading is no article."""

LINKED = 0.25
"""Share of link text from which on a stretch of a page is a list of other articles."""

AGREED = 0.8
"""Likeness of two readings (0 to 1) from which on they are the same article."""


def compare(page: ParsedPage, body: Body, doubt: str) -> Body:
    """Our own body or the other's; the notes say why it was asked and whether the two agree."""
    if len(page.runs) > MAX_RUNS:
        return replace(body, notes=(*body.notes, f"{doubt}; the page is too long for a second opinion"))
    text = trafilatura.extract(deepcopy(page.tree), favor_precision=True, include_comments=False)
    other = clean([Line(run) for run in read_text(escape(text or ""))])
    likeness = alike(body.paragraphs, other.kept)
    if not other.kept:
        said = "trafilatura finds nothing"
    elif likeness >= AGREED:
        said = f"trafilatura agrees ({likeness:.2f})"
    elif _is_better(page, other.kept, body):
        note = f"{doubt}; trafilatura reads otherwise ({likeness:.2f}) and was followed"
        return Body(other.kept, body.removed + other.removed, body.link_share, "trafilatura", (*body.notes, note))
    else:
        said = f"trafilatura reads otherwise ({likeness:.2f}), not followed"
    return replace(body, notes=(*body.notes, f"{doubt}; {said}"))


def alike(ours: tuple[str, ...], others: tuple[str, ...]) -> float:
    """How much two texts are alike: F1 of their runs of four words."""
    a, b = Counter(shingles(" ".join(ours))), Counter(shingles(" ".join(others)))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def _is_better(page: ParsedPage, other: tuple[str, ...], body: Body) -> bool:
    """Whether the other reading is to be followed: it is much longer, not in noise, and no list of teasers."""
    if sum(map(len, other)) < max(MIN_NUMBER, 2 * sum(map(len, body.paragraphs))):
        return False
    wanted = set(other)
    places = [n for n, run in enumerate(page.runs) if run.text in wanted]
    named = sum(page.runs[n].box.noise is not None for n in places)
    return 2 * named < len(places) and link_share(page.runs[places[0] : places[-1] + 1]) < LINKED
