"""The fallback extractor for bodies that our own method doubts: trafilatura, favouring precision (decision 27)."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from html import escape

import trafilatura

from base.text import shingles
from indexer.extract.body.line_filter import Line, filter_lines
from indexer.extract.page.document import Body, ParsedPage
from indexer.extract.page.dom import link_share, read_text

MAX_RUNS = 5_000
"""Lines of a page; on longer ones trafilatura can take many seconds."""

MIN_LETTERS = 200
"""Letters that the fallback must find, as a rule must (`MIN_BY_RULE`)."""

MAX_LINK_SHARE = 0.25
"""Share of link text from which on a stretch of a page is a list of other articles."""

MIN_AGREEMENT = 0.8
"""Similarity (0 to 1) from which on two bodies are the same article."""


def second_opinion(page: ParsedPage, body: Body, doubt: str) -> Body:
    """Our own body or the fallback's, with a note on the doubt and on whether the two agree."""
    if len(page.runs) > MAX_RUNS:
        return replace(body, notes=(*body.notes, f"{doubt}; the page is too long for a second opinion"))
    text = trafilatura.extract(deepcopy(page.tree), favor_precision=True, include_comments=False)
    other = filter_lines([Line(run) for run in read_text(escape(text or ""))])
    agreement = similarity(body.paragraphs, other.kept)
    if not other.kept:
        finding = "trafilatura finds nothing"
    elif agreement >= MIN_AGREEMENT:
        finding = f"trafilatura agrees ({agreement:.2f})"
    elif _is_better(page, other.kept, body):
        note = f"{doubt}; trafilatura reads otherwise ({agreement:.2f}) and was followed"
        return Body(other.kept, body.removed + other.removed, body.link_share, "trafilatura", (*body.notes, note))
    else:
        finding = f"trafilatura reads otherwise ({agreement:.2f}), not followed"
    return replace(body, notes=(*body.notes, f"{doubt}; {finding}"))


def similarity(ours: tuple[str, ...], others: tuple[str, ...]) -> float:
    """The similarity of two bodies (0 to 1): F1 of their shingles of four words."""
    a, b = Counter(shingles(" ".join(ours))), Counter(shingles(" ".join(others)))
    return 2 * sum((a & b).values()) / max(1, sum(a.values()) + sum(b.values()))


def _is_better(page: ParsedPage, other: tuple[str, ...], body: Body) -> bool:
    """Whether to use the fallback's body: twice as long (decision 27), mostly outside noise, no list of teasers."""
    if sum(map(len, other)) < max(MIN_LETTERS, 2 * sum(map(len, body.paragraphs))):
        return False
    wanted = set(other)
    numbers = [n for n, run in enumerate(page.runs) if run.text in wanted]
    noisy = sum(page.runs[n].box.noise is not None for n in numbers)
    return 2 * noisy < len(numbers) and link_share(page.runs[numbers[0] : numbers[-1] + 1]) < MAX_LINK_SHARE
