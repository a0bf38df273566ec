"""Finds the parts of a page that are no part of its article by what stands in them, whatever their boxes are called:
teasers of other stories, comments of readers, embedded posts."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from indexer.extract.body.vocabulary import PROMO
from indexer.extract.page.dom import Box, TextRun
from indexer.extract.page.elements import HEADINGS

TEASER, COMMENT, POST, STORY = FOREIGN = ("teaser", "comment", "embedded post", "next story")
"""What a run is that belongs to another story, a reader or a network."""

MIN_HEADLINE_LETTERS, MIN_HEADLINE_WORDS = 16, 3
"""A linked line of fewer letters or words is a tag, a name or a button, not another story's headline."""

MAX_LEAD, MAX_LEADS, MAX_UNIT_RUNS = 450, 2, 12
"""Letters and paragraphs of the text below a linked headline, and lines in all, up to which the two are a teaser: a
section of an article that links its sub-heading is longer."""

MIN_UNITS, MIN_FLAT_UNITS = 3, 3
"""Teasers of one kind, side by side, which prove each other; and pairs of headline and lead in one row."""

MIN_ARTICLE = 150
"""Letters of prose between headline and teasers: with less, what looks like teasers may be the article, or an index."""

MIN_WORD, MIN_SHARED_WORDS = 5, 2
"""Letters of the words compared between a headline and a lead, and how many of them they share."""

MIN_COMMENTS, MAX_COMMENT = 3, 700
"""Entries of one kind with the same buttons or a date each, and letters of prose in each on average."""

_WORD = re.compile(rf"[^\W\d_]{{{MIN_WORD},}}")
_EMBED = re.compile(r"(?:^|\s)[—–-] .{1,60}\(@\w{1,30}\)|\bpic\.twitter\.com/|^(?:A post|Sebuah kiriman) .{0,80}\(@")
_TIME = re.compile(
    r"\d{1,2}[:.]\d{2}\b|\b\d{4}\b|\b\d+ ?(?:\w+ )?(?:ago|lalu)\b|\b(?:yesterday|kemarin)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page, counted once for all its boxes.

    `start` is the index of the headline (0: unknown), `sizes` are the letters of the lines that read like sentences by
    their indices, `linked` the indices of those that link another story (no promos, behind which the article goes on),
    and `next_linked` from each line on the first of these (behind the last there is none). `letters` and `prose` are
    the letters and the number of the first before each line.
    """

    runs: Sequence[TextRun]
    start: int
    sizes: Mapping[int, int]
    linked: Sequence[int]
    next_linked: Sequence[int]
    letters: Sequence[int]
    prose: Sequence[int]

    def letters_in(self, box: Box) -> int:
        """Letters of prose in a box."""
        return self.letters[box.last] - self.letters[box.first]

    def letters_before(self, box: Box) -> int:
        """Letters of prose between the headline and a box below it."""
        return self.letters[box.first] - self.letters[self.start]


def _read(runs: Sequence[TextRun], start: int, prose: Sequence[int]) -> _Page:
    letters, number = [0] * len(runs), [0] * len(runs)
    for n in prose:
        letters[n], number[n] = len(runs[n].text), 1
    linked = [n for n, run in enumerate(runs) if run.links and is_linked_headline(run) and not PROMO.match(run.text)]
    next_linked = [at for before, at in pairwise((-1, *linked, len(runs))) for _ in range(at - before)]
    sizes = {n: letters[n] for n in prose}
    return _Page(runs, start, sizes, linked, next_linked, [0, *accumulate(letters)], [0, *accumulate(number)])


def foreign_runs(runs: Sequence[TextRun], start: int, prose: Sequence[int]) -> dict[int, str]:
    """The indices of the runs that belong to other stories, comments or embedded posts, each with what it is.

    `start` is the index of the headline (0: unknown), `prose` are the indices of the runs that read like sentences.
    """
    page = _read(runs, start, prose)
    found: dict[int, str] = {}
    for parent, members in _families(runs).items():
        below = [box for box in members if box.first > start]
        if below and _may_have_teasers(page, below):
            for member in _teaser_boxes(page, below):
                found.update(dict.fromkeys(range(member.first, member.last), TEASER))
        if len(below) >= MIN_COMMENTS:
            for member in _comment_boxes(page, below):
                found.update(dict.fromkeys(range(member.first, member.last), COMMENT))
        if parent is not None and parent.tag == "blockquote":
            found.update(_embedded(runs, parent))
    for n in _flat_teasers(page):
        found.setdefault(n, TEASER)
    return found


def _families(runs: Sequence[TextRun]) -> dict[Box | None, list[Box]]:
    """The boxes that hold text, by the box around them, in the page's order: those of one line, which is neither a
    teaser nor a comment, are left out."""
    families: dict[Box | None, list[Box]] = {}
    seen: set[Box] = set()
    for run in runs:
        box: Box | None = run.box
        while box is not None and box not in seen:
            seen.add(box)
            members = families.setdefault(box.parent, [])
            if box.last - box.first > 1:
                members.append(box)
            box = box.parent
    return families


def is_linked_headline(run: TextRun) -> bool:
    """Whether a line is a link to another story: some words, no sentence."""
    text = run.text
    return run.link_share > 0.8 and len(text) >= MIN_HEADLINE_LETTERS and len(text.split()) >= MIN_HEADLINE_WORDS


def _may_have_teasers(page: _Page, members: Sequence[Box]) -> bool:
    """Whether boxes side by side link a headline, and are enough to prove each other or have text that may tell of it,
    which seven of ten families of boxes on real pages are not."""
    first, last = members[0].first, members[-1].last
    return page.next_linked[first] < last and (len(members) >= MIN_UNITS or page.letters[last] > page.letters[first])


def _teaser_boxes(page: _Page, members: Sequence[Box]) -> Iterator[Box]:
    """The boxes among siblings below the headline that each hold a linked headline and little else, below an
    article."""
    kinds: dict[tuple[str, str], list[Box]] = {}
    for box in members:
        if box.last - box.first <= MAX_UNIT_RUNS and _is_teaser(page, box):
            kinds.setdefault((box.tag, box.names), []).append(box)
    for units in kinds.values():
        if page.letters_before(units[0]) < MIN_ARTICLE:
            continue
        proven = len(units) >= MIN_UNITS and sum(map(page.letters_in, units)) <= MAX_LEAD * len(units)
        yield from (box for box in units if proven or _tells_its_headline(page, box))


def _is_teaser(page: _Page, box: Box) -> bool:
    """Whether a box holds a linked headline first and at most two paragraphs of text below it."""
    headline, above = page.next_linked[box.first], page.prose[box.first]
    if headline >= box.last or page.prose[headline] != above:
        return False
    return page.prose[box.last] - above <= MAX_LEADS and page.letters_in(box) <= 2 * MAX_LEAD


def _tells_its_headline(page: _Page, box: Box) -> bool:
    """Whether the text in a teaser shares words with its headline."""
    if not 0 < page.letters_in(box) <= MAX_LEAD:
        return False
    headline = page.next_linked[box.first]
    leads = [n for n in range(headline + 1, box.last) if n in page.sizes]
    return any(share_words(page.runs[headline].text, page.runs[n].text) for n in leads)


def share_words(headline: str, lead: str) -> bool:
    """Whether a text tells of a headline."""
    return shared_words(headline, lead) >= MIN_SHARED_WORDS


def shared_words(headline: str, text: str) -> int:
    """How many longer words a headline and a text have in common."""
    return len(_words(headline) & _words(text))


@functools.lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    """The longer words of a text, which each of the boxes around it asks for."""
    return frozenset(_WORD.findall(text.lower()))


def _flat_teasers(page: _Page) -> Iterator[int]:
    """The runs of headlines and leads in one row, without boxes of their own."""
    runs, sizes = page.runs, page.sizes
    links = [n for n in page.linked if n > page.start and n not in sizes]
    row: list[tuple[int, int]] = []
    for n, following in pairwise([*links, len(runs)]):
        beside = _row_around(runs[n])
        lead = next(
            (m for m in range(n + 1, min(following, n + 4)) if m in sizes and _row_around(runs[m]) is beside), None
        )
        is_last = following == len(runs) or following - n > MAX_UNIT_RUNS
        if lead is not None and sizes[lead] <= MAX_LEAD and (is_last or _is_one_lead(lead, following, sizes)):
            row.append((n, lead))
            if not is_last:
                continue
        yield from _proven(runs, row)
        row = []


def _row_around(run: TextRun) -> Box | None:
    """The box around the outermost box that holds nothing but this line."""
    box = run.box
    while box.last - box.first == 1 and box.parent is not None:
        box = box.parent
    return box


def _is_one_lead(lead: int, following: int, sizes: Mapping[int, int]) -> bool:
    return sum(n in sizes for n in range(lead, following)) <= MAX_LEADS


def _proven(runs: Sequence[TextRun], row: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The runs of a row of headlines and leads, if most leads tell of their headlines."""
    alike = sum(bool(_words(runs[n].text) & _words(runs[lead].text)) for n, lead in row)
    if len(row) >= MIN_FLAT_UNITS and 2 * alike >= len(row):
        for n, lead in row:
            yield from range(n, lead + 1)


def _comment_boxes(page: _Page, members: Sequence[Box]) -> Iterator[Box]:
    """The boxes among siblings below the headline that are entries of readers: with a button that all have, or a time
    each."""
    kinds: dict[tuple[str, str], list[Box]] = {}
    for box in members:
        if box.last - box.first >= 3:
            kinds.setdefault((box.tag, box.names.split(" ")[0]), []).append(box)
    for entries in kinds.values():
        is_below = len(entries) >= MIN_COMMENTS and page.letters_before(entries[0]) >= MIN_ARTICLE
        if is_below and _are_comments(page, entries):
            yield from entries


def _are_comments(page: _Page, entries: Sequence[Box]) -> bool:
    runs = page.runs
    inside = [range(box.first, box.last) for box in entries]
    if any(runs[n].box.tag in HEADINGS for numbers in inside for n in numbers):
        return False
    prose = sum(map(page.letters_in, entries))
    if not prose or prose > MAX_COMMENT * len(entries):
        return False
    buttons = Counter(
        text
        for numbers in inside
        for text in {runs[n].text for n in numbers if runs[n].links and len(runs[n].text) < 30}
    )
    timed = sum(any(len(runs[n].text) < 60 and _TIME.search(runs[n].text) for n in numbers) for numbers in inside)
    same = max(buttons.values(), default=0)
    return same >= 0.7 * len(entries) and timed >= 0.7 * len(entries)


def _embedded(runs: Sequence[TextRun], box: Box) -> dict[int, str]:
    """The runs of a quotation that is an embedded post, with its sender and date."""
    numbers = range(box.first, box.last)
    if len(numbers) <= MAX_UNIT_RUNS and any(_EMBED.search(runs[n].text) for n in numbers):
        return dict.fromkeys(numbers, POST)
    return {}
