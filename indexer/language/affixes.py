"""The affixes of Indonesian, and all ways to remove them from a word. The morphology is that of any grammar.

Each affix has a cost, the rarer the higher; usual combinations cost less, odd ones more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from typing import NamedTuple

VOWELS = "aeiou"

Rests = list[tuple[str, str, float]]
"""What can remain of a word, what was removed, and the cost of that. Lists, since most words are taken apart into one
or two, and a chain of generators takes twice as long."""


class Segmentation(NamedTuple):
    """A segmentation of a word: its form without particle and pronoun, root, affixes (`me+per-kan`), and cost."""

    bare: str
    root: str
    affixes: str
    cost: float


_PARTICLES = ("lah", "kah", "tah", "pun")
_POSSESSIVES = (("nya", 0.3), ("ku", 0.55), ("mu", 0.55))
_SUFFIXES = (("kan", 0.35), ("an", 0.4), ("i", 0.5))
_ENDINGS = (*_PARTICLES, *(end for end, _ in _POSSESSIVES))
_SUFFIX_ENDS = tuple(suffix for suffix, _ in _SUFFIXES)
_BE = re.compile(r"be[^aiueolr]er")
"""*Ber-* before a root whose first syllable has an r: bekerja."""
_GO_TOGETHER = {"me-kan", "me-i", "di-kan", "di-i", "ke-an", "pe-an", "per-an", "ber-an"}
_NEVER_TOGETHER = {"ber-i", "ke-kan", "di-an", "me-an", "se-i", "ter-an", "ku-an", "kau-an"}
_INNER = {
    "me": ("per", "ber", "ter", "se", "ke", "di", "pe"),
    "di": ("per", "ber", "ter", "se", "ke", "pe"),
    "ke": ("ber", "ter", "se", "per", "pe"),
    "se": ("per", "ke", "ber", "ter", "me", "pe", "se"),
    "ber": ("ke", "se", "pe", "per"),
    "ter": ("per", "ber", "ke", "se", "pe"),
    "per": ("ber", "ter", "se"),
    "pe": ("ber", "per", "ter", "se"),
    "ku": ("per", "ber", "ter"),
    "kau": ("per", "ber"),
    "ketidak": ("ber", "ter", "se", "me", "di"),
    "re": (),
}
"""Which prefixes can follow directly after which."""


def segment(word: str, roots: Container[str]) -> list[Segmentation]:
    """All segmentations of a word with a root among `roots`."""
    found: list[Segmentation] = []
    for bare, ending_cost in without_endings(word):
        for base, suffix, suffix_cost in _without_suffix(bare):
            cost = ending_cost + suffix_cost
            if base in roots:
                found.append(Segmentation(bare, base, f"-{suffix}", cost + (0.05 if suffix else 0)))
            for root, prefixes, total in _without_prefixes(base, suffix, cost):
                if root in roots:
                    found.append(Segmentation(bare, root, f"{prefixes}-{suffix}", total))
            if base.endswith("ir"):  # a borrowed verb has the root of its noun: diorganisir, organisasi
                for verb, prefixes, total in _without_prefixes(base, suffix, cost + 0.5):
                    if (noun := f"{verb[:-2]}asi") in roots:
                        found.append(Segmentation(bare, noun, f"{prefixes}-{suffix}", total))
    return found


def without_endings(word: str) -> list[tuple[str, float]]:
    """The word, and the word without particle, possessive pronoun or both."""
    found = [(word, 0.0)]
    if word.endswith(_ENDINGS):
        particles = [(word[:-3], 0.45)] if word.endswith(_PARTICLES) and len(word) >= 6 else []
        found = []
        for bare, cost in [(word, 0.0), *particles]:
            found.append((bare, cost))
            for end, more in _POSSESSIVES:
                if bare.endswith(end) and len(bare) - len(end) >= 3:
                    found.append((bare[: -len(end)], cost + more))
    return found


def _without_suffix(bare: str) -> Rests:
    found = [(bare, "", 0.0)]
    if bare.endswith(_SUFFIX_ENDS):
        for suffix, cost in _SUFFIXES:
            if bare.endswith(suffix) and len(bare) >= len(suffix) + 3:
                found.append((bare[: -len(suffix)], suffix, cost))
    return found


def _without_prefixes(base: str, suffix: str, cost: float) -> Rests:
    """What remains when up to three prefixes are removed, in orders that the language has, with the prefixes
    (`me+per`) and the cost of all that was removed, the suffix and what `cost` is for included."""
    found: Rests = []
    for rest, outer, first in _without_prefix(base):
        together = f"{outer}-{suffix}"
        fit = 1.0 if together in _NEVER_TOGETHER else -0.15 if together in _GO_TOGETHER else 0.0
        total = cost + first + fit + 0.25
        found.append((rest, outer, total))
        for rest2, middle, second in _without_prefix(rest):
            if middle in _INNER[outer]:
                found.append((rest2, f"{outer}+{middle}", total + second + 0.3))
                for rest3, inmost, third in _without_prefix(rest2):
                    if inmost in _INNER[middle]:
                        found.append((rest3, f"{outer}+{middle}+{inmost}", total + second + third + 0.6))
    return found


def _without_prefix(word: str) -> Rests:
    """What can remain when one prefix is removed (three letters or more), with the prefix and its cost."""
    if len(word) <= 4:
        return []
    return [rest for rest in _PREFIXED.get(word[:2], _other)(word) if len(rest[0]) >= 3]


def _me(word: str) -> Rests:
    return [(rest, "me", cost) for rest, cost in _without_nasal(word[2:])] + _other(word)


def _pe(word: str) -> Rests:
    found: Rests = [(rest, "pe", cost) for rest, cost in _without_nasal(word[2:])]
    if word[2] not in VOWELS:
        found.append((word[2:], "pe", 0.3))
    if word[2] == "r":
        found.append((word[3:], "per", 0.05))
        if word[3] in VOWELS:
            found.append((word[2:], "per", 0.2))
    return found + _other(word)


def _be(word: str) -> Rests:
    found: Rests = []
    if word[2] == "r":
        found.append((word[3:], "ber", 0.0))
        if word[3] in VOWELS:
            found.append((word[2:], "ber", 0.15))
    elif _BE.match(word):
        found.append((word[2:], "ber", 0.1))
    return found + _other(word)


def _te(word: str) -> Rests:
    found: Rests = []
    if word[2] == "r":
        found.append((word[3:], "ter", 0.0))
        if word[3] in VOWELS:
            found.append((word[2:], "ter", 0.2))
    return found + _other(word)


def _ka(word: str) -> Rests:
    return [(word[3:], "kau", 0.5)] if word[2] == "u" else []


def _ke(word: str) -> Rests:
    found: Rests = [(word[2:], "ke", 0.0)]
    if word.startswith("ketidak"):
        found.append((word[7:], "ketidak", -0.4))
    return found + _other(word)


def _se(word: str) -> Rests:
    return [(word[2:], "se", 0.05), *_other(word)]


def _other(word: str) -> Rests:
    """The first sound doubled: dedaunan, pepohonan."""
    return [(word[2:], "re", 0.3)] if word[1] == "e" and word[2] == word[0] else []


def _whole(prefix: str, cost: float) -> Callable[[str], Rests]:
    """A prefix that never changes its form."""
    return lambda word: [(word[2:], prefix, cost)]


_PREFIXED: dict[str, Callable[[str], Rests]] = {
    "me": _me,
    "pe": _pe,
    "be": _be,
    "te": _te,
    "ka": _ka,
    "ke": _ke,
    "se": _se,
    "di": _whole("di", 0.0),
    "ku": _whole("ku", 0.5),
}

_NASALS = (
    ("ng", VOWELS, (("", 0.0), ("k", 0.1))),
    ("ng", "ghk", (("", 0.0),)),
    ("ng", "rl", (("k", 0.1),)),
    ("ny", VOWELS, (("s", 0.0), ("ny", 0.4))),
    ("ny", "cj", (("", 0.3),)),
    ("n", VOWELS, (("t", 0.0), ("n", 0.15))),
    ("n", "cjdtsz", (("", 0.0),)),
    ("m", VOWELS, (("p", 0.0), ("m", 0.15))),
    ("m", "bfpv", (("", 0.0),)),
    ("m", "rl", (("p", 0.1),)),
)
"""After me- and pe-: the nasal, the letters that can follow it, and the first letters of the root that it replaces."""


def _without_nasal(rest: str) -> list[tuple[str, float]]:
    """The roots that meN- or peN- can have been added to, given what follows me or pe (not empty), with costs."""
    if rest[0] not in "nm":
        return [(rest, 0.1)] if rest[0] in "lrwy" else []
    found: list[tuple[str, float]] = []
    for nasal, following, lost in _NASALS:
        after = rest[len(nasal) :]
        if rest.startswith(nasal) and after[:1] and after[0] in following:
            found += [(letter + after, cost) for letter, cost in lost]
    if rest.startswith("nge") and len(rest) >= 6 and sum(letter in VOWELS for letter in rest) == 2:
        found.append((rest[3:], 0.2))  # menge- stands before roots of one syllable: mengecat, but not mengemuka
    return [*found, (rest, 0.1)]
