"""A request's query with its filters, read and planned for the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.language.analysis import analyze
from indexer.language.variants import Variants
from indexer.language.written import close_up
from search.context import Context
from search.notes import Note
from search.people.in_query import names_people, with_offices
from search.planning.expansion import all_groups
from search.planning.inflected import with_inflected
from search.planning.joining import with_joined
from search.planning.plan import Match, Plan, Planner, Resolve, plan
from search.planning.ranking import as_phrase
from search.planning.special_words import can_match
from search.planning.words import Forms
from search.query.field_values import held_values, resolver
from search.query.headline import as_headline, without_capitals
from search.query.leaves import OPERATORS
from search.query.parser import parse
from search.query.stopwords import droppable
from search.query.tree import EMPTY, All, Not, Or, Since, Tree, Until, Value, Word, exclusions, join, to_text, wildcards
from search.query.value_words import with_following_words
from search.request import DayRange, Filters, SearchRequest

_HOST = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InterpretedQuery:
    """A query as it was understood: the tree without stop words, its plan, notes on both, and how else its words may
    be written."""

    tree: Tree
    plan: Plan
    notes: tuple[Note, ...]
    variants: Variants


def interpret(
    request: SearchRequest,
    context: Context,
    without: str = "",
    resolve: Resolve | None = None,
    find: Resolve | None = None,
) -> InterpretedQuery:
    """Read a query and plan it. `without` names a filter that is left out (for the facet of that field); `resolve`
    gives the values that are planned with, `find` those by which it is seen how many words a value has; else the
    engine is asked for them."""
    query = close_up(request.query)
    headline = as_headline(query, context.lexicon)
    parsed = parse(without_capitals(headline or query, context.lexicon), context.now, request.limits)
    notes = [*parsed.notes, *([Note("capitals")] if headline else [])]
    if parsed.tree == EMPTY and request.query.strip():
        notes.append(Note("no_words"))
    if not headline and request.query.isupper() and set(request.query.split()) & OPERATORS.keys():
        notes.append(Note("read_as", (to_text(parsed.tree),)))
    held = held_values(context)
    find = find or resolver(context, [], held)
    read = with_following_words(parsed.tree, find)
    tree = _leave_out(read, context, notes)
    variants = with_inflected(tree, context.lexicon, context.words.variants, context.engine.counts)
    variants = with_joined(tree, context.lexicon, variants, context.engine.counts)
    context = replace(context, words=replace(context.words, variants=variants))
    whole = join(All, [tree, *filter_trees(request.filters, without)])
    made = plan_tree(whole, context, request.match, request.forms, resolve=resolve or resolver(context, notes, held))
    if tree != read:
        made = replace(made, ranking=(*made.ranking, *as_phrase(read, context.lexicon)))
    if made.small:
        notes.append(Note("small_words", (" ".join(dict.fromkeys(made.small)),)))
    unmatched = [leaf.pattern for leaf in wildcards(tree) if not can_match(leaf.pattern, context.lexicon)]
    notes += [Note("never_matches", (pattern,)) for pattern in unmatched]
    _note_sites(tree, find, notes)
    _note_days(whole, notes)
    _note_variants(tree, context, notes)
    return InterpretedQuery(tree, made, tuple(notes), variants)


def filter_trees(filters: Filters, without: str = "") -> Iterator[Tree]:
    """The filters as parts of a query, all but one of them."""
    for name, chosen in filters.items():
        if not isinstance(chosen, DayRange):
            if name != without:
                yield join(Or, [Value(name, value, whole=True) for value in chosen])
            continue
        if chosen.since:
            yield Since(chosen.since)
        if chosen.until:
            yield Until(chosen.until)


def plan_tree(
    tree: Tree,
    context: Context,
    match: Match = "all",
    forms: Forms = "word",
    resolve: Resolve | None = None,
) -> Plan:
    """Plan a tree; `resolve` gives the values of fields, else the engine is asked for them."""
    resolve = resolve or resolver(context, [])
    words = context.words
    if names_people(tree):
        tree = with_offices(tree, context.names())
    return plan(tree, Planner(context.lexicon, words.variants, resolve, forms, words.silent.small), match)


def _leave_out(tree: Tree, context: Context, notes: list[Note]) -> Tree:
    """The tree without stop words such as `siapa`, unless no word would be left (decision 49)."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    places = droppable([_plain_word(part, context) for part in parts], context.words.silent)
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


def _note_sites(tree: Tree, find: Resolve, notes: list[Note]) -> None:
    """Say how the articles of a site are found where a word is its name (`kompas.com`)."""
    words = (part.text for part in (tree.parts if isinstance(tree, All) else (tree,)) if isinstance(part, Word))
    hosts = dict.fromkeys(host[1].lower() for word in words if "." in word and (host := _HOST.fullmatch(word)))
    notes += [Note("site_hint", (host,)) for host in hosts if find(Value("site", host))]


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
