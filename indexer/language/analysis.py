"""Turns Indonesian text into terms: folding, tokens with their offsets, and roots.

Articles and queries pass through the same analysis, so both engines hold and look up the same terms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import lru_cache, partial
from typing import NamedTuple, TypeVar

from base.cache import Cache
from indexer.language.english import english_form
from indexer.language.folding import fold
from indexer.language.joined import joined_forms
from indexer.language.lexicon import (
    MAX_CACHED_LETTERS,
    MAX_CACHED_PIECES,
    MAX_TERM,
    Lexicon,
    Morphology,
    Piece,
    load_lexicon,
)
from indexer.language.marked import marked_form
from indexer.language.reduplication import collapse, halves, undoubled
from indexer.language.stemmer import stem
from indexer.language.word_forms import word_form
from indexer.language.written import PART, RUN, WRITTEN, close_up, normal_form, signed_form

__all__ = ["ANALYSIS_VERSION", "Lexicon", "Token", "analyze", "fingerprint", "fold", "load_lexicon", "terms"]

ANALYSIS_VERSION = 7
"""Increased when the terms of a text change, so that a rebuild of the index is asked for (decision 36)."""

_MORPHOLOGIES: Mapping[str, Morphology] = {
    **dict.fromkeys(("", "id", "ms", "in", "ind", "msa", "may", "zsm"), "id"),
    **dict.fromkeys(("en", "eng"), "en"),
}
"""By language; Malay has that of Indonesian, and an unknown one ("") is taken for it."""

_OWNS = re.compile(r"'s(?!\w)")
"""The English 's, with which nothing is doubled: its exact form keeps the s, which then would be no half any more."""

_AROUND = '.,:;!?"“”()'
"""Signs that tell nothing of the word they stand beside."""

Cached = TypeVar("Cached", bound=Sized)


class Token(NamedTuple):
    """A word of a text: its folded form, its root, the word that it is a form of, its marked form ("" without: with
    capitals or a sign that tell it from another word, or its stem in an English text), and its offsets in the text.

    A named tuple and no dataclass because a search page makes thousands of them.
    """

    exact: str
    stem: str
    word: str
    mark: str
    start: int
    end: int


_token: Callable[[Piece], Token] = partial(tuple.__new__, Token)
"""Makes a token at half the price of calling the class."""


def analyze(text: str, lexicon: Lexicon, language: str = "id") -> list[Token]:
    """The tokens of a text in order. A reduplication (orang-orang) is one token; numbers lose the dots of thousands."""
    kind = morphology(language)
    cache = lexicon.piece_cache[kind]
    return [
        _token((exact, root, word, mark, (place := run.start()) + start, place + end))
        for run in RUN.finditer(text)
        for exact, root, word, mark, start, end in cache.get(run[0])
        or cache.find(run[0])
        or _kept(cache, run[0], _pieces(run[0], lexicon, kind))
    ]


def pieces(run: str, lexicon: Lexicon, kind: Morphology) -> tuple[Piece, ...]:
    """The pieces of the text between two blanks, as `analyze` takes a text apart."""
    cache = lexicon.piece_cache[kind]
    return cache.get(run) or cache.find(run) or _kept(cache, run, _pieces(run, lexicon, kind))


def terms(text: str, lexicon: Lexicon, language: str = "id") -> tuple[str, str, str]:
    """The exact forms of a paragraph as the index holds them, its stems, and its words with their other spellings and
    marked forms, each joined by blanks. Capitals mark nothing in a paragraph that has no other letters."""
    kind = morphology(language)
    cache = lexicon.term_cache[kind]
    text = close_up(text.lower() if text.isupper() else text)
    found = [cache.get(run) or cache.find(run) or _kept(cache, run, _terms(run, lexicon, kind)) for run in text.split()]
    return (
        " ".join([exact for exact, _, _ in found if exact]),
        " ".join([root for _, root, _ in found if root]),
        " ".join([word for _, _, word in found if word]),
    )


def indexed_forms(tokens: Iterable[Token | Piece]) -> tuple[str, ...]:
    """Exact forms as the index holds them: a plural as two halves."""
    return tuple(half for exact, _, word, *_ in tokens for half in halves(exact, word))


def fingerprint(lexicon: Lexicon) -> str:
    """A name of the analysis and its word lists: an index made by another one should be rebuilt (decision 36)."""
    return f"{ANALYSIS_VERSION}-{lexicon.user_digest}" if lexicon.user_digest else str(ANALYSIS_VERSION)


@lru_cache(64)
def morphology(language: str) -> Morphology:
    """Whose inflections texts of a language (`id`, `ms-MY`, `en-US`, ...) have."""
    return _MORPHOLOGIES.get(re.split("[-_]", language.lower(), maxsplit=1)[0], "")


def _kept(cache: Cache[str, Cached], run: str, value: Cached) -> Cached:
    """Keep the result for the text between two blanks, unless it takes much memory; returns it."""
    if len(run) <= MAX_CACHED_LETTERS and len(value) <= MAX_CACHED_PIECES:
        cache.keep(run, value)
    return value


def _terms(run: str, lexicon: Lexicon, kind: Morphology) -> tuple[str, str, str]:
    if _is_plain(run):
        exact, root, word, mark, *_ = _plain_piece(run, lexicon, kind)
        return exact, root, f"{word} {mark}" if mark else word
    if _is_plain(bare := run.strip(_AROUND)):  # as one of eight is: most likely known, and else known from now on
        cache = lexicon.term_cache[kind]
        return cache.get(bare) or cache.find(bare) or _kept(cache, bare, _terms(bare, lexicon, kind))
    pieces = _pieces(run, lexicon, kind)
    words = (word for piece in pieces for word in (piece[2], piece[3]) if word)
    return (
        " ".join(indexed_forms(pieces)),
        " ".join(piece[1] for piece in pieces),
        " ".join((*words, *joined_forms(fold(run), lexicon, kind == "id"))),
    )


def _pieces(run: str, lexicon: Lexicon, kind: Morphology) -> tuple[Piece, ...]:
    """The pieces of the text between two blanks."""
    if _is_plain(run):
        return (_plain_piece(run, lexicon, kind),)
    return tuple(
        (exact, root, word, mark, (place := written.start()) + start, place + end)
        for written in WRITTEN.finditer(run)
        for exact, root, word, mark, start, end in _split(written, lexicon, kind)
    )


def _is_plain(run: str) -> bool:
    """Whether a run is one word of plain letters, as most are: it has no parts to look for, which takes as long as to
    find its root."""
    return run.isascii() and run.isalpha()


def _plain_piece(run: str, lexicon: Lexicon, kind: Morphology) -> Piece:
    exact = fold(run)
    return _piece(exact, exact, marked_form(run, exact, "", lexicon), (0, len(run)), lexicon, kind)


def _split(written: re.Match[str], lexicon: Lexicon, kind: Morphology) -> list[Piece]:
    """The pieces of one written word."""
    word = written[0]
    folded, sign = fold(word), written.string[written.start() - 1 : written.start()]
    if written.lastgroup:
        exact = signed_form(written.lastgroup, folded)
        return [_piece(exact, exact, marked_form(word, exact, sign, lexicon), (0, len(word)), lexicon, kind)]
    in_place = len(folded) == len(word)
    pieces: list[Piece] = []
    for part in PART.finditer(folded):
        place = part.span() if in_place else (0, len(word))
        exact = normal_form(part)
        mark = marked_form(word[slice(*place)], exact, "" if pieces else sign, lexicon)
        pieces.append(_piece(exact, part["word"] or exact, mark, place, lexicon, kind))
    return collapse(pieces, lexicon) if "-" in folded and not _OWNS.search(folded) else pieces


def _piece(exact: str, form: str, mark: str, place: tuple[int, int], lexicon: Lexicon, kind: Morphology) -> Piece:
    """A piece by its exact form and, for its root and its word, that form with its apostrophes."""
    if kind == "id":
        bare = _bare(form, lexicon)
        root, word = stem(bare, lexicon), word_form(bare, lexicon)
    else:
        root = word = exact
        mark = mark or (english_form(exact) if kind == "en" else "")
    return exact[:MAX_TERM], root[:MAX_TERM], word[:MAX_TERM], mark, *place


def _bare(exact: str, lexicon: Lexicon) -> str:
    """A form without apostrophes, which do not distinguish words (jum'at, jumat), the English 's, and the 2 that
    doubles a word (`anak2`)."""
    return undoubled(exact.removesuffix("'s").replace("'", ""), lexicon)
