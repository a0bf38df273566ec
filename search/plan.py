"""A query tree as the engine's query, ranked: a word counts by its stem, and a little more as it is written.

Words that stand side by side are what may be relaxed: with `any` one of them is enough, and where no article
has all, the nearest have at least half. Whatever was said with an operator, a field or a date always holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeGuard

from indexer.engine import (
    Best,
    Bool,
    Boost,
    Everything,
    Filter,
    Nothing,
    Pattern,
    Query,
    Range,
    Term,
)
from indexer.engine import Fuzzy as FuzzyTerm
from indexer.engine import Phrase as TermPhrase
from indexer.text import Lexicon, Token, analyze, fold
from search.days import DAY, day_start
from search.tree import (
    All,
    And,
    Exact,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Since,
    TextLeaf,
    Tree,
    Until,
    Value,
    ValueField,
    Wildcard,
    Word,
    to_text,
)

Match = Literal["all", "any"]
EXACT_WEIGHT = 0.3
VARIANT_WEIGHT = 0.5

Resolve = Callable[[ValueField, str], tuple[str, ...]]
"""Gives the values that a keyword field holds for what was written; none where there is no such value."""

Expand = Callable[[str], tuple[str, ...]]
"""Gives other spellings of a word as written."""


@dataclass(frozen=True, slots=True)
class Planner:
    """What is needed to plan a query."""

    lexicon: Lexicon
    resolve: Resolve
    expand: Expand


class Part(NamedTuple):
    """A word that may be relaxed, and how it was written."""

    text: str
    query: Query


@dataclass(frozen=True, slots=True)
class Plan:
    """The query in heaps: what every hit must or must not fulfil, the words that may be relaxed, what only ranks."""

    fixed: tuple[Query, ...]
    excluded: tuple[Query, ...]
    words: tuple[Part, ...]
    ranking: tuple[Query, ...]

    def minimums(self, match: Match) -> tuple[int, ...]:
        """How many of the words hits must have: what was asked first, then what to fall back on if there are none."""
        count = len(self.words)
        return (min(count, 1),) if match == "any" else tuple(dict.fromkeys((count, (count + 1) // 2, min(count, 1))))

    def query(self, minimum: int) -> Query:
        """The engine's query for hits with at least `minimum` of the words."""
        words = tuple(word.query for word in self.words)
        if minimum == len(words):
            return _single(Bool(self.fixed + words, self.ranking, self.excluded))
        if minimum == 1:
            words = tuple(flat for word in words for flat in _flat(word))
        return _single(Bool((*self.fixed, Bool(should=words, minimum=minimum)), self.ranking, self.excluded))


def plan(tree: Tree, planner: Planner, match: Match = "all") -> Plan:
    """The engine's query for a tree. With `match` any, every text beside another may be relaxed, else words alone."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    words = [part for part in parts if _is_loose(part, match)]
    fixed = (_query(part, planner) for part in parts if not isinstance(part, Not) and part not in words)
    excluded = (_query(part.part, planner) for part in parts if isinstance(part, Not))
    return Plan(
        tuple(query for query in fixed if query is not None),
        tuple(Filter(query) for query in excluded if query is not None),
        tuple(piece for word in words for piece in _pieces(word, planner, match)),
        tuple(query for part in parts if isinstance(part, Phrase) for query in _phrase_words(part, planner)),
    )


def _is_loose(part: Tree, match: Match) -> TypeGuard[TextLeaf]:
    if match == "any":
        return isinstance(part, Word | Exact | Phrase | Wildcard | Fuzzy)
    return isinstance(part, Word) and not part.field


def _pieces(leaf: TextLeaf, planner: Planner, match: Match) -> list[Part]:
    """What may be relaxed in a leaf: itself, and with `any` each piece of a word such as covid-19."""
    if match == "any" and isinstance(leaf, Word) and not leaf.field:
        tokens = analyze(leaf.text, planner.lexicon)
        if len(tokens) > 1:
            return [Part(token.exact, _piece(token)) for token in tokens]
    made = _text(leaf, planner)
    return [] if made is None else [Part(to_text(leaf), made)]


def _single(query: Bool) -> Query:
    if not (query.must or query.should or query.must_not):
        return Everything()
    return query.must[0] if len(query.must) == 1 and not query.should and not query.must_not else query


def _flat(query: Query) -> tuple[Query, ...]:
    """The parts of a word's query, so that the engine can skip what scores too little."""
    return query.should if isinstance(query, Bool) and not query.must and query.minimum == 1 else (query,)


def _query(tree: Tree, planner: Planner) -> Query | None:  # noqa: PLR0911 - one form of tree, one return
    """The engine's query for a part; None for a text without any letter or digit."""
    match tree:
        case All(parts) | And(parts):
            return _conjunction(parts, planner)
        case Or(parts):
            made = tuple(query for part in parts if (query := _query(part, planner)) is not None)
            return Bool(should=made, minimum=1) if made else None
        case Not(part):
            inner = _query(part, planner)
            return None if inner is None else Bool(must_not=(Filter(inner),))
        case Value(field, text):
            values = planner.resolve(field, text)
            return (
                Filter(Bool(should=tuple(Term(field, value) for value in values), minimum=1)) if values else Nothing()
            )
        case Since(day):
            return Filter(Range("published", day_start(day), None))
        case Until(day):
            return Filter(Range("published", None, day_start(day) + DAY))
        case _:
            return _text(tree, planner)


def _conjunction(parts: tuple[Tree, ...], planner: Planner) -> Query | None:
    must = tuple(query for part in parts if not isinstance(part, Not) and (query := _query(part, planner)) is not None)
    excluded = (_query(part.part, planner) for part in parts if isinstance(part, Not))
    must_not = tuple(Filter(query) for query in excluded if query is not None)
    return _single(Bool(must, must_not=must_not)) if must or must_not else None


def _text(leaf: TextLeaf, planner: Planner) -> Query | None:
    match leaf:
        case Wildcard(pattern, field):
            return Pattern(field or "exact", fold(pattern))
        case Fuzzy(text, distance, field):
            return FuzzyTerm(field or "exact", fold(text), distance)
        case Word(text, "") if tokens := analyze(text, planner.lexicon):
            return _word(tokens, planner.expand(fold(text)), planner.lexicon)
        case Word(text, field) | Exact(text, field) if tokens := analyze(text, planner.lexicon):
            return _adjacent(tokens, field, 0)
        case Phrase(text, slop, field) if tokens := analyze(text, planner.lexicon):
            return _adjacent(tokens, field, slop)
        case _:
            return None


def _word(tokens: list[Token], variants: tuple[str, ...], lexicon: Lexicon) -> Query:
    """A word in any form. One of several pieces (covid-19) needs them all, next to each other if one is a number."""
    if len(tokens) == 1:
        also = [Boost(_piece(variant), VARIANT_WEIGHT) for text in variants for variant in analyze(text, lexicon)[:1]]
        return _either(_piece(tokens[0]), also)
    loose = all(len(token.exact) > 1 and token.exact.isalpha() for token in tokens)
    together = () if loose else (Filter(TermPhrase("exact", tuple(token.exact for token in tokens))),)
    return Bool((*map(_piece, tokens), *together))


def _piece(token: Token) -> Query:
    """The stem, and a little more for the form as written (which alone is found in texts that are not stemmed)."""
    exact = Boost(Term("exact", token.exact), EXACT_WEIGHT)
    return Bool(should=(Term("stem", token.stem), exact), minimum=1)


def _either(word: Query, also: list[Boost]) -> Query:
    return Bool(should=(*_flat(word), *also), minimum=1) if also else word


def _adjacent(tokens: list[Token], field: str, slop: int) -> Query:
    """Words next to or near each other: as written in the whole article, by their stems in title or body."""
    terms = tuple(token.stem if field else token.exact for token in tokens)
    name = field or "exact"
    if len(terms) == 1:
        return Term(name, terms[0])
    phrase = TermPhrase(name, terms, slop)
    return Best((phrase, TermPhrase(name, terms[::-1], slop))) if slop and len(terms) == 2 else phrase


def _phrase_words(phrase: Phrase, planner: Planner) -> list[Query]:
    """The words of a phrase, which rank its hits as they would alone."""
    if phrase.field:
        return []
    return [Term("stem", token.stem) for token in analyze(phrase.text, planner.lexicon)]
