"""Near-duplicates: tells copies from texts that only share passages.

MinHash (Broder 1997) over shingles of three words finds the candidates; the shingles themselves then decide. Compared
with SimHash in `benchmarks/duplicates.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from base.cache import Cache
from indexer.duplicates.template_guard import contradict, facts_by_context

Hashes = npt.NDArray[np.uint64]

BANDS, ROWS = 42, 3
"""Of 6,000 scripted edits of 1,000 articles these find .99, at 2,400 articles a CPU-second; SimHash finds
.30 to .78."""
MIN_COPY = 0.9
"""Share of the shorter text's shingles in the longer one from which on it is a copy (decision 33). Between 0.5 and 0.9
are mostly texts from one template, and follow-ups that share background."""
MIN_COPY_WITH_OWN_LEAD = 0.94
"""The share of a text's shingles that a copy with a lead of its own must have (decision 34): follow-ups repeat up to
0.8 of the old article."""
MIN_RELATED = 0.5
"""The same share from which on two articles are shown as related."""
MIN_SHINGLES = 30
"""A text with fewer shingles is too short to be compared."""

_PROMOTION = re.compile(
    r"\W*(?:(?:baca|simak|lihat|tonton|cek|klik)\s+(?:juga|lebih|selengkapnya|berita|artikel)\b|scroll to continue"
    r"|advertisement\b|iklan\b|ikuti\s+(?:kami|berita|saluran)|dapatkan\s+(?:berita|update)|gabung\b"
    r"|(?:simak|baca|cek|temukan|update|dapatkan|ikuti|yuk|ayo|follow|unduh|download)\b[^.!?]{0,120}"
    r"\b(?:google news|whatsapp|telegram|newsletter|aplikasi|ponsel\w*|di ?sini)\b|\[gambas|a post shared by"
    r"|(?:artikel|berita|tulisan) ini (?:telah|sudah|pertama kali|pernah|juga) (?:tayang|terbit|dimuat)"
    r"|dilarang keras\b|pilihan (?:editor|redaksi)|copyright\b|©"
    r"|(?:baca|simak|lihat|tonton|saksikan|video|foto|infografi[sk]|rekomendasi|selanjutnya|berita (?:terkait|lain)"
    r"|artikel terkait|sumber|laporan|editor|penulis|penyunting|pewarta|reporter|redaktur)\b[^.!?]{0,20}:)",
    re.IGNORECASE,
)
_PROMOTION_WORDS = 40
_SENTENCE = re.compile(r"[.!?…][\W_]{0,9}$")
_MIN_WORDS = 16
"""A line of fewer words that ends no sentence is a headline, a caption, a promo or a row of a table (decision 33)."""
_DATELINE = re.compile(r"(?:[^.!?\n]|\.(?=\S)){2,60}?\s[-–—]{1,2}\s")
_WORD = re.compile(r"rp(?=\d)|[^\W_]+")
_LEAD_WORDS = 25
"""Words of a text's lead, by which follow-ups are known."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is compared by: the hashes of its shingles (sorted, distinct) and of its first words, its band keys
    (signed 64-bit), and its paragraphs without promos, which are read only if the shingles agree."""

    shingles: Hashes
    lead: Hashes
    bands: tuple[int, ...]
    news: tuple[str, ...]


def sketch(body: Sequence[str]) -> Sketch:
    """The sketch of an article's paragraphs. A text that is too short has no bands and so no candidates."""
    news = _news_of(body)
    words = np.frombuffer(b"".join(map(_WORD_HASHES.__getitem__, " ".join(_in_sentences(news)).lower().split())), "<u8")
    shingles = _shingle_hashes(words)
    return Sketch(shingles, words[:_LEAD_WORDS], _bands(shingles) if len(shingles) >= MIN_SHINGLES else (), news)


def containment(one: Sketch, other: Sketch) -> float:
    """The share (0 to 1) of the shorter text's shingles that the longer one has too."""
    shorter = min(len(one.shingles), len(other.shingles))
    if shorter == 0:
        return 0.0
    return len(np.intersect1d(one.shingles, other.shingles, assume_unique=True)) / shorter


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Whether two texts are the same news: most words agree, neither is a follow-up of the other, and no figure, day or
    name differs in the same place, as in texts from a template such as the daily price of gold.
    """
    if min(len(one.shingles), len(other.shingles)) < MIN_SHINGLES or containment(one, other) < MIN_COPY:
        return False
    if _follows_up(one, other) or _follows_up(other, one):
        return False
    return not contradict(facts_by_context(one.news), facts_by_context(other.news))


def _follows_up(one: Sketch, other: Sketch) -> bool:
    """Whether `one` has a lead of its own, and only part of `other` or not its lead (decision 34)."""
    if _share_in(_shingle_hashes(one.lead), other) >= 0.5:
        return False
    return _share_in(other.shingles, one) < MIN_COPY_WITH_OWN_LEAD or _share_in(_shingle_hashes(other.lead), one) < 0.5


def _share_in(shingles: Hashes, other: Sketch) -> float:
    return len(np.intersect1d(shingles, other.shingles, assume_unique=True)) / max(len(shingles), 1)


def _news_of(body: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs without the dateline and promos for other articles, which each paper adds for itself."""
    lines = (line for paragraph in body for line in paragraph.splitlines() if line.strip())
    kept = [line for line in lines if not (_PROMOTION.match(line) and line.count(" ") < _PROMOTION_WORDS)]
    dateline = _DATELINE.match(kept[0]) if kept else None
    return (kept[0][dateline.end() :], *kept[1:]) if dateline else tuple(kept)


def _in_sentences(news: Sequence[str]) -> Sequence[str]:
    """The lines that are sentences; all lines if those are less than half of the text."""
    sentences = [line for line in news if line.count(" ") >= _MIN_WORDS - 1 or _SENTENCE.search(line)]
    return sentences if 2 * sum(map(len, sentences)) >= sum(map(len, news)) else news


class _WordHashes(Cache[str, bytes]):
    """The hashes of the words between two blanks; `lru_cache` takes twice the time."""

    def __missing__(self, run: str) -> bytes:
        return self.find(run) or self.keep(run, b"".join(map(_hash, _WORD.findall(run.replace("%", " persen")))))


_WORD_HASHES = _WordHashes(32_000)


def _hash(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _mix(values: Hashes) -> Hashes:
    """The finalizer of splitmix64 (Steele, Lea, Flood 2014): every input bit affects every output bit."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# Band keys are kept in the database, so these constants must never change: no random generator.
_STREAM = _mix(np.arange(1, 2 * BANDS * ROWS + BANDS + 4, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
_FACTORS = (_STREAM[: BANDS * ROWS] | np.uint64(1)).astype(np.uint32)[:, None]
_OFFSETS = _STREAM[BANDS * ROWS : 2 * BANDS * ROWS].astype(np.uint32)[:, None]
_BAND_SALT = _STREAM[2 * BANDS * ROWS : -3]
_POSITION_FACTORS = _STREAM[-3:] | np.uint64(1)


def _shingle_hashes(words: Hashes) -> Hashes:
    if len(words) < 3:
        return np.empty(0, np.uint64)
    joined = words[:-2] * _POSITION_FACTORS[0] + words[1:-1] * _POSITION_FACTORS[1] + words[2:] * _POSITION_FACTORS[2]
    ordered = np.sort(_mix(joined))
    distinct: Hashes = ordered[np.append(True, ordered[1:] != ordered[:-1])]  # np.unique takes four times as long
    return distinct


def _bands(shingles: Hashes) -> tuple[int, ...]:
    """A key for each band: the minima of three permutations. 32 bits of each shingle are enough for that."""
    permuted = shingles.astype(np.uint32)[None, :] * _FACTORS
    permuted += _OFFSETS
    least = permuted.min(axis=1).reshape(BANDS, ROWS)
    keys = _mix((least.astype(np.uint64) * _POSITION_FACTORS[None, :]).sum(axis=1, dtype=np.uint64) + _BAND_SALT)
    return tuple(keys.view(np.int64).tolist())
