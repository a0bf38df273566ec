"""Which words of a run of capitalised ones are a person's name (Kepala Dinas Sosial Jatim *Budi Santoso*)."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from indexer.articles.quotes.vocabulary import (
    ACRONYM,
    BODY,
    COMMON,
    INITIAL,
    NAME,
    NUMBER,
    OFFICE,
    PLACE,
    RANK,
    RARE,
    UNKNOWN,
    Vocabulary,
    fold_word,
)

MAX_NAME = 6
"""Words of a name; more are a heading or a list."""
MAX_PROPER = 3
"""Words of what a university or the like is called."""
BODY_AND_NAME = 3
"""Words of which the first is the name of a body and the others are a person's."""
MAX_BEFORE = 150
"""Characters before a run that are looked through for an office."""

_SPLIT = re.compile(r"[^ \u00a0/]+(?<!\.)|[^ \u00a0/.]+\.")
_TWO_NAMES = re.compile(r"\w+ [\w’']+-[A-Z][\w’']+ \w+")
"""Two people who stand together (Budi Santoso-Andi Wijaya)."""
_HAJI = "h"
"""A title with which names of men begin, and no first initial of theirs."""
_LISTED = re.compile(r"\b(?:dan|serta|atau) $")
"""What stands before the last of several things that an office is for."""
_PIECE = re.compile(r"[^.!?\n“”\";:·]*$")

_NAMELIKE = frozenset((NAME, UNKNOWN, COMMON, RARE, INITIAL))
_WORDS = frozenset((COMMON, RARE))
_NAMED_BY = frozenset((NAME, UNKNOWN, RARE, RANK))
"""Kinds of which a run has one that names somebody: behind a rank any word may be a name."""
_BEHIND_NAMES = frozenset((PLACE, RANK, ACRONYM, NUMBER))
_MENDED = frozenset((COMMON, RARE, PLACE, UNKNOWN, INITIAL, ACRONYM))


class Mention(NamedTuple):
    """Where a person is named. `start` and `end` are those of the name, `run` is where the run begins that holds the
    office before it. `words` are the name's, folded; `sure`: they are certain to be a person's."""

    start: int
    end: int
    run: int
    name: str
    words: tuple[str, ...]
    sure: bool


class Clues(NamedTuple):
    """What an article tells of its names: `anchors` are folded words that it uses alone for somebody who speaks,
    `bodies` those that it explains as names of bodies, `speaking` where runs begin that stand beside a word of
    saying."""

    anchors: Set[str]
    bodies: Set[str]
    speaking: Set[int]


@dataclass(slots=True)
class _Run:
    """The words of a run, folded, with their kinds; `speaks`: it stands beside a word of saying."""

    words: list[str]
    kinds: list[str]
    speaks: bool
    clues: Clues
    vocabulary: Vocabulary

    def in_list(self, index: int, *names: str) -> bool:
        """Whether a word stands in one of the lists of beside-names.txt."""
        return any(self.words[index] in self.vocabulary.beside[name] for name in names)

    def is_anchored(self, first: int, last: int) -> bool:
        """Whether one of some words is used alone for somebody who speaks; a single letter counts by itself alone."""
        is_alone = len(self.words) == 1
        return any(word in self.clues.anchors and (is_alone or len(word) > 1) for word in self.words[first:last])


def mention_in(text: str, start: int, end: int, vocabulary: Vocabulary, clues: Clues) -> Mention | None:
    """The person named at the end of a run of capitalised words; None where there is none."""
    speaks = start in clues.speaking
    if not speaks and " " not in text[start:end] and fold_word(text[start:end]) not in clues.anchors:
        return None
    places = [word.span() for word in _SPLIT.finditer(text, start, end)]
    shown = [text[first:last] for first, last in places]
    folded = [fold_word(word) for word in shown]
    kinds = [_kind(one, word, vocabulary, clues) for one, word in zip(folded, shown, strict=True)]
    if _NAMED_BY.isdisjoint(kinds) and clues.anchors.isdisjoint(folded):
        return None
    run = _Run(folded, kinds, speaks, clues, vocabulary)
    _mend(run)
    last = _end_of_name(run)
    before = text[max(0, start - MAX_BEFORE) : start]
    first = _start_of_name(run, last, before)
    if last - first > 2 and run.words[first] == _HAJI:
        first += 1
    if not 0 < last - first <= MAX_NAME or not _is_person(run, first, last, before):
        return None
    name = text[places[first][0] : places[last - 1][1]]
    if _TWO_NAMES.search(name):
        return None
    sure = NAME in run.kinds[first:last] or run.is_anchored(first, last)
    return Mention(places[first][0], places[last - 1][1], start, name, tuple(map(fold_word, name.split())), sure)


def _kind(folded: str, word: str, vocabulary: Vocabulary, clues: Clues) -> str:
    if word[0] == "(":
        return RANK if vocabulary.kinds.get(folded.strip("()")) == RANK else BODY
    return BODY if folded in clues.bodies else vocabulary.kind(word)


def _mend(run: _Run) -> None:
    """Mend kinds by the words beside."""
    kinds, last = run.kinds, len(run.words) - 1
    for index, pair in enumerate(pairwise(run.words)):
        if pair == ("wali", "kota"):
            run.words[index + 1], kinds[index + 1] = "walikota", OFFICE
    _mend_bodies(run)
    if last and run.in_list(0, "offices-too") and kinds[1] in (NAME, UNKNOWN, BODY, RANK):
        is_name = run.words[0] == "imam" and (kinds[1] == NAME or run.is_anchored(0, 1))
        kinds[0] = NAME if is_name else OFFICE
    if last and kinds[last] in (COMMON, RARE, BODY) and kinds[-2] == RANK and not run.in_list(last - 1, "ranks-in-two"):
        kinds[last] = NAME
    for index, word in enumerate(run.words):
        is_last = index == last
        if index and is_last and kinds[index] == PLACE and kinds[index - 1] == NAME:
            kinds[index] = PLACE if word in run.vocabulary.places else NAME
        if run.is_anchored(index, index + 1) and kinds[index] in _MENDED and (is_last or kinds[index + 1] in _NAMELIKE):
            kinds[index] = NAME
        elif index and not is_last and kinds[index] == NAME and _is_place(run, index):
            kinds[index] = PLACE


def _mend_bodies(run: _Run) -> None:
    """What universities and the like are called is no person, nor is what stands around "of"."""
    kinds, words = run.kinds, run.words
    joined = [index for index, word in enumerate(words) if word in ("of", "for")]
    if joined:
        kinds[: joined[-1] + 2] = [BODY] * len(kinds[: joined[-1] + 2])
    for index in range(len(words) - 1):
        if not run.in_list(index, "bodies"):
            continue
        for length in range(MAX_PROPER, 0, -1):
            proper = tuple(words[index + 1 : index + 1 + length])
            if proper in run.vocabulary.proper_names:
                kinds[index + 1 : index + 1 + len(proper)] = [BODY] * len(proper)
                break


def _is_place(run: _Run, index: int) -> bool:
    """Whether a word that is a name and a place is the place: behind what has a place, before a name."""
    is_behind = run.kinds[index - 1] in (OFFICE, BODY) and run.in_list(index - 1, "placed", "bodies")
    return is_behind and run.in_list(index, "places-too") and run.kinds[index + 1] in (NAME, RANK, UNKNOWN)


def _end_of_name(run: _Run) -> int:
    """Where the name ends: before the last words that are none, if these are places or the like; 0 without a name.
    Two capitals at the end belong to it behind a name alone (Mahfud MD)."""
    kinds, last = run.kinds, len(run.kinds)
    while last and not _may_end(kinds, last):
        last -= 1
    return last if all(kind in _BEHIND_NAMES for kind in kinds[last:]) else 0


def _may_end(kinds: list[str], last: int) -> bool:
    if kinds[last - 1] == INITIAL:
        return last >= 2 and kinds[last - 2] == NAME
    return kinds[last - 1] in _NAMELIKE


def _start_of_name(run: _Run, last: int, before: str) -> int:
    """Where the name begins: behind the last word that is no part of names, or later, where common words or what a
    body is called stand before it; `before` is the text before the run."""
    kinds, first = run.kinds, last
    while first and kinds[first - 1] in _NAMELIKE:
        first -= 1
    if not first and run.speaks and last > 1 and any(kind != COMMON for kind in kinds[:last]):
        return _behind_list(run, last) if _LISTED.search(before) and _has_office(run, before) else 0
    if run.speaks and first < last - 1 and kinds[first] == RARE and _is_behind_place(run, first):
        return first  # the place ends what a body is called
    begin = first
    while first < last and kinds[first] in _WORDS and run.words[first] not in run.clues.anchors:
        if first < last - 1 and _is_balinese(run, first):
            break
        first += 1
    if begin < first == last - 1 and begin and run.in_list(begin - 1, "bodies") and not run.is_anchored(first, last):
        return last  # all of it is what the body is called (Stadion Bumi Pertiwi)
    if first == last - 1 and first and kinds[first - 1] == RARE:
        first -= 1  # a name has two words more often than a body is called by a rare one
    if first in (0, last):
        return first
    start = next((index for index in range(first, last - 1) if _is_balinese(run, index)), None)
    if start is not None:
        return start
    start = _behind_village(run, begin, last) or _behind_body(run, first, last)
    while first < start < last and kinds[start - 1] == INITIAL:
        start -= 1
    return start


def _behind_village(run: _Run, first: int, last: int) -> int:
    """Where the name begins behind what a village or district is called (Camat Mampang Sukasari *Jaharudin*); 0 where
    no office of one stands there, or nothing tells the place from the name."""
    if not first or not run.in_list(first - 1, "local"):
        return 0
    start, is_village = first, False
    while start < last - 1 and run.words[start] not in run.clues.anchors:
        if run.words[start] in run.vocabulary.village_words:
            is_village = True
        elif run.kinds[start] not in _WORDS:
            break
        start += 1
    return start if is_village and not {NAME, UNKNOWN}.isdisjoint(run.kinds[start:last]) else 0


def _is_behind_place(run: _Run, first: int) -> bool:
    return first > 0 and (run.kinds[first - 1] == PLACE or run.words[first - 1] in run.vocabulary.places)


def _behind_list(run: _Run, last: int) -> int:
    """Where the name begins behind the last part of an office (Kependudukan dan *Catatan Sipil* Zudan Prasetya)."""
    first = 0
    while first < last - 1 and run.kinds[first] in _WORDS and run.words[first] not in run.clues.anchors:
        first += 1
    return first


def _is_balinese(run: _Run, index: int) -> bool:
    """Whether a name begins with a word as in Bali (I Wayan, Ni Luh)."""
    return run.words[index] in ("i", "ni") and run.kinds[index + 1] == NAME


def _behind_body(run: _Run, first: int, last: int) -> int:
    """Where the name begins behind an office: the first words may be what a village or company is called."""
    kinds = run.kinds
    names = [index for index in range(first + 1, last) if kinds[index] == NAME] if kinds[first] != NAME else []
    anchored = [index for index in range(first, last) if run.words[index] in run.clues.anchors]
    if run.in_list(first - 1, "bodies") and not (first >= 2 and kinds[first - 2] in (NAME, UNKNOWN)):
        if anchored and anchored[0] > first:
            return anchored[0]
        if not names and last - first == BODY_AND_NAME and kinds[first] == NAME and NAME in kinds[first + 1 : last]:
            return first + 1  # the body is called by a name (Bank Permata *Budi Santoso*)
        return names[0] if names else last
    if run.in_list(first - 1, "placed") and names:
        return names[0]
    if not anchored or anchored[0] == first or last - anchored[0] == 1 or OFFICE not in kinds[:first]:
        return first
    return first if NAME in kinds[first : anchored[0]] else anchored[0]


def _is_person(run: _Run, first: int, last: int, before: str) -> bool:
    """Whether some words of a run are a person's name; `before` is the text before the run."""
    own, kind = run.kinds[first:last], run.kinds[first - 1] if first else ""
    if kind == RANK and _is_called_by_title(run, first - 1):
        return False
    if NAME in own or run.is_anchored(first, last):
        return len(own) > 1 or first > 0 or run.is_anchored(first, last) or run.speaks
    is_settled = first > 0 and run.in_list(first - 1, "settled")
    if is_settled or (UNKNOWN not in own and not (run.speaks and not first and RARE in own)):
        return False
    if kind in (OFFICE, RANK) or (first and run.kinds[0] == OFFICE and len(own) > 1):
        return True
    if not run.speaks:
        return False
    return len(own) > 1 or OFFICE in run.kinds[:first] or (kind in (BODY, PLACE, ACRONYM) and _has_office(run, before))


def _is_called_by_title(run: _Run, title: int) -> bool:
    """Whether a title is part of what a hospital, street or the like is called (Rumah Sakit Umum Dr Sardjito)."""
    if not run.in_list(title, "honouring"):
        return False
    index = title - 1
    while index >= 0 and run.kinds[index] == BODY and not run.in_list(index, "titled"):
        index -= 1
    return index >= 0 and run.in_list(index, "titled")


def _has_office(run: _Run, before: str) -> bool:
    """Whether the words before a run, back to a mark, hold the head of an office."""
    piece = _PIECE.search(before)
    words = piece[0].casefold().split() if piece else ()
    return any(word in run.vocabulary.offices for word in words)
