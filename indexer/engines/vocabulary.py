"""Which terms are spelt like words that are asked for: found out once for each term, however many documents have it.

Two words within so many edits of each other have a text in common when so many letters are taken out of each (Garbe's
symmetric delete), so that the words that a term may be spelt like are looked up, however many are asked for. The same
holds of their beginnings, so that long words cost no more than others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from indexer.engines.queries import Fuzzy
from indexer.language.spelling import within_distance

MAX_KNOWN = 200_000
"""Terms that are known at once; with more, learning begins anew."""
BEGINNING = 10
"""Letters of a word out of which some are taken; with two taken out, 56 texts are left of it."""


@dataclass(slots=True)
class _Field:
    """What is known of one field: the words asked for, by what is left of each; how many letters are taken out of a
    term of which length; the terms that were seen; and which of these are spelt like which words."""

    asked: dict[str, list[Fuzzy]] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    like: dict[str, set[Fuzzy]] = field(default_factory=dict)
    last: tuple[frozenset[str], frozenset[Fuzzy]] = (frozenset(), frozenset())

    def ask(self, query: Fuzzy) -> None:
        """Look for what is spelt like a word too; for it, all terms are learnt anew."""
        text, distance = query.text, query.distance
        if query in self.asked.get(text, ()):
            return
        self.forget()
        for left in _shortened(text, distance):
            self.asked.setdefault(left, []).append(query)
        for length in range(len(text) - distance, len(text) + distance + 1):
            self.taken[length] = max(distance, self.taken.get(length, 0))

    def learn(self, terms: frozenset[str]) -> None:
        """Hold those terms that are new against the words asked for."""
        if len(self.known) > MAX_KNOWN:
            self.forget()
        for term in terms - self.known:
            if like := set(self._like(term)):
                self.like[term] = like
        self.known.update(terms)

    def forget(self) -> None:
        """Know no term any more."""
        self.known.clear()
        self.like.clear()
        self.last = frozenset(), frozenset()

    def _like(self, term: str) -> Iterator[Fuzzy]:
        letters = self.taken.get(len(term))
        if letters is None:
            return
        maybe = {query for left in self.asked.keys() & _shortened(term, letters) for query in self.asked[left]}
        yield from (query for query in maybe if within_distance(query.text, term, query.distance))


@dataclass(slots=True)
class Vocabulary:
    """The terms of all documents so far, by field, each held once against the words whose spelling is asked for: to
    hold every document's terms against each would cost more than all else."""

    _fields: defaultdict[str, _Field] = field(default_factory=lambda: defaultdict(_Field))

    def ask(self, query: Fuzzy) -> None:
        """Look for what is spelt like this word too."""
        self._fields[query.field].ask(query)

    def found(self, name: str, terms: frozenset[str]) -> frozenset[Fuzzy]:
        """The words asked for in a field that one of a document's terms is spelt like."""
        its = self._fields[name]
        if terms is not its.last[0]:
            its.learn(terms)
            its.last = terms, frozenset(query for term in its.like.keys() & terms for query in its.like[term])
        return its.last[1]


def _shortened(text: str, letters: int) -> set[str]:
    """The beginning of a text with up to so many (one or two) of its letters taken out."""
    text = text[:BEGINNING]
    found = {text, *(text[:place] + text[place + 1 :] for place in range(len(text)))}
    if letters > 1:
        pairs = combinations(range(len(text)), 2)
        found.update(text[:one] + text[one + 1 : other] + text[other + 1 :] for one, other in pairs)
    return found
