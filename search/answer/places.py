"""Where parts of a query mark words of a text that was taken apart, by the places of its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from indexer.language.analysis import Token, indexed_forms
from search.answer.highlight import Form, Marker

Numbered = tuple[int, Marker]
Span = tuple[int, int]
"""The first and the last place of some words."""


class Mark(NamedTuple):
    """Characters `start` to `end`, marked by a part of the query; `part` numbers the parts."""

    start: int
    end: int
    part: int


class Places:
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
    places = Places(tokens)
    for number, part in parts:
        for span in _find(places, part):
            yield from places.marks(span, number)


def _find(places: Places, part: Marker) -> Iterator[Span]:
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
