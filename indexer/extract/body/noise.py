"""Decides which boxes of a page are noise: names are believed where the prose in the boxes does not say otherwise."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set

from indexer.extract.body.box_names import HIDDEN_NAMES, NOISE_NAMES, NOISE_TAGS
from indexer.extract.page.dom import Box, TextRun
from indexer.extract.page.elements import HIDDEN

MAX_MINOR_PROSE, MAX_HIDDEN_PROSE, MAX_ATTRIBUTE_HIDDEN_PROSE = 400, 1200, 250
"""Letters of prose above which the name of a minor or hidden box is not believed. Offers to subscribe are shorter than
the latter, the half of an article that a click shows is longer (decision 29)."""

MIN_OPENING, MIN_OPENING_SHARE = 300, 0.15
"""Letters of prose of a named box, and its share of all prose below the headline, with which its name is not believed
where no other box with several lines of prose stands before it: comments and other stories come after an article."""

Kind = tuple[str, str]
"""Tag and first name of a box."""


def exempt_boxes(
    runs: Sequence[TextRun], headline: int | None, prose: Sequence[int], containers: Mapping[Box, Box]
) -> set[Box]:
    """Boxes that are no noise whatever their names: those around the headline, and those whose prose says otherwise."""
    sizes: Counter[Box] = Counter()
    for n in prose:
        for noise in noise_boxes(runs[n]):
            sizes[noise] += len(runs[n].text)
    around = runs[headline].box.ancestry() if headline is not None else ()
    exempt = {*around, *(box for box, size in _with_hidden_siblings(sizes).items() if size > _max_noise_prose(box))}
    exempt |= _opening_boxes(runs, headline or 0, prose, containers, sizes)
    exempt |= _further_sections(runs, headline or 0, prose, containers, sizes)
    paragraphs = _named_paragraphs(runs, prose)
    return exempt | paragraphs | _like_paragraphs(runs, paragraphs)


def _with_hidden_siblings(sizes: Mapping[Box, int]) -> dict[Box, int]:
    """Letters of prose by noise box; boxes side by side that attributes hide count together, as the pages of one
    article do."""
    together: Counter[tuple[Box | None, str]] = Counter()
    for box, size in sizes.items():
        if box.names.endswith(HIDDEN):
            together[box.parent, box.tag] += size
    return {box: together.get((box.parent, box.tag), size) for box, size in sizes.items()}


def _opening_boxes(
    runs: Sequence[TextRun], start: int, prose: Sequence[int], containers: Mapping[Box, Box], sizes: Mapping[Box, int]
) -> set[Box]:
    """The named boxes with much of the prose below the headline, where hardly any prose stands before them."""
    below = [n for n in prose if n >= start]
    enough = max(MIN_OPENING, MIN_OPENING_SHARE * sum(len(runs[n].text) for n in below))
    found = set()
    for box, size in sizes.items():
        if size < enough or box.tag in NOISE_TAGS or HIDDEN_NAMES.search(box.names) or box.names.endswith(HIDDEN):
            continue
        before = Counter(containers[runs[n].box] for n in below if n < box.first)
        if not any(count > 1 for count in before.values()):
            found.add(box)
    return found


def _further_sections(
    runs: Sequence[TextRun], start: int, prose: Sequence[int], containers: Mapping[Box, Box], sizes: Mapping[Box, int]
) -> set[Box]:
    """The named boxes of the kind and depth of the first box below the headline with several lines of prose: sections
    of one article are called alike, also where one of them has a name more."""
    below = [containers[runs[n].box] for n in prose if n >= start]
    lines = Counter(below)
    first = next((box for box in below if lines[box] > 1), None)
    if first is None or not kind(first)[1]:
        return set()
    return {
        box
        for box in sizes
        if box.depth == first.depth
        and kind(box) == kind(first)
        and box is not first
        and box.tag not in NOISE_TAGS
        and not HIDDEN_NAMES.search(box.names)
    }


def _named_paragraphs(runs: Sequence[TextRun], prose: Sequence[int]) -> set[Box]:
    """Noise boxes that are paragraphs among paragraphs of the same tag: a name says nothing against them."""
    tops = {n: outermost(runs[n].box) for n in prose if runs[n].link_share < 0.3}
    tags = Counter((top.parent, top.tag) for top in tops.values())
    families = Counter(top.parent for top in tops.values())
    letters: Counter[Box | None] = Counter()
    for n, top in tops.items():
        letters[top.parent] += len(runs[n].text)
    return {
        noise
        for n, top in tops.items()
        if letters[top.parent] >= MIN_OPENING and tags[top.parent, top.tag] >= max(2, families[top.parent] / 2)
        for noise in noise_boxes(runs[n])
        if noise.tag not in NOISE_TAGS and (has_one_run(noise) or noise.tag == "p") and not noise.names.endswith(HIDDEN)
    }


def outermost(box: Box) -> Box:
    """The outermost box around one that holds nothing but a single run; the box itself where there is none."""
    while box.parent is not None and has_one_run(box.parent):
        box = box.parent
    return box


def _like_paragraphs(runs: Sequence[TextRun], paragraphs: Set[Box]) -> set[Box]:
    """Boxes of one line whose name is noise only by a word that also names paragraphs of the text."""
    words = {word for box in paragraphs for word in box.names.split()}
    boxes = {noise for run in runs for noise in noise_boxes(run) if has_one_run(noise)} if words else set()
    return {box for box in boxes if words & set(box.names.split())}


def _max_noise_prose(box: Box) -> float:
    """Letters of prose above which the name of a noise box is not believed; infinite for names of other content."""
    if is_minor(box):
        return MAX_MINOR_PROSE
    if box.names.endswith(HIDDEN) and not NOISE_NAMES.search(box.names):
        return MAX_ATTRIBUTE_HIDDEN_PROSE
    is_noise = box.tag in NOISE_TAGS or NOISE_NAMES.search(box.names)
    return math.inf if is_noise else MAX_HIDDEN_PROSE


def is_minor(box: Box) -> bool:
    """Whether a noise box is named as a minor thing (share buttons, tags, ...), not as other content."""
    is_hidden = HIDDEN_NAMES.search(box.names) or box.names.endswith(HIDDEN)
    return box.tag not in NOISE_TAGS and not NOISE_NAMES.search(box.names) and not is_hidden


def noise_boxes(run: TextRun) -> Iterator[Box]:
    """The noise boxes around a run, innermost first."""
    noise = run.box.noise
    while noise is not None:
        yield noise
        noise = noise.noise_around


def has_one_run(box: Box) -> bool:
    return box.last - box.first == 1


def kind(box: Box) -> Kind:
    """Tag and first class (else the id) of a box, without digits: siblings are often numbered."""
    return box.tag, _first_name(box.names)


@functools.lru_cache(maxsize=8192)
def _first_name(names: str) -> str:
    return re.sub(r"\d+", "", names.split(maxsplit=1)[0]) if names.strip() else ""
