"""Values of several words that were written without quotation marks: `penulis:budi santoso panen`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from indexer import fields
from search.query.tree import All, Tree, Value, Word, join

MAX_WORDS = 6
"""Words of a value that are tried."""

Find = Callable[[Value], tuple[str, ...]]


def with_following_words(tree: Tree, find: Find) -> Tree:
    """The tree with the words behind a value taken into it as far as there is such a value. In other fields than those
    of names only where the first word alone is no value: `rubrik:ekonomi naik` asks for a word too."""
    parts: list[Tree] = list(tree.parts) if isinstance(tree, All) else [tree]
    kept, place = list[Tree](), 0
    while place < len(parts):
        part, behind = parts[place], parts[place + 1 : place + MAX_WORDS]
        taken, place = 0, place + 1
        if isinstance(part, Value) and part.form is None and not part.whole and behind:
            part, taken = _longest(part, behind, find)
        kept.append(part)
        place += taken
    return join(All, kept)


def _longest(value: Value, behind: list[Tree], find: Find) -> tuple[Value, int]:
    if not fields.by_name()[value.field].names and find(value):
        return value, 0
    best, text = (value, 0), value.text
    for number, part in enumerate(behind, 1):
        if not isinstance(part, Word) or part.field or part.by_root:
            break
        text = f"{text} {part.text}"
        if find(longer := replace(value, text=text)):
            best = longer, number
    return best
