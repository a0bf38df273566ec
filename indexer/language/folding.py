"""Folds text: letters that make no other word become the same."""

from __future__ import annotations

import re
import unicodedata

MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
APOSTROPHES = "'’‘ʼʻ`´′＇"
HYPHENS = "‐‑‒–−﹣－-"

_STRIPPED = re.compile(rf"[{MARKS}{INVISIBLE}]+")
_PLAIN = str.maketrans(
    {**dict.fromkeys(APOSTROPHES, "'"), **dict.fromkeys(HYPHENS, "-")}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)


def fold(text: str) -> str:
    """Lower case without diacritics, in compatibility form, with plain apostrophes and hyphens."""
    if text.isascii():
        return text.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFKC", _STRIPPED.sub("", decomposed).translate(_PLAIN))
