"""Who spoke last: what each word of saying tells, read in the order of the text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from indexer.articles.quotes.names import Mention
from indexer.articles.quotes.offices import holder, is_office, is_possessed
from indexer.articles.quotes.people import Person
from indexer.articles.quotes.scene import Scene, Speaker
from indexer.articles.quotes.sentences import Cue
from indexer.articles.quotes.speakers import before, behind
from indexer.language.stemmer import stem

MAX_LEAD = 120
"""Characters of an office before the subject of a sentence."""
MAX_AWAY = 1_500
"""Characters between what names nobody (katanya) and whoever spoke last."""

_DESCRIBED = re.compile(r"\w+(?: [\w.-]+)+ (?:itu|ini|tersebut)")
"""Another name for somebody who was named before (politisi asal Bandung itu)."""
_DATELINE = r"(?:[A-Z][A-Z .]{1,30}(?:, [\w .]{2,30})?(?: \([^)\n]{2,20}\))? ?[-–—] ?)?"
_ADVERB = r"(?:(?:Adapun|Sedangkan|Sementara(?: itu)?|Namun|Tapi|Tetapi|Bahkan),? )"
_LEAD = re.compile(rf"{_DATELINE}(?:(?!Menurut )[^\W\d_]+(?: [^\W\d_]+){{0,3}}, |{_ADVERB})?")
"""What may stand before the subject of a sentence: the place of a report, an adverb (Sementara itu, ...)."""
_ADVERB_BEFORE = re.compile(rf"{_DATELINE}{_ADVERB}?")
_OFFICE = re.compile(r"(?:[\w./()-]+ ){0,9}[\w./()-]+,? (?:sebut saja )?")
"""An office of few words before a subject, which a comma may part from it (Salah satu pengunjung, ...)."""
_JOINING = frozenset(("di", "dan"))
"""Words over which such an office does not go on, beside those that end every office."""
_CLAUSE_BEFORE = re.compile(r"(?:^|[,”\"»’'.!?—–;:\n(])\s*(?:[Ss]eperti |[Dd]emikian |[Bb]egitu )?$")
_MAX_LINK = 12
"""Characters of such a link."""


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody spoke, or is what a sentence is about; `person` is None for one whom nobody names."""

    place: int
    person: Person | None


@dataclass(slots=True)
class Memory:
    """Who spoke where, in order, and the speaker that each word of saying has, by where it begins."""

    events: list[Event] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    speakers: dict[int, Speaker] = field(default_factory=dict)

    def add(self, place: int, person: Person | None) -> None:
        """Somebody spoke, behind all who spoke before."""
        self.events.append(Event(place, person))
        self.places.append(place)

    def last_event(self, place: int) -> Event | None:
        """The last event before a place, however far."""
        index = bisect_left(self.places, place) - 1
        return self.events[index] if index >= 0 else None

    def last_person(self, place: int) -> Person | None:
        """Who spoke last before a place; None where that is not known, or too far."""
        event = self.last_event(place)
        return event.person if event and place - event.place <= MAX_AWAY else None


def remember(scene: Scene, cues: Sequence[Cue]) -> Memory:
    """Read the words of saying of a text, and whom its sentences are about."""
    memory = Memory()
    subjects = {mention.start: mention for mention in _subjects(scene)}
    by_place = {cue[0]: cue for cue in cues}
    for place in sorted({*subjects, *by_place}):
        if place in subjects:
            memory.add(place, scene.people.person(subjects[place]))
            continue
        speaker = _speaker(scene, by_place[place])
        if speaker is None:
            continue
        speaker = memory.speakers[place] = _resolved(scene, memory, speaker, place)
        if speaker.person or _is_somebody(scene, speaker, by_place[place]):
            memory.add(place, speaker.person)
    return memory


def _resolved(scene: Scene, memory: Memory, speaker: Speaker, place: int) -> Speaker:
    """A speaker with the person whom a pronoun or an office means."""
    if speaker.how == "pronoun":
        return replace(speaker, person=memory.last_person(place))
    if speaker.how != "role":
        return speaker
    person = holder(scene, speaker.as_written, place)
    if person is None and _DESCRIBED.fullmatch(speaker.as_written):
        person = memory.last_person(place)
    return replace(speaker, person=person)


def _is_somebody(scene: Scene, speaker: Speaker, cue: Cue) -> bool:
    """Whether a speaker without a name is a person all the same (seorang warga), whom a pronoun behind may mean."""
    head = speaker.as_written.split(" ")[0].casefold()
    return speaker.how == "role" and cue[2] != "doing" and head in scene.vocabulary.offices


def _speaker(scene: Scene, cue: Cue) -> Speaker | None:
    start, end, side = cue
    if side in ("before", "doing"):
        return before(scene, start)
    if side == "own":
        return Speaker(None, scene.text[start:end], "", "pronoun", start)
    if side == "behind" and not _CLAUSE_BEFORE.search(scene.text[max(0, start - _MAX_LINK) : start]):
        return None  # a noun like any other (dengan kata lain)
    return behind(scene, end)


def _subjects(scene: Scene) -> Iterator[Mention]:
    """Mentions with which a sentence begins, with their office: whom it is about."""
    starts = scene.sentences.starts
    for start, end in zip(starts, (*starts[1:], scene.sentences.length), strict=True):
        first = next((one for one in scene.mentions(start, end) if not is_possessed(scene, one)), None)
        if first and _leads(scene, start, first.run):
            yield first


def _leads(scene: Scene, start: int, end: int) -> bool:
    """Whether what stands between the head of a sentence and a name leaves the name its subject."""
    if _LEAD.fullmatch(scene.text, start, end):
        return True
    lead = _ADVERB_BEFORE.match(scene.text, start, end)
    begin = lead.end() if lead else start
    if end - begin > MAX_LEAD or not _OFFICE.fullmatch(scene.text, begin, end):
        return False
    words = scene.text[begin:end].split()
    return is_office(" ".join(words), scene) and not any(_is_no_office(word, scene) for word in words)


def _is_no_office(word: str, scene: Scene) -> bool:
    """Whether no office goes on over a word: a verb, or what joins two things."""
    if word in _JOINING or word in scene.vocabulary.beside["breaks"] or word in scene.vocabulary.cues:
        return True
    return word.startswith(("me", "di")) and stem(word, scene.vocabulary.lexicon) != word
