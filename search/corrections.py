"""`Did you mean`: a word that hardly any article has, spelt as many articles spell it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Literal

from indexer.engine import Fuzzy, Request, Term
from indexer.spelling import within
from indexer.text import analyze
from search.context import Context
from search.question import Asked, plan_tree
from search.tree import All, Tree, Word, join, to_text

RARE = 10
"""A query with so many hits needs no correction."""
TIMES = 10
"""So many times more hits a correction must have."""
_LEAST_LETTERS = 4
_LONG = 8
_LOOKED_AT = 30
_MOST_WORDS = 8
"""Words of a query that are looked at; a longer one has enough others to be found by."""


def correction(context: Context, asked: Asked, tree: Tree, total: int) -> str | None:
    """The query with its rare words spelt as articles spell them, None where that would not find far more.

    `total` is what the query itself finds, with the filters that were asked for.
    """
    if total >= RARE:
        return None
    parts = list(tree.parts) if isinstance(tree, All) else [tree]
    words = list(dict.fromkeys(part for part in parts if isinstance(part, Word) and not part.field))[:_MOST_WORDS]
    better = {word: _better(context, word) for word in words}
    if all(word == other for word, other in better.items()):
        return None
    corrected = join(All, [better.get(part, part) if isinstance(part, Word) else part for part in parts])
    plan = plan_tree(join(All, [corrected, *asked.filters.trees()]), context)
    if context.engine.count(plan.query(plan.minimums("all")[0])) < TIMES * max(total, 1):
        return None
    return to_text(corrected)


def _better(context: Context, word: Word) -> Word:
    """The commonest word spelt like this one, if it is far commoner; else the word itself."""
    engine, tokens = context.engine, analyze(word.text, context.lexicon)
    if len(tokens) != 1 or len(tokens[0].exact) < _LEAST_LETTERS or not tokens[0].exact.isalpha():
        return word
    written = tokens[0].exact
    known = max(engine.count(Term("exact", written)), engine.count(Term("stem", tokens[0].stem)))
    if known >= RARE:
        return word
    near = _near(context, written)
    number, best = max(((engine.count(Term("exact", one)), one) for one in near), default=(0, ""))
    return Word(best) if number >= TIMES * max(known, 1) else word


def _near(context: Context, written: str) -> list[str]:
    """The likeliest of the words within the edit distance, read from articles that hold one."""
    distance: Literal[1, 2] = 2 if len(written) >= _LONG else 1
    found = context.engine.search(Request(Fuzzy("exact", written, distance), limit=_LOOKED_AT))
    words = Counter[str]()
    for hit in found.hits:
        stored = json.loads(hit.stored)
        tokens = analyze("\n".join((stored["title"], *stored["body"])), context.lexicon, stored["language"])
        words.update({token.exact for token in tokens} - {written})
    near = [word for word in words if word.isalpha() and within(written, word, distance)]
    return sorted(near, key=lambda word: -words[word])[:5]
