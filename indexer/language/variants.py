"""Variants of words: spellings (Suriah, Syria) and acronyms (KPK). Used on queries, never in the index."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from base.errors import ConfigError
from indexer.language.analysis import fold
from indexer.language.lexicon import BUILTIN, WORD_ACRONYMS, read_lines
from indexer.language.marked import LONGEST_ACRONYM

MINED_ACRONYMS = Path("index") / "acronyms.txt"
"""The file, in a data folder, of acronyms that its articles explain; `indexer.language.acronyms` writes it."""

SPELLING_WEIGHT = 0.65
ACRONYM_WEIGHT = 0.8
"""Weights of a variant beside the word itself (decision 51): an acronym and its long form mean the same, a spelling may
not."""

Words = tuple[str, ...]


class Alternative(NamedTuple):
    """A replacement for the words from `start` up to `end` of a query, and its weight."""

    start: int
    end: int
    words: Words
    weight: float


@dataclass(frozen=True, slots=True)
class Variants:
    """For each form (folded words, or an acronym that is a word too in capitals) its variants with their weights;
    `longest` is the longest form, in words."""

    others: Mapping[Words, Mapping[Words, float]] = field(repr=False)
    longest: int


def load_variants(data: Path | None = None) -> Variants:
    """The built-in spellings and acronyms and the user's own spellings. Raises ConfigError with file and line."""
    others: defaultdict[Words, dict[Words, float]] = defaultdict(dict)
    files = [BUILTIN / "variants.txt", *([data / "words" / "variants.txt"] if data else [])]
    for file in files:
        for forms in read_spellings(file):
            _add(others, forms, SPELLING_WEIGHT)
    for acronym, long_forms in read_acronyms(WORD_ACRONYMS):
        in_capitals = tuple(word.upper() for word in acronym)
        _add_acronym(others, in_capitals, in_capitals, long_forms)
    return with_acronyms(Variants(others, 0), BUILTIN / "acronyms.txt")


def with_acronyms(variants: Variants, file: Path) -> Variants:
    """The variants and the acronyms of a file; a missing file has none. Raises ConfigError with file and line."""
    others = defaultdict(dict, {form: dict(known) for form, known in variants.others.items()})
    for acronym, long_forms in read_acronyms(file):
        _add_acronym(others, acronym, tuple(map(_as_acronym, acronym)), long_forms)
    return Variants(dict(others), max(map(len, others)))


def expand(words: Sequence[str], variants: Variants) -> list[Alternative]:
    """The variants of parts of a query, given the exact forms of its words. The longest parts are looked up first, and
    their words not again: in `korea utara` nothing is found for `utara`."""
    found: list[Alternative] = []
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + variants.longest), start, -1):
            others = variants.others.get(tuple(words[start:end]))
            if others:
                found += [Alternative(start, end, other, weight) for other, weight in others.items()]
                start = end - 1
                break
        start += 1
    return found


def read_spellings(file: Path) -> Iterator[list[Words]]:
    """The forms on each line, separated by commas. Raises ConfigError for a line with fewer than two."""
    for number, line in read_lines(file):
        forms = [_words(form) for form in line.split(",")]
        if len(forms) < 2 or not all(forms):
            raise ConfigError(f"{file}:{number}: two or more spellings must stand here, apart by commas, not {line!r}")
        yield forms


def read_acronyms(file: Path) -> Iterator[tuple[Words, list[Words]]]:
    """The acronym and its long forms on each line. Raises ConfigError for a line without either."""
    for number, line in read_lines(file):
        acronym, _, long_forms = line.partition(":")
        forms = [_words(form) for form in (acronym, *long_forms.split(";"))]
        if not all(forms):
            raise ConfigError(f"{file}:{number}: an acronym, a colon and its long form must stand here, not {line!r}")
        yield forms[0], forms[1:]


def _add(others: defaultdict[Words, dict[Words, float]], forms: Sequence[Words], weight: float) -> None:
    for form in forms:
        for other in forms:
            if other != form:
                others[form].setdefault(other, weight)


def _add_acronym(
    others: defaultdict[Words, dict[Words, float]], asked: Words, found: Words, long_forms: Sequence[Words]
) -> None:
    """Let an acronym as it is asked for and its long forms stand for each other."""
    for long_form in long_forms:
        others[asked].setdefault(long_form, ACRONYM_WEIGHT)
        others[long_form].setdefault(found, ACRONYM_WEIGHT)


def _as_acronym(word: str) -> str:
    """A word that stands for a long form; a short one in capitals, so that it means no common word (`AS`)."""
    return word.upper() if len(word) <= LONGEST_ACRONYM else word


def _words(form: str) -> Words:
    """The folded words of a form; of hyphens only those of reduplication stay, as in the tokens of a text."""
    return tuple(
        word
        for part in fold(form).split()
        for word in ([part] if "-" not in part or re.fullmatch(r"(.+)-\1", part) else part.split("-"))
        if word
    )


_IN_BRACKETS = re.compile(r"\(([^\W\d_][\w-]{1,14})\)")
_WORD = re.compile(r"[\w'-]+")
_MAX_LETTERS = 15
"""Letters of an acronym as it is compared; a sign of compatibility (`ﷺ`) may stand for many."""
_BEFORE = 160
"""Characters before a bracket that are searched for the long form."""

_LINKS = frozenset(
    ["dan", "atau", "di", "ke", "dari", "untuk", "bagi", "dengan", "yang", "atas", "pada", "dalam", "of", "the", "and"]
)
"""Function words that an acronym may skip."""


def mine_acronyms(paragraphs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every `long form (ACRONYM)` in the paragraphs whose letters agree, as (acronym, long form), with repetitions.

    One occurrence proves little: callers should ask for several (`acronyms.MIN_ARTICLES`).
    """
    for paragraph in paragraphs:
        for bracket in _IN_BRACKETS.finditer(paragraph):
            before = paragraph[max(0, bracket.start() - _BEFORE) : bracket.start()]
            long_form = _long_form(bracket[1], _last_words(before))
            if long_form:
                yield bracket[1], long_form


def _last_words(text: str) -> list[str]:
    """The words at the end of a text, at most ten, back to the first mark that is no part of a word."""
    words = takewhile(_WORD.fullmatch, reversed(text.split()[-10:]))
    return list(words)[::-1]


def _long_form(acronym: str, before: Sequence[str]) -> str | None:
    """The fewest words before an acronym that it can be made of, at least two; None if there are none."""
    letters = fold(acronym).replace("-", "")
    if not letters.isalnum() or len(letters) > _MAX_LETTERS:
        return None
    for start in range(len(before) - 2, -1, -1):
        words = [fold(word) for word in before[start:]]
        if words[0] not in _LINKS and letters not in words and _made_of(letters, words):
            return " ".join(before[start:])
    return None


def _made_of(letters: str, words: Sequence[str]) -> bool:
    """Whether the letters are, word by word, first letters with some that follow in the word (Kemenkeu, APBN)."""
    places = {0}
    for word in words:
        behind = {end for place in places for end in _ends_in(letters, place, word)}
        places = behind | places if word in _LINKS else behind
    return len(letters) in places


def _ends_in(letters: str, place: int, word: str) -> Iterator[int]:
    """Where letters from a place on may end that follow each other in a word, its first one among them."""
    if letters[place : place + 1] != word[:1]:
        return
    rest = iter(word)
    for end, letter in enumerate(letters[place:], place + 1):
        if letter not in rest:
            return
        yield end
