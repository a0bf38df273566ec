"""Indonesian roots, guided by a word list: of all the ways to take affixes off a word so that a known root
is left, the likeliest is taken. An algorithm of our own; the morphology is that of any grammar of Indonesian.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from indexer.lexicon import Lexicon

VOWELS = "aeiou"


class Reading(NamedTuple):
    """One way to read a word: the root, the outermost prefix and the suffix taken off, and what it costs."""

    root: str
    prefix: str
    suffix: str
    cost: float


def stem(word: str, lexicon: Lexicon) -> str:
    """The root of a folded word (small letters); the word itself where none is known."""
    known = lexicon.known_roots.get(word)
    if known is None:
        known = lexicon.known_roots[word] = find_root(word, lexicon)
    return known


def find_root(word: str, lexicon: Lexicon) -> str:
    """Work out a root afresh."""
    if word in lexicon.exceptions:
        return lexicon.exceptions[word]
    if len(word) <= 3 or word in lexicon.never:
        return word
    readings = [reading for reading in read(word) if reading.root in lexicon.roots]
    if not readings:
        return without_nya(word)
    return min(readings, key=lambda reading: (reading.cost, len(reading.root))).root


def without_nya(word: str) -> str:
    """The one ending that unknown words (names above all) take freely."""
    return word[:-3] if word.endswith("nya") and len(word) >= 7 else word


PARTICLES = ("lah", "kah", "tah", "pun")
POSSESSIVES = (("nya", 0.3), ("ku", 0.55), ("mu", 0.55))
SUFFIXES = (("kan", 0.35), ("an", 0.4), ("i", 0.5))
PAIRED = {
    ("me", "kan"), ("me", "i"), ("di", "kan"), ("di", "i"), ("ke", "an"), ("pe", "an"), ("per", "an"), ("ber", "an"),
}  # fmt: skip
UNPAIRED = {
    ("be", "i"), ("ber", "i"), ("ke", "kan"), ("di", "an"), ("me", "an"), ("se", "i"), ("ter", "an"), ("ku", "an"),
    ("kau", "an"),
}  # fmt: skip
INNER = {
    "me": ("per", "ber", "ter", "se", "ke", "di", "pe"),
    "di": ("per", "ber", "ter", "se", "ke", "pe"),
    "ke": ("ber", "ter", "se", "per", "pe"),
    "se": ("per", "ke", "ber", "ter", "me", "pe"),
    "ber": ("ke", "se", "pe", "per"),
    "ter": ("per", "ber", "ke", "se", "pe"),
    "per": ("ber", "ter", "se"),
    "pe": ("ber", "per", "ter", "se"),
    "ku": ("per", "ber", "ter"),
    "kau": ("per", "ber"),
}


def read(word: str) -> Iterator[Reading]:
    """Every way to take affixes off, whether or not what is left is a word."""
    for bare, ending_cost in _without_endings(word):
        for base, suffix, suffix_cost in _without_suffix(bare):
            cost = ending_cost + suffix_cost
            yield Reading(base, "", suffix, cost + (0.05 if suffix else 0))
            yield from _read_prefixes(base, suffix, cost)


def _without_endings(word: str) -> Iterator[tuple[str, float]]:
    """The word, and the word without particle, possessive pronoun or both."""
    particles = [(word[: -len(end)], 0.45) for end in PARTICLES if word.endswith(end) and len(word) >= 6]
    for bare, cost in [(word, 0.0), *particles]:
        yield bare, cost
        for end, more in POSSESSIVES:
            if bare.endswith(end) and len(bare) - len(end) >= 3:
                yield bare[: -len(end)], cost + more


def _without_suffix(bare: str) -> Iterator[tuple[str, str, float]]:
    yield bare, "", 0.0
    for suffix, cost in SUFFIXES:
        if bare.endswith(suffix) and len(bare) >= max(5, len(suffix) + 3):
            yield bare[: -len(suffix)], suffix, cost


def _read_prefixes(base: str, suffix: str, cost: float) -> Iterator[Reading]:
    """Up to three prefixes off, in orders that the language has."""
    for rest, outer, first in _without_prefix(base):
        fit = 1.0 if (outer, suffix) in UNPAIRED else -0.15 if (outer, suffix) in PAIRED else 0.0
        total = cost + first + fit + 0.25
        yield Reading(rest, outer, suffix, total)
        for rest2, middle, second in _without_prefix(rest):
            if middle in INNER[outer]:
                yield Reading(rest2, outer, suffix, total + second + 0.3)
                for rest3, inmost, third in _without_prefix(rest2):
                    if inmost in INNER[middle]:
                        yield Reading(rest3, outer, suffix, total + second + third + 0.6)


def _without_prefix(word: str) -> Iterator[tuple[str, str, float]]:
    """What can be left when one prefix is taken off, with the prefix and the cost; always three letters or more."""
    if len(word) > 4:
        for rest, prefix, cost in _PREFIXED.get(word[:2], _nothing)(word):
            if len(rest) >= 3:
                yield rest, prefix, cost


def _nothing(_: str) -> Iterator[tuple[str, str, float]]:
    yield from ()


def _me(word: str) -> Iterator[tuple[str, str, float]]:
    for rest, cost in _without_nasal(word[2:]):
        yield rest, "me", cost


def _pe(word: str) -> Iterator[tuple[str, str, float]]:
    for rest, cost in _without_nasal(word[2:]):
        yield rest, "pe", cost
    if word[2] not in VOWELS:
        yield word[2:], "pe", 0.3
    if word[2] == "r":
        yield word[3:], "per", 0.05
        if word[3] in VOWELS:
            yield word[2:], "per", 0.2
    if word.startswith("pelajar"):
        yield word[3:], "per", 0.0


def _be(word: str) -> Iterator[tuple[str, str, float]]:
    if word[2] == "r":
        yield word[3:], "ber", 0.0
        if word[3] in VOWELS:
            yield word[2:], "ber", 0.15
    elif re.match(r"be[^aiueolr]er", word):
        yield word[2:], "ber", 0.1
    elif word.startswith("belajar"):
        yield word[3:], "ber", 0.0


def _te(word: str) -> Iterator[tuple[str, str, float]]:
    if word[2] == "r":
        yield word[3:], "ter", 0.0
        if word[3] in VOWELS:
            yield word[2:], "ter", 0.2


def _ka(word: str) -> Iterator[tuple[str, str, float]]:
    if word[2] == "u":
        yield word[3:], "kau", 0.5


_PREFIXED = {
    "me": _me,
    "pe": _pe,
    "be": _be,
    "te": _te,
    "ka": _ka,
    "di": lambda word: iter([(word[2:], "di", 0.0)]),
    "ke": lambda word: iter([(word[2:], "ke", 0.0)]),
    "se": lambda word: iter([(word[2:], "se", 0.05)]),
    "ku": lambda word: iter([(word[2:], "ku", 0.5)]),
}

_NASALS = (
    ("ng", VOWELS, (("", 0.0), ("k", 0.1))),
    ("ng", "ghk", (("", 0.0),)),
    ("ny", VOWELS, (("s", 0.0), ("ny", 0.4))),
    ("ny", "cj", (("", 0.3),)),
    ("n", VOWELS, (("t", 0.0), ("n", 0.15))),
    ("n", "cjdtsz", (("", 0.0),)),
    ("m", VOWELS, (("p", 0.0), ("m", 0.15))),
    ("m", "bfpv", (("", 0.0),)),
)


def _without_nasal(rest: str) -> Iterator[tuple[str, float]]:
    """Roots that meN- or peN- can have been put before, given what follows me or pe."""
    for nasal, following, lost in _NASALS:
        after = rest[len(nasal) :]
        if rest.startswith(nasal) and after[:1] and after[0] in following:
            for letter, cost in lost:
                yield letter + after, cost
    if rest.startswith("nge") and len(rest) >= 6:
        yield rest[3:], 0.2
    if rest[:1] in "lrwymn":
        yield rest, 0.1
