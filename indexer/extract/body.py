"""The generic reading: which boxes of a page hold the article, whatever the publisher.

Prose (long runs with few links) is counted for the box it stands in directly; the article's box is the one with
most of it, near the title. Bodies in several sections are put together from boxes of the same class, and what
is named as something else (related, share, caption, ...) inside the article's box is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from indexer.extract.dom import HEADINGS, Box, Run
from indexer.extract.lines import Line, ends_sentence
from indexer.extract.vocabulary import NOISE_NAMES, NOISE_TAGS

PARAGRAPHS = HEADINGS | {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center", "figure", "figcaption", "address")
}
"""Boxes whose prose counts for the box around them."""


def is_noise(box: Box) -> bool:
    """Whether a box says of itself that it holds something else than the article."""
    return box.tag in NOISE_TAGS or bool(NOISE_NAMES.search(box.names))


def find_lines(runs: Sequence[Run], title: str) -> list[Line]:
    """The lines of the article's boxes, in order."""
    start = title_index(runs, title)
    masses = _masses(runs, start)
    if not masses:
        return []
    winner = max(masses, key=lambda box: masses[box])
    roots = _sections(winner, runs)
    return [Line(run, _named(run, roots)) for run in runs if any(box in roots for box in run.box.line())]


def title_index(runs: Sequence[Run], title: str) -> int:
    """Where the title stands on the page, 0 where it does not."""
    wanted = fold(title)
    matching = [number for number, run in enumerate(runs) if wanted and fold(run.text) == wanted]
    return next((n for n in matching if runs[n].box.tag == "h1"), matching[0] if matching else 0)


def fold(text: str) -> str:
    """Letters and digits alone, for comparing headlines."""
    return "".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def is_prose(run: Run) -> bool:
    """Whether a run reads like a sentence and not like a label or a list of links."""
    long = len(run.text) >= 80 or (len(run.text) >= 30 and ends_sentence(run.text))
    return long and run.link_share < 0.5 and run.box.tag not in HEADINGS


def _masses(runs: Sequence[Run], start: int) -> dict[Box, float]:
    masses: dict[Box, float] = defaultdict(float)
    members: dict[Box, list[Run]] = defaultdict(list)
    noisy: dict[Box, bool] = {}
    alone = _alone(runs)
    for number, run in enumerate(runs):
        box = container(run.box, alone)
        members[box].append(run)
        if is_prose(run):
            weight = 0.25 if number < start else 1.0
            if box not in noisy:
                noisy[box] = any(is_noise(around) for around in box.line())
            masses[box] += len(run.text) * (1 - run.link_share) * weight * (0.2 if noisy[box] else 1.0)
    for box in masses:
        if _is_teasers(members[box]):
            masses[box] *= 0.15
    return masses


def _alone(runs: Sequence[Run]) -> set[Box]:
    """Boxes that are a paragraph in all but name: one run, like a neighbour of the same name."""
    direct = Counter(run.box for run in runs)
    parents = {box.parent for run in runs for box in run.box.line()}
    single = [box for box, count in direct.items() if count == 1 and box not in parents]
    alike = Counter((box.parent, box.tag, box.names) for box in single)
    return {box for box in single if alike[box.parent, box.tag, box.names] > 1}


def container(box: Box, alone: set[Box]) -> Box:
    """The box that a paragraph counts for."""
    while box.parent is not None and (box.tag in PARAGRAPHS or box in alone):
        box = box.parent
    return box


def _is_teasers(members: Sequence[Run]) -> bool:
    """Whether a box is a list of headlines with teasers: three links or more, and more than 22 % link text."""
    linked = sum(len(run.text) * run.link_share for run in members)
    return sum(bool(run.links) for run in members) >= 3 and linked > 0.22 * sum(len(run.text) for run in members)


def _sections(winner: Box, runs: Sequence[Run]) -> set[Box]:
    """The winner, and the boxes of the same kind beside it or beside a box around it."""
    inside: dict[Box, list[Run]] = defaultdict(list)
    children: dict[Box, list[Box]] = defaultdict(list)
    for run in runs:
        for box in run.box.line():
            if box not in inside and box.parent is not None:
                children[box.parent].append(box)
            inside[box].append(run)
    roots = {winner}
    for box in list(winner.line())[:4]:
        if box.parent is None or not _kind(box)[1]:
            continue
        same = [other for other in children[box.parent] if _kind(other) == _kind(box) and other is not box]
        same = [other for other in same if any(map(is_prose, inside[other])) and not _is_teasers(inside[other])]
        if same:
            return {box, *same}
    return roots


def _kind(box: Box) -> tuple[str, str]:
    return box.tag, re.sub(r"\d+", "", (box.element.get("class") or "").strip().lower())


def _named(run: Run, roots: Iterable[Box]) -> str:
    """What the boxes between a run and its root say that it is, where that is no part of the article."""
    for box in run.box.line():
        if box in roots:
            return ""
        if is_noise(box):
            return f"box: {box.names.strip() or box.tag}"
    return ""
