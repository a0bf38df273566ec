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
from functools import cached_property
from typing import NamedTuple

from indexer.language.analysis import Lexicon, Token, analyze, indexed_forms, morphology, pieces
from indexer.language.english import ENGLISH
from indexer.language.letters import english_letters, has_other_letters, letters, shapes, without_signs
from indexer.language.lexicon import Morphology, Piece
from indexer.language.written import RUN, has_blank_of_initials
from search.answer.highlight import Form, Marker

MAX_RUNS = 100_000
"""Runs that are known at once, some 20 MB; a hundred hits of a page have a tenth of it at most."""

BETWEEN = "  "
"""Between paragraphs that are looked through as one text: nothing is read across two blanks."""

_ONE_WORD = re.compile(r"[\W_]*[A-Za-z]+[\W_]*")
"""Of what stands between two blanks: one word, in one place."""
_LETTER = re.compile(r"[^\W_]")

Numbered = tuple[int, Marker]
Span = tuple[int, int]
"""The first and the last place of some words."""


class Mark(NamedTuple):
    """Characters `start` to `end`, marked by a part of the query; `part` numbers the parts."""

    start: int
    end: int
    part: int


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
            is_word = not known.looks_far and len(group) == 1 and _ONE_WORD.fullmatch(text, first, last)
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
        self._looked_up = {number: [_LookedUp(form) for form in part.words] for number, part in parts}
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
        self._sought = _Sought(list(by_themselves), lexicon, kind)

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


class _LookedUp:
    """A form by what it is looked up: its keys, each with the kind of it in front (as in `_Places.of`), and those of
    the two halves of the word, wherever it may be parted."""

    def __init__(self, form: Form) -> None:
        kinds = {"m": form.mark} if form.mark else {"=": form.exact, "w": form.word, "s": form.stem, "m": form.english}
        self.matches, self._fixed = form.matches, form.fixed
        self.keys = frozenset(f"{kind}{written}" for kind, written in kinds.items() if written)
        exact = self.exact = kinds.get("=", "")
        self.halves = [(f"={exact[:place]}", f"={exact[place:]}") for place in range(1, len(exact))]

    def is_held(self, keys: Collection[str], written: Iterable[str]) -> bool:
        """Whether the form marks a word with these keys, written so."""
        return any(map(self.matches, written)) if self.matches else not self.keys.isdisjoint(keys)

    def is_parted(self, keys: Collection[str]) -> bool:
        """Whether both halves of the word may stand in a text with these keys."""
        return any(one in keys and other in keys for one, other in self.halves)

    def may_stand_with(self, keys: Collection[str]) -> bool:
        """Whether the word may stand in a text with these keys; of a pattern nothing is known."""
        return self.matches is not None or not self.keys.isdisjoint(keys) or self.is_parted(keys)

    def letters(self, lexicon: Lexicon, kind: Morphology) -> Iterator[tuple[str, str]]:
        """What the letters of each word with one of its keys have one of, and how a folded text usually shows that."""
        if self.matches:
            yield self._fixed, self._fixed
        for key in self.keys:
            match key[0], key[1:]:
                case "=", exact:
                    yield letters(exact), exact
                case "m", mark if mark.startswith(ENGLISH):
                    if kind == "en":
                        yield english_letters(mark), english_letters(mark)
                case "m", mark:
                    yield letters(mark), letters(mark)
                case _, word:
                    yield from ((one, one) for one in shapes(word, lexicon))


class _Sought:
    """The letters by which the words of a query are sought in a text, which is ten times as fast as to take the text
    apart: `serang` and `nyerang` are in all forms of that word, and in few others."""

    def __init__(self, forms: Iterable[_LookedUp], lexicon: Lexicon, kind: Morphology) -> None:
        self._forms = forms
        every = dict(pair for form in forms for pair in form.letters(lexicon, kind))
        self._letters = [one for one in every if not any(other in one and other != one for other in every)]
        """Of which each word of the query has one; "" where nothing is known of one."""
        parted = {letters(form.exact): form.exact for form in forms if form.exact}
        compared = {one: every[one] for one in self._letters} | parted
        self._compared = [(one, shown, one in self._letters) for one, shown in compared.items()]
        """Letters, how a folded text shows them, and whether they are those that words are sought by."""

    def places(self, text: str) -> list[tuple[int, str]] | None:
        """What stands between two blanks and may have something of the query, each with where it starts. None where
        anything may: of text with other letters than those of ASCII, and where a word may be written with signs within
        or in two halves, so that it has its letters but does not show them."""
        if "" in self._letters or has_blank_of_initials(text) or has_other_letters(text):
            return None
        lowered, found = text.lower(), dict[int, str]()
        bare = without_signs(lowered)
        for one, shown, is_sought in self._compared:
            if not (times := bare.count(one)):
                continue
            if lowered.count(shown) != times:
                return None
            place = lowered.find(shown) if is_sought else -1
            while place >= 0:
                start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
                found[start] = text[start : end if end >= 0 else None]
                place = lowered.find(shown, end) if end >= 0 else -1
        return sorted(found.items())

    def may_stand_in(self, run: str) -> bool:
        """Whether what stands between two blanks may have something of the query, half a word included."""
        bare = letters(run)
        if any(one in bare for one in self._letters):
            return True
        if _ONE_WORD.fullmatch(run):
            return bare in self._firsts or bare in self._seconds
        return bare.endswith(self._firsts) or bare.startswith(self._seconds)

    @cached_property
    def _firsts(self) -> tuple[str, ...]:
        return tuple({letters(half[1:]) for form in self._forms for half, _ in form.halves})

    @cached_property
    def _seconds(self) -> tuple[str, ...]:
        return tuple({letters(half[1:]) for form in self._forms for _, half in form.halves})


class _Places:
    """Where each word of a text stands, by its spelling, its word, its root and its mark: each word of a query is
    looked up once. Places are those of the index, where a plural (`anak-anak`) takes two."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list[Token]()
        """The token that each place belongs to."""
        self._written, self._joined, self._word, self._stem, self._mark = (
            defaultdict[str, list[Span]](list) for _ in range(5)
        )
        for token in tokens:
            first = len(self.tokens)
            written = indexed_forms((token,)) if "-" in token.exact else (token.exact,)
            for place, half in enumerate(written, first):
                self._written[half].append((place, place))
                self.tokens.append(token)
            span = (first, len(self.tokens) - 1)
            self._word[token.word].append(span)
            self._stem[token.stem].append(span)
            self._mark[token.mark].append(span)
            if first and token.start - (before := self.tokens[first - 1]).end == 1:  # covid-19, S.Pd
                self._joined[before.exact + token.exact].append((first - 1, span[1]))

    def of(self, form: Form) -> set[Span]:
        """The places of the words that a form marks."""
        if form.matches:
            return {span for exact, spans in self._written.items() if form.matches(exact) for span in spans}
        if form.mark:
            return set(self._mark.get(form.mark, ()))
        return {
            *self._written.get(form.exact, ()),
            *self._joined.get(form.exact, ()),
            *(self._word.get(form.word, ()) if form.word else ()),
            *(self._stem.get(form.stem, ()) if form.stem else ()),
            *(self._mark.get(form.english, ()) if form.english else ()),
        }

    def marks(self, span: Span, part: int) -> list[Mark]:
        """A mark over words in a row; where they begin or end within a plural, one over each of them."""
        first, last = span
        covered = list(dict.fromkeys(self.tokens[first : last + 1]))
        around = (*self.tokens[max(first - 1, 0) : first], *self.tokens[last + 1 : last + 2])
        if any(token in covered for token in around):
            return [Mark(token.start, token.end, part) for token in covered]
        return [Mark(covered[0].start, covered[-1].end, part)]


def find_marks(tokens: Sequence[Token], parts: Iterable[Numbered]) -> Iterator[Mark]:
    """Where parts of a query mark the words of a text, part by part."""
    places = _Places(tokens)
    for number, part in parts:
        for span in _find(places, part):
            yield from places.marks(span, number)


def apart(marks: Iterable[Mark]) -> list[Mark]:
    """Of marks that overlap the first; they come in order."""
    kept = list[Mark]()
    for mark in marks:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def _find(places: _Places, part: Marker) -> Iterator[Span]:
    """The places of what a part marks."""
    found = [places.of(word) for word in part.words]
    if len(found) > 1 and part.slop:
        yield from _find_near(found, part.slop + len(found) - 1)
        return
    rows = list(found[0])
    for following in found[1:]:
        ends = defaultdict[int, list[int]](list)
        for start, end in following:
            ends[start].append(end)
        rows = [(first, end) for first, last in rows for end in ends.get(last + 1, ())]
    yield from rows


def _find_near(found: Sequence[set[Span]], reach: int) -> Iterator[Span]:
    """The words of a sloppy phrase, each by itself, where every other one is within `reach` places.

    A window of so many places to both sides moves over all places once.
    """
    every = sorted((place, word) for word, spans in enumerate(found) for place, _ in spans)
    inside = [0] * len(found)
    start = end = present = 0
    for place, _ in every:
        while end < len(every) and every[end][0] <= place + reach:
            inside[every[end][1]] += 1
            present += inside[every[end][1]] == 1
            end += 1
        while every[start][0] < place - reach:
            inside[every[start][1]] -= 1
            present -= inside[every[start][1]] == 0
            start += 1
        if present == len(found):
            yield place, place
