"""Tells apart articles written from one template, by a figure, a day or a name that differs in the same context.

The daily price of gold, the weather of two towns and two match reports agree in nearly all words. Only facts in a
context (the words before or after) that both texts have are compared; comparing them wherever they stand refused 60 %
of real copies, since each paper adds figures of its own (decision 33).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from base.clock import MONTH_NAMES
from indexer.language.spelling import within_distance

Context = tuple[str, ...]
"""The plain words before a fact and "", or "" and those after it; () for anywhere in the text."""


class Facts(NamedTuple):
    """The facts in one context: figures (with months and small numbers in words), weekdays, names."""

    figures: Counter[str]
    weekdays: Counter[str]
    names: Counter[str]


_FIGURE, _WEEKDAY, _NAME, _PLAIN = range(4)
_PIECE = re.compile(r"rp(?=\d)|(?P<figure>\d+(?:[.,:]\d+)*)|[^\W_]+(?:['’][^\W_]+)*|[.!?:\"“”]", re.IGNORECASE)
_SENTENCE_SIGNS = frozenset('.!?:"“”')
"""Signs after which a word is capitalized without being a name."""
_CONTEXT_WORDS = 3
"""Plain words of a context (decision 33)."""
_EDGE = "|"
_MAX_NAMES = 50
"""Names in one context that are compared letter by letter; for lists of thousands that would take minutes."""
_LONGEST_NAME = 40
"""Letters of a name that may be spelt otherwise: two of 50,000 letters would take minutes."""
_SMALL = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_NUMBERS = {
    **{names[0]: str(number) for number, names in enumerate(MONTH_NAMES, 1)},
    **{word: str(number) for number, word in enumerate(_SMALL, 1)},
    "seratus": "100",
    "seribu": "1000",
}
_WEEK = frozenset(["senin", "selasa", "rabu", "kamis", "jumat", "jum'at", "sabtu", "minggu", "ahad"])
_ATTRIBUTIONS = frozenset(["kepada", "dikutip", "mengutip", "dilansir", "melansir"])
"""Words of attribution, after which each paper names itself or its agency."""
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("ch", "h"), ("kh", "h"), ("y", "i"))


@lru_cache(maxsize=512)  # an article of a template is compared with many others of it
def facts_by_context(news: tuple[str, ...]) -> dict[Context, Facts]:
    """The facts in an article's paragraphs by their contexts; all of them under ()."""
    found = defaultdict[Context, Facts](_no_facts, {(): _no_facts()})
    for paragraph in news:
        for around, kind, word in _with_contexts(list(_words(paragraph))):
            for context in ((), *around):
                found[context][kind][word] += 1
    return dict(found)


def _with_contexts(words: Sequence[tuple[str, int]]) -> Iterator[tuple[list[Context], int, str]]:
    """The facts of a paragraph with their contexts, which never reach beyond the paragraph."""
    plain = [_EDGE, *(word for word, kind in words if kind == _PLAIN), _EDGE]
    number = 1
    for word, kind in words:
        if kind == _PLAIN:
            number += 1
        else:
            before, after = (
                tuple(plain[max(0, number - _CONTEXT_WORDS) : number]),
                tuple(plain[number : number + _CONTEXT_WORDS]),
            )
            yield [context for context in ((*before, ""), ("", *after)) if _is_distinctive(context, kind)], kind, word


def _is_distinctive(context: Context, kind: int) -> bool:
    """Whether a context is specific enough: three words, or for a figure the one word at the edge of its line."""
    return (len(context) > _CONTEXT_WORDS and _EDGE not in context) or (kind == _FIGURE and len(context) > 2)


def contradict(one: Mapping[Context, Facts], other: Mapping[Context, Facts]) -> bool:
    """Whether in some common context each text has a figure, day or name that the other has nowhere."""
    own = [(mine - theirs, theirs - mine) for mine, theirs in zip(one[()], other[()], strict=True)]
    if not any(mine and theirs for mine, theirs in own):
        return False
    return any(_differ(context, one[context], other[context], own) for context in one.keys() & other.keys() if context)


def _differ(context: Context, one: Facts, other: Facts, own: Sequence[tuple[Counter[str], Counter[str]]]) -> bool:
    figures, weekdays, names = (
        ([word for word in mine - theirs if word in my_own], [word for word in theirs - mine if word in their_own])
        for mine, theirs, (my_own, their_own) in zip(one, other, own, strict=True)
    )
    if all(figures) or all(weekdays):
        return True
    return all(names) and _ATTRIBUTIONS.isdisjoint(context) and not _same_name(*names)


def _no_facts() -> Facts:
    return Facts(Counter(), Counter(), Counter())


def _same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether names are spellings of each other, or one is the acronym of the other."""
    if any("".join(word[0] for word in long) in short for short, long in ((one, other), (other, one))):
        return True
    first, second = map(_modern_spelling, one[:_MAX_NAMES]), map(_modern_spelling, other[:_MAX_NAMES])
    return any(_is_similar(mine, theirs) for mine, theirs in itertools.product(first, second))


def _is_similar(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one == other or (4 <= shorter <= _LONGEST_NAME and within_distance(one, other, 2 if shorter >= 8 else 1))


def _modern_spelling(name: str) -> str:
    """A name in today's spelling (Soekarno: sukarno), without doubled letters."""
    for old, new in _OLD_SPELLING:
        name = name.replace(old, new)
    return "".join(letter for letter, _ in itertools.groupby(name))


def _words(paragraph: str) -> Iterator[tuple[str, int]]:
    """The words of a paragraph in lower case, each with its index in `Facts` or `_PLAIN`."""
    starts = True
    for piece in _PIECE.finditer(paragraph):
        text, word = piece[0], piece[0].lower()
        if text in _SENTENCE_SIGNS:
            starts = True
            continue
        if piece["figure"]:
            yield re.sub("[.,:]", "", text).lstrip("0") or "0", _FIGURE
        elif word in _NUMBERS:
            yield _NUMBERS[word], _FIGURE
        elif word in _WEEK:
            yield word, _WEEKDAY
        else:
            yield word, _NAME if text[0].isupper() and not starts and word != "rp" else _PLAIN
        starts = False
