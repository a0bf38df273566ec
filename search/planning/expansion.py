"""Words of a query in groups, each with the other ways to write it (`menteri keuangan`: `menkeu`)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.language.analysis import Lexicon, analyze
from indexer.language.joined import apart, together
from indexer.language.variants import SPELLING_WEIGHT, Alternative, Variants, expand
from search.query.tree import All, And, Or, Tree, Word

JOINED_WEIGHT = 0.9
"""Weight of the same word written together or apart."""

_NUMBER_SIGNS = ("nomor", "no", "nomer")
"""One word before a number (`UU No. 11`); alone `no` is an English one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring words that something else may stand for; a single word where nothing does."""

    words: tuple[Word, ...]
    others: tuple[Alternative, ...] = ()

    def text(self) -> str:
        """The words as they were written."""
        return " ".join(word.text for word in self.words)


def groups(parts: Sequence[Tree], lexicon: Lexicon, variants: Variants) -> list[Group | Tree]:
    """Parts that stand side by side, with those put together that have another way to be written."""
    found = list[Group | Tree]()
    row = list[Word]()
    for part in (*parts, None):
        if isinstance(part, Word) and not part.field and not part.by_root:
            row.append(part)
            continue
        found += _grouped(row, lexicon, variants)
        row = []
        if part is not None:
            found.append(Group((part,)) if isinstance(part, Word) and not part.field else part)
    return found


def all_groups(tree: Tree, lexicon: Lexicon, variants: Variants) -> Iterator[Group]:
    """The groups of all words that hits may have, at every level of a query."""
    match tree:
        case All(parts) | And(parts):
            for part in groups(parts, lexicon, variants):
                if isinstance(part, Group):
                    yield part
                else:
                    yield from all_groups(part, lexicon, variants)
        case Or(parts):
            for part in parts:
                yield from all_groups(part, lexicon, variants)
        case Word(_, ""):
            yield from _grouped([tree], lexicon, variants)
        case _:
            return


def _other_forms(exact: Sequence[str], lexicon: Lexicon, variants: Variants) -> list[Alternative]:
    """Other ways to write parts of a row of words: those of the lists, and one word as two or two as one
    (`antikorupsi`, `anti korupsi`) where no list knows another way."""
    listed = expand(exact, variants)
    long = {place for other in listed if other.end > other.start + 1 for place in range(other.start, other.end)}
    pairs = list[Alternative]()
    for place, (first, second) in enumerate(itertools.pairwise(exact)):
        if not {place, place + 1} & long:
            joined = together(first, second, lexicon)
            found = [Alternative(place, place + 2, (joined,), JOINED_WEIGHT)] if joined else _numbered(exact, place)
            long |= {taken for other in found for taken in range(other.start, other.end)}
            pairs += found
    kept = [other for other in listed if other.end > other.start + 1 or other.start not in long]
    taken = {other.start for other in kept} | long
    free = [(place, apart(form, lexicon)) for place, form in enumerate(exact) if place not in taken]
    return [*kept, *pairs, *(Alternative(place, place + 1, parts, JOINED_WEIGHT) for place, parts in free if parts)]


def _numbered(exact: Sequence[str], place: int) -> list[Alternative]:
    """The other words that may stand before a number where one does (`No. 11/2020`)."""
    numbers = tuple(itertools.takewhile(lambda form: form[0].isdigit(), exact[place + 1 :]))
    others = (
        [sign for sign in _NUMBER_SIGNS if sign != exact[place]] if numbers and exact[place] in _NUMBER_SIGNS else []
    )
    end = place + 1 + len(numbers)
    return [Alternative(place, end, (sign, *numbers), SPELLING_WEIGHT) for sign in others]


def _grouped(row: list[Word], lexicon: Lexicon, variants: Variants) -> list[Group]:
    """A row of words in groups; a way of writing counts only where it covers whole words."""
    tokens = [
        (token.mark if (token.mark,) in variants.others else token.exact, number)
        for number, word in enumerate(row)
        for token in analyze(word.text, lexicon)
    ]
    starts = {number: place for place, (_, number) in reversed(list(enumerate(tokens)))}
    ends = {number: place + 1 for place, (_, number) in enumerate(tokens)}
    covered: dict[int, list[Alternative]] = {}
    for other in _other_forms([form for form, _ in tokens], lexicon, variants):
        first, last = tokens[other.start][1], tokens[other.end - 1][1]
        if starts[first] == other.start and ends[last] == other.end:
            covered.setdefault(first, []).append(other._replace(start=first, end=last + 1))
    made, number = list[Group](), 0
    while number < len(row):
        others = covered.get(number, [])
        end = others[0].end if others else number + 1
        made.append(Group(tuple(row[number:end]), tuple(others)))
        number = end
    return made
