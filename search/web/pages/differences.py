"""What changed from one version of an article to the next, word by word where a paragraph was rewritten."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from indexer.fields import Language
from search import i18n
from search.article_history import Change
from search.i18n import label

LEAST_ALIKE = 0.5
"""Of two paragraphs, from which on one is the other rewritten; below it one went and another came."""
MAX_PAIRS = 50_000
"""Pairs of equal words of two paragraphs that are compared, which is what takes the time: two of 2,000 words have some
30,000 in ordinary language, and two of 300 where there are but two words."""
MAX_AHEAD = 30
"""Old paragraphs that a new one is held against; of more in a row an article was written anew."""
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
    place, old_words = 0, list(map(_words, old))
    for text in new:
        words = _words(text)
        ahead = range(place, min(len(old), place + MAX_AHEAD))
        found = next((number for number in ahead if _are_alike(old_words[number], words)), None)
        if found is None:
            yield [("added", text)]
            continue
        yield from ([("removed", gone)] for gone in old[place:found])
        yield word_changes(old[found], text)
        place = found + 1
    yield from ([("removed", gone)] for gone in old[place:])


def _words(text: str) -> list[str]:
    """The words and signs of a paragraph without its blanks, which any two have in common."""
    return [one for one in _WORD.findall(text) if not one.isspace()]


def _are_alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether two paragraphs share so many of their words in one order."""
    numbers, others = Counter(old), Counter(new)
    if 2 * (numbers & others).total() < LEAST_ALIKE * (len(old) + len(new)):
        return False
    if sum(number * others[word] for word, number in numbers.items()) > MAX_PAIRS:
        return False
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() >= LEAST_ALIKE


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """The new text in pieces, with the words that came and those that went; single spaces between two are theirs."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[tuple[str, str]] = []
    # Blanks only stay where the words beside them do: to match each with each takes the square of a paragraph's words
    matcher = difflib.SequenceMatcher(str.isspace, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(after[new_start:new_end])))
            continue
        pieces += [("removed", "".join(before[start:end])), ("added", "".join(after[new_start:new_end]))]
    return [piece for piece in pieces if piece[1]]
