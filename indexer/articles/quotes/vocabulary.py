"""The word lists by which names, offices and words of saying are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from indexer.language.lexicon import BUILTIN as LANGUAGE
from indexer.language.lexicon import Lexicon, read_groups, read_lines, read_words
from indexer.language.stemmer import stem

DATA = Path(__file__).parent / "data"
MAX_KINDS = 50_000
"""Words whose kind is kept; a full memory is emptied."""

NAME, UNKNOWN, COMMON, RARE, INITIAL, OFFICE, RANK, BODY, PLACE, ACRONYM, NUMBER = "NUCQITROPAX"
"""What a capitalised word may be: a name often met, a word that no list has, a common word, a rare one, an initial;
the head of an office, a rank or form of address; a word of bodies and companies, a place, an acronym, something with a
digit."""

_BODY = re.compile(
    "kemen|ditjen|dinkes|disdik|dishub|disnaker|bappe|bpbd|kejati|kejari|polres|polda|pol[st]ek|setda|bawaslu|unive"
    "|pemprov|pemk|persi|perse|persa(?!d)"
)
"""How short names of bodies of the state and of football clubs begin (Kemenhub, Bappeda, Persib)."""


_PROFESSION = re.compile(r"\w{3,}(?:olog|onom|ograf|iater)")
"""How words for who studies something end (astronom, epidemiolog)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists, folded. `cues` says of each word of saying how its speaker stands beside it: `behind` (kata Budi),
    `before` (Budi mengatakan), `doing` (so too, but what follows is no quote), `passive` (dikatakan Budi), `by`
    (menurut Budi), `own` (katanya). `beside` has the lists of beside-names.txt by their names."""

    cues: Mapping[str, str]
    offices: frozenset[str]
    heads: frozenset[str]
    relations: frozenset[str]
    somebody: frozenset[str]
    degrees: frozenset[str]
    proper_names: frozenset[tuple[str, ...]]
    nicknames: Mapping[str, str]
    places: frozenset[str] = field(repr=False)
    village_words: frozenset[str] = field(repr=False)
    beside: Mapping[str, frozenset[str]] = field(repr=False)
    kinds: Mapping[str, str] = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def kind(self, word: str) -> str:
        """The kind of a capitalised word."""
        known = self.known.get(word)
        if known is None:
            if len(self.known) >= MAX_KINDS:
                self.known.clear()
            known = self.known[word] = self._kind(word)
        return known

    def _kind(self, word: str) -> str:
        folded = fold_word(word)
        listed = self.kinds.get(folded)
        if word.isupper() and len(folded) > 1 and "." not in folded and listed != RANK:
            return INITIAL if len(folded) == 2 and not listed else ACRONYM
        if len(folded) == 1 or (word.endswith(".") and len(folded) == 2 and not listed):
            return INITIAL
        if listed:
            return UNKNOWN if listed == BODY and len(word) == 2 else listed
        if _BODY.match(folded) or _has_inner_capital(word):
            return BODY
        if not folded.replace("-", "").replace("'", "").isalpha():
            return NUMBER
        return self._common_or_not(folded.split("-")[0])

    def _common_or_not(self, folded: str) -> str:
        if _PROFESSION.fullmatch(folded):
            return OFFICE
        if folded in self.lexicon.common or folded in self.lexicon.function_words:
            return COMMON
        if folded in self.lexicon.roots:
            return RARE
        root = stem(folded, self.lexicon)
        return COMMON if root != folded and root in self.lexicon.roots else UNKNOWN


def fold_word(word: str) -> str:
    """A word of a name in small letters, without the dot of an abbreviation."""
    return word.casefold().replace("’", "'").strip(".")


def _has_inner_capital(word: str) -> bool:
    return "-" not in word and "'" not in word and any(letter.isupper() for letter in word[2:])


def load_vocabulary(lexicon: Lexicon) -> Vocabulary:
    """The built-in lists beside the lexicon's."""
    offices = _listed("offices")
    heads = frozenset(word.split("-")[0] for word in offices)
    beside = read_groups(DATA / "beside-names.txt")
    return Vocabulary(
        cues=load_cues(),
        offices=offices,
        heads=heads,
        relations=_listed("relations"),
        somebody=offices - beside["things"],
        degrees=_listed("degrees"),
        proper_names=frozenset(tuple(line.casefold().split()) for _, line in read_lines(DATA / "proper-names.txt")),
        nicknames=dict(_nicknames()),
        places=_listed("places"),
        village_words=_listed("village-words"),
        beside=beside,
        kinds=_kinds(heads),
        lexicon=lexicon,
    )


def _listed(name: str) -> frozenset[str]:
    return frozenset(read_words(DATA / f"{name}.txt"))


@cache
def load_cues() -> Mapping[str, str]:
    """How the speaker stands beside each word of saying (`Vocabulary.cues`)."""
    behind = _listed("cue-words")
    cues = dict.fromkeys(behind, "behind") | dict.fromkeys((word + "nya" for word in behind), "own")
    cues |= dict.fromkeys(_listed("saying-verbs"), "before") | dict.fromkeys(_listed("doing-verbs"), "doing")
    return cues | dict.fromkeys(_listed("passive-verbs"), "passive") | {"menurut": "by", "menurutnya": "own"}


def _kinds(heads: Iterable[str]) -> dict[str, str]:
    """The kinds of listed words; where lists disagree a name goes before an office, and that before a body or place."""
    kinds = dict.fromkeys(read_words(LANGUAGE / "names.txt"), PLACE)
    kinds |= dict.fromkeys(_listed("places"), PLACE) | dict.fromkeys(_listed("organisations"), BODY)
    kinds |= dict.fromkeys(heads, OFFICE) | dict.fromkeys(_listed("ranks"), RANK)
    return kinds | dict.fromkeys(_listed("given-names"), NAME)


def _nicknames() -> Iterator[tuple[str, str]]:
    for _, line in read_lines(DATA / "nicknames.txt"):
        short, _, full = line.partition(":")
        yield short.strip(), full.strip()
