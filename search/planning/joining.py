"""Asks the index whether two words of a query are one there (`orang tua`, `orangtua`; `F 16`, `F16`), or one two."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from indexer.engines.queries import Phrase, Query, Term
from indexer.language.analysis import Lexicon, Token, analyze
from indexer.language.joined import apart, together
from indexer.language.variants import Variants, Words
from search.planning.expansion import JOINED_WEIGHT
from search.query.signs import SIGNS_BEFORE
from search.query.tree import All, And, Not, Or, Tree, Word

Counts = Callable[[Sequence[Query]], list[int]]

MAX_ASKED = 16
"""Ways to write words that are asked about in one query; each takes the time of a count or two."""
_MIN_HALF = 3
"""Letters of each half; shorter ones are parts of words by chance."""
_PREPOSITIONS = ("di", "ke")
_ANOTHER_WORD = 10
"""A word that is written as one so many times as often as its halves stand side by side is another one (`Kalimantan`,
`kali mantan`)."""
_NUMBERED = re.compile(r"([^\W\d_]+)(\d+)|(\d+)([^\W\d_]{2,})")
"""A word with its number, or a number with its unit; one letter behind it is none (`5G`)."""
_RARE = 100
"""A form that is so many times rarer than the one in the query is left out: its notes would tell nothing."""


class _Pair(NamedTuple):
    """Two words, and whether the query has them as two."""

    words: tuple[str, str]
    typed: bool

    @property
    def joined(self) -> str:
        """The word that they are together, a doubled one with its hyphen."""
        return ("-" if self._is_doubled else "").join(self.words)

    @property
    def is_sure(self) -> bool:
        """Whether they mean the same together, whatever articles write: one has a number, or is doubled."""
        return self._is_doubled or any(map(str.isdigit, self.words))

    @property
    def _is_doubled(self) -> bool:
        return self.words[0] == self.words[1]


def with_joined(tree: Tree, lexicon: Lexicon, variants: Variants, counts: Counts) -> Variants:
    """The variants, and the words of a query together and apart where the articles that `counts` counts have both."""
    pairs = list(itertools.islice(_candidates(tree, lexicon, variants), MAX_ASKED))
    if not pairs:
        return variants
    ones = counts([Term("exact", pair.joined) for pair in pairs])
    asked = [(pair, one) for pair, one in zip(pairs, ones, strict=True) if one or not pair.typed]
    twos = counts([Phrase("exact", pair.words) for pair, _ in asked]) if asked else []
    found = dict[Words, dict[Words, float]]()
    for (pair, one), two in zip(asked, twos, strict=True):
        if _are_the_same(pair, one, two):
            joined: Words = (pair.joined,)
            written, other = (pair.words, joined) if pair.typed else (joined, pair.words)
            found[written] = {other: JOINED_WEIGHT, **_others_numbered(pair, variants)}
    if not found:  # as nearly always: the lists have thousands of words, which are not copied for each query
        return variants
    return replace(variants, others={**variants.others, **found}, longest=max(variants.longest, 2))


def _are_the_same(pair: _Pair, one: int, two: int) -> bool:
    """Whether the other way to write two words means the same, given how many articles have each."""
    typed, other = (two, one) if pair.typed else (one, two)
    if not typed:
        return other > 0
    if pair.is_sure:
        return two <= _RARE * one
    return one <= _ANOTHER_WORD * two and (not pair.typed or two <= _RARE * one)


def _candidates(tree: Tree, lexicon: Lexicon, variants: Variants) -> Iterator[_Pair]:
    """What may be written as one or as two words, as far as no list says so."""
    for row in rows(tree):
        forms = [_single(word, lexicon) for word in row]
        for pair in itertools.pairwise(forms):
            may_be_one = _are_long(pair, lexicon) or _are_one(pair, lexicon, variants)
            if may_be_one and pair not in variants.others and not together(*pair, lexicon):
                yield _Pair(pair, typed=True)
        for form in forms:
            if form not in lexicon.roots and (form,) not in variants.others and not apart(form, lexicon):
                yield from (_Pair(halves, typed=False) for halves in _halves(form, lexicon))


def _are_long(pair: tuple[str, str], lexicon: Lexicon) -> bool:
    return all(len(form) >= _MIN_HALF and form.isalpha() and form not in lexicon.small_words for form in pair)


def _are_one(pair: tuple[str, str], lexicon: Lexicon, variants: Variants) -> bool:
    """Whether two words are one that is doubled, or that has a number and no long form: in `pemilu 2024` that may stand
    apart from the year."""
    first, second = pair
    if first == second:
        return first in lexicon.reduplications
    word = _numbered(pair)
    return word not in ("", *lexicon.small_words) and all(len(other) == 1 for other in variants.others.get((word,), ()))


def _numbered(pair: tuple[str, str]) -> str:
    """The word of a word with its number or a number with its unit; "" for other pairs."""
    found = _NUMBERED.fullmatch("".join(pair))
    return pair[not pair[1].isdigit()] if found and pair in (found.group(1, 2), found.group(3, 4)) else ""


def _others_numbered(pair: _Pair, variants: Variants) -> dict[Words, float]:
    """The other spellings of a word with its number (`covid 19`: `corona 19`)."""
    word = _numbered(pair.words)
    others = variants.others.get((word,), {}) if pair.typed else {}
    return {
        tuple(other[0] if form == word else form for form in pair.words): weight for other, weight in others.items()
    }


def _halves(form: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """The two words that a form may be made of: those of a doubled one, a word and its number, two known ones, a bound
    form and what stands behind it (`Almaidah`), or a preposition and its place, which many write as one (`dirumah`)."""
    first, _, second = form.partition("-")
    if second:
        yield first, second
    elif numbered := _NUMBERED.fullmatch(form):
        yield numbered[1] or numbered[3], numbered[2] or numbered[4]
    for place in range(2, len(form) - _MIN_HALF + 1):
        first, second = form[:place], form[place:]
        is_bound = first in lexicon.bound_forms and len(second) > _MIN_HALF
        known = (place >= _MIN_HALF and first in lexicon.roots) or first in _PREPOSITIONS
        if is_bound or (known and second in lexicon.roots):
            yield first, second


def _single(word: Word, lexicon: Lexicon) -> str:
    """The folded form of a word of letters and digits alone, or of one that is doubled; "" for any other, and for the
    name of a topic or account."""
    tokens = analyze(word.text, lexicon)
    if len(tokens) != 1 or tokens[0].mark or word.text.startswith(tuple(SIGNS_BEFORE)):
        return ""
    return tokens[0].exact if tokens[0].exact.isalpha() or _is_joined(tokens[0], lexicon) else ""


def _is_joined(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word is doubled, has a number (but no 2 that doubles it, as in `anak2`), or is one."""
    first, _, second = token.exact.partition("-")
    if second:
        return first == second and first in lexicon.reduplications
    return token.exact.isalnum() and token.word == token.exact


def rows(tree: Tree) -> Iterator[list[Word]]:
    """The words that stand side by side, at every level of a query and in what it leaves out."""
    match tree:
        case All(parts) | And(parts):
            row = list[Word]()
            for part in parts:
                if isinstance(part, Word) and not part.field and not part.by_root:
                    row.append(part)
                    continue
                yield row
                row = []
                yield from rows(part)
            yield row
        case Or(parts):
            for part in parts:
                yield from rows(part)
        case Not(part):
            yield from rows(part)
        case Word(field="", by_root=False):
            yield [tree]
        case _:
            return
