"""The terms that say how often an article has a word, so that an engine which counts nothing can be asked for it.

A word that stands twice or more has one term with its number, and one that stands `MOST` times or more has that of
`MOST`: "at least so often" is then a choice of a few terms, the same in both engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

MOST = 10
"""Times that are told apart: more often than that hardly any article of news has a word that it is not about."""
_SIGN = "\u00d7"
"""No word of a text has it."""


def counted_terms(words: Iterable[str]) -> Iterator[str]:
    """The terms of an article with these words, each as often as it stands there."""
    for word, times in Counter(words).items():
        if times > 1:
            yield _term(word, min(times, MOST))


def terms_from(word: str, times: int) -> tuple[str, ...]:
    """The terms one of which an article has that has a word so many times (2 to `MOST`) or more."""
    return tuple(_term(word, number) for number in range(times, MOST + 1))


def _term(word: str, times: int) -> str:
    return f"{word}{_SIGN}{times}"
