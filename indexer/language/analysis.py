"""Turns Indonesian text into terms: folding, tokens with their offsets, and roots.

Articles and queries pass through the same analysis, so both engines hold and look up the same terms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence, Sized
from functools import partial
from typing import NamedTuple, TypeVar

from indexer.language.lexicon import MAX_CACHED, MAX_CACHED_LETTERS, MAX_CACHED_PIECES, Lexicon, Piece, load_lexicon
from indexer.language.stemmer import stem
from indexer.language.word_forms import word_form

__all__ = ["ANALYSIS_VERSION", "Lexicon", "Token", "analyze", "fingerprint", "fold", "load_lexicon", "terms"]

ANALYSIS_VERSION = 2
"""Increased when the terms of a text change, so that a rebuild of the index is asked for (decision 36)."""

STEMMED = frozenset({"", "id", "ms", "in", "ind", "msa", "may", "zsm"})
"""Languages whose words are stemmed; an unknown one ("") is taken for Indonesian."""

MAX_TERM = 64
"""Characters of a term; longer ones are no words, and Elasticsearch would split them at 255."""


Cached = TypeVar("Cached", bound=Sized)


class Token(NamedTuple):
    """A word of a text: its folded form, its root, the word that it is a form of, and its offsets in the text.

    A named tuple and no dataclass because a search page makes thousands of them.
    """

    exact: str
    stem: str
    word: str
    start: int
    end: int


_token: Callable[[Piece], Token] = partial(tuple.__new__, Token)
"""Makes a token at half the price of calling the class."""

_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_APOSTROPHES = "'’‘ʼʻ`´′＇"
_HYPHENS = "‐‑‒–−﹣－-"
_RUN = re.compile(r"\S+")
_LETTER = rf"[\w{_MARKS}{_INVISIBLE}]"
_WRITTEN = re.compile(rf"{_LETTER}++(?:(?:[{_APOSTROPHES}{_HYPHENS}]|(?<=\d)[.,](?=\d)){_LETTER}++)*")
"""A word as written, with inner apostrophes and hyphens, or a number with its dots and commas."""

_STRIPPED = re.compile(rf"[{_MARKS}{_INVISIBLE}]+")
_PLAIN = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
_DOUBLED = re.compile(r"([a-z]{3,})2(nya|an)?")
_PART = re.compile(
    r"""
      (?P<currency>  rp (?=\d) )
    | (?P<thousands> \d{1,3} (?:\.\d{3})+ (?:,\d+)? (?![.,]?\d) )   # 1.000 and 1.000,5
    | (?P<english>   \d{1,3} (?:,\d{3}){2,} (?:\.\d+)? (?![.,]?\d) ) # 1,000,000
    | (?P<decimal>   (?<![.,]) \d+[.,]\d+ (?![.,]?\d) )             # 16,5 and 16.5
    | (?P<word>      [^\W_]+ (?:'[^\W_]+)* )                         # also each part of 27.11.2024
    """,
    re.VERBOSE,
)


def fold(text: str) -> str:
    """Lower case without diacritics, in compatibility form, with plain apostrophes and hyphens."""
    if text.isascii():
        return text.lower().replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFKC", _STRIPPED.sub("", decomposed).translate(_PLAIN))


def analyze(text: str, lexicon: Lexicon, language: str = "id") -> list[Token]:
    """The tokens of a text in order. A reduplication (orang-orang) is one token; numbers lose the dots of thousands."""
    stemmed = is_stemmed(language)
    cache = lexicon.piece_cache[stemmed]

    def pieces(run: str) -> tuple[Piece, ...]:
        return cache.get(run) or _cached(cache, run, _pieces(run, lexicon, stemmed))

    return [
        _token((exact, root, word, (place := run.start()) + start, place + end))
        for run in _RUN.finditer(text)
        for exact, root, word, start, end in cache.get(run[0])
        or _cached(cache, run[0], _pieces(run[0], lexicon, stemmed))
    ]


def terms(text: str, lexicon: Lexicon, language: str = "id") -> tuple[str, str, str]:
    """The exact forms as `written`, the stems and the words of a text, each joined by blanks: for indexing."""
    stemmed = is_stemmed(language)
    cache = lexicon.term_cache[stemmed]
    found = [cache.get(run) or _cached(cache, run, _joined(_pieces(run, lexicon, stemmed))) for run in text.split()]
    return (
        " ".join([exact for exact, _, _ in found if exact]),
        " ".join([root for _, root, _ in found if root]),
        " ".join([word for _, _, word in found if word]),
    )


def indexed_forms(tokens: Iterable[Token | Piece]) -> tuple[str, ...]:
    """Exact forms as the index holds them: a plural as two halves, so that a phrase may begin inside it; a doubled form
    that is a word of its own (`laba-laba`) as one."""
    return tuple(half for exact, _, word, *_ in tokens for half in ((exact,) if exact == word else exact.split("-")))


def fingerprint(lexicon: Lexicon) -> str:
    """A name of the analysis and its word lists: an index made by another one should be rebuilt (decision 36)."""
    return f"{ANALYSIS_VERSION}-{lexicon.user_digest}" if lexicon.user_digest else str(ANALYSIS_VERSION)


def is_stemmed(language: str) -> bool:
    """Whether texts of a language (`id`, `ms-MY`, ...) are stemmed."""
    return re.split("[-_]", language.lower(), maxsplit=1)[0] in STEMMED


def _cached(cache: dict[str, Cached], run: str, value: Cached) -> Cached:
    """Cache the result for the text between two blanks, unless it takes much memory; returns it."""
    if len(run) <= MAX_CACHED_LETTERS and len(value) <= MAX_CACHED_PIECES:
        if len(cache) >= MAX_CACHED:
            cache.clear()
        cache[run] = value
    return value


def _joined(pieces: Sequence[Piece]) -> tuple[str, str, str]:
    return (
        " ".join(indexed_forms(pieces)),
        " ".join(piece[1] for piece in pieces),
        " ".join(piece[2] for piece in pieces),
    )


def _pieces(run: str, lexicon: Lexicon, stemmed: bool) -> tuple[Piece, ...]:
    """The pieces of the text between two blanks."""
    return tuple(
        (exact, root, word, (place := written.start()) + start, place + end)
        for written in _WRITTEN.finditer(run)
        for exact, root, word, start, end in _split(written[0], lexicon, stemmed=stemmed)
    )


def _split(word: str, lexicon: Lexicon, *, stemmed: bool) -> list[Piece]:
    """The pieces of one written word."""
    folded = fold(word)
    in_place = len(folded) == len(word)
    pieces: list[Piece] = []
    for part in _PART.finditer(folded):
        start, end = part.span() if in_place else (0, len(word))
        exact = _normal_form(part)
        bare = _bare(part["word"] or exact, lexicon) if stemmed else exact
        root, base = (stem(bare, lexicon), word_form(bare, lexicon)) if stemmed else (exact, exact)
        pieces.append((exact[:MAX_TERM], root[:MAX_TERM], base[:MAX_TERM], start, end))
    return _collapse(pieces, lexicon) if "-" in folded else pieces


def _normal_form(part: re.Match[str]) -> str:
    """Numbers as Indonesian writes them, without the dots of thousands; words as they are."""
    text = part.group()
    match part.lastgroup:
        case "thousands":
            return text.replace(".", "")
        case "english":
            return text.replace(",", "").replace(".", ",")
        case "decimal":
            return text.replace(".", ",")
        case _:
            return text.replace("'", "")  # Ma'ruf and Maruf, Jum'at and Jumat are one spelling


def _bare(exact: str, lexicon: Lexicon) -> str:
    """A form without apostrophes, which do not distinguish words (jum'at, jumat), the English 's, and the 2 that
    doubles a word (`anak2`)."""
    bare = exact.removesuffix("'s").replace("'", "")
    doubled = _DOUBLED.fullmatch(bare)
    return doubled[1] + (doubled[2] or "") if doubled and doubled[1] in lexicon.roots else bare


def _collapse(pieces: list[Piece], lexicon: Lexicon) -> list[Piece]:
    """Merge reduplications: neighbours with the same root become one piece that covers both."""
    kept = pieces[:1]
    for piece in pieces[1:]:
        before, exact = kept[-1], piece[0]
        if exact.isalpha() and (piece[1] == before[1] or _echoes(before[0], exact)):
            doubled = f"{before[0]}-{exact}"[:MAX_TERM]
            kept[-1] = (doubled, before[1], _doubled_word(before, piece, doubled, lexicon), before[3], piece[4])
        else:
            kept.append(piece)
    return kept


def _doubled_word(before: Piece, piece: Piece, doubled: str, lexicon: Lexicon) -> str:
    """The word of a doubled form: that of its half for a plural, else the doubled form itself without clitics."""
    if before[0] == before[1] in lexicon.reduplications and piece[2] == before[2]:
        return f"{before[0]}-{before[2]}"
    return before[2] if before[2] == piece[2] or _echoes(before[0], piece[0]) else doubled


def _echoes(first: str, second: str) -> bool:
    """Whether the second half repeats the first without its prefix but with the nasal: memukul-mukul(kan)."""
    base = re.sub("(?<=...)(?:kan|an|i)$", "", second)
    return first[:2] in ("me", "pe") and any(len(half) >= 3 and first.endswith(half) for half in (second, base))
