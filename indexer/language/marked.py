"""Words that a mark tells from a common word of the same letters: `BIN` from *bin*, `#bersih` from *bersih*.

The index holds them by their marked form too, which no folded word looks like.
"""

from __future__ import annotations

from indexer.language.lexicon import Lexicon

_SIGNS = "#@"
"""Before a word, which names a topic or an account."""
LONGEST_ACRONYM = 3
"""Letters of an acronym that is a word too. Longer words in capitals are mostly emphasis, or places in a dateline: of
those only the acronyms of a list are marked."""


def marked_form(written: str, exact: str, sign: str, lexicon: Lexicon) -> str:
    """The form of a word with its mark, given how it is written, folded, and the character before it; "" where it has
    no mark, or its letters make no other word."""
    if not exact.isalpha():
        return ""
    if sign and sign in _SIGNS and exact in lexicon.roots:
        return sign + exact
    return exact.upper() if len(written) > 1 and written.isupper() and _is_word_too(exact, lexicon) else ""


def _is_word_too(exact: str, lexicon: Lexicon) -> bool:
    if exact in lexicon.small_words or exact in lexicon.short_words or exact in lexicon.word_acronyms:
        return True
    return len(exact) <= LONGEST_ACRONYM and exact in lexicon.roots
