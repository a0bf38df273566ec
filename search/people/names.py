"""Whose names are one person's: those that are spelled alike in full, and what the user has joined or parted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

from indexer.articles.person_names import name_key


class Rule(NamedTuple):
    """A name in articles is a person's, by what the user said. With an `office` only where the article gives an office
    that has all of its words: two people of one name are told apart by it."""

    name: str
    office: str
    person: str


class Names(NamedTuple):
    """The rules, by the keys of the names and of the persons."""

    rules: tuple[Rule, ...]
    by_name: Mapping[str, tuple[Rule, ...]]
    by_person: Mapping[str, tuple[Rule, ...]]

    def person(self, name: str, office: str = "") -> str:
        """Whose name it is where an article gives it with this office."""
        rules = self.by_name.get(name_key(name), ())
        words = frozenset(name_key(office).split()) if rules else frozenset()
        fitting = [one for one in rules if frozenset(name_key(one.office).split()) <= words]
        # a rule that names more of the office knows better; one without any is for whoever is left
        if fitting:
            return max(fitting, key=lambda one: len(one.office)).person
        called = self.by_person.get(name_key(name), ())
        return called[0].person if called else name

    def called(self, text: str) -> str:
        """The person whom a text names in full: by what the person is called, or by a name that was joined."""
        rules = self.by_person.get(name_key(text))
        return rules[0].person if rules else self.person(text)

    def keys(self, person: str) -> Set[str]:
        """The keys of all names by which articles may call a person."""
        own = name_key(person)
        keys = {name_key(one.name) for one in self.by_person.get(own, ())}
        return keys if self._is_made(own) else keys | {own}

    def needs_offices(self, person: str) -> bool:
        """Whether the names alone do not tell the person: another one has one of them too."""
        keys = self.keys(person)
        return any(one.office for key in keys for one in self.by_name.get(key, ()))

    def with_words(self, words: Set[str]) -> Set[str]:
        """The keys of all names of those persons of whom one name has some words."""
        called = (
            one.person
            for one in self.rules
            if words <= set(name_key(one.name).split()) or words <= set(name_key(one.person).split())
        )
        return {key for person in dict.fromkeys(called) for key in self.keys(person)}

    def _is_made(self, key: str) -> bool:
        """Whether a person is only called so because two of one name were parted, or the name was given to another."""
        is_joined = any(not one.office and name_key(one.person) != key for one in self.by_name.get(key, ()))
        return is_joined or any(
            one.office and name_key(parted_name(one.name, one.office)) == key for one in self.by_person.get(key, ())
        )


def parted_name(name: str, office: str) -> str:
    """What somebody is called who shares a name with another."""
    return f"{name} ({office})"


def names_of(rules: Iterable[Rule]) -> Names:
    """The rules made ready to ask."""
    every = tuple(rules)
    by_name, by_person = defaultdict[str, list[Rule]](list), defaultdict[str, list[Rule]](list)
    for one in every:
        by_name[name_key(one.name)].append(one)
        by_person[name_key(one.person)].append(one)
    return Names(every, *({key: tuple(some) for key, some in each.items()} for each in (by_name, by_person)))


NO_NAMES = names_of(())


def no_names() -> Names:
    """Where the user has said nothing."""
    return NO_NAMES
