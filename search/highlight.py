"""Which words of a text a query marks: every form of a queried word, exact words and whole phrases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.text import Lexicon, Token, analyze
from indexer.variants import Variants
from search.expansion import all_groups
from search.matching import matcher
from search.tree import All, And, Exact, Fuzzy, Or, Phrase, TextLeaf, Tree, Wildcard, Word

Matches = Callable[[Token], bool]


class Mark(NamedTuple):
    """Characters `start` to `end` of a text, marked by a part of the query; `part` numbers the parts."""

    start: int
    end: int
    part: int


@dataclass(frozen=True, slots=True)
class Marker:
    """A part of a query that marks: words in a row (one for a single word), in title or body or both."""

    words: tuple[Matches, ...]
    slop: int = 0
    field: str = ""


def markers(tree: Tree, lexicon: Lexicon, variants: Variants) -> list[Marker]:
    """The markers of all parts of a query that say what hits have (not what they must not have)."""
    found = [_marker(leaf, lexicon) for leaf in text_leaves(tree)]
    for group in all_groups(tree, lexicon, variants):
        found += [_marker(_as_leaf(other.words), lexicon) for other in group.others]
    return [marker for marker in found if marker is not None]


def marks(tokens: Sequence[Token], parts: Sequence[Marker], field: str) -> list[Mark]:
    """Where the words of a text are marked, in order and without overlaps."""
    found = sorted(
        (
            mark
            for number, part in enumerate(parts)
            if part.field in ("", field)
            for mark in _find(tokens, part, number)
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


def _marker(leaf: TextLeaf, lexicon: Lexicon) -> Marker | None:
    match leaf:
        case Wildcard() | Fuzzy():
            return Marker((_like(matcher(leaf)),), field=leaf.field)
        case Word(text, field):
            return _row([_any_form(token) for token in analyze(text, lexicon)], 0, field)
        case Exact(text, field):
            return _row([_as_written(token) for token in analyze(text, lexicon)], 0, field)
        case Phrase(text, slop, field):
            return _row([_as_written(token) for token in analyze(text, lexicon)], slop, field)


def _row(words: list[Matches], slop: int, field: str) -> Marker | None:
    return Marker(tuple(words), slop, field) if words else None


def _any_form(token: Token) -> Matches:
    return lambda other: other.stem == token.stem or other.exact == token.exact


def _as_written(token: Token) -> Matches:
    return lambda other: other.exact == token.exact


def _like(matches: Callable[[str], bool]) -> Matches:
    return lambda other: matches(other.exact)


def _find(tokens: Sequence[Token], part: Marker, number: int) -> Iterator[Mark]:
    if len(part.words) == 1:
        (matches,) = part.words
        yield from (Mark(token.start, token.end, number) for token in tokens if matches(token))
    elif part.slop:
        yield from _find_near(tokens, part, number)
    else:
        for first in range(len(tokens) - len(part.words) + 1):
            if all(matches(tokens[first + place]) for place, matches in enumerate(part.words)):
                yield Mark(tokens[first].start, tokens[first + len(part.words) - 1].end, number)


def _find_near(tokens: Sequence[Token], part: Marker, number: int) -> Iterator[Mark]:
    """The words of a sloppy phrase, each by itself, where every other one is near."""
    places = [[place for place, token in enumerate(tokens) if matches(token)] for matches in part.words]
    reach = part.slop + len(part.words) - 1
    for mine in places:
        for place in mine:
            if all(any(abs(place - other) <= reach for other in others) for others in places if others is not mine):
                yield Mark(tokens[place].start, tokens[place].end, number)
