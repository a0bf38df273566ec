"""Words that are written together, apart or with a hyphen: `antikorupsi`, `anti korupsi`, `anti-korupsi`.

The index holds what is written with a hyphen joined too; a query looks up the joined form of two words and the two
words of a joined one: here those with a bound form (`anti`), in `search.planning.joining` those that articles write so.
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
_MIN_BASE = 3
"""Letters of the word behind a bound form."""
_HYPHENATED = re.compile(r"(?<![^\W_])(?<![^\W_]')[^\W_]++(?:'[^\W_]++)*+(?:-[^\W_]++(?:'[^\W_]++)*+)++")
"""It begins where words begin, and takes nothing back: a run of 16,000 letters was read anew at each of them."""
_DEGREE = re.compile(r"(?<![\w.])[^\W\d_]{1,2}(?:\.[^\W\d_]{1,4})+(?!\w)")
_POSSESSIVE = re.compile(r"(?<![^\W\d_])[^\W\d_]{2,}+'s(?![^\W_])")


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
        joined = _together("".join(parts), "'")
        if len(set(parts)) == len(parts) and parts[0] not in VOICES and not joined.isdigit():
            yield word_form(joined, lexicon) if stemmed else joined


def _together(written: str, sign: str) -> str:
    return written.replace(sign, "")[:MAX_TERM]


def apart(word: str, lexicon: Lexicon) -> tuple[str, str] | None:
    """The bound form and the known word that a folded word is made of; None where there are none."""
    for place in range(2, len(word) - 2):
        first, second = word[:place], word[place:]
        if first in lexicon.bound_forms and len(second) >= _MIN_BASE and word_form(second, lexicon) in lexicon.roots:
            return first, second
    return None


def together(first: str, second: str, lexicon: Lexicon) -> str | None:
    """The word that a bound form and the word after it are; None where the first is no bound form, or mostly a word of
    its own (`para buruh`)."""
    return f"{first}{second}" if first in lexicon.bound_forms - lexicon.small_words else None
