"""What is asked: a query with its filters, read and planned for the engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from indexer.text import analyze
from search.context import Context
from search.expansion import all_groups
from search.notes import Note
from search.plan import Match, Plan, Planner, plan
from search.query import parse
from search.telling import untelling
from search.tree import EMPTY, All, Not, Or, Since, Tree, Until, Value, ValueField, Word, exclusions, join, to_text
from search.values import resolver

MOST_CHOSEN = 20
"""Values of one filter that an address may hold."""
VALUE_FIELDS: tuple[ValueField, ...] = ("publisher", "author", "section", "tag", "language", "site")


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
        for name in VALUE_FIELDS:
            values = getattr(self, name)
            if values and name != without:
                yield join(Or, [Value(name, value) for value in values])
        if self.since:
            yield Since(self.since)
        if self.until:
            yield Until(self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The text of a query, its filters and how it is to be matched, and the moment that days count from."""

    text: str
    match: Match = "all"
    filters: Filters = field(default_factory=Filters)
    now: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was understood: the tree without words that tell nothing, its plan, and notes on both."""

    tree: Tree
    plan: Plan
    notes: tuple[Note, ...]


def understand(asked: Asked, context: Context, without: str = "") -> Question:
    """Read a query and plan it. `without` names a filter that is left out (for the facet of that field)."""
    parsed = parse(asked.text, asked.now)
    notes = list(parsed.notes)
    if parsed.tree == EMPTY and asked.text.strip():
        notes.append(Note("no_words"))
    tree = _leave_out(parsed.tree, context, notes)
    whole = join(All, [tree, *asked.filters.trees(without)])
    made = plan_tree(whole, context, asked.match, notes)
    _note_days(whole, notes)
    _note_variants(tree, context, notes)
    return Question(tree, made, tuple(notes))


def plan_tree(tree: Tree, context: Context, match: Match = "all", notes: list[Note] | None = None) -> Plan:
    """Plan a tree; adds notes on values of fields that are not simply what was written."""
    resolve = resolver(context, [] if notes is None else notes)
    return plan(tree, Planner(context.lexicon, context.words.variants, resolve), match)


def _leave_out(tree: Tree, context: Context, notes: list[Note]) -> Tree:
    """The tree without words such as `siapa` that tell nothing, unless no word would be left."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    places = untelling([_plain_word(part, context) for part in parts], context.words.silent)
    kept = [part for place, part in enumerate(parts) if place not in places]
    if not places or not any(map(_is_text, kept)):
        return tree
    left_out = dict.fromkeys(to_text(parts[place]) for place in sorted(places))
    notes.append(Note("left_out", (" ".join(left_out),)))
    return join(All, kept)


def _plain_word(part: Tree, context: Context) -> str:
    """The folded form of a single word, "" for anything else."""
    tokens = analyze(part.text, context.lexicon) if isinstance(part, Word) and not part.field else []
    return tokens[0].exact if len(tokens) == 1 else ""


def _is_text(part: Tree) -> bool:
    return not isinstance(part, Value | Since | Until | Not)


def _note_days(tree: Tree, notes: list[Note]) -> None:
    parts = tree.parts if isinstance(tree, All) else ()
    since = max((part.day for part in parts if isinstance(part, Since)), default=date.min)
    until = min((part.day for part in parts if isinstance(part, Until)), default=date.max)
    if since > until:
        notes.append(Note("no_days", (since.isoformat(), until.isoformat())))


def _note_variants(tree: Tree, context: Context, notes: list[Note]) -> None:
    excluded = (other for part in exclusions(tree) for other in _others(part, context))
    for code, others in (("variants", _others(tree, context)), ("variants_excluded", excluded)):
        if named := ", ".join(dict.fromkeys(others)):
            notes.append(Note(code, (named,)))


def _others(tree: Tree, context: Context) -> Iterator[str]:
    """What else the words of a query may be written as."""
    for group in all_groups(tree, context.lexicon, context.words.variants):
        yield from (" ".join(other.words) for other in group.others)
