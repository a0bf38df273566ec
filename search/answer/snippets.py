"""Snippets: two passages of an article that show best what was searched, cut at the borders of sentences."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from search.answer.marking import Marking
from search.answer.places import Mark

PASSAGES = 2
MAX_LENGTH = 240
"""Characters of a passage; a longer sentence is cut between words."""
READ, READ_AT_MOST = 60_000, 240_000
"""Characters of an article that are looked through, and how many where the first ones show nothing."""
SKIPPED = " … "
"""Stands between two passages that are not neighbours."""

_BORDER = re.compile(r"""[.!?…](?<![.!?…][.!?…])[.!?…]*+["'”’»)\]]*+\s++(?=["'“‘«(\[]*+[^\W_a-z])""")
"""It begins with the sign itself, not with what stands before it: so the search leaps from sign to sign."""
_ABBREVIATION = re.compile(
    r"\b(?:[A-Za-z]|Rp|No|Jl|Jln|Tn|Ny|Sdr|dr|drs|Dr|Drs|Prof|Ir|Hj|KH|Tgk|Kol|Let|Jen|Kapt|Gub|Kab|Kec|Kel|Kep|St|Tbk|PT"
    r"|CV|UU|Ps|hlm|dkk|dll|dsb|tgl|Bpk|Sdri|Mr|Mrs|Ms)\.$"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and the ranges of its characters that are marked."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> list[tuple[str, bool]]:
        """The text in pieces, each with whether it is marked."""
        pieces, place = [], 0
        for start, end in self.marks:
            pieces += [(self.text[place:start], False), (self.text[start:end], True)]
            place = end
        return [piece for piece in (*pieces, (self.text[place:], False)) if piece[0]]


class Passage(NamedTuple):
    """A stretch of one paragraph with its marks."""

    order: int
    text: str
    marks: tuple[Mark, ...]


def mark_title(title: str, marking: Marking, language: str = "id") -> Marked:
    """A title with its words marked."""
    return _marked(title, marking.marks(title, "title", language))


def mark_body(body: Sequence[str], marking: Marking, language: str = "id") -> Iterator[Marked]:
    """The paragraphs of an article with their words marked, as far as it is looked through."""
    texts = list(_read(body, READ))
    found = itertools.chain(marking.marks_of(texts, "body", language), itertools.repeat(()))
    for text, marks in zip(body, found, strict=False):
        yield _marked(text, marks)


def snippet(body: Sequence[str], marking: Marking, language: str = "id") -> Marked:
    """The two passages that show most parts of the query, in the order of the text; else how the article begins."""
    texts = list(_read(body, READ))
    return _snippet(body, texts, marking.marks_of(texts, "body", language), marking, language)


def mark_hit(title: str, body: Sequence[str], marking: Marking, language: str = "id") -> tuple[Marked, Marked]:
    """A title with its words marked, and the snippet: what `mark_title` and `snippet` make, with less work."""
    texts = list(_read(body, READ))
    of_title, *of_body = marking.marks_of_article(title, texts, language)
    return _marked(title, of_title), _snippet(body, texts, of_body, marking, language)


def _snippet(
    body: Sequence[str], texts: Sequence[str], found: Sequence[list[Mark]], marking: Marking, language: str
) -> Marked:
    passages = list(_marked_passages(texts, found))
    if not passages and sum(map(len, body)) > READ:
        texts = list(_read(body, READ_AT_MOST))
        passages = list(_marked_passages(texts, marking.marks_of(texts, "body", language)))
    return _join(sorted(_choose(passages)) or list(itertools.islice(_all_passages(body), PASSAGES)))


def _marked(text: str, marks: Iterable[Mark]) -> Marked:
    return Marked(text, tuple([(start, end) for start, end, _ in marks]))


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph start and end."""
    found, start = list[tuple[int, int]](), 0
    if not any(map(text[:-1].__contains__, ".!?…")):  # as in most paragraphs of news: looking for borders takes longer
        end = len(text.rstrip())
        return [(0, end)] if end else []
    for border in _BORDER.finditer(text):
        if not _ABBREVIATION.search(text[max(start, border.start() - 8) : border.start() + 1]):
            found.append((start, border.end()))
            start = border.end()
    found.append((start, len(text)))
    ends = ((first, first + len(text[first:last].rstrip())) for first, last in found)
    return [(first, last) for first, last in ends if first < last]


def _marked_passages(texts: Sequence[str], marks: Iterable[Sequence[Mark]]) -> Iterator[Passage]:
    """The sentences with marks. A paragraph without any counts as one sentence, so that those around it are no
    neighbours."""
    order = 0
    for text, found in zip(texts, marks, strict=True):
        borders = sentences(text) if found else []
        for number, (start, end) in enumerate(borders, order):
            inside = _within(found, start, end)
            if inside and (passage := _cut(number, text, start, end, inside)).marks:
                yield passage
        order += len(borders) or 1


def _read(body: Sequence[str], limit: int) -> Iterator[str]:
    """The paragraphs as far as they are looked through."""
    for paragraph in body:
        yield paragraph[:limit]
        limit -= len(paragraph)
        if limit <= 0:
            return


def _within(found: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """The marks of a sentence, of those of its paragraph; a phrase may go on in the next one."""
    if start <= found[0].start and found[-1].end <= end:
        return tuple(found)
    first = bisect.bisect_right(found, start, key=attrgetter("end"))
    last = bisect.bisect_left(found, end, key=attrgetter("start"))
    return tuple(Mark(max(mark.start, start), min(mark.end, end), mark.part) for mark in found[first:last])


def _all_passages(body: Sequence[str]) -> Iterator[Passage]:
    """The sentences, none of which has a mark."""
    every = ((text, start, end) for text in body for start, end in sentences(text[:READ]))
    for order, (text, start, end) in enumerate(every):
        yield _cut(order, text, start, end, ())


def _cut(order: int, text: str, start: int, end: int, inside: tuple[Mark, ...]) -> Passage:
    """A sentence, or of a long one the stretch that holds most marks, moved to start at 0."""
    if end - start <= MAX_LENGTH:
        return Passage(order, text[start:end], _moved(inside, -start))
    best = _best(inside) if inside else None
    first = max(start, best.start - MAX_LENGTH // 4) if best else start
    last = min(end, first + MAX_LENGTH)
    first = max(start, min(first, last - MAX_LENGTH))
    first = first if first == start else text.find(" ", first, best.start if best else last) + 1 or first
    last = last if last == end else max(text.rfind(" ", first, last), best.end if best else first + 1)
    before, after = "…" if first > start else "", "…" if last < end else ""
    kept = tuple([mark for mark in inside if first <= mark.start and mark.end <= last])
    return Passage(order, before + text[first:last].rstrip() + after, _moved(kept, len(before) - first))


def _best(inside: tuple[Mark, ...]) -> Mark:
    """The mark from which on most parts of the query are seen; nobody looks far down a very long list."""
    return inside[0] if len(inside) == 1 else max(inside[:100], key=lambda mark: _seen(inside, mark.start))


def _moved(marks: tuple[Mark, ...], by: int) -> tuple[Mark, ...]:
    return tuple([Mark(start + by, end + by, part) for start, end, part in marks]) if by else marks


def _seen(inside: tuple[Mark, ...], start: int) -> int:
    """How many parts of the query a stretch from here shows."""
    return len({mark.part for mark in inside if start <= mark.start and mark.end <= start + MAX_LENGTH * 3 // 4})


def _choose(passages: list[Passage]) -> list[Passage]:
    """One after the other the passage that shows most parts not shown yet, then most marks, then the earliest."""
    if len(passages) <= PASSAGES:
        return passages
    left = [({mark.part for mark in passage.marks}, len(passage.marks), passage) for passage in passages]
    chosen, shown = list[Passage](), set[int]()
    while len(chosen) < PASSAGES:
        best = max(left, key=lambda one: (len(one[0] - shown), one[1], -one[2].order))
        left.remove(best)
        shown |= best[0]
        chosen.append(best[2])
    return chosen


def _join(passages: list[Passage]) -> Marked:
    text, ranges, before = "", list[tuple[int, int]](), -2
    for passage in passages:
        if text:
            text += " " if passage.order == before + 1 else SKIPPED
        ranges += [(start + len(text), end + len(text)) for start, end, _ in passage.marks]
        text, before = text + passage.text, passage.order
    return Marked(text, tuple(ranges))
