"""Near-duplicates: which texts are copies of one another, and which only share passages.

MinHash (Broder 1997) over word triples, 42 bands of 3 rows, finds the candidates; what they are is then
decided on the triples themselves. Measured beside SimHash in `benchmarks/duplicates.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from indexer.dates import MONTH_NAMES

Hashes = npt.NDArray[np.uint64]

BANDS, ROWS = 42, 3
COPY = 0.9
"""Share of the shorter text's triples that stand in the longer one too, from which on it is a copy."""
RELATED = 0.5
"""The same share, from which on two articles are shown as related."""
MIN_TRIPLES = 30
"""A text with fewer triples says too little to be anybody's copy."""

_PROMOTION = re.compile(
    r"\W*(?:(?:baca|simak|lihat|tonton|cek|klik)\s+(?:juga|lebih|selengkapnya|berita|artikel)\b|scroll to continue"
    r"|advertisement\b|iklan\b|ikuti\s+(?:kami|berita|saluran)|dapatkan\s+(?:berita|update)|gabung\b"
    r"|artikel ini telah tayang|pilihan (?:editor|redaksi))",
    re.IGNORECASE,
)
_PROMOTION_WORDS = 40
_DATELINE = re.compile(r"[^.!?\n]{2,60}?\s[-–—]{1,2}\s")
_WORD = re.compile(r"[^\W_]+")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*(?:/\d+)?")
_WEEK = {"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad"}
_CALENDAR = frozenset({names[0] for names in MONTH_NAMES} | _WEEK)


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is compared by: its triples' hashes (sorted, each once), its figures and days (the second 24 of a
    text is another than the first), and its band keys (signed)."""

    triples: Hashes
    figures: frozenset[tuple[str, int]]
    bands: tuple[int, ...]


def sketch(body: Sequence[str]) -> Sketch:
    """Make the sketch of an article's paragraphs. A text that is too short has no band and so no candidates."""
    runs = list(map(_read, _news_of(body).split()))
    triples = _triples(np.frombuffer(b"".join([hashes for hashes, _ in runs]), "<u8"))
    figures = [figure for _, figures in runs for figure in figures]
    bands = _bands(triples) if len(triples) >= MIN_TRIPLES else ()
    return Sketch(triples, _numbered(figures), bands)


def containment(one: Sketch, other: Sketch) -> float:
    """The share (0 to 1) of the shorter text's triples that the longer one has too."""
    shorter = min(len(one.triples), len(other.triples))
    if shorter == 0:
        return 0.0
    return len(np.intersect1d(one.triples, other.triples, assume_unique=True)) / shorter


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether two texts are the same news: most words agree, and not each has figures or days of its own.

    The second half keeps apart what is written from a template, such as the daily price of gold.
    """
    if min(len(one.triples), len(other.triples)) < MIN_TRIPLES or containment(one, other) < COPY:
        return False
    return one.figures <= other.figures or other.figures <= one.figures


def _news_of(body: Sequence[str]) -> str:
    """The text in small letters without its dateline and the lines that advertise other articles."""
    kept = [p for p in body if not (_PROMOTION.match(p) and p.count(" ") < _PROMOTION_WORDS)]
    text = "\n".join(kept).lower()
    dateline = _DATELINE.match(text)
    return text[dateline.end() :] if dateline else text


def _numbered(figures: Sequence[str]) -> frozenset[tuple[str, int]]:
    return frozenset((figure, number) for figure, total in Counter(figures).items() for number in range(total))


@lru_cache(maxsize=1 << 17)
def _read(run: str) -> tuple[bytes, tuple[str, ...]]:
    """The hashes of the words that stand between two blanks, and the figures and days among them."""
    words = _WORD.findall(run)
    figures = [figure.replace(".", "").replace(",", "") for figure in _FIGURE.findall(run)]
    days = [word for word in words if word in _CALENDAR]
    return b"".join(map(_hash, words)), (*figures, *days)


def _hash(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _mix(values: Hashes) -> Hashes:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014): every bit in moves every bit out."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# Band keys are kept in the database, so the constants must be the same for ever: no random generator.
_STREAM = _mix(np.arange(1, 2 * BANDS * ROWS + BANDS + 4, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
_FACTORS = (_STREAM[: BANDS * ROWS] | np.uint64(1)).astype(np.uint32)[:, None]
_OFFSETS = _STREAM[BANDS * ROWS : 2 * BANDS * ROWS].astype(np.uint32)[:, None]
_BAND_SALT = _STREAM[2 * BANDS * ROWS : -3]
_PLACES = _STREAM[-3:] | np.uint64(1)


def _triples(words: Hashes) -> Hashes:
    if len(words) < 3:
        return np.empty(0, np.uint64)
    joined = words[:-2] * _PLACES[0] + words[1:-1] * _PLACES[1] + words[2:] * _PLACES[2]
    ordered = np.sort(_mix(joined))
    distinct: Hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])]  # np.unique takes four times as long
    return distinct


def _bands(triples: Hashes) -> tuple[int, ...]:
    """One key for each three permutations' least values; 32 bits of each triple are enough for that."""
    permuted = triples.astype(np.uint32)[None, :] * _FACTORS
    permuted += _OFFSETS
    least = permuted.min(axis=1).reshape(BANDS, ROWS)
    keys = _mix((least.astype(np.uint64) * _PLACES[None, :]).sum(axis=1, dtype=np.uint64) + _BAND_SALT)
    return tuple(keys.view(np.int64).tolist())
