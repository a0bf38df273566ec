"""What is asked: a query with its filters, read and planned for the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from indexer.engine import Engine
from indexer.text import Lexicon, analyze, fold
from search.notes import Note
from search.plan import Match, Plan, Planner, plan
from search.query import parse
from search.tree import All, Not, Or, Since, Tree, Until, Value, ValueField, Word, join
from search.values import Publishers, resolver
from search.words import WordLists


def no_names() -> Mapping[str, str]:
    """The names of no publisher."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Values of fields that hits must have (one of several), and the Jakarta days that they lie between."""

    publisher: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def trees(self, without: str = "") -> Iterator[Tree]:
        """The filters as parts of a query, all but one of them."""
        for name in _VALUE_FIELDS:
            values = getattr(self, name)
            if values and name != without:
                yield join(Or, [Value(name, value) for value in values])
        if self.since:
            yield Since(self.since)
        if self.until:
            yield Until(self.until)


_VALUE_FIELDS: tuple[ValueField, ...] = ("publisher", "author", "section", "tag", "language", "site")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks what: the text, its filters and how it is to be matched, and the moment that days count from."""

    text: str
    match: Match = "all"
    filters: Filters = field(default_factory=Filters)
    now: datetime
    publishers: Publishers = no_names


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was understood: the tree without question words, its plan, and notes on both."""

    tree: Tree
    plan: Plan
    notes: tuple[Note, ...]


def understand(asked: Asked, engine: Engine, lexicon: Lexicon, words: WordLists, without: str = "") -> Question:
    """Read a query and plan it. `without` names a filter that is left out (for the facet of that field)."""
    parsed = parse(asked.text, asked.now)
    notes = list(parsed.notes)
    tree = _drop_question_words(parsed.tree, lexicon, words.question, notes)
    made = plan_tree(tree, asked, engine, lexicon, words, notes, without)
    _note_variants(tree, words, notes)
    return Question(tree, made, tuple(notes))


def plan_tree(
    tree: Tree, asked: Asked, engine: Engine, lexicon: Lexicon, words: WordLists, notes: list[Note], without: str = ""
) -> Plan:
    """Plan a tree with the filters that were asked for; adds notes on values that are not simply what was written."""
    planner = Planner(lexicon, resolver(engine, asked.publishers, notes), words.variants)
    return plan(join(All, [tree, *asked.filters.trees(without)]), planner, asked.match)


def _drop_question_words(tree: Tree, lexicon: Lexicon, question: frozenset[str], notes: list[Note]) -> Tree:
    """The tree without words such as `siapa` and `adalah`, unless nothing would be left."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    dropped = [part.text for part in parts if isinstance(part, Word) and _is_question(part, lexicon, question)]
    kept = [part for part in parts if not (isinstance(part, Word) and _is_question(part, lexicon, question))]
    if not dropped or not any(map(_is_text, kept)):
        return tree
    notes.append(Note("question_words", (" ".join(dropped),)))
    return join(All, kept)


def _is_question(word: Word, lexicon: Lexicon, question: frozenset[str]) -> bool:
    return not word.field and all(token.exact in question for token in analyze(word.text, lexicon))


def _is_text(part: Tree) -> bool:
    return not isinstance(part, Value | Since | Until | Not)


def _note_variants(tree: Tree, words: WordLists, notes: list[Note]) -> None:
    parts = tree.parts if isinstance(tree, All) else (tree,)
    found = [variant for part in parts if isinstance(part, Word) for variant in words.variants(fold(part.text))]
    if found:
        notes.append(Note("variants", (", ".join(dict.fromkeys(found)),)))
