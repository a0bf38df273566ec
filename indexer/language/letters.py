"""The bare letters of texts, and those that every form of a word has: what lacks them need not be taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.folding import fold
from indexer.language.lexicon import Lexicon

_OTHER_LETTER = re.compile(r"[^\W\x00-\x7f]")
_ASCII = bytes(range(128))
_SIGNS = bytes(sign for sign in _ASCII if not chr(sign).isalnum())
_PERCENT = re.compile(r"(?<=\d) ?%")
_NASALS = {"k": "ng", "s": "ny", "t": "n", "p": "m"}
"""What me- and pe- make of the first letter of a root: `menyerang`."""
_OTHER_ENDS = {"asi": "ir", "an": "2an", "nya": "2nya"}
"""What a form may have for the end of its root: `diorganisir`, of *organisasi*, `besar2an`."""
_BEYOND_STEM = 2
"""Letters at the end of an English stem that its word may lack: `sensibl` of *sensibility*, `able` of *ability*."""


def has_other_letters(text: str) -> bool:
    """Whether a text has letters or digits that ASCII has not, so that it is folded letter by letter."""
    if text.isascii():
        return False
    return _OTHER_LETTER.search(text.encode(errors="ignore").translate(None, _ASCII).decode()) is not None


def letters(text: str) -> str:
    """The letters and digits of ASCII of a folded text without anything between them, `%` and `US$` as words. They have
    in one piece the exact form of each of its words, without the signs of that."""
    return without_signs(fold(text) if has_other_letters(text) else text.lower())


def without_signs(folded: str) -> str:
    """The same of what is folded already."""
    if "%" in folded:
        folded = _PERCENT.sub("persen", folded)
    if "us$" in folded:
        folded = folded.replace("us$", "usd")
    return folded.encode("ascii", "ignore").translate(None, _SIGNS).decode()


def shapes(word: str, lexicon: Lexicon) -> list[str]:
    """Of a root, or the key of a word (`jalan.-kan`): what `letters` of each of its Indonesian forms have one of."""
    found = [*_shapes(word)]
    for one in found:  # which grows: an irregular form may be that of another one
        irregular = [form for form, root in lexicon.exceptions.items() if one in root]
        found += [shape for form in irregular for shape in _shapes(form) if not any(one in shape for one in found)]
    return found


def english_letters(mark: str) -> str:
    """Of a marked English stem: what `letters` of each of its words have."""
    return letters(mark)[:-_BEYOND_STEM]


def _shapes(word: str) -> Iterator[str]:
    root = letters(word.partition(".")[0].partition("-")[0])
    others = (root.removesuffix(end) + written for end, written in _OTHER_ENDS.items() if root.endswith(end))
    for each in (root, *others):
        yield each
        if each[:1] in _NASALS:
            yield _NASALS[each[0]] + each[1:]
