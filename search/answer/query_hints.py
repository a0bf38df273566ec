"""What helps where little was found: words that no article has, and what was probably meant."""

from __future__ import annotations

from search.answer.highlight import text_leaves
from search.answer.interpretation import plan_tree
from search.answer.spellcheck import correction
from search.context import Context
from search.notes import Note
from search.query.tree import Tree, to_text
from search.request import SearchRequest


def advice(context: Context, request: SearchRequest, tree: Tree, total: int) -> list[Note]:
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
    found = context.engine.counts([plan.query(plan.minimums("all")[0]) for plan in plans.values()])
    return [text for text, number in zip(plans, found, strict=True) if not number]
