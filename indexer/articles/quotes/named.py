"""Whom an article names for sure: who speaks, who holds an office, whose age it tells. Not all whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from indexer.articles.quotes.names import Mention
from indexer.articles.quotes.offices import is_office, office_before, office_behind, office_of
from indexer.articles.quotes.people import Person
from indexer.articles.quotes.quote import Named
from indexer.articles.quotes.scene import Scene
from indexer.articles.quotes.vocabulary import RANK

MAX_TITLE = 20
"""Characters of a rank or title before a name."""
MAX_SMALL = 2
"""Words in small letters with which an office begins (calon perseorangan); more are a sentence."""

_AGE = re.compile(r" \((?:\d{2}|\d{1,3} tahun)\)")
_LAST_WORD = re.compile(r"(\S+) $")
_AWAY = frozenset(("di", "dari", "dalam", "pada"))
_OWNERS = frozenset(("pemilik", "pendiri", "tokoh"))
"""Heads of offices behind which a company or a figure of a film is named as often as a person."""
_JOINING = frozenset(("dan", "bidang", "urusan", "merangkap", "sekaligus"))


def people_named(scene: Scene, speakers: Set[str]) -> Iterator[Named]:
    """The people of an article, each once, in the order in which it names them first; `speakers` are those of them who
    are quoted. Nobody rather than a place or company that only looks like a name."""
    for person in sorted(scene.people.persons, key=_first_place):
        if person.name in speakers or any(_is_told(scene, one) for one in person.mentions):
            yield Named(person.name, office_of(scene, person))


def _first_place(person: Person) -> int:
    return person.mentions[0].start if person.mentions else -1


def _is_told(scene: Scene, mention: Mention) -> bool:
    """Whether what stands beside a mention shows that it is a person: an age, or beside names of several words, of
    which one is known as a name, an office or rank."""
    if _AGE.match(scene.text, mention.end):
        return True
    if not mention.sure or len(mention.words) == 1:
        return False
    return bool(office_behind(scene, mention)) or _has_rank(scene, mention) or _is_office_alone(scene, mention)


def _has_rank(scene: Scene, mention: Mention) -> bool:
    """Whether a rank stands before a name; hospitals are called by doctors' names."""
    before = _LAST_WORD.search(scene.text[max(0, mention.start - MAX_TITLE) : mention.start])
    if before is None or scene.vocabulary.kind(before[1]) != RANK:
        return False
    return before[1].casefold().strip(".") not in scene.vocabulary.beside["honouring"]


def _is_office_alone(scene: Scene, mention: Mention) -> bool:
    """Whether nothing but an office stands before a name from the head of the office on: where and what somebody does
    may lie between the office and what only looks like a name (petugas di wilayah hukum Polda Metro Jaya)."""
    words = office_before(scene, mention).split()
    if not words or words[0] in _OWNERS or not _AWAY.isdisjoint(words):
        return False
    small = [index for index, word in enumerate(words) if word[0].islower() and word not in _JOINING]
    return all(index < MAX_SMALL for index in small) and is_office(" ".join(words), scene)
