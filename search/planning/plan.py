"""A query tree as the engine's query: what hits must have, must not have, and may have.

Words that stand side by side are what may be relaxed: with `any` one of them is enough, and where no article
has all, the nearest have at least half. Whatever was said with an operator, a field or a date always holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, TypeGuard

from base.clock import day_end, day_start
from indexer.engines.queries import Best, Bool, Boost, Everything, Filter, Nothing, Query, Range, Term
from indexer.engines.queries import Fuzzy as FuzzyTerm
from indexer.language.analysis import Lexicon, analyze, fold
from indexer.language.variants import Alternative, Variants
from search.planning.expansion import Group, groups
from search.planning.ranking import neighbours, phrase_words
from search.planning.special_words import (
    in_address,
    near_query,
    or_address,
    pattern_query,
    phrase_with_patterns,
    written_in,
)
from search.planning.words import Forms, adjacent, as_written, often, piece_query, word_query
from search.query.leaves import is_address
from search.query.tree import (
    All,
    And,
    Exact,
    Fuzzy,
    Near,
    Not,
    Often,
    Or,
    Phrase,
    Since,
    TextLeaf,
    Tree,
    Until,
    Value,
    Wildcard,
    Word,
    to_text,
)

Match = Literal["all", "any"]

Resolve = Callable[[Value], tuple[str, ...]]
"""Gives the values that a keyword field holds for what was written; none where there is no such value."""


@dataclass(frozen=True, slots=True)
class Planner:
    """What is needed to plan a query, in which forms words are found, and the small words that hits need not have."""

    lexicon: Lexicon
    variants: Variants
    resolve: Resolve
    forms: Forms = "word"
    small: frozenset[str] = frozenset()


class Part(NamedTuple):
    """A word (or words that something else may stand for) that may be relaxed: how it was written, what finds it in its
    own forms, and what finds all of its root."""

    text: str
    query: Query
    root: Query


class Step(NamedTuple):
    """How many of the words hits must have, each in a form of its own or of its root."""

    minimum: int
    roots: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned query: what every hit must or must not match, the words that may be relaxed, what only ranks, and the
    small words among that."""

    fixed: tuple[Query, ...]
    excluded: tuple[Query, ...]
    words: tuple[Part, ...]
    ranking: tuple[Query, ...]
    small: tuple[str, ...] = ()

    def steps(self, match: Match) -> tuple[Step, ...]:
        """What hits must have: what was asked first, then what to fall back on if there are none."""
        count = len(self.words)
        asked = min(count, 1) if match == "any" else count
        fewer = (count, (count + 1) // 2, 1) if match == "all" else (1,)
        nearest = tuple(Step(minimum, roots=True) for minimum in dict.fromkeys(fewer)) if count else ()
        return (Step(asked), *nearest)

    def asked(self, match: Match) -> Query:
        """The engine's query for the hits that were asked for."""
        return self.query(self.steps(match)[0])

    def query(self, step: Step) -> Query:
        """The engine's query for hits with at least so many of the words."""
        words = tuple(word.root if step.roots else word.query for word in self.words)
        if step.minimum == len(words):
            return _single(Bool(self.fixed + words, self.ranking, self.excluded))
        if step.minimum == 1 and not step.roots:
            found, roots = zip(*map(_found_and_ranked, self.words), strict=True)
            ranking = (*itertools.chain(*roots), *self.ranking)
            return _single(Bool((*self.fixed, Bool(should=found, minimum=1)), ranking, self.excluded))
        if step.minimum == 1:
            words = tuple(flat for word in words for flat in _flat(word))
        return _single(Bool((*self.fixed, Bool(should=words, minimum=step.minimum)), self.ranking, self.excluded))


def plan(tree: Tree, planner: Planner, match: Match = "all") -> Plan:
    """The engine's query for a tree. With `match` any, every text beside another may be relaxed, else words alone."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    grouped = groups(parts, planner.lexicon, planner.variants)
    loose = [part for part in grouped if isinstance(part, Group) or (match == "any" and _is_text(part))]
    small = _small(grouped, planner) if match == "all" else []
    fixed = (_query(part, planner) for part in grouped if not isinstance(part, Group | Not) and part not in loose)
    excluded = (_query(part.part, planner) for part in grouped if isinstance(part, Not))
    return Plan(
        tuple(query for query in fixed if query is not None),
        tuple(Filter(query) for query in excluded if query is not None),
        tuple(piece for part in loose if part not in small for piece in _loose(part, planner, match)),
        (
            *neighbours(grouped, planner.lexicon),
            *(query for part in parts for query in phrase_words(part, planner.lexicon)),
            *(piece.root for part in small for piece in _loose(part, planner, match)),
        ),
        tuple(part.text() for part in small),
    )


def _needed(parts: Sequence[Tree], planner: Planner) -> Sequence[Tree]:
    """Words side by side within a query without the small ones, where there are others."""
    small = _small(groups(parts, planner.lexicon, planner.variants), planner)
    words = {word for group in small for word in group.words}
    return [part for part in parts if part not in words]


def _small(grouped: Sequence[Group | Tree], planner: Planner) -> list[Group]:
    """The small words of a query (`di`, `untuk`), which hits need not have where it has others; no capital letter
    (`Serie A`)."""
    small = [
        part
        for part in grouped
        if isinstance(part, Group)
        and not part.others
        and all(fold(word.text) in planner.small and not _is_capital(word.text) for word in part.words)
        and not any(word.by_root for word in part.words)
    ]
    others = [part for part in grouped if not isinstance(part, Not | Value | Since | Until) and part not in small]
    return small if others else []


def _is_capital(text: str) -> bool:
    return len(text) == 1 and text.isupper()


def _is_text(part: Tree) -> TypeGuard[TextLeaf]:
    return isinstance(part, Word | Exact | Phrase | Near | Often | Wildcard | Fuzzy)


def _loose(part: Group | TextLeaf, planner: Planner, match: Match) -> list[Part]:
    """What may be relaxed in a part: itself, and with `any` each of its words (and each piece of covid-19)."""
    by_root, lexicon = replace(planner, forms="root"), planner.lexicon
    if not isinstance(part, Group):
        made, root = _text(part, planner), _text(part, by_root)
        return [] if made is None or root is None else [Part(to_text(part), made, root)]
    if match == "any" and not any(is_address(word.text) for word in part.words):
        pieces = [
            Part(token.exact, piece_query(token, _forms(word, planner), lexicon), piece_query(token, "root", lexicon))
            for word in part.words
            for token in analyze(word.text, lexicon)
        ]
        if not part.others or not pieces:
            return pieces
        either = Bool(should=tuple(piece.query for piece in pieces), minimum=1)
        ranked = Bool(should=tuple(each for piece in pieces for each in _all_that_ranks(piece)), minimum=1)
        return [Part(part.text(), _best(either, part, planner), _best(ranked, part, by_root))]
    grouped, root = _group(part, planner), _group(part, by_root)
    return [] if grouped is None or root is None else [Part(part.text(), grouped, root)]


def _single(query: Bool) -> Query:
    if not (query.must or query.should or query.must_not):
        return Everything()
    return query.must[0] if len(query.must) == 1 and not query.should and not query.must_not else query


def _found_and_ranked(word: Part) -> tuple[Query, tuple[Query, ...]]:
    """What finds a word, and what ranks all that has its root, also where another word was found."""
    match word.query:
        case Bool((found,), scores, (), 0):
            return found, scores
        case query:
            return Filter(query), tuple(flat for flat in _flat(word.root) if not isinstance(flat, Filter))


def _all_that_ranks(piece: Part) -> tuple[Query, ...]:
    """What ranks a word that something else may stand for: an inflected one ranks by its word too, as it does alone."""
    match piece.query:
        case Bool((found,), (root, Boost(Term("exact")) as exact, *others), (), 0):
            return (found, root, exact, *others)
        case _:
            return _flat(piece.root)


def _flat(query: Query) -> tuple[Query, ...]:
    """The parts of a word's query, so that the engine can skip what scores too little."""
    return query.should if isinstance(query, Bool) and not query.must and query.minimum == 1 else (query,)


def _query(tree: Tree, planner: Planner) -> Query | None:  # noqa: PLR0911 - one form of tree, one return
    """The engine's query for a part; None where it has no letter or digit."""
    match tree:
        case All(parts):
            return _conjunction(_needed(parts, planner), planner)
        case And(parts):
            return _conjunction(parts, planner)
        case Or(parts):
            made = tuple(query for part in parts if (query := _query(part, planner)) is not None)
            return Bool(should=made, minimum=1) if made else None
        case Not(part):
            inner = _query(part, planner)
            return None if inner is None else Bool(must_not=(Filter(inner),))
        case Value(field):
            values = planner.resolve(tree)
            return (
                Filter(Bool(should=tuple(Term(field, value) for value in values), minimum=1)) if values else Nothing()
            )
        case Since(day):
            return Filter(Range("published", day_start(day), None))
        case Until(day):
            return Filter(Range("published", None, day_end(day)))
        case Word(field=""):
            return _conjunction((tree,), planner)
        case _:
            return _text(tree, planner)


def _conjunction(parts: Sequence[Tree], planner: Planner) -> Query | None:
    must, must_not = list[Query](), list[Query]()
    for part in groups(parts, planner.lexicon, planner.variants):
        inner = part.part if isinstance(part, Not) else part
        query = _group(inner, planner) if isinstance(inner, Group) else _query(inner, planner)
        if query is not None:
            (must_not if isinstance(part, Not) else must).append(Filter(query) if isinstance(part, Not) else query)
    return _single(Bool(tuple(must), must_not=tuple(must_not))) if must or must_not else None


def _text(leaf: TextLeaf, planner: Planner) -> Query | None:  # noqa: PLR0911 - one form of leaf, one return
    match leaf:
        case Near():
            return _near(leaf, planner)
        case Often(text, times) if tokens := analyze(text, planner.lexicon):
            return _single(Bool(tuple(often(token, times, planner.lexicon) for token in tokens)))
        case Wildcard() | Word() | Exact() | Phrase() | Fuzzy() if leaf.field == "url":
            return in_address(leaf)
        case Wildcard():
            return pattern_query(leaf)
        case Phrase(text) if "*" in text or "?" in text:
            return phrase_with_patterns(leaf, planner.lexicon)
        case Fuzzy(text, distance, field):
            return FuzzyTerm(written_in(field), fold(text), distance)
        case Word(text, field) if tokens := analyze(text, planner.lexicon):
            return word_query(text, tokens, _forms(leaf, planner), planner.lexicon, field)
        case Exact(text, field) if tokens := analyze(text, planner.lexicon):
            return or_address(text, as_written(tokens, field, 0))
        case Phrase(text, slop, field) if tokens := analyze(text, planner.lexicon):
            return as_written(tokens, field, slop)
        case _:
            return None


def _group(group: Group, planner: Planner) -> Query | None:
    """The words of a group, or at lower weight what may stand for them."""
    analyzed = [(word, analyze(word.text, planner.lexicon)) for word in group.words]
    made = [
        or_address(word.text, word_query(word.text, tokens, _forms(word, planner), planner.lexicon))
        for word, tokens in analyzed
        if tokens
    ]
    if not made:
        return None
    words = made[0] if len(made) == 1 else Bool(tuple(made))
    return _best(words, group, planner) if group.others else words


def _best(words: Query, group: Group, planner: Planner) -> Query:
    """Words or what may stand for them, whichever scores more: to have both earns nothing (decision 51)."""
    return Best((words, *(_other(other, planner) for other in group.others)))


def _other(other: Alternative, planner: Planner) -> Query:
    tokens = analyze(" ".join(other.words), planner.lexicon)
    return Boost(
        piece_query(tokens[0], planner.forms, planner.lexicon) if len(tokens) == 1 else adjacent(tokens, "", 0),
        other.weight,
    )


def _forms(word: Word, planner: Planner) -> Forms:
    return "root" if word.by_root else planner.forms


def _near(leaf: Near, planner: Planner) -> Query | None:
    """Two words near each other; as written where both are asked for so."""
    left, right = leaf.left, leaf.right
    rows = analyze(left.text, planner.lexicon), analyze(right.text, planner.lexicon)
    if not all(rows):
        return None
    if planner.forms == "exact" or (isinstance(left, Exact) and isinstance(right, Exact)):
        return as_written([*rows[0], *rows[1]], left.field, leaf.distance)
    found = [query for word in (left, right) if (query := _query(word, planner)) is not None]
    return near_query(rows, found, left.field, leaf.distance)
