"""Which words of a text a query marks: every form of a queried word, exact words and whole phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.language.analysis import Lexicon, Token, analyze
from indexer.language.variants import Variants
from search.answer.plan import Forms
from search.query.expansion import all_groups
from search.query.patterns import matcher
from search.query.tree import All, And, Exact, Fuzzy, Or, Phrase, TextLeaf, Tree, Wildcard, Word


class Mark(NamedTuple):
    """Characters `start` to `end`, marked by a part of the query; `part` numbers the parts."""

    start: int
    end: int
    part: int


class Form(NamedTuple):
    """What a word of a query marks: words written like `exact`, forms of `word`, those with the root `stem`, or those
    that `matches`."""

    exact: str = ""
    word: str = ""
    stem: str = ""
    matches: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """A part of a query that marks: words in a row (one for a single word), in title or body or both."""

    words: tuple[Form, ...]
    slop: int = 0
    field: str = ""


class _Places:
    """Where each word of a text stands, by its spelling and by its root: each word of a query is looked up once."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._exact, self._word, self._stem = (defaultdict[str, list[int]](list) for _ in range(3))
        for place, token in enumerate(tokens):
            self._exact[token.exact].append(place)
            self._word[token.word].append(place)
            self._stem[token.stem].append(place)

    def of(self, form: Form) -> set[int]:
        """The places of the words that a form marks."""
        if form.matches:
            return {place for exact, places in self._exact.items() if form.matches(exact) for place in places}
        return {
            *self._exact.get(form.exact, ()),
            *(self._word.get(form.word, ()) if form.word else ()),
            *(self._stem.get(form.stem, ()) if form.stem else ()),
        }


def markers(tree: Tree, lexicon: Lexicon, variants: Variants, forms: Forms = "word") -> list[Marker]:
    """The markers of all parts of a query that say what hits have (not what they must not have)."""
    found = [_marker(leaf, lexicon, forms) for leaf in text_leaves(tree)]
    for group in all_groups(tree, lexicon, variants):
        found += [_marker(_as_leaf(other.words), lexicon, forms) for other in group.others]
    return [marker for marker in found if marker is not None]


def marks(tokens: Sequence[Token], parts: Sequence[Marker], field: str) -> list[Mark]:
    """Where the words of a text are marked, in order and without overlaps."""
    places = _Places(tokens)
    found = sorted(
        (
            Mark(tokens[first].start, tokens[last].end, number)
            for number, part in enumerate(parts)
            if part.field in ("", field)
            for first, last in _find(places, part)
        ),
        key=lambda mark: (mark.start, -mark.end),
    )
    kept: list[Mark] = []
    for mark in found:
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def text_leaves(tree: Tree) -> Iterator[TextLeaf]:
    """The words, phrases and patterns that hits may have, not those that they must not have."""
    match tree:
        case All(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from text_leaves(part)
        case Word() | Exact() | Phrase() | Wildcard() | Fuzzy():
            yield tree
        case _:
            return


def _as_leaf(words: tuple[str, ...]) -> TextLeaf:
    return Word(words[0]) if len(words) == 1 else Phrase(" ".join(words))


def _marker(leaf: TextLeaf, lexicon: Lexicon, forms: Forms) -> Marker | None:
    match leaf:
        case Wildcard() | Fuzzy():
            return Marker((Form(matches=matcher(leaf)),), field=leaf.field)
        case Word(text, field, by_root):
            marked = "root" if by_root else forms
            return _row([_form(token, marked) for token in analyze(text, lexicon)], 0, field)
        case Exact(text, field):
            return _row([Form(token.exact) for token in analyze(text, lexicon)], 0, field)
        case Phrase(text, slop, field):
            return _row([Form(token.exact) for token in analyze(text, lexicon)], slop, field)


def _form(token: Token, forms: Forms) -> Form:
    match forms:
        case "root":
            return Form(token.exact, stem=token.stem)
        case "exact":
            return Form(token.exact)
        case _:
            return Form(token.exact, word=token.word)


def _row(words: list[Form], slop: int, field: str) -> Marker | None:
    """The marker of words in a row; near each other (with `slop`) a word given twice counts once, as in the engine."""
    return Marker(tuple(dict.fromkeys(words) if slop else words), slop, field) if words else None


def _find(places: _Places, part: Marker) -> Iterator[tuple[int, int]]:
    """The first and last places of what a part marks."""
    if len(part.words) > 1 and part.slop:
        yield from _find_near([places.of(word) for word in part.words], part.slop + len(part.words) - 1)
        return
    found = [places.of(word) for word in part.words]
    last = len(part.words) - 1
    for first in found[0]:
        if all(first + place in others for place, others in enumerate(found)):
            yield first, first + last


def _find_near(found: Sequence[set[int]], reach: int) -> Iterator[tuple[int, int]]:
    """The words of a sloppy phrase, each by itself, where every other one is within `reach` places.

    A window of so many places to both sides moves over all places once.
    """
    every = sorted((place, word) for word, places in enumerate(found) for place in places)
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
