"""A query tree as the engine's query: a word is found in its own forms; it ranks by its root, and a little more as it
is written.

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
from indexer.engines.queries import Phrase as TermPhrase
from indexer.language.analysis import Lexicon, Token, analyze, fold, indexed_forms
from indexer.language.english import english_form
from indexer.language.joined import VOICES
from indexer.language.variants import Alternative, Variants
from indexer.language.word_forms import word_form
from search.answer.special_words import (
    in_address,
    near_query,
    or_address,
    pattern_query,
    phrase_with_patterns,
    written_in,
)
from search.query.expansion import Group, groups
from search.query.leaves import is_address
from search.query.tree import (
    All,
    And,
    Exact,
    Fuzzy,
    Near,
    Not,
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
Forms = Literal["word", "root", "exact"]
"""Which forms a word is found in: its own, all of its root, or the one that was written."""
EXACT_WEIGHT = 0.3
"""What a form as written adds to its stem: .003 to .020 nDCG@10 on judged queries. 0.3 and 0.6 were equal, 1.0
worse. It also parts what one stem throws together (pemerintah, perintah)."""
PAIR_WEIGHT = 0.1
"""What two words of a query that are neighbours in the article too add to the score (decision 50)."""
MAX_PAIRS = 16
"""Pairs that are looked at; in a longer query they cost more than they give (decision 50)."""

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
            found = Filter(Bool(should=words, minimum=1))
            scores = (flat for word in self.words for flat in _flat(word.root))
            roots = tuple(query for query in scores if not isinstance(query, Filter))  # so that the engine can skip
            return _single(Bool((*self.fixed, found), (*roots, *self.ranking), self.excluded))
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
            *_pairs(grouped, planner),
            *(query for part in parts for query in _phrase_words(part, planner)),
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
    """The small words of a query (`di`, `untuk`), which hits need not have where it has others."""
    small = [
        part
        for part in grouped
        if isinstance(part, Group)
        and not part.others
        and all(fold(word.text) in planner.small and not word.by_root for word in part.words)
    ]
    others = [part for part in grouped if not isinstance(part, Not | Value | Since | Until) and part not in small]
    return small if others else []


def _is_text(part: Tree) -> TypeGuard[TextLeaf]:
    return isinstance(part, Word | Exact | Phrase | Near | Wildcard | Fuzzy)


def _loose(part: Group | TextLeaf, planner: Planner, match: Match) -> list[Part]:
    """What may be relaxed in a part: itself, and with `any` each of its words (and each piece of covid-19)."""
    by_root = replace(planner, forms="root")
    if not isinstance(part, Group):
        made, root = _text(part, planner), _text(part, by_root)
        return [] if made is None or root is None else [Part(to_text(part), made, root)]
    if match == "any" and not any(is_address(word.text) for word in part.words):
        pieces = [
            Part(token.exact, _piece(token, _forms(word, planner)), _piece(token, "root"))
            for word in part.words
            for token in analyze(word.text, planner.lexicon)
        ]
        if not part.others or not pieces:
            return pieces
        either = Bool(should=tuple(piece.query for piece in pieces), minimum=1)
        roots = Bool(should=tuple(piece.root for piece in pieces), minimum=1)
        return [Part(part.text(), _best(either, part, planner), _best(roots, part, by_root))]
    grouped, root = _group(part, planner), _group(part, by_root)
    return [] if grouped is None or root is None else [Part(part.text(), grouped, root)]


def _single(query: Bool) -> Query:
    if not (query.must or query.should or query.must_not):
        return Everything()
    return query.must[0] if len(query.must) == 1 and not query.should and not query.must_not else query


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
        case Wildcard() | Word() | Exact() | Phrase() | Fuzzy() if leaf.field == "url":
            return in_address(leaf)
        case Wildcard():
            return pattern_query(leaf)
        case Phrase(text) if "*" in text or "?" in text:
            return phrase_with_patterns(leaf, planner.lexicon)
        case Fuzzy(text, distance, field):
            return FuzzyTerm(written_in(field), fold(text), distance)
        case Word(text, field) if tokens := analyze(text, planner.lexicon):
            return _in_field(tokens, field, _forms(leaf, planner))
        case Exact(text, field) if tokens := analyze(text, planner.lexicon):
            return or_address(text, _as_written(tokens, field, 0))
        case Phrase(text, slop, field) if tokens := analyze(text, planner.lexicon):
            return _as_written(tokens, field, slop)
        case _:
            return None


def _group(group: Group, planner: Planner) -> Query | None:
    """The words of a group, or at lower weight what may stand for them."""
    analyzed = [(word, analyze(word.text, planner.lexicon)) for word in group.words]
    made = [
        or_address(word.text, _word(tokens, _forms(word, planner), planner.lexicon))
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
    return Boost(_piece(tokens[0], planner.forms) if len(tokens) == 1 else _adjacent(tokens, "", 0), other.weight)


def _word(tokens: list[Token], forms: Forms, lexicon: Lexicon) -> Query:
    """A word. One of several pieces (covid-19) needs them all, next to each other if one is a number."""
    if len(tokens) == 1:
        return _piece(tokens[0], forms)
    if tokens[0].exact in VOICES and tokens[0].end < tokens[1].start < tokens[0].end + 2:
        return _word(tokens[1:], forms, lexicon)  # di-PHK
    loose = all(len(token.exact) > 1 and token.exact.isalpha() for token in tokens)
    together = () if loose else (Filter(TermPhrase("exact", indexed_forms(tokens))),)
    pieces = Bool((*(_piece(token, forms) for token in tokens), *together))
    joined = "".join(token.exact for token in tokens)
    if not joined.isalnum() or joined.isdigit() or forms == "exact":
        return pieces
    return Best((pieces, Filter(Term("word", word_form(joined, lexicon)))))


def _piece(token: Token, forms: Forms) -> Query:
    """A word, ranked by its root and a little more by the form as written (which alone is found in texts whose language
    is not stemmed)."""
    exact = _adjacent([token], "", 0)
    scores = (Term("stem", token.stem), Boost(exact, EXACT_WEIGHT))
    if forms == "root":
        return Bool(should=(*scores, *map(Filter, _english(token, ""))), minimum=1)
    return Bool(must=(_found(token, "", exact, forms),), should=scores)


def _marked(tokens: Sequence[Token], field: str) -> list[Query]:
    """What the marks of words (`BIN`, `#bersih`) ask of hits: to hold them marked so."""
    return [Filter(Term(_words_in(field), token.mark)) for token in tokens if token.mark]


def _words_in(field: str) -> str:
    """The engine's field that holds the words of title or body or, with "", of both."""
    return f"{field}_word" if field else "word"


def _forms(word: Word, planner: Planner) -> Forms:
    return "root" if word.by_root else planner.forms


def _found(token: Token, field: str, exact: Query, forms: Forms) -> Query:
    """The articles that hold a word in one of its own forms or as it is written."""
    if token.mark:
        return Filter(Term(_words_in(field), token.mark))
    if forms == "exact":
        return Filter(exact)
    written = [] if field or token.word == token.exact else [exact]
    return Filter(_either(Term(_words_in(field), token.word), *written, *_english(token, field)))


def _english(token: Token, field: str) -> list[Term]:
    """What finds the English inflections of a word (`floods` by `flood`) in the English articles."""
    form = english_form(token.exact)
    return [Term(_words_in(field), form)] if form else []


def _either(*queries: Query) -> Query:
    return queries[0] if len(queries) == 1 else Bool(should=queries, minimum=1)


def _in_field(tokens: list[Token], field: str, forms: Forms) -> Query:
    """Words in title or body alone."""
    stems = _adjacent(tokens, field, 0)
    if len(tokens) > 1:
        return stems
    if forms == "root":
        return _either(stems, *map(Filter, _english(tokens[0], field)))
    found = _found(tokens[0], field, stems, "word") if forms == "word" else Filter(_as_written(tokens, field, 0))
    return Bool(must=(found,), should=(stems,))


def _adjacent(tokens: list[Token], field: str, slop: int, place: str = "exact") -> Query:
    """Words next to or near each other: as written in a place, or by their stems in title or body."""
    terms = tuple(token.stem for token in tokens) if field else indexed_forms(tokens)
    name = field or place
    if len(terms) == 1:
        return Term(name, terms[0])
    phrase = TermPhrase(name, terms, slop)
    return Best((phrase, TermPhrase(name, terms[::-1], slop))) if slop and len(terms) == 2 else phrase


def _as_written(tokens: list[Token], field: str, slop: int) -> Query:
    """The words as they are written. Of the body alone there are only stems: such words must stand there, and as
    written somewhere in the article."""
    written_so = _adjacent(tokens, "", slop, written_in(field))
    marked = _marked(tokens, field)
    if field == "body":
        return Bool((_adjacent(tokens, field, slop), Filter(written_so), *marked))
    return Bool((written_so, *marked)) if marked else written_so


def _near(leaf: Near, planner: Planner) -> Query | None:
    """Two words near each other; as written where both are asked for so."""
    left, right = leaf.left, leaf.right
    rows = analyze(left.text, planner.lexicon), analyze(right.text, planner.lexicon)
    if not all(rows):
        return None
    if planner.forms == "exact" or (isinstance(left, Exact) and isinstance(right, Exact)):
        return _as_written([*rows[0], *rows[1]], left.field, leaf.distance)
    found = [query for word in (left, right) if (query := _query(word, planner)) is not None]
    return near_query(rows, found, left.field, leaf.distance)


def _phrase_words(part: Tree, planner: Planner) -> list[Query]:
    """The words of a phrase, which rank its hits as they would alone."""
    if not isinstance(part, Phrase) or part.field:
        return []
    words = " ".join(word for word in part.text.split() if not set(word) & {"*", "?"})
    return [Term("stem", token.stem) for token in analyze(words, planner.lexicon)]


def as_written(tree: Tree, lexicon: Lexicon) -> list[Query]:
    """A query of plain words as a phrase, which ranks the article that is called so (`Ada Apa dengan Cinta`) first even
    where some of its words are left out."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    if not all(isinstance(part, Word) and not part.field for part in parts):
        return []
    tokens = [token for part in parts if isinstance(part, Word) for token in analyze(part.text, lexicon)]
    return [TermPhrase("exact", indexed_forms(tokens))] if len(tokens) > 1 else []


def _pairs(grouped: Sequence[Group | Tree], planner: Planner) -> list[Query]:
    """Neighbouring words of a short query, which rank articles higher where they are neighbours too."""
    pairs, row = list[tuple[str, ...]](), list[str]()
    for part in (*grouped, None):
        if isinstance(part, Group):
            row += [token.stem for word in part.words for token in analyze(word.text, planner.lexicon)]
        else:
            pairs += itertools.pairwise(row)
            row = []
    different = list(dict.fromkeys(pairs))
    return [Boost(TermPhrase("body", pair), PAIR_WEIGHT) for pair in different] if len(different) <= MAX_PAIRS else []
