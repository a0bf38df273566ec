"""Words that are written together, apart or with a hyphen: `antikorupsi`, `anti korupsi`, `anti-korupsi`.

The index holds what is written with a hyphen joined too; a query looks up the joined form of two words, and the two
words of a joined one, where the first is a bound form (`anti`) or the word list knows both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.lexicon import MAX_TERM, Lexicon
from indexer.language.word_forms import word_form

VOICES = frozenset(
    ("di", "me", "mem", "men", "meng", "menge", "nge", "ber", "ter", "pe", "pem", "pen", "peng", "ku", "kau")
)
"""Prefixes with a hyphen before a capital or a foreign word: `di-PHK`, `meng-upload`."""
_MIN_HALF = 4
"""Letters of each half of a compound that is no bound form."""
_HYPHENATED = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:-[^\W_]+(?:'[^\W_]+)*)+")
_DEGREE = re.compile(r"(?<![\w.])[^\W\d_]{1,2}(?:\.[^\W\d_]{1,4})+(?!\w)")
_POSSESSIVE = re.compile(r"[^\W\d_]{2,}'s(?![^\W_])")


def joined_forms(run: str, lexicon: Lexicon, stemmed: bool) -> Iterator[str]:
    """The words that those with a hyphen between two blanks would be if they were written together, folded; degrees
    without their dots (`S.Pd`), and names with their 's."""
    if "-" in run:
        yield from _without_hyphens(run, lexicon, stemmed)
    if "." in run:
        yield from (_together(degree[0], ".") for degree in _DEGREE.finditer(run))
    if "'s" in run:
        yield from (_together(owner[0], "'") for owner in _POSSESSIVE.finditer(run))


def _without_hyphens(run: str, lexicon: Lexicon, stemmed: bool) -> Iterator[str]:
    for written in _HYPHENATED.finditer(run):
        parts = written[0].split("-")
        if len(set(parts)) == len(parts) and parts[0] not in VOICES:
            joined = _together("".join(parts), "'")
            yield word_form(joined, lexicon) if stemmed else joined


def _together(written: str, sign: str) -> str:
    return written.replace(sign, "")[:MAX_TERM]


def apart(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The two words that a folded word is made of, as far as the word list knows; None where it is one of its own."""
    if not word.isalpha():
        return None
    for place in range(2, len(word) - 2):
        first, second = word[:place], word[place:]
        bound = first in lexicon.bound_forms and len(second) >= _MIN_HALF - 1
        if bound and word_form(second, lexicon) in lexicon.roots:
            return first, second
    if word in lexicon.roots:
        return None
    for place in range(_MIN_HALF, len(word) - _MIN_HALF + 1):
        first, second = word[:place], word[place:]
        if first in lexicon.common and second in lexicon.common:
            return first, second
    return None


def together(first: str, second: str, lexicon: Lexicon) -> str | None:
    """The word that two folded words are where they are written together; None where nobody writes them so."""
    joined, shorter = f"{first}{second}", min(len(first), len(second))
    return joined if first in lexicon.bound_forms or (shorter >= _MIN_HALF - 1 and joined in lexicon.roots) else None
