"""Where a query's words stand in a text: every form of a queried word, exact words and whole phrases.

A page of hits looks through thousands of words for a few, most of which no text had before. So a text is looked through
for the letters that all forms of a queried word have, and only what stands around these between two blanks is taken
apart and judged, once in an answer; the places of words are made only where those of a phrase may stand.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.language.analysis import Lexicon, analyze, indexed_forms, morphology, pieces
from indexer.language.lexicon import Morphology, Piece
from indexer.language.written import RUN
from search.answer.highlight import Marker
from search.answer.places import Mark, Numbered, find_marks
from search.answer.sought import ONE_WORD, LookedUp, Sought

MAX_RUNS = 100_000
"""Runs that are known at once, some 20 MB; a hundred hits of a page have a tenth of it at most."""

BETWEEN = "  "
"""Between paragraphs that are looked through as one text: nothing is read across two blanks."""

_LETTER = re.compile(r"[^\W_]")


class Marking:
    """Marks texts by the parts of one query, for one answer."""

    def __init__(self, parts: Sequence[Marker], lexicon: Lexicon) -> None:
        self._parts, self._lexicon = tuple(enumerate(parts)), lexicon
        self._fields = any(part.field for part in parts)
        self._runs: dict[tuple[str, Morphology], _Runs] = {}

    def marks(self, text: str, field: str, language: str = "id") -> list[Mark]:
        """Where the words of a title or a paragraph are marked, in order and without overlaps."""
        return self.marks_of((text,), field, language)[0] if self._parts else []

    def marks_of(self, texts: Sequence[str], field: str, language: str = "id") -> list[list[Mark]]:
        """The same for each of some paragraphs. They are looked through as one text, since that is what takes the time
        of an answer; where the places of words count, which go on in no other paragraph, each for itself."""
        marked: list[list[Mark]] = [[] for _ in texts]
        if not self._parts:
            return marked
        known, whole = self._known(field, language), BETWEEN.join(texts)
        if not (held := known.held(whole)):
            return marked
        starts = list(itertools.accumulate((len(text) + len(BETWEEN) for text in texts), initial=0))
        in_places, of_texts = known.in_places(held), defaultdict[int, list[HeldAt]](list)
        for place, end, one in held:
            number = bisect.bisect_right(starts, place) - 1
            start = starts[number]
            if in_places:
                of_texts[number].append((place - start, end - start, one))
            else:
                marked[number] += one.marks_from(place - start)
        for number, its in of_texts.items():
            marked[number] = self._marks_in_places(known, its, texts[number], language)
        return [apart(marks) if len(marks) > 1 else marks for marks in marked]

    def marks_of_article(self, title: str, body: Sequence[str], language: str = "id") -> list[list[Mark]]:
        """The same for a title and the paragraphs below it, at once where the query asks for both alike."""
        if self._fields:
            return [self.marks(title, "title", language), *self.marks_of(body, "body", language)]
        return self.marks_of((title, *body), "", language)

    def _marks_in_places(self, known: _Runs, held: Sequence[HeldAt], text: str, language: str) -> list[Mark]:
        """The marks of a text where words in a row may stand in it, or a word written apart."""
        marks = list[Mark]()
        for group in [held] if known.looks_far else _neighbours(held, text):
            first, last = (0, len(text)) if known.looks_far else (group[0][0], group[-1][1])
            is_word = not known.looks_far and len(group) == 1 and ONE_WORD.fullmatch(text, first, last)
            if not is_word and (in_places := known.in_places(group)):
                found = find_marks(analyze(text[first:last], self._lexicon, language), in_places)
                moved = (Mark(start + first, end + first, part) for start, end, part in found)
                marks += sorted(moved, key=lambda mark: (mark.start, -mark.end, mark.part))
            else:
                marks += [mark for place, _, one in group for mark in one.marks_from(place)]
        return marks

    def _known(self, field: str, language: str) -> _Runs:
        kind, field = morphology(language), field if self._fields else ""
        if (known := self._runs.get((field, kind))) is None:
            parts = [(number, part) for number, part in self._parts if part.field in ("", field)]
            known = self._runs[field, kind] = _Runs(parts, self._lexicon, kind)
        return known


class _Held(NamedTuple):
    """What a run has of a query: its marks, counted from its first letter, and which of the keys that forms have."""

    marks: tuple[Mark, ...]
    keys: frozenset[str]

    def marks_from(self, place: int) -> list[Mark]:
        """The marks of the run where it starts there."""
        return [Mark(place + start, place + end, part) for start, end, part in self.marks]


HeldAt = tuple[int, int, _Held]
"""Where a run starts and ends in a text, and what it has."""


def _neighbours(held: Iterable[HeldAt], text: str) -> Iterator[list[HeldAt]]:
    """Runs of a text in groups, with no other word between those of each."""
    group = list[HeldAt]()
    for one in held:
        if group and _LETTER.search(text, group[-1][1], one[0]):
            yield group
            group = []
        group.append(one)
    yield group


class _Runs(dict[str, _Held | None]):
    """What stands between two blanks, each with what it has of the query; None for nothing. Filled as it is asked."""

    def __init__(self, parts: Sequence[Numbered], lexicon: Lexicon, kind: Morphology) -> None:
        super().__init__()
        self._parts, self._lexicon, self._kind = parts, lexicon, kind
        self._looked_up = {number: [LookedUp(form) for form in part.words] for number, part in parts}
        forms = [form for of_part in self._looked_up.values() for form in of_part]
        self._pairs = {pair for form in forms for pair in form.halves}
        self._halves = frozenset(itertools.chain(*self._pairs))
        self._wanted = self._halves.union(*(form.keys for form in forms))
        rows = [part for _, part in parts if len(part.words) > 1]
        self._has_rows = bool(rows)
        self._singles = [(number, self._looked_up[number][0]) for number, part in parts if len(part.words) == 1]
        self._patterns = [one for one in self._singles if one[1].matches]
        """All that can mark a word that has no key."""
        self.looks_far = any(part.slop or any(form.matches for form in part.words) for part in rows)
        """Whether words of a row may stand apart, or be any."""
        by_themselves = (
            form
            for number, part in parts
            for form in self._looked_up[number]
            if not (form.matches and len(part.words) > 1)
        )
        self._sought = Sought(list(by_themselves), lexicon, kind)

    def __missing__(self, run: str) -> _Held | None:
        if len(self) >= MAX_RUNS:
            self.clear()
        may_hold = self._sought.may_stand_in(run)
        held = self[run] = self._hold(pieces(run, self._lexicon, self._kind)) if may_hold else None
        return held

    def held(self, text: str) -> list[HeldAt]:
        """The runs of a text that have something of the query."""
        return [(start, start + len(run), one) for start, run in self._may_hold(text) if (one := self[run])]

    def _may_hold(self, text: str) -> list[tuple[int, str]]:
        """The runs that may have something of the query, each with where it starts: of the whole text or, where it is
        not to be told at once, of the parts between two blanks."""
        if (found := self._sought.places(text)) is not None:
            return found
        every, place = list[tuple[int, str]](), 0
        for part in text.split(BETWEEN):
            found = self._sought.places(part)
            if found is None:
                found = [(run.start(), run[0]) for run in RUN.finditer(part)]
            every += [(place + start, run) for start, run in found]
            place += len(part) + len(BETWEEN)
        return every

    def in_places(self, held: Iterable[HeldAt]) -> list[Numbered]:
        """All parts that may be marked in a text, where one of them needs the places of words: it has several, or its
        word may be written apart there; else none."""
        keys = frozenset[str]().union(*[one.keys for _, _, one in held])
        if not self._has_rows and (keys.isdisjoint(self._halves) or not self._has_pair(keys)):
            return []
        there = [
            (number, part)
            for number, part in self._parts
            if all(form.may_stand_with(keys) for form in self._looked_up[number])
        ]
        is_parted = any(form.is_parted(keys) for number, _ in there for form in self._looked_up[number])
        return there if is_parted or any(len(part.words) > 1 for _, part in there) else []

    def _has_pair(self, keys: Collection[str]) -> bool:
        return any(one in keys and other in keys for one, other in self._pairs)

    def _hold(self, found: tuple[Piece, ...]) -> _Held | None:
        marks, keys = list[Mark](), set[str]()
        for piece in found:
            exact, stem, word, mark, start, end = piece
            written = indexed_forms((piece,)) if "-" in exact else (exact,)
            its = {*(f"={half}" for half in written), f"w{word}", f"s{stem}", f"m{mark}"} & self._wanted
            keys |= its
            judged = self._singles if its else self._patterns
            marks += [Mark(start, end, number) for number, form in judged if form.is_held(its, written)]
        return _Held(tuple(marks), frozenset(keys)) if marks or keys else None


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """Of marks that overlap the first; they come in order."""
    kept = list[Mark]()
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept
