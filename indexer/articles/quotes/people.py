"""The persons of an article: who is named where, in full and in part."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.articles.quotes.clues import find_clues, nicknames_in, runs_in
from indexer.articles.quotes.names import Mention, mention_in
from indexer.articles.quotes.sentences import Cue
from indexer.articles.quotes.vocabulary import Vocabulary, fold_word

MAX_BETWEEN = 60
"""Characters between a name and the nickname that is explained behind it."""

_CALLED = re.compile(
    r"[ ,(]*(?:(?:alias|atau|yang|kerap|biasa|sering|lebih|akrab|populer|dikenal|dengan|sebagai|nama|panggilan|sapaan"
    r"|disapa|dipanggil|disebut|karib|ini|itu)[ ,]+)*[(“\"'‘]?"
)
_CALLING = re.compile(r"alias|atau|disapa|dipanggil|sapaan|panggilan|dikenal|\($")

Words = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Person:
    """Somebody whom the article names: the fullest name, and the mentions in order. `office` is None until it is
    looked for."""

    name: str
    words: Words
    mentions: list[Mention] = field(default_factory=list)
    office: str | None = None
    nicknames: set[Words] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class People:
    """All mentions of an article in order, where each begins, and its person by that place."""

    mentions: Sequence[Mention]
    starts: Sequence[int]
    of: Mapping[int, Person]
    persons: Sequence[Person]

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that begin within some characters."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def person(self, mention: Mention) -> Person:
        """Who is meant by a mention."""
        return self.of[mention.start]


def find_people(text: str, cues: Sequence[Cue], vocabulary: Vocabulary) -> People:
    """The persons named in a text whose quotes are hidden; `cues` are its words of saying."""
    runs = list(runs_in(text, vocabulary))
    clues = find_clues(text, runs, cues, vocabulary)
    mentions = [one for one in (mention_in(text, *run, vocabulary, clues) for run in runs) if one]
    persons = _persons(mentions)
    _add_known_nicknames(persons, nicknames_in(text, runs, vocabulary), vocabulary)
    _add_explained_nicknames(persons, mentions, text)
    of = dict(_assigned(mentions, persons))
    for mention in mentions:
        of[mention.start].mentions.append(mention)
    return People(mentions, [one.start for one in mentions], of, persons)


def _persons(mentions: Sequence[Mention]) -> list[Person]:
    """The persons, each by the fullest name: a name whose words all stand in a longer one is a part of it."""
    names: dict[Words, str] = {}
    for mention in mentions:
        names.setdefault(mention.words, mention.name)
    persons: list[Person] = []
    by_word: defaultdict[str, list[Person]] = defaultdict(list)
    for words, name in sorted(names.items(), key=lambda item: -len(item[0])):
        if any(set(words).issubset(one.words) for one in _with_rarest(words, by_word)):
            continue
        persons.append(Person(name, words))
        for word in words:
            by_word[word].append(persons[-1])
    return persons


def _add_known_nicknames(persons: Sequence[Person], known: Sequence[str], vocabulary: Vocabulary) -> None:
    """Add the nicknames that everybody knows of those who are named in full here."""
    for short in known:
        words = set(map(fold_word, vocabulary.nicknames[short].split()))
        for person in persons:
            if words.issubset(person.words):
                person.nicknames.add(tuple(map(fold_word, short.split())))


def _add_explained_nicknames(persons: Sequence[Person], mentions: Sequence[Mention], text: str) -> None:
    """Add the nicknames that the article explains behind a name (Budi Santoso, akrab disapa Kang Mus)."""
    for mention, behind in pairwise(mentions):
        if not 0 < behind.start - mention.end <= MAX_BETWEEN or len(behind.words) > 2:
            continue
        between = text[mention.end : behind.start]
        if _CALLING.search(between) and _CALLED.fullmatch(between):
            for person in persons:
                if set(mention.words).issubset(person.words) and behind.words != person.words:
                    person.nicknames.add(behind.words)
                    break


def _assigned(mentions: Sequence[Mention], persons: Sequence[Person]) -> Iterator[tuple[int, Person]]:
    """Whose name each mention is: of several who share it one who is called just so, else the one named last."""
    by_word: defaultdict[str, list[Person]] = defaultdict(list)
    for person in persons:
        for word in {word for words in (person.words, *person.nicknames) for word in words}:
            by_word[word].append(person)
    last: dict[int, int] = {}
    for mention in mentions:
        fitting = [one for one in _with_rarest(mention.words, by_word) if _fits(mention, one)]
        chosen = fitting[0]
        if len(fitting) > 1:
            chosen = max(fitting, key=lambda one: _closeness(mention, one, last.get(id(one), -1)))
        last[id(chosen)] = mention.start
        yield mention.start, chosen


def _with_rarest(words: Words, by_word: Mapping[str, Sequence[Person]]) -> Sequence[Person]:
    """Those who have the word that fewest have: a list may name thousands by one first name."""
    return min((by_word.get(word, ()) for word in words), key=len)


def _closeness(mention: Mention, person: Person, last: int) -> tuple[bool, bool, int]:
    return mention.words in person.nicknames, mention.words == person.words, last


def _fits(mention: Mention, person: Person) -> bool:
    return set(mention.words).issubset(person.words) or mention.words in person.nicknames
