"""Text made ready to be compared: without what nobody sees, as its words alone, as runs of words."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_SHINGLE_WORD = re.compile(r"\w+")
SHINGLE_WORDS = 4
"""Words of a shingle, as many as in the benchmark of article extraction that bodies are measured by."""


def visible(text: str) -> str:
    """A text without control characters and without those that are not seen or turn the direction of writing."""
    return text if text.isprintable() else _INVISIBLE.sub("", text)  # none of these counts as printable


def bare_words(text: str) -> str:
    """The words of a string in lower case, one space between them."""
    return " ".join(_WORD.findall(visible(text).lower()))


def shingles(text: str) -> list[tuple[str, ...]]:
    """All runs of four words in a text, in order; a shorter text is one run, one without words none."""
    words = _SHINGLE_WORD.findall(text.lower())
    return [tuple(words[n : n + SHINGLE_WORDS]) for n in range(max(1, len(words) - SHINGLE_WORDS + 1)) if words]
