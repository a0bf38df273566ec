"""Doubled words: plurals (`orang-orang`), what is done again and again (`memukul-mukul`), and words of their own
(`laba-laba`)."""

from __future__ import annotations

import re

from indexer.language.affixes import without_endings
from indexer.language.lexicon import MAX_TERM, Lexicon, Piece

_DOUBLED = re.compile(r"([a-z]{3,})2(nya|an)?")


def undoubled(form: str, lexicon: Lexicon) -> str:
    """A form without the 2 that doubles a known word (`anak2`)."""
    doubled = _DOUBLED.fullmatch(form)
    return doubled[1] + (doubled[2] or "") if doubled and doubled[1] in lexicon.roots else form


def collapse(pieces: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """Merge neighbours with the same root: they become one piece that covers both."""
    kept = pieces[:1]
    for read in pieces[1:]:
        before, exact = kept[-1], read[0]
        repeats = any(bare == before[0] for bare, _ in without_endings(exact))  # kupu-kupunya: kupu is no known root
        piece = (exact, *before[1:3], *read[3:]) if repeats else read
        if exact.isalpha() and (piece[1] == before[1] or _echoes(before[0], exact)):
            doubled = f"{before[0]}-{exact}"[:MAX_TERM]
            kept[-1] = (doubled, before[1], _doubled_word(before, piece, doubled, lexicon), "", before[4], piece[5])
        else:
            kept.append(piece)
    return kept


def halves(exact: str, word: str) -> tuple[str, ...]:
    """The exact forms of a piece as the index holds them: a plural as two, so that a phrase may begin inside it; a word
    of its own that is doubled (`laba-laba`) as one."""
    first, _, second = word.partition("-")
    return (exact,) if second and first == second else tuple(exact.split("-"))


def _doubled_word(before: Piece, piece: Piece, doubled: str, lexicon: Lexicon) -> str:
    """The word of a doubled form: that of its half for a plural, else the doubled form itself without clitics."""
    if before[0] == before[1] in lexicon.reduplications and piece[2] == before[2]:
        return f"{before[0]}-{before[2]}"
    return before[2] if before[2] == piece[2] or _echoes(before[0], piece[0]) else doubled


def _echoes(first: str, second: str) -> bool:
    """Whether the second half repeats the first without its prefix but with the nasal: memukul-mukul(kan)."""
    base = re.sub("(?<=...)(?:kan|an|i)$", "", second)
    return first[:2] in ("me", "pe") and any(len(half) >= 3 and first.endswith(half) for half in (second, base))
