"""Words that are written together, apart or with a hyphen: `antikorupsi`, `anti korupsi`, `anti-korupsi`.

The index holds what is written with a hyphen joined too; a query looks up the joined form of two words, and the two
words of a joined one, where the first is a bound form (`anti`) or the word list knows both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language.analysis import MAX_TERM, fold, is_stemmed
from indexer.language.lexicon import Lexicon
from indexer.language.word_forms import word_form

VOICES = frozenset(
    ("di", "me", "mem", "men", "meng", "menge", "nge", "ber", "ter", "pe", "pem", "pen", "peng", "ku", "kau")
)
"""Prefixes with a hyphen before a capital or a foreign word: `di-PHK`, `meng-upload`."""
_MIN_HALF = 4
"""Letters of each half of a compound that is no bound form."""
_HYPHENATED = re.compile(r"[^\W_]+(?:'[^\W_]+)*(?:-[^\W_]+(?:'[^\W_]+)*)+")
_POSSESSIVE = re.compile(r"[^\W\d_]{2,}'s(?![^\W_])")


def joined_words(text: str, lexicon: Lexicon, language: str = "id") -> Iterator[str]:
    """The words that those with a hyphen in a text would be if they were written together, and those in 's."""
    folded = fold(text)
    stemmed = is_stemmed(language)
    for written in _found(_HYPHENATED, "-", folded):
        parts = written[0].split("-")
        if len(set(parts)) == len(parts) and parts[0] not in VOICES:
            joined = "".join(parts).replace("'", "")[:MAX_TERM]
            yield word_form(joined, lexicon) if stemmed else joined
    for owner in _found(_POSSESSIVE, "'s", folded):
        yield owner[0].replace("'", "")[:MAX_TERM]


def _found(pattern: re.Pattern[str], sign: str, text: str) -> Iterator[re.Match[str]]:
    """The matches in a text; what lies between blanks without the sign that each has is not searched, which would take
    as long as the rest of the analysis."""
    runs = [run for run in text.split() if sign in run] if sign in text else []
    return (match for run in runs for match in pattern.finditer(run))


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
