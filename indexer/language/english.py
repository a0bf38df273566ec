"""English words by their stems (Snowball's English stemmer, Porter2): `flood` and `floods` are forms of one word.

The index holds these stems for English articles alone, and marked, so that no Indonesian word or root meets one.
"""

from __future__ import annotations

import re

import Stemmer

from indexer.language.lexicon import MAX_TERM

ENGLISH = "~"
"""Marks a stem. No folded word has it."""
_WORD = re.compile(r"[a-z][a-z']+[a-z]")
"""Shorter words have no inflections."""
_STEMMER = Stemmer.Stemmer("english", 0)  # its cache is one more to bound; terms are cached with the lexicon


def english_form(exact: str) -> str:
    """The marked stem of a folded word; "" where it has other letters than English ones, or fewer than three."""
    return (ENGLISH + _STEMMER.stemWord(exact))[:MAX_TERM] if _WORD.fullmatch(exact) else ""
