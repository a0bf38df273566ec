"""The generic reading: which boxes of a page hold the article, whatever the publisher.

Prose (long runs with few links) is counted for the box it stands in directly; the article's box is the one with
most of it, near the headline. Bodies in several sections are put together from boxes of the same kind, and what
is named as something else (related, share, caption, ...) inside the article's box is left out.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from indexer.extract.dom import HEADINGS, Box, Run, link_share
from indexer.extract.lines import Line, ends_sentence
from indexer.extract.vocabulary import NOISE_NAMES, NOISE_TAGS, PICTURE_NAMES

PARAGRAPHS = HEADINGS | {
    *("p", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "center", "figure", "figcaption", "address")
}
"""Boxes whose prose counts for the box around them."""

BEFORE_HEADLINE, NOISE, MINOR_NOISE, TEASERS = 0.25, 0.1, 0.5, 0.05
"""What prose still counts above the headline, in a box named as noise or as a small thing, in a list of teasers."""

FIRST = 2.0
"""What the prose of the box counts that begins right below the headline."""

LONGEST_CAPTION = 250
"""Letters; of several texts in the box of a picture, a longer one is part of the story."""

MUCH_PROSE = 400
"""Letters of prose that no small thing beside an article has."""

LITTLE_PROSE, ENOUGH_PROSE = 300, 1200
"""Letters of prose below which the choice is doubted, and that are enough where the headline is not on the page."""


@dataclass(frozen=True, slots=True)
class _Survey:
    """A page as the search sees it: its runs, where the headline stands, and what each paragraph counts for.

    `prose` are the indices of the runs that read like sentences, `exempt` boxes that no name makes noise,
    `containers` the box that the prose of each box counts for.
    """

    runs: Sequence[Run]
    headline: int | None
    prose: Sequence[int]
    exempt: Set[Box]
    containers: Mapping[Box, Box]

    @property
    def start(self) -> int:
        """From which run on prose counts in full."""
        return self.headline or 0


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of the article's boxes in order, and why one may doubt that these are the boxes ("" if not)."""

    lines: list[Line]
    doubt: str


def find_article(runs: Sequence[Run], headline: int | None) -> Found:
    """Search a page for its article; `headline` is the index of the run that is the title."""
    prose = [n for n, run in enumerate(runs) if is_prose(run)]
    if headline is not None and sum(n > headline for n in prose) < sum(n < headline for n in prose):
        headline = None  # what says the title there is a link to the article or a comment on it
    page = _Survey(runs, headline, prose, _layout(runs, headline, prose), _containers(runs))
    masses = _masses(page)
    if not masses:
        return Found([], "no prose on the page")
    winner = max(masses, key=lambda box: masses[box])
    page = replace(page, exempt={*page.exempt, *winner.line()})
    roots = _sections(page, winner)
    lines = [Line(runs[n], _place(page, n, root)) for root in roots for n in range(root.first, root.last)]
    return Found(lines, _doubt(page, masses, roots))


def lines_inside(runs: Sequence[Run]) -> list[Line]:
    """The lines of one element that is known to hold the article."""
    page = _Survey(runs, None, (), set(), {})
    return [Line(run, _named(page, n, list(run.box.line())[-1])) for n, run in enumerate(runs)]


def _doubt(page: _Survey, masses: Mapping[Box, float], roots: Sequence[Box]) -> str:
    """Why the boxes chosen may be the wrong ones."""
    inside = sum(mass for box, mass in masses.items() if _inside(box.first, roots))
    rival = max((mass for box, mass in masses.items() if not _inside(box.first, roots)), default=0.0)
    if inside < LITTLE_PROSE:
        return "little prose"
    if rival > 0.8 * inside:
        return "another part of the page has as much prose"
    return "" if page.headline is not None or inside > ENOUGH_PROSE else "the headline is not on the page"


def _layout(runs: Sequence[Run], headline: int | None, prose: Sequence[int]) -> set[Box]:
    """Boxes that no name makes noise: those around the headline, and small things with too much prose for one."""
    sizes: Counter[Box] = Counter()
    for n in prose:
        for noise in _noises(runs[n]):
            sizes[noise] += len(runs[n].text)
    around = runs[headline].box.line() if headline is not None else ()
    return {*around, *(box for box, size in sizes.items() if size > MUCH_PROSE and _is_minor(box))}


def _is_minor(box: Box) -> bool:
    """Whether the name of a noisy box is that of a small thing."""
    return box.tag not in NOISE_TAGS and not NOISE_NAMES.search(box.names)


def _noises(run: Run) -> Iterator[Box]:
    """The boxes named as noise around a run, inside out."""
    noise = run.box.noise
    while noise is not None:
        yield noise
        noise = noise.parent.noise if noise.parent else None


def is_prose(run: Run) -> bool:
    """Whether a run reads like a sentence and not like a label or a list of links."""
    long = len(run.text) >= 80 or (len(run.text) >= 30 and ends_sentence(run.text))
    return long and run.link_share < 0.5 and run.box.tag not in HEADINGS


def _masses(page: _Survey) -> dict[Box, float]:
    """The prose that counts for each box, weighted by place and name."""
    masses: dict[Box, float] = {}
    members: dict[Box, list[Run]] = {}
    prose = set(page.prose)
    first = next((page.containers[page.runs[n].box] for n in page.prose if n > page.start), None)
    for number, run in enumerate(page.runs):
        box = page.containers[run.box]
        members.setdefault(box, []).append(run)
        if number in prose:
            weight = (BEFORE_HEADLINE if number < page.start else 1.0) * _trust(_noise(page, run))
            masses[box] = masses.get(box, 0.0) + len(run.text) * (1 - run.link_share) * weight
    if first is not None and page.headline is not None:
        masses[first] *= FIRST
    return {box: mass * (TEASERS if _is_teasers(members[box]) else 1.0) for box, mass in masses.items()}


def _trust(noise: Box | None) -> float:
    """What prose counts in a box named as noise."""
    if noise is None:
        return 1.0
    return MINOR_NOISE if _is_minor(noise) else NOISE


def _containers(runs: Sequence[Run]) -> dict[Box, Box]:
    """For each box the one that its prose counts for: the first around it that is no paragraph."""
    alone = _alone(runs)
    found: dict[Box, Box] = {}
    for run in runs:
        passed: list[Box] = []
        around = run.box
        while around not in found and around.parent is not None and (around.tag in PARAGRAPHS or around in alone):
            if around.tag in ("ul", "ol", "dl") and _is_teasers(runs[around.first : around.last]):
                break
            passed.append(around)
            around = around.parent
        around = found.get(around, around)
        found.update((box, around) for box in (*passed, around))
    return found


def _alone(runs: Sequence[Run]) -> set[Box]:
    """Boxes that are a paragraph in all but name: one run, like a neighbour of the same kind."""
    single = {box: None for run in runs for box in takewhile(_has_one_run, run.box.line())}
    alike = Counter((box.parent, *_kind(box)) for box in single)
    return {box for box in single if alike[box.parent, *_kind(box)] > 1}


def _has_one_run(box: Box) -> bool:
    return box.last - box.first == 1


def _is_teasers(members: Sequence[Run]) -> bool:
    """Whether a box is a list of headlines with teasers: three or more are links, with over 22 % of the text."""
    linked = [len(run.text) for run in members if run.link_share > 0.8]
    return len(linked) >= 3 and sum(linked) > 0.22 * sum(len(run.text) for run in members)


def _sections(page: _Survey, winner: Box) -> list[Box]:
    """The boxes that make up the article: the winner, or one around it, or it and its kin."""
    roots, around = [winner], winner
    for box in islice(winner.line(), 1, 7):
        if box.tag in ("body", "html"):
            break
        prose = [n for n in page.prose if max(box.first, page.start) <= n < box.last and not _inside(n, roots)]
        if _has_own_prose(page, box, prose, roots) and not _is_linked(page, _beside(page, box, roots)):
            roots = [box]
        elif prose and (kin := list(_kin(page, around, winner, box))):
            roots = sorted({around, *kin}, key=lambda root: root.first)
        around = box
    return roots


def _beside(page: _Survey, box: Box, roots: Sequence[Box]) -> list[int]:
    """The runs of a box behind the headline that are neither in the roots nor noise."""
    numbers = range(max(box.first, page.start), box.last)
    return [n for n in numbers if not _inside(n, roots) and not _named(page, n, box)]


def _inside(number: int, roots: Sequence[Box]) -> bool:
    return any(root.first <= number < root.last for root in roots)


def _has_own_prose(page: _Survey, box: Box, prose: Sequence[int], roots: Sequence[Box]) -> bool:
    """Whether some of the prose stands directly in a box and is not in the roots too (as a pulled quote is)."""
    own = [n for n in prose if _counts_for(page, page.runs[n].box, box) and not _named(page, n, box)]
    if not own:
        return False
    said = {words for root in roots for n in range(root.first, root.last) for words in _shingles(page.runs[n].text)}
    texts = (_shingles(page.runs[n].text) for n in own)
    return any(2 * len(said & words) < len(words) for words in texts)


def _shingles(text: str) -> set[tuple[str, ...]]:
    """All runs of four words in a text."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))}


def _is_linked(page: _Survey, numbers: Iterable[int]) -> bool:
    """Whether a good part of these runs is link text."""
    return link_share(page.runs[n] for n in numbers) > 0.3


def _counts_for(page: _Survey, box: Box, around: Box) -> bool:
    """Whether a paragraph stands directly in a box, nothing between but paragraphs and nameless boxes."""
    box = page.containers[box]
    while box is not around and box.parent is not None and (box.tag in PARAGRAPHS or _is_nameless(box)):
        box = box.parent
    return box is around


def _is_nameless(box: Box) -> bool:
    return box.tag in ("div", "section") and not box.names.strip()


def _kin(page: _Survey, around: Box, winner: Box, parent: Box) -> Iterator[Box]:
    """The boxes in `parent` that look like `around` and hold prose in a box that looks like the winner."""
    kind, inner = _kind(around), _kind(winner)
    if not (kind[1] or inner[1]) or around.tag == "article":  # a neighbour of that tag is another article
        return
    seen: set[Box] = {around}
    for n in page.prose:
        if not max(parent.first, page.start) <= n < parent.last:
            continue
        line = list(page.runs[n].box.line())
        place = len(line) - 2 - parent.depth
        if place < 0 or line[place] in seen:
            continue
        other = line[place]
        if _kind(other) == kind and any(_kind(box) == inner for box in line[: place + 1]):
            seen.add(other)
            if not _is_linked(page, range(other.first, other.last)):
                yield other


def _kind(box: Box) -> tuple[str, str]:
    """Tag and first class (else the id) of a box, numbers aside."""
    return box.tag, _first_name(box.names)


@functools.lru_cache(maxsize=8192)
def _first_name(names: str) -> str:
    return re.sub(r"\d+", "", names.split(maxsplit=1)[0]) if names.strip() else ""


def _place(page: _Survey, number: int, root: Box) -> str:
    """What the place of a run says that it is, where that is no part of the article."""
    if page.headline is not None and number <= page.headline:
        return "headline" if number == page.headline else "above the headline"
    return _named(page, number, root)


def _named(page: _Survey, number: int, root: Box) -> str:
    """What the boxes between a run and its root say that it is, where that is no part of the article."""
    run = page.runs[number]
    noise = _noise(page, run)
    if any(box.depth > root.depth and _is_caption_in(box, run) for box in islice(run.box.line(), 3)):
        return "caption"
    return f"box: {noise.names.strip() or noise.tag}" if noise and noise.depth > root.depth else ""


def _is_caption_in(box: Box, run: Run) -> bool:
    """Whether a box holds no more than a picture and a run that is its caption."""
    runs = box.last - box.first
    small = runs == 1 or (runs <= 3 and len(run.text) <= LONGEST_CAPTION)
    if not small or not PICTURE_NAMES.search(box.names):
        return False
    return next(box.element.iter("img", "picture"), None) is not None


def _noise(page: _Survey, run: Run) -> Box | None:
    return next((noise for noise in _noises(run) if noise not in page.exempt), None)
