"""The generic method: finds the boxes of a page that hold the article, whatever the publisher.

Prose (long runs with few links) counts for the box that directly contains it; the article's box is the one with
most of it, near the headline. Bodies in several sections are joined from sibling boxes of the same kind, and boxes
inside the article's that are named as something else (related, share, caption, ...) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from base.text import bare_words, shingles
from indexer.extract.body.box_names import PICTURE_NAMES
from indexer.extract.body.foreign import STORY, is_linked_headline
from indexer.extract.body.lines import Line, is_item
from indexer.extract.body.noise import kind
from indexer.extract.body.scoring import (
    PARAGRAPHS,
    PageLayout,
    box_weights,
    heaviest_box,
    is_prose,
    noise_box,
    read_layout,
)
from indexer.extract.body.special_forms import live_blog
from indexer.extract.body.vocabulary import CREDIT_BEHIND
from indexer.extract.page.dom import Box, TextRun, link_share
from indexer.extract.page.elements import HEADINGS
from indexer.extract.page.headline import in_heading
from indexer.extract.page.next_story import next_stories

MAX_CAPTION_LENGTH = 250
"""Letters; of several texts in the box of a picture, a longer one is part of the story. At 120 captions of foreign
pages stay in; 500 changes nothing on 250 pages."""

MIN_PROSE, MIN_PROSE_WITHOUT_HEADLINE = 200, 800
"""Letters of prose below which the result is doubted: in general, and where the headline is not on the page. Doubt
only costs time: twice as much of either changes no body of 250 pages."""


MIN_SECTION_LINES, MIN_SECTION_PROSE = 5, 0.95
"""Lines of prose, and their share of the text, from which on a box beside the article's, of the same tag but another
name, is a further section of it: comments and teasers have names, dates and headlines between."""


MOST_ELSEWHERE = "most prose of the page stands elsewhere"
MIN_MORE_BOXES = 4
"""Boxes of the article's kind elsewhere, without a headline, from which on what was found is one part of many."""


@dataclass(frozen=True, slots=True)
class BodyLines:
    """The lines of the article's boxes in order, and why these may be the wrong boxes ("" if nothing says so)."""

    lines: list[Line]
    doubt: str


def find_body(runs: Sequence[TextRun], headline: int | None, title: str = "") -> BodyLines:
    """Find the lines of the article on a page; `headline` is the index of the run that is its title, if any."""
    others = next_stories(runs, headline, title)
    topic = frozenset(word for word in bare_words(title).split() if len(word) >= 4)
    page = read_layout(runs, headline, topic, dict.fromkeys(others, STORY))
    found = box_weights(page)
    if not found.weights:
        return BodyLines([], "no prose on the page")
    winner = heaviest_box(page, found)
    page = replace(page, exempt={*page.exempt, *winner.ancestry()})
    roots = _article_boxes(page, winner)
    if live := live_blog(page, winner, found.weights):
        roots = [*(root for root in roots if root.last <= live.first), live]
    lines = [Line(runs[n], _removal_reason(page, n, root)) for root in roots for n in range(root.first, root.last)]
    return BodyLines(lines, _doubt(page, found.weights, roots))


def lines_inside(runs: Sequence[TextRun]) -> list[Line]:
    """The lines of one element that is known to hold the article."""
    page = PageLayout(runs, None, (), set(), {}, {})
    return [Line(run, _noise_reason(page, n, list(run.box.ancestry())[-1])) for n, run in enumerate(runs)]


def _doubt(page: PageLayout, weights: Mapping[Box, float], roots: Sequence[Box]) -> str:
    """Why the chosen boxes may be the wrong ones; "" if nothing says so."""
    letters = sum(len(page.runs[n].text) for n in page.prose if n >= page.start and _inside(n, roots))
    inside = sum(mass for box, mass in weights.items() if _inside(box.first, roots))
    outside = max((mass for box, mass in weights.items() if not _inside(box.first, roots)), default=0.0)
    if letters < MIN_PROSE:
        return "little prose"
    if _has_more_of_its_kind(page, letters, roots):
        return MOST_ELSEWHERE
    if outside > 0.8 * inside:
        return "another part of the page has as much prose"
    return (
        "" if page.headline is not None or letters > MIN_PROSE_WITHOUT_HEADLINE else "the headline is not on the page"
    )


def _has_more_of_its_kind(page: PageLayout, letters: int, roots: Sequence[Box]) -> bool:
    """Whether other boxes of the same kind hold more, none with a headline: the rooms of a game, answers of a form."""
    kinds = {kind(page.containers[page.runs[n].box]) for n in page.prose if _inside(n, roots)}
    below = [n for n in page.prose if n >= page.start and not _inside(n, roots)]
    others = [n for n in below if kind(page.containers[page.runs[n].box]) in kinds]
    boxes = {page.containers[page.runs[n].box] for n in others}
    if len(boxes) < MIN_MORE_BOXES or sum(len(page.runs[n].text) for n in others) < 1.5 * letters:
        return False
    return not any(run.box.tag in HEADINGS for run in page.runs[others[0] : others[-1]])


def _article_boxes(page: PageLayout, winner: Box) -> list[Box]:
    """The boxes that make up the article: the winner, or one around it, or it and its sibling sections."""
    roots, around = [winner], winner
    for box in islice(winner.ancestry(), 1, 7):
        if box.tag in ("body", "html"):
            break
        prose = [n for n in page.prose if max(box.first, page.start) <= n < box.last and not _inside(n, roots)]
        prose = [n for n in prose if not _is_other_story(page, _child_around(page.runs[n].box, box))]
        if _has_own_prose(page, box, prose, roots) and not _is_link_list(page, _runs_beside(page, box, roots)):
            roots = [box]
        elif prose and (siblings := list(_sibling_sections(page, around, winner, box))):
            roots = sorted({around, *siblings}, key=lambda root: root.first)
        around = box
    return roots


def _runs_beside(page: PageLayout, box: Box, roots: Sequence[Box]) -> list[int]:
    """The indices of the runs of a box, after the headline, that are neither in the roots nor noise."""
    numbers = range(max(box.first, page.start), box.last)
    return [n for n in numbers if not _inside(n, roots) and not _noise_reason(page, n, box)]


def _inside(number: int, roots: Sequence[Box]) -> bool:
    return any(root.first <= number < root.last for root in roots)


def _has_own_prose(page: PageLayout, box: Box, prose: Sequence[int], roots: Sequence[Box]) -> bool:
    """Whether some of the prose stands directly in a box and does not repeat the roots, as a pull quote does."""
    own = [n for n in prose if _belongs_directly(page, page.runs[n].box, box) and not _noise_reason(page, n, box)]
    if not own:
        return False
    known = {words for root in roots for n in range(root.first, root.last) for words in shingles(page.runs[n].text)}
    texts = (set(shingles(page.runs[n].text)) for n in own)
    return any(2 * len(known & words) < len(words) for words in texts)


def _is_link_list(page: PageLayout, numbers: Iterable[int]) -> bool:
    """Whether these runs are a list of links rather than text that has some."""
    # At 0.15 sections of real articles are lost (F1 .9941 instead of .9965 on 70 Indonesian pages).
    return link_share(page.runs[n] for n in numbers if page.foreign.get(n) != "teaser") > 0.3


def _belongs_directly(page: PageLayout, box: Box, around: Box) -> bool:
    """Whether a box is directly in another, with only paragraphs and unnamed boxes between."""
    box = page.containers[box]
    while box is not around and box.parent is not None and (box.tag in PARAGRAPHS or _is_nameless(box)):
        box = box.parent
    return box is around


def _is_nameless(box: Box) -> bool:
    return box.tag in ("div", "section") and not box.names.strip()


def _sibling_sections(page: PageLayout, around: Box, winner: Box, parent: Box) -> Iterator[Box]:
    """The boxes in `parent` like `around`: of the same kind, with prose in a box of the winner's kind, or all prose."""
    outer, inner = kind(around), kind(winner)
    if around.tag == "article":  # a neighbour of that tag is another article
        return
    children: dict[Box, list[int]] = {}
    for n in page.prose:
        if max(parent.first, page.start) <= n < parent.last:
            children.setdefault(_child_around(page.runs[n].box, parent), []).append(n)
    end = around.last
    for other, prose in children.items():
        if other in (around, parent):
            continue
        is_alike = (outer[1] or inner[1]) and kind(other) == outer
        is_alike = is_alike and any(inner == kind(box) for n in prose for box in _boxes_up_to(page.runs[n].box, other))
        is_next = 0 <= other.first - end <= 1 and _is_all_prose(page, around, other)
        if not (is_alike or is_next) or _is_other_story(page, other):
            continue
        end = other.last
        if not _is_link_list(page, range(other.first, other.last)):
            yield other


def _boxes_up_to(box: Box, around: Box) -> Iterator[Box]:
    """The boxes around a line, innermost first, up to and with one of them."""
    return (one for one in box.ancestry() if one.depth >= around.depth)


def _is_all_prose(page: PageLayout, around: Box, other: Box) -> bool:
    """Whether a box of the same tag is nothing but paragraphs, as a further section of the article is."""
    prose = [n for n in range(other.first, other.last) if is_prose(page.runs[n]) and not _noise_reason(page, n, other)]
    letters = sum(len(page.runs[n].text) for n in prose)
    total = sum(len(page.runs[n].text) for n in range(other.first, other.last))
    is_long = len(prose) >= MIN_SECTION_LINES and letters >= MIN_SECTION_PROSE * total
    return is_long and other.tag == around.tag and noise_box(page, page.runs[prose[0]]) is None


def _child_around(box: Box, around: Box) -> Box:
    """The box directly in `around` that holds a box, or `around` where it is that box."""
    return next((one for one in box.ancestry() if one.parent is around), around)


def _is_other_story(page: PageLayout, section: Box) -> bool:
    """Whether a section begins with a headline of its own: a link, or an h1."""
    opening = page.runs[section.first : min(section.last, section.first + 4)]
    return any(run.box.tag in HEADINGS and is_linked_headline(run) for run in opening) or any(
        in_heading(run) for run in page.runs[section.first : section.last]
    )


def _removal_reason(page: PageLayout, number: int, root: Box) -> str:
    """Why a run is removed for where it stands ("headline", "above the headline", a noise box); "" if it stays."""
    if page.headline is not None and number <= page.headline:
        return "headline" if number == page.headline else "above the headline"
    return _noise_reason(page, number, root)


def _noise_reason(page: PageLayout, number: int, root: Box) -> str:
    """What a run is by the names of the boxes between it and its root ("caption", "box: related"); "" if it stays."""
    if number in page.foreign:
        return page.foreign[number]
    run = page.runs[number]
    noise = noise_box(page, run)
    if any(box.depth > root.depth and _is_caption_in(box, run) for box in islice(run.box.ancestry(), 3)):
        return "caption"
    return f"box: {noise.names.strip() or noise.tag}" if noise and noise.depth > root.depth else ""


def _is_caption_in(box: Box, run: TextRun) -> bool:
    """Whether a box holds just a picture, or had one, and this run as its caption."""
    runs = box.last - box.first
    small = runs == 1 or (runs <= 3 and len(run.text) <= MAX_CAPTION_LENGTH)
    if not small:
        return False
    if _is_beside_picture(box, run):
        return True
    if not PICTURE_NAMES.search(box.names):
        return False
    return next(box.element.iter("img", "picture"), None) is not None or CREDIT_BEHIND.search(run.text) is not None


def _is_beside_picture(box: Box, run: TextRun) -> bool:
    """Whether a box without a telling name holds a picture, and this run in a box of its own below it."""
    if not box.pictured or run.box.pictured or run.box.tag in HEADINGS or len(run.text) > MAX_CAPTION_LENGTH:
        return False
    is_layout = box.tag == "table" and box.last - box.first == 1
    return box.last - box.first <= 2 and (is_layout or not is_item(run))
