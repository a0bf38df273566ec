"""The office of somebody: what stands before or behind a name, and who holds an office that is named alone."""

from __future__ import annotations

import re
from functools import partial

from indexer.articles.quotes.names import Mention
from indexer.articles.quotes.people import Person
from indexer.articles.quotes.scene import Scene

MAX_OFFICE = 260
"""Characters of an office."""
MAX_RELATION = 40
"""Characters of a relation (penasihat hukum)."""

_WORD = re.compile(r"\S+")
_AGE = re.compile(r" ?\(\d{1,2}(?: tahun)?\)")
_DEGREE = re.compile(r", ?([A-Za-z.]{2,8})(?=[,. ])")
_END = re.compile(
    r"[,.;:\n\"“”]|\s(?:yang|saat|ketika|kepada|mengatakan|menuturkan|menjelaskan|mengaku|menyatakan|juga)\b"
)
_OWNED = re.compile(r"(\w{3,})nya\b")
"""Who is somebody's (suaminya, pelatihnya)."""
_DEFINITE = re.compile(r"\b(?:itu|ini|tersebut)$")
_STOPS = frozenset('.:;!?”"')
_MANY = frozenset(("para", "si", "sang"))
_NO_HOLDER = frozenset(("warga", "seorang", "salah", "para", "mantan", "anggota"))
"""Heads of offices that many hold, so that none of them is meant."""


def is_office(words: str, scene: Scene) -> bool:
    """Whether words begin with an office or what people are to each other."""
    first = words.casefold().replace("-", " ").split(None, 3)[:3]
    if first and (owned := _OWNED.match(first[0])) and owned[1] in scene.vocabulary.heads:
        return True
    if not first or first[0].strip(",.()") not in scene.vocabulary.heads:
        return len(first) > 1 and first[0] in _MANY
    bare = [word.strip(",.()") for word in first]
    return any("-".join(bare[:count]) in scene.vocabulary.offices for count in (1, 2, 3))


def is_possessed(scene: Scene, mention: Mention) -> bool:
    """Whether somebody else is meant, told by a relation to the one named (kuasa hukum Budi)."""
    before = scene.text[max(0, mention.run - MAX_RELATION) : mention.run].casefold().rstrip()
    words = before.split()
    relations = scene.vocabulary.relations
    pair = "-".join(words[-2:])
    if pair in scene.vocabulary.offices and pair not in relations and len(words) > 1:
        return False  # kapten tim Budi
    return bool(words) and (words[-1] in relations or pair in relations)


def office_before(scene: Scene, mention: Mention) -> str:
    """The office that stands before a name within its sentence: from the farthest head on that nothing parts from it,
    no other person either; "" without one."""
    start, _ = scene.sentences.around(mention.start)
    begin = max(start, mention.start - MAX_OFFICE)
    others = (one.end for one in scene.mentions(begin, mention.start) if one.sure and not is_possessed(scene, one))
    begin = max(begin, max(others, default=0))
    words = [(word[0], begin + word.start()) for word in _WORD.finditer(scene.text[begin : mention.start])]
    found = mention.start
    behind = ""
    for index in range(len(words) - 1, -1, -1):
        word, place = words[index]
        if _parts(word, behind, scene):
            break
        if is_office(" ".join(one for one, _ in words[index : index + 3]), scene):
            found = place
        behind = word
    return clean(scene.text[found : mention.start], scene)


def _parts(word: str, behind: str, scene: Scene) -> bool:
    """Whether no office goes on over a word; `behind` is the next one, "" where the name is next."""
    bare = word.strip('(),"“”').casefold()
    if bare in scene.vocabulary.beside["breaks"]:
        return True
    if bare in scene.vocabulary.cues and bare not in scene.vocabulary.offices:
        return True
    if not behind:
        return False
    return (word[-1] in _STOPS and len(bare) > 2) or (word[-1] == "," and not behind[0].isupper())


def office_behind(scene: Scene, mention: Mention) -> str:
    """The office that stands behind a name between commas (Budi, Kepala Dinas Kesehatan, ...); "" without one."""
    text, place = scene.text, _behind_degrees(scene, mention.end)
    joined = next((one for one in (", ", " selaku ") if text.startswith(one, place)), "")
    if not joined:
        return ""
    place += len(joined)
    limit = min(place + MAX_OFFICE, len(text))
    end = _END.search(text, place, limit)
    office = text[place : end.start() if end else limit].strip()
    return office if is_office(office, scene) and not scene.mentions(place, place + len(office)) else ""


def _behind_degrees(scene: Scene, place: int) -> int:
    """Where the age and the degrees behind a name end."""
    age = _AGE.match(scene.text, place)
    place = age.end() if age else place
    while (degree := _DEGREE.match(scene.text, place)) and _is_degree(degree[1], scene):
        place = degree.end()
    return place


def _is_degree(word: str, scene: Scene) -> bool:
    return word.casefold().replace(".", "") in scene.vocabulary.degrees


def clean(office: str, scene: Scene) -> str:
    """An office without ranks, titles and commas at its end."""
    words = office.strip(" ,").split(" ")
    while words and words[-1].strip(".,()").casefold() in scene.vocabulary.beside["titles"]:
        words.pop()
    return " ".join(words).strip(" ,")


def office_of(scene: Scene, person: Person) -> str:
    """The office of a person, told at any of the mentions; "" where none is."""
    if person.office is None:
        person.office = next(filter(None, map(partial(_office_at, scene), person.mentions)), "")
    return person.office


def _office_at(scene: Scene, mention: Mention) -> str:
    return office_before(scene, mention) or office_behind(scene, mention)


def holder(scene: Scene, role: str, place: int) -> Person | None:
    """Who holds an office named without a name: the one person whose office is just that or begins so, or of several
    the one named last before; None where nobody does."""
    words = _DEFINITE.sub("", role).casefold().split()
    if not words or words[0] in _NO_HOLDER:
        return None
    offices = [(one, office_of(scene, one).casefold().split()) for one in scene.people.persons if one.mentions]
    holders = [one for one, office in offices if office == words] or [
        one for one, office in offices if office[: len(words)] == words
    ]
    return max(holders, key=lambda one: _last_named(one, place)) if holders else None


def _last_named(person: Person, place: int) -> int:
    return max((mention.start for mention in person.mentions if mention.start < place), default=-1)
