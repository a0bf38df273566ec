"""Queries asked of documents in memory: whether they match, without an engine and without a score.

For followers that hold many queries against few documents. What matches is what both engines find (one contract test
says so); `needed` tells of most queries, by one look at a document's terms, that they cannot match.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from indexer.engines.port import GAP, KEYWORD_FIELDS, PARAGRAPH_END, Document
from indexer.engines.queries import (
    Among,
    Best,
    Bool,
    Boost,
    Everything,
    Exists,
    Filter,
    Fuzzy,
    Nothing,
    Pattern,
    PatternPhrase,
    Phrase,
    Query,
    Range,
    Term,
    TextQuery,
)
from indexer.engines.rewrite import ABSENT, rewrite
from indexer.engines.vocabulary import Vocabulary
from indexer.language.spelling import pattern_matcher

PREFIX = 3
"""Letters with which every wildcard begins: documents are told apart by the beginnings of their terms."""
_BEGINNINGS = "^"
"""Behind a field's name: the beginnings of its terms."""
_PART_END = " \n "
"""Between the parts of a text, so that no phrase goes over it: no term has white space."""


@dataclass(slots=True)
class Held:
    """A document as it can be asked; what no query asks for is never taken apart."""

    document: Document
    more: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Further values of its keyword fields, and of fields that no engine holds."""
    _terms: dict[str, frozenset[str]] = field(default_factory=dict)
    _begun: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _lines: dict[str, str] = field(default_factory=dict)
    _places: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def terms(self, name: str) -> frozenset[str]:
        """The terms or values of a field; of `FIELD^` the beginnings of its terms."""
        if (found := self._terms.get(name)) is None:
            found = self._terms[name] = frozenset(self._read(name))
        return found

    def begun(self, name: str) -> dict[str, list[str]]:
        """The terms of a field by their first letters."""
        if (found := self._begun.get(name)) is None:
            found = self._begun[name] = {}
            for term in self.terms(name):
                found.setdefault(term[:PREFIX], []).append(term)
        return found

    def line(self, name: str) -> str:
        """The terms of a text field as they stand, each with a blank before and behind it."""
        if (found := self._lines.get(name)) is None:
            found = self._lines[name] = f" {_PART_END.join(' '.join(_split(text)) for text in self._texts(name))} "
        return found

    def places(self, name: str) -> dict[str, list[int]]:
        """Where the terms of a text field stand, in ascending order, with gaps between its parts."""
        if (found := self._places.get(name)) is None:
            found, place = defaultdict(list), 0
            for text in self._texts(name):
                for term in _split(text):
                    found[term].append(place)
                    place += 1
                place += GAP
            self._places[name] = found
        return found

    def _read(self, name: str) -> Iterable[str]:
        document = self.document
        if name.endswith(_BEGINNINGS):
            return self.begun(name.removesuffix(_BEGINNINGS))
        if name == "id":
            return (document.id,)
        if name == "copies":
            return () if document.copies is None else (str(document.copies),)
        if name in KEYWORD_FIELDS or name in self.more:
            return (*document.keywords.get(name, ()), *self.more.get(name, ()))
        return itertools.chain.from_iterable(map(_split, self._texts(name)))

    def _texts(self, name: str) -> Sequence[str]:
        """The parts of a text field."""
        document = self.document
        match name:
            case "title_word":
                return (document.title_words,)
            case "headline":
                return (document.exact_title,)
            case "exact":
                return (document.exact_title, *document.exact_body.split(PARAGRAPH_END))
            case "body":
                return document.body.split(PARAGRAPH_END)
            case _:
                text: str = getattr(document, name)
                return (text,)


def _split(text: str) -> list[str]:
    terms = text.split(" ")
    return terms if "" not in terms else [term for term in terms if term] or [ABSENT]


Check = Callable[[Held], bool]
Needed = frozenset[tuple[str, str]]
"""Fields and terms of which a document that matches has at least one."""


class Asked(NamedTuple):
    """A query made ready: whether a document matches, and what it needs (None: nothing can be said); `enough` says that
    one of these is all it needs."""

    check: Check
    needed: Needed | None
    enough: bool = False


def ready(query: Query, vocabulary: Vocabulary | None = None) -> Asked:
    """Make a query ready to be asked; those that are asked of the same documents share a vocabulary."""
    return _ready(rewrite(query), vocabulary or Vocabulary())


def _ready(query: Query, vocabulary: Vocabulary) -> Asked:  # noqa: PLR0911 - one form of query, one return
    match query:
        case Term(name, text):
            return _terms(frozenset(((name, text),)))
        case Phrase() | Pattern() | PatternPhrase() | Fuzzy():
            return _text(query, vocabulary)
        case Exists(name):
            return Asked(lambda held: any(held.terms(name)), None)
        case Range():
            return Asked(_range(query), None)
        case Among(ids):
            return _terms(frozenset(("id", one) for one in ids))
        case Everything():
            return Asked(lambda _: True, None)
        case Nothing():
            return Asked(lambda _: False, frozenset())
        case Boost(inner, _) | Filter(inner):
            return _ready(inner, vocabulary)
        case Best(queries):
            return _any([_ready(each, vocabulary) for each in queries], 1)
        case Bool():
            return _bool(query, vocabulary)


def _text(query: TextQuery, vocabulary: Vocabulary) -> Asked:
    match query:
        case Phrase():
            return _phrase(query)
        case Pattern():
            return _pattern(query)
        case PatternPhrase():
            return Asked(_pattern_phrase(query), None)
        case Fuzzy():
            return Asked(_fuzzy(query, vocabulary), None)


def _phrase(query: Phrase) -> Asked:
    name, terms, slop = query.field, query.terms, query.slop
    words = f" {' '.join(terms)} "

    def stands(held: Held) -> bool:
        return words in held.line(name)

    def is_near(held: Held) -> bool:
        """Two terms, the second within `slop` places of the one behind the first."""
        first, second = (held.places(name).get(term, ()) for term in terms)
        for place in first:  # both are in order, and a text may be nothing but the two
            nearest = bisect.bisect_left(second, place + 1 - slop)
            if nearest < len(second) and second[nearest] <= place + 1 + slop:
                return True
        return False

    return Asked(is_near if slop else stands, frozenset(((name, max(terms, key=len)),)))


def _pattern_phrase(query: PatternPhrase) -> Check:
    name, fits = query.field, [pattern_matcher(term) for term in query.terms]

    def check(held: Held) -> bool:
        found = held.places(name)
        at = [{place for term, places in found.items() if fit(term) for place in places} for fit in fits]
        return any(all(place + number in places for number, places in enumerate(at)) for place in at[0])

    return check


def _pattern(query: Pattern) -> Asked:
    name, letters = query.field, query.pattern
    fits = pattern_matcher(letters)
    beginning = re.split(r"[*?]", letters, maxsplit=1)[0]
    if len(beginning) < PREFIX:
        return Asked(lambda held: any(map(fits, held.terms(name))), None)
    first = beginning[:PREFIX]

    def check(held: Held) -> bool:
        return any(term.startswith(beginning) and fits(term) for term in held.begun(name).get(first, ()))

    return Asked(check, frozenset(((name + _BEGINNINGS, first),)))


def _fuzzy(query: Fuzzy, vocabulary: Vocabulary) -> Check:
    name = query.field
    vocabulary.ask(query)
    return lambda held: query in vocabulary.found(name, held.terms(name))


def _range(query: Range) -> Check:
    name, lower, upper = query.field, query.lower, query.upper

    def check(held: Held) -> bool:
        number = getattr(held.document, name)
        return number is not None and (lower is None or number >= lower) and (upper is None or number < upper)

    return check


def _bool(query: Bool, vocabulary: Vocabulary) -> Asked:
    parts = [_ready(each, vocabulary) for each in query.must]
    if query.minimum:
        parts.append(_any([_ready(each, vocabulary) for each in query.should], query.minimum))
    refused = [_ready(each, vocabulary).check for each in query.must_not]
    if len(parts) == 1 and not refused:
        return parts[0]
    parts.sort(key=_commonness)
    checks = [part.check for part in sorted(parts, key=lambda part: not part.enough)]  # what is cheap and rare first

    def check(held: Held) -> bool:
        for one in checks:  # a loop takes half as long as all() of so few
            if not one(held):
                return False
        return not any(one(held) for one in refused)

    return Asked(check, parts[0].needed if parts else None)


def _commonness(asked: Asked) -> tuple[int, int, int]:
    """Orders queries by how many documents they may be expected to match: few words, and long ones, are in few, a value
    of a field is in many, and of what needs nothing that is known nothing can be expected."""
    needed = asked.needed
    if needed is None:
        return 3, 0, 0
    letters = min((len(text) for _, text in needed), default=0)
    if any(name in KEYWORD_FIELDS for name, _ in needed):
        return 2, len(needed), -letters
    return int(any(name.endswith(_BEGINNINGS) for name, _ in needed)), len(needed), -letters


def _any(parts: list[Asked], minimum: int) -> Asked:
    """At least so many of the parts."""
    needed = frozenset(pair for part in parts for pair in part.needed or ())
    known = needed if all(part.needed is not None for part in parts) else None
    if minimum > 1:
        checks = [part.check for part in parts]
        return Asked(lambda held: sum(one(held) for one in checks) >= minimum, known)
    single = _terms(frozenset(pair for part in parts if part.enough for pair in part.needed or ()))
    if all(part.enough for part in parts):
        return single
    checks = [single.check, *(part.check for part in parts if not part.enough)]
    return Asked(lambda held: any(one(held) for one in checks), known)


def _terms(needed: Needed) -> Asked:
    """One of these terms, however many there are, at the price of a look at each field."""
    grouped: dict[str, set[str]] = {}
    for name, text in needed:
        grouped.setdefault(name, set()).add(text)
    wanted = tuple(grouped.items())
    if len(wanted) == 1:
        ((field_name, words),) = wanted
        return Asked(lambda held: not words.isdisjoint(held.terms(field_name)), needed, enough=True)
    return Asked(
        lambda held: any(not texts.isdisjoint(held.terms(name)) for name, texts in wanted), needed, enough=True
    )
