"""The Indonesian stemmer, guided by a word list (decision 47): of all segmentations of a word with a known root, the
cheapest. An algorithm of our own.

A segmentation costs less if the word list says that the root takes these affixes, and the commoner the root. The
weights were chosen on Universal Dependencies treebanks (GSD, CSUI).
"""

from __future__ import annotations

import math

from indexer.language.affixes import Segmentation, segment, without_endings
from indexer.language.lexicon import MAX_SEGMENTATIONS, Lexicon

MAX_LENGTH = 40
"""Letters; longer words are not Indonesian, and are not stemmed."""

_PARTICLES_OF_NAMES = ("pun", "lah", "kah")
_MIN_NAME = 4
_LIKE_NAMES = ("llah", "kkah")
"""Names end so (Fadillah, Makkah), and of other words only what is said often (ambillah)."""

_RARE = {"ke-", "re-", "-i"}
"""Affixes that few roots take, so that the word list must allow them."""

_CLASSES = {
    affixes: tuple(names.split())
    for affixes, names in {
        "ber-": "B0 BE", "ber-an": "Ba Bb Bf", "ber-kan": "Bk Bg", "ber+ke-": "BK", "ber+ke-an": "Bl",
        "ber+pe-": "BP", "ber+pe-an": "Bq", "ber+se-": "BS", "ber+se-an": "Bt",
        "di-": "D0 M0 MG", "di-kan": "Dk Mk Mh", "di-i": "Di Mi Mg", "di+per-": "DR MR", "di+per-kan": "Du Mu",
        "di+per-i": "Dt Mt", "di+ke-kan": "Dn", "di+ke-i": "Dm", "di+se-kan": "Dv",
        "ke-": "K0", "ke-an": "Ka", "ke-i": "Ki", "ke+ber-an": "Kc", "ke+pe-an": "Kq", "ke+se-an": "Kt",
        "ke+ter-an": "Ku", "ke+me-an": "Ko",
        "me-": "M0 MG MM", "me-kan": "Mk Mh Mo", "me-i": "Mi Mg Mm", "me+per-": "MR", "me+per-kan": "Mu",
        "me+per-i": "Mt", "me+ber-kan": "Me", "me+se-kan": "Mx", "me+se-i": "Mw",
        "ku-": "O0 M0", "ku-kan": "Ok Mk", "ku-i": "Oi Mi", "kau-": "O0 M0", "kau-kan": "Ok Mk", "kau-i": "Oi Mi",
        "pe-": "P0 PE PG PK PN", "pe-an": "Pa Pf Pg Pl Po", "pe+ber-an": "Pc", "pe+per-an": "Ps", "pe+se-an": "Pv",
        "per-": "R0", "per-an": "Ra", "per-i": "Ri Mt", "per-kan": "Rk Mu", "per+pe-an": "Rq", "per+se-an": "Rt",
        "se-": "S0", "se-an": "Sa", "se+ke-an": "Sl", "se+pe-an": "Sq", "se+per-an": "Ss", "se+se-": "SS",
        "ter-": "T0 TE", "ter-an": "Ta", "ter-i": "Ti", "ter-kan": "Tk",
        "-an": "a0", "-kan": "k0 Mk Dk", "-i": "i0 Mi Di",
    }.items()
} | {"re-an": ("",)}  # fmt: skip
"""The affix classes of the word list that allow each combination. What takes me- takes di- too; re-an (pepohonan) is
allowed for every root."""


def stem(word: str, lexicon: Lexicon) -> str:
    """The root of a folded word; the word itself if none is known."""
    if len(word) > MAX_LENGTH:
        return _find_root(word, lexicon)
    cache = lexicon.root_cache
    return cache.get(word) or cache.find(word) or cache.keep(word, _find_root(word, lexicon))


def _find_root(word: str, lexicon: Lexicon) -> str:
    """Remove affixes until nothing changes, so that a root is its own root."""
    root = word
    for _ in range(4):
        before, root = root, _step(root, lexicon)
        if root == before:
            break
    return root


def _step(word: str, lexicon: Lexicon) -> str:
    if not 3 < len(word) <= MAX_LENGTH:
        return lexicon.exceptions.get(word, word)
    for bare, _ in without_endings(word):
        if bare in lexicon.exceptions:
            return lexicon.exceptions[bare]
        if bare in lexicon.never_stemmed:
            return bare
    best = best_segmentation(word, lexicon)
    return best.root if best else without_clitics(word)


def best_segmentation(word: str, lexicon: Lexicon) -> Segmentation | None:
    """The cheapest segmentation of a word with a known root; None if there is none. It is kept a while, since the
    word's root, its form and all words of that root ask for it."""
    cache = lexicon.segmentation_cache
    if word not in cache:
        if len(cache) >= MAX_SEGMENTATIONS:
            cache.clear()
        cache[word] = _best_segmentation(word, lexicon)
    return cache[word]


def _best_segmentation(word: str, lexicon: Lexicon) -> Segmentation | None:
    candidates = [candidate for candidate in segment(word, lexicon.roots) if _is_plausible(candidate, lexicon)]
    if word.endswith(_LIKE_NAMES):
        candidates = [one for one in candidates if one.bare == word or one.root in lexicon.common]
    if len(candidates) == 1:  # as for two words of three: there is nothing to weigh
        return candidates[0]
    return min(candidates, key=lambda one: (adjusted_cost(one, lexicon), len(one.root)), default=None)


def _is_plausible(candidate: Segmentation, lexicon: Lexicon) -> bool:
    """Whether a segmentation with a known root is believed. A listed word is segmented, and a root of three letters
    accepted, only if the word list or the frequency of the root supports it."""
    bare, root, affixes, _ = candidate
    if root == bare or is_attested(candidate, lexicon):
        return True
    if bare in lexicon.roots:
        return False
    return root in lexicon.common or (len(root) > 3 and affixes not in _RARE)


def is_attested(candidate: Segmentation, lexicon: Lexicon) -> bool:
    """Whether the word list says that the root takes these affixes."""
    classes = lexicon.roots[candidate.root]
    for name in _CLASSES.get(candidate.affixes, ()):  # noqa: SIM110 - `any` takes three times as long, for all readings
        if name in classes:
            return True
    return False


def without_clitics(word: str) -> str:
    """A word without a known root (mostly a name) without -nya and without a particle that is no part of names."""
    for particle in _PARTICLES_OF_NAMES:
        bare = word.removesuffix(particle)
        if bare != word and len(bare) > _MIN_NAME and not bare.endswith(("l", "m")):  # Abdillah, Makkah
            word = bare
            break
    return word[:-3] if word.endswith("nya") and len(word) >= 7 else word


def adjusted_cost(candidate: Segmentation, lexicon: Lexicon) -> float:
    """The cost of a segmentation, lower for a root that is common, has many affix classes or takes these affixes."""
    known = 0.1 * math.log10(1 + len(lexicon.roots[candidate.root]) / 2) + 0.1 * lexicon.common.get(candidate.root, 0)
    return candidate.cost - known - (0.3 if is_attested(candidate, lexicon) else 0.0)
