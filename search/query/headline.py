"""Tells a pasted headline in capitals, in which BUKAN, DAN and ATAU are words, from a query of operators."""

from __future__ import annotations

from indexer.language.analysis import Lexicon, analyze
from search.query.lexer import OPERATORS

_MIN_WORDS = 3
"""Words beside the operators that a headline has at least; with fewer, capitals are mostly acronyms."""
_MIN_LETTERS = 4
"""Letters of a word that is surely no acronym where the word list knows it."""


def as_headline(query: str, lexicon: Lexicon) -> str:
    """The query with its operators as small words where it is a headline in capitals; "" where it is none.

    `KPK OR BPK OR PPATK` is none: at least half of a headline's words are known words of four letters or more.
    """
    words = query.split()
    if query != query.upper() or not any(word in OPERATORS for word in words) or any(c in query for c in '()":='):
        return ""
    others = [word for word in words if word not in OPERATORS]
    known = sum(len(word) >= _MIN_LETTERS and _is_known(word, lexicon) for word in others)
    if len(others) < _MIN_WORDS or 2 * known < len(others):
        return ""
    return " ".join(word.lower() if word in OPERATORS else word for word in words)


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return any(token.stem in lexicon.roots for token in analyze(word, lexicon))
