"""What changed from one version of an article to the next, word by word where a paragraph was rewritten."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from indexer.fields import Language
from search import i18n
from search.article_history import Change
from search.i18n import label

LEAST_ALIKE = 0.5
"""Of two paragraphs, from which on one is the other rewritten; below it one went and another came."""
MAX_WORDS = 3_000
"""Words of two paragraphs that are compared: the time grows with their product."""
KEPT_SAME = 1
"""Unchanged paragraphs in a row that are shown; of more only the number is."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


def shown(changes: Sequence[Change], language: Language) -> Iterator[dict[str, Any]]:
    """Paragraphs in pieces, each piece `same`, `added` or `removed`; long unchanged stretches in a few words."""
    for (part, is_same), run in groupby(changes, lambda one: (one.part, one.change == "same")):
        held = list(run)
        if is_same and len(held) > KEPT_SAME:
            skipped = label("same_paragraphs", language, i18n.number(len(held), language))
            yield {"part": part, "skipped": skipped, "pieces": []}
        elif is_same:
            yield from ({"part": part, "skipped": "", "pieces": [("same", one.text)]} for one in held)
        else:
            for pieces in _rewritten(
                [one.text for one in held if one.change == "removed"],
                [one.text for one in held if one.change == "added"],
            ):
                yield {"part": part, "skipped": "", "pieces": pieces}


def _rewritten(old: list[str], new: list[str]) -> Iterator[list[tuple[str, str]]]:
    """New paragraphs in order, each against the old one that it was made of; before it those that went."""
    place = 0
    for text in new:
        found = next((number for number in range(place, len(old)) if _are_alike(old[number], text)), None)
        if found is None:
            yield [("added", text)]
            continue
        yield from ([("removed", gone)] for gone in old[place:found])
        yield word_changes(old[found], text)
        place = found + 1
    yield from ([("removed", gone)] for gone in old[place:])


def _are_alike(old: str, new: str) -> bool:
    words = _WORD.findall(old), _WORD.findall(new)
    if sum(map(len, words)) > MAX_WORDS:
        return False
    matcher = difflib.SequenceMatcher(None, *words, autojunk=False)
    return matcher.quick_ratio() >= LEAST_ALIKE and matcher.ratio() >= LEAST_ALIKE


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """The new text in pieces, with the words that came and those that went; single spaces between two are theirs."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[tuple[str, str]] = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(after[new_start:new_end])))
            continue
        pieces += [("removed", "".join(before[start:end])), ("added", "".join(after[new_start:new_end]))]
    return [piece for piece in pieces if piece[1]]
