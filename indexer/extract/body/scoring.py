"""Scores the boxes of a page: the letters of their prose (long runs with few links), weighted by place and name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from indexer.extract.body.foreign import foreign_runs
from indexer.extract.body.lines import ends_sentence
from indexer.extract.body.noise import Kind, exempt_boxes, has_one_run, is_minor, kind, noise_boxes
from indexer.extract.body.vocabulary import PROMO
from indexer.extract.page.dom import Box, TextRun
from indexer.extract.page.elements import HEADINGS

PARAGRAPHS = HEADINGS | {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center", "figure", "figcaption", "address")
}
"""Tags of boxes whose prose counts for the box around them."""

ELSEWHERE_WEIGHT, NOISE_WEIGHT, MINOR_NOISE_WEIGHT, TEASER_WEIGHT = 0.25, 0.1, 0.5, 0.05
"""Weights of prose above the headline or in another `<article>` (a quarter: decision 28), in a box named as noise, in
one named as a minor thing, and in a list of teasers. Without the first, F1 on 180 pages of other countries falls from
.9525 to .9475; the weights of names decide none of these pages."""

TOPIC_WEIGHT = 3.0
"""Weight of a text with all words of the title, beside 1 for one with none: glossaries, notices and comments on other
things are about something else. At 0, 181 English pages have .9685 instead of .9732; more changes little."""

FIRST_BOX_WEIGHT = 2.0
"""Weight of the first box with prose after the headline: stories and comments further down can be longer. At 1.0, F1
on 70 Indonesian pages is .9822 instead of .9965."""

MIN_PARTS, MIN_SCATTER_RATIO, MAX_BODIES = 3, 2.0, 8
"""A scattered body (decision 28) has at least so many parts of one kind, which together weigh so many times the
heaviest single box; so many candidates are tried."""

MAX_LEVELS = 4
"""Boxes around a box with prose that may hold the whole of a scattered body."""

_DECK = 60
"""Letters of a deck that are looked for in the first paragraph."""


@dataclass(frozen=True, slots=True)
class PageLayout:
    """A page prepared for scoring.

    `headline` is the index of the run that is the title (None: not found), `prose` the indices of the runs that read
    like sentences of the article, `exempt` the boxes that are no noise whatever their names, `containers` the box that
    the prose of each box counts for, `foreign` what the runs are that belong to other stories.
    """

    runs: Sequence[TextRun]
    headline: int | None
    prose: Sequence[int]
    exempt: Set[Box]
    containers: Mapping[Box, Box]
    foreign: Mapping[int, str]
    topic: Set[str] = frozenset()

    @property
    def start(self) -> int:
        """The index of the run from which on prose counts in full."""
        return self.headline or 0


def read_layout(
    runs: Sequence[TextRun],
    headline: int | None,
    topic: Set[str] = frozenset(),
    others: Mapping[int, str] = MappingProxyType({}),
) -> PageLayout:
    """Prepare a page for scoring; `headline` is the index of the run that is its title, `topic` the title's words,
    `others` what the runs are that are known to be no part of the article."""
    prose = [n for n, run in enumerate(runs) if is_prose(run)]
    if headline is not None and sum(n > headline for n in prose) < sum(n < headline for n in prose):
        headline = None  # that run is a link to the article or a comment on it
    foreign = {**foreign_runs(runs, headline or 0, prose), **others}
    prose = [n for n in prose if n not in foreign]
    containers = _containers(runs)
    return PageLayout(
        runs, headline, prose, exempt_boxes(runs, headline, prose, containers), containers, foreign, topic
    )


def is_prose(run: TextRun) -> bool:
    """Whether a run reads like a sentence and not like a label or a list of links."""
    # With half of both lengths 3 of 70 Indonesian pages are no longer exact, with twice one more is.
    long = len(run.text) >= 80 or (len(run.text) >= 30 and ends_sentence(run.text))
    return long and run.link_share < 0.5 and run.box.tag not in HEADINGS


class BoxWeights(NamedTuple):
    """For each box with prose the letters of it outside links, times the weights of place and name (`masses`); and
    these times how much the text is about the title (`weights`)."""

    masses: Mapping[Box, float]
    weights: Mapping[Box, float]


def box_weights(page: PageLayout) -> BoxWeights:
    """The weight of each box with prose."""
    masses: dict[Box, float] = {}
    members: dict[Box, list[TextRun]] = {}
    prose, own = set(page.prose), _headline_article(page)
    first = _first_box(page)
    for number, run in enumerate(page.runs):
        box = page.containers[run.box]
        if page.foreign.get(number) != "teaser":
            members.setdefault(box, []).append(run)
        if number in prose:
            is_elsewhere = number < page.start or (own is not None and _is_in_other_article(page, number, own))
            weight = (ELSEWHERE_WEIGHT if is_elsewhere else 1.0) * _noise_weight(noise_box(page, run))
            masses[box] = masses.get(box, 0.0) + len(run.text) * (1 - run.link_share) * weight
    if first is not None and page.headline is not None:
        masses[first] *= FIRST_BOX_WEIGHT
    masses = {box: mass * (TEASER_WEIGHT if is_teasers(members[box]) else 1.0) for box, mass in masses.items()}
    return BoxWeights(masses, {box: mass * topic_weight(page, members[box]) for box, mass in masses.items()})


def _first_box(page: PageLayout) -> Box | None:
    """The first box below the headline with prose, unless that is a deck: a line that the next paragraph repeats."""
    below = [n for n in page.prose if n > page.start]
    boxes = [page.containers[page.runs[n].box] for n in below]
    if len(below) > 1 and boxes[0] is not boxes[1] and page.runs[below[0]].text[:_DECK] in page.runs[below[1]].text:
        return boxes[1]
    return boxes[0] if boxes else None


def topic_weight(page: PageLayout, members: Sequence[TextRun]) -> float:
    """How much a text is about the title, from 1 to 1 + TOPIC_WEIGHT: the share of the title's words that it has."""
    if not page.topic:
        return 1.0
    words = set(" ".join([run.text for run in members]).lower().split())
    return 1.0 + TOPIC_WEIGHT * len(page.topic & words) / len(page.topic)


def _headline_article(page: PageLayout) -> Box | None:
    """The `<article>` that contains the headline, if any."""
    around = page.runs[page.headline].box.ancestry() if page.headline is not None else ()
    return next((box for box in around if box.tag == "article"), None)


def _is_in_other_article(page: PageLayout, number: int, own: Box) -> bool:
    """Whether a run is in another `<article>` than the headline's, as the next stories of some pages are."""
    is_own = own.first <= number < own.last
    return not is_own and any(box.tag == "article" for box in page.runs[number].box.ancestry())


def heaviest_box(page: PageLayout, found: BoxWeights) -> Box:
    """The box of the greatest weight, or the box around a scattered body that outweighs it.

    The parts of a body are about the title together: each may have other words of it.
    """
    weights = found.weights
    single = max(weights, key=lambda box: weights[box])
    bodies = sorted(_scattered_bodies(found.masses).items(), key=lambda body: -sum(body[1].values()))
    for (around, _), parts in bodies[:MAX_BODIES]:
        if len(parts) < MIN_PARTS:
            continue
        mass = sum(parts.values()) * topic_weight(page, page.runs[around.first : around.last])
        is_scattered = mass > MIN_SCATTER_RATIO * weights[single]
        if is_scattered and not is_teasers([run for part in parts for run in page.runs[part.first : part.last]]):
            return around
    return single


def _scattered_bodies(weights: Mapping[Box, float]) -> dict[tuple[Box, tuple[Kind, ...]], dict[Box, float]]:
    """Candidates for a scattered body, by surrounding box and path of kinds to the prose: the weight of each part."""
    bodies: dict[tuple[Box, tuple[Kind, ...]], dict[Box, float]] = {}
    for box, weight in weights.items():
        path: tuple[Kind, ...] = ()
        levels = 0
        for part, around in pairwise(box.ancestry()):
            if part.tag == "article" or around.tag in ("body", "html"):  # siblings of that tag are other articles
                break
            path = (*path, kind(part))
            parts = bodies.setdefault((around, path), {})
            parts[part] = parts.get(part, 0.0) + weight
            levels += (around.first, around.last) != (part.first, part.last)  # a mere wrapper is no level
            if levels == MAX_LEVELS:
                break
    return bodies


def _noise_weight(noise: Box | None) -> float:
    """The weight of prose in a noise box; 1 outside any."""
    if noise is None:
        return 1.0
    return MINOR_NOISE_WEIGHT if is_minor(noise) else NOISE_WEIGHT


def noise_box(page: PageLayout, run: TextRun) -> Box | None:
    """The innermost noise box around a run that is not exempt; None if there is none."""
    return next((noise for noise in noise_boxes(run) if noise not in page.exempt), None)


def _containers(runs: Sequence[TextRun]) -> dict[Box, Box]:
    """For each box the one that its prose counts for: the innermost around it that is no paragraph."""
    paragraph_like = _paragraph_like(runs)
    found: dict[Box, Box] = {}
    for run in runs:
        passed: list[Box] = []
        around = run.box
        while (
            around not in found and around.parent is not None and (around.tag in PARAGRAPHS or around in paragraph_like)
        ):
            if around.tag in ("ul", "ol", "dl") and is_teasers(runs[around.first : around.last]):
                break
            passed.append(around)
            around = around.parent
        container = found.setdefault(around, around)
        for box in passed:
            found[box] = container
    return found


def _paragraph_like(runs: Sequence[TextRun]) -> set[Box]:
    """Boxes that are paragraphs in all but tag: each holds one run, and the outermost such box has others beside it."""
    chains: dict[tuple[Box | None, Kind], list[list[Box]]] = {}
    for run in runs:
        if has_one_run(run.box):
            chain = _boxes_around(run)
            chains.setdefault((chain[-1].parent, kind(chain[-1])), []).append(chain)
    return {box for alike in chains.values() if len(alike) > 1 for chain in alike for box in chain}


def _boxes_around(run: TextRun) -> list[Box]:
    """The boxes that hold nothing but a run, innermost first."""
    chain, around = [run.box], run.box.parent
    while around is not None and has_one_run(around):
        chain.append(around)
        around = around.parent
    return chain


def is_teasers(members: Sequence[TextRun]) -> bool:
    """Whether a box is a list of headlines with teasers: three or more runs are links, with over 22 % of its text.
    Promos do not count: a short article can have three.

    The two figures are those of the prototype measured on 113 Indonesian pages before this was written.
    """
    linked = [len(run.text) for run in members if run.link_share > 0.8 and not PROMO.match(run.text)]
    return len(linked) >= 3 and sum(linked) > 0.22 * sum(len(run.text) for run in members)
