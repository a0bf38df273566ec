"""Tells a query that is all in capitals, such as a pasted headline, from one with acronyms and operators."""

from __future__ import annotations

import re

from indexer.language.analysis import Lexicon, analyze
from search.query.leaves import OPERATORS

_WORD = re.compile(r"\w+")
_MIN_WORDS = 3
"""Words beside the operators that a headline has at least; with fewer, capitals are mostly acronyms."""
_MIN_WORDS_AFTER = 2
"""The same where it begins with an operator, which has nothing to join or exclude from (`BUKAN CINTA BIASA`)."""
_MIN_LETTERS = 4
"""Letters of a word that is surely no acronym where the word list knows it."""


def without_capitals(query: str, lexicon: Lexicon) -> str:
    """The query in small letters where its capitals tell no acronym from a word: where it has no other letters, and at
    least half of its words are known ones. Operators stay as they are, and an acronym alone
    that is a word too (`SARA`)."""
    is_acronym = [word.lower() in lexicon.word_acronyms for word in _WORD.findall(query)] == [True]
    if is_acronym or not query.isupper() or not _is_of_known_words(query, lexicon):
        return query
    return _WORD.sub(lambda word: word[0] if word[0] in OPERATORS else word[0].lower(), query)


def as_headline(query: str, lexicon: Lexicon) -> str:
    """The query with its operators as small words where it is a headline in capitals; "" where it is none.

    `KPK OR BPK OR PPATK` is none: at least half of a headline's words are known words of four letters or more.
    """
    words = query.split()
    if query != query.upper() or not any(word in OPERATORS for word in words) or any(c in query for c in '()":='):
        return ""
    least = _MIN_WORDS_AFTER if words[0] in OPERATORS else _MIN_WORDS
    if sum(word not in OPERATORS for word in words) < least or not _is_of_known_words(query, lexicon):
        return ""
    return " ".join(word.lower() if word in OPERATORS else word for word in words)


def _is_of_known_words(query: str, lexicon: Lexicon) -> bool:
    others = [word for word in _WORD.findall(query) if word not in OPERATORS]
    return 2 * sum(len(word) >= _MIN_LETTERS and _is_known(word, lexicon) for word in others) >= len(others)


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return any(token.stem in lexicon.roots for token in analyze(word, lexicon))
