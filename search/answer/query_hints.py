"""Hints where little was found: words that no article has, and the spelling that was probably meant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import orjson

from base.deadline import check_deadline
from indexer.engines.port import Page
from indexer.engines.queries import Fuzzy, Request, Term
from indexer.language.analysis import analyze
from indexer.language.spelling import within_distance
from search.answer.highlight import text_leaves
from search.answer.interpretation import filter_trees, plan_tree
from search.context import Context
from search.notes import Note
from search.query.tree import All, And, Or, Tree, Word, join, to_text
from search.request import SearchRequest

RARE = 10
"""A query or word with so many hits is taken to be spelt as it was meant."""
TIMES = 10
"""So many times more hits a correction must have; where the query finds nothing, any are."""
_MIN_LETTERS = 4
_MIN_HELD = 2
"""Articles that hold a word with a capital, so that it is a name and no misspelling of a common word."""
_LONG = 8
_DISTANCES: tuple[Literal[1, 2], ...] = (1, 2)
_MAX_ARTICLES = 30
_MAX_WORDS = 8
"""Words of a query that are looked at; a longer one has enough others to be found by."""


def query_hints(context: Context, request: SearchRequest, tree: Tree, total: int) -> list[Note]:
    """Notes for a query that finds `total` articles with all its words."""
    notes = []
    if total == 0 and (missing := _missing(context, tree)):
        notes.append(Note("missing", (", ".join(missing),)))
    better = correction(context, request, tree, total)
    if better is not None:
        notes.append(Note("did_you_mean", (better,)))
    return notes


def _missing(context: Context, tree: Tree) -> list[str]:
    """The words of a query that are in no article, whatever its filters."""
    plans = {to_text(leaf): plan_tree(leaf, context) for leaf in text_leaves(tree)}
    found = context.engine.counts([plan.asked("all") for plan in plans.values()])
    return [text for text, number in zip(plans, found, strict=True) if not number]


def correction(context: Context, request: SearchRequest, tree: Tree, total: int) -> str | None:
    """The query with its rare words spelt as articles spell them, None where that would not find far more.

    `total` is what the query itself finds, with the filters that were asked for.
    """
    if total >= RARE:
        return None
    words = [leaf for leaf in dict.fromkeys(text_leaves(tree)) if isinstance(leaf, Word)][:_MAX_WORDS]
    better = {word: _better(context, word) for word in words}
    if all(word == other for word, other in better.items()):
        return None
    corrected = _with(tree, better)
    plan = plan_tree(join(All, [corrected, *filter_trees(request.filters)]), context, forms=request.forms)
    if context.engine.count(plan.asked("all")) < _far_more(total):
        return None
    return to_text(corrected)


def _far_more(number: int) -> int:
    return max(TIMES * number, 1)


def _with(tree: Tree, better: Mapping[Word, Word]) -> Tree:
    """The tree with other words, but for what it leaves out."""
    match tree:
        case Word():
            return better.get(tree, tree)
        case All(parts) | And(parts) | Or(parts):
            return join(type(tree), [_with(part, better) for part in parts])
        case _:
            return tree


def _better(context: Context, word: Word) -> Word:
    """The commonest word spelt like this one, of those that are far commoner the nearest; else the word itself."""
    engine, tokens = context.engine, analyze(word.text, context.lexicon)
    if len(tokens) != 1 or len(tokens[0].exact) < _MIN_LETTERS or not tokens[0].exact.isalpha():
        return word
    written, is_name = tokens[0].exact, word.text[:1].isupper() and not word.text.isupper()
    known = max(engine.counts([Term("exact", written), Term("stem", tokens[0].stem)]))
    if known >= RARE or (is_name and len(written) <= _MIN_LETTERS):
        return word
    if known and _held_as_name(context, written) >= (1 if is_name else _MIN_HELD):
        return word
    for distance in _DISTANCES[: 2 if len(written) >= _LONG else 1]:
        near = _near(context, written, distance)
        numbers = engine.counts([Term("exact", one) for one in near])
        number, best = max(zip(numbers, near, strict=True), default=(0, ""))
        if number >= _far_more(known):
            return Word(best, word.field)
    return word


def _held_as_name(context: Context, written: str) -> int:
    """How many articles hold a rare word with a capital, which no typing error in a query is."""
    name = re.compile(rf"\b{re.escape(written.capitalize())}\b")
    found = context.engine.search(Request(Term("exact", written), limit=RARE))
    return sum(bool(name.search("\n".join((stored["title"], *stored["body"])))) for stored in _stored(found))


def _stored(found: Page) -> Iterator[dict[str, Any]]:
    """What is kept of the articles found, as long as the time of the search lasts."""
    for hit in found.hits:
        check_deadline()
        yield orjson.loads(hit.stored)


def _near(context: Context, written: str, distance: Literal[1, 2]) -> list[str]:
    """The likeliest of the words within the edit distance, read from articles that hold one."""
    found = context.engine.search(Request(Fuzzy("exact", written, distance), limit=_MAX_ARTICLES))
    words = Counter[str]()
    for stored in _stored(found):
        tokens = analyze("\n".join((stored["title"], *stored["body"])), context.lexicon, stored["language"])
        words.update({token.exact for token in tokens} - {written})
    near = [word for word in words if word.isalpha() and within_distance(written, word, distance)]
    return sorted(near, key=lambda word: -words[word])[:5]
