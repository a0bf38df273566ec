"""Which saved searches find an article, without asking each: what a search finds is what the same search would find.

Few articles are held against many searches, so it is looked up which searches an article has needed terms for, and
only these are asked. What a field's value stands for (`penulis:budi`) can depend on what other articles hold; where it
does, the engine is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import starmap
from typing import Any, NamedTuple

import orjson

from base.clock import jakarta_day
from indexer import fields
from indexer.articles.article import Article
from indexer.engines.documents import stored, to_document
from indexer.engines.matching import Asked, Held, ready
from indexer.engines.port import Document
from indexer.engines.vocabulary import Vocabulary
from search.answer.highlight import Marker, markers
from search.answer.interpretation import InterpretedQuery, interpret
from search.answer.marking import Marking
from search.answer.snippets import snippet
from search.context import Context
from search.planning.plan import Resolve
from search.publisher_fields import PUBLISHER
from search.query.field_values import among, resolver
from search.query.tree import Since, Tree, Until, Value
from search.regions.in_engine import corrected_document
from search.saved.searches import SavedSearch

SHOWN = ("id", "url", "title", "publisher", "publisher_name", "published")
"""What is told of an article beside its snippet."""
MAX_REMEMBERED = 10_000
MAX_SEEN = 200_000
"""Values of fields that are known at once; with more, learning begins anew."""
_OWN = frozenset(one.name for one in fields.own())
_OF_PUBLISHER = frozenset(one.name for one in fields.of_publisher())


@dataclass(frozen=True, slots=True)
class _Ready:
    """A search made ready; `values` are the keys of the field values that it names, `tried` those that it was
    read by (`penulis:budi santoso` is a name where an article has it, else a name and a word), `dated` whether it
    counts days."""

    search: SavedSearch
    asked: Asked
    question: InterpretedQuery
    values: frozenset[str]
    tried: frozenset[Value]
    dated: bool


class _Read(NamedTuple):
    """An article as searches are held against it; `unsure` are the values that it may or may not be meant by."""

    article: Article
    held: Held
    unsure: frozenset[str]


class Match(NamedTuple):
    """A search that finds an article."""

    search: SavedSearch
    article: Article


@dataclass(slots=True)
class Matcher:
    """Saved searches made ready. `context` is what searches are answered with; its engine is asked only where what is
    at hand cannot tell."""

    context: Context
    searches: Sequence[SavedSearch]
    _ready: dict[int, _Ready] = field(default_factory=dict)
    _tried: dict[str, set[Value]] = field(default_factory=dict)
    _values: dict[str, Value] = field(default_factory=dict)
    _keys: dict[Value, str] = field(default_factory=dict)
    _meant: dict[tuple[str, tuple[str, ...]], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    _needed: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _always: list[int] = field(default_factory=list)
    _vocabulary: Vocabulary = field(default_factory=Vocabulary)
    _markers: dict[int, list[Marker]] = field(default_factory=dict)
    _seen: dict[str, set[str]] = field(default_factory=dict)
    _day: date | None = None

    def match(self, articles: Iterable[Article], now: datetime) -> list[Match]:
        """The searches that find each of some articles. Raises UnavailableError where the engine had to be asked."""
        self._begin(now)
        documents = [(article, self._document(article)) for article in articles]
        self._read_anew([document for _, document in documents])
        found, undecided = list[Match](), defaultdict[int, list[Article]](list)
        for read in starmap(self._read, documents):
            for number in self._candidates(read.held):
                one = self._ready[number]
                if read.unsure and not one.values.isdisjoint(read.unsure):
                    undecided[number].append(read.article)
                elif one.asked.enough or one.asked.check(read.held):  # a candidate has one term of those it needs
                    found.append(Match(one.search, read.article))
        among_held = resolver(self.context, [])
        return found + [match for number, some in undecided.items() for match in self._ask(number, some, among_held)]

    def would_find(self, search: SavedSearch, article: Article, now: datetime) -> bool:
        """Whether a search would find an article that the engine does not hold, such as an earlier version."""
        self._begin(now)
        return self._ready[search.id].asked.check(self._read(article, self._document(article)).held)

    def content(self, match: Match) -> dict[str, Any]:
        """What is told of an article: what identifies it, and the passages that show why it was found."""
        number, lexicon = match.search.id, self.context.lexicon
        if number not in self._markers:
            question = self._ready[number].question
            self._markers[number] = markers(question.tree, lexicon, question.variants, match.search.request.forms)
        kept = orjson.loads(orjson.dumps(stored(match.article)))
        return as_told(match.article.id, kept, Marking(self._markers[number], lexicon))

    def _document(self, article: Article) -> Document:
        return corrected_document(to_document(article, self.context.lexicon, to_keep=False), self.context.regions())

    def _begin(self, now: datetime) -> None:
        """Make the searches ready; those that count days, anew each day."""
        today = jakarta_day(now)
        if today == self._day:
            return
        self.context = replace(self.context, now=now)
        known = self._ready
        self._make_all_ready([one for one in self.searches if one.id not in known or known[one.id].dated])
        self._day = today

    def _read_anew(self, documents: Sequence[Document]) -> None:
        """Make those searches ready again that may be read otherwise for values that no article had before."""
        fits, came = set[Value](), dict[str, set[str]]()
        for name, tried in self._tried.items():
            all_held = {value for document in documents for value in document.keywords.get(name, ())}
            came[name] = all_held - self._seen.get(name, set())
            new = list(came[name])
            fits |= {value for value in tried if new and among(value, new, self.context)[0]}
        if fits:
            self._make_all_ready([one for one in self.searches if not self._ready[one.id].tried.isdisjoint(fits)])
        if sum(map(len, self._seen.values())) > MAX_SEEN:  # what comes again is looked at again
            self._seen.clear()
        for name, new_ones in came.items():  # last: where the engine did not answer, they are new the next time too
            self._seen.setdefault(name, set()).update(new_ones)

    def _make_all_ready(self, searches: Sequence[SavedSearch]) -> None:
        """Make searches ready by what the engine holds now, and look up anew which are needed for what."""
        among_held = resolver(self.context, [])
        for search in searches:
            self._ready[search.id] = self._make_ready(search, among_held)
            self._markers.pop(search.id, None)
        self._meant.clear()
        self._needed, self._always, self._tried = {}, [], {}
        for number, one in self._ready.items():
            for value in one.tried:
                self._tried.setdefault(value.field, set()).add(value)
            if one.asked.needed is None:
                self._always.append(number)
            for name, text in one.asked.needed or ():
                self._needed.setdefault(name, {}).setdefault(text, []).append(number)

    def _make_ready(self, search: SavedSearch, among_held: Resolve) -> _Ready:
        used, tried = set[str](), set[Value]()

        def find(value: Value) -> tuple[str, ...]:
            tried.add(value)
            return among_held(value)

        def resolve(value: Value) -> tuple[str, ...]:
            """A key for the value: which articles have it is seen when they come."""
            key = self._keys.setdefault(value, f"\0{len(self._keys)}")
            self._values[key] = value
            used.add(key)
            return (key,)

        question = interpret(search.request, self.context, resolve=resolve, find=find)
        asked = ready(question.plan.asked(search.request.match), self._vocabulary)
        dated = bool(search.request.days != (None, None)) or any(_dates(question.tree))
        return _Ready(search, asked, question, frozenset(used), frozenset(tried), dated)

    def _read(self, article: Article, document: Document) -> _Read:
        more, unsure = dict[str, frozenset[str]](), frozenset[str]()
        for name in {value.field for value in self._values.values()}:
            more[name], maybe = self._meant_by(name, self._held(name, article, document))
            unsure |= maybe
        return _Read(article, Held(document, more), unsure)

    def _held(self, name: str, article: Article, document: Document) -> tuple[str, ...]:
        """The values of a keyword field that an article has."""
        if name in _OWN:
            return self.context.own.held(name, article.id)
        if name in _OF_PUBLISHER:
            return self.context.told.held(name, document.keywords.get(PUBLISHER, ()))
        return document.keywords.get(name, ())

    def _meant_by(self, name: str, held: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of the values that an article with these is meant by, and those of them that are not sure."""
        if (name, held) not in self._meant:
            if len(self._meant) >= MAX_REMEMBERED:
                self._meant.clear()
            meant = {
                key: among(value, list(held), self.context)
                for key, value in self._values.items()
                if value.field == name
            }
            sure = frozenset(key for key, (values, is_sure) in meant.items() if values and is_sure)
            maybe = frozenset(key for key, (values, is_sure) in meant.items() if values and not is_sure)
            self._meant[name, held] = sure | maybe, maybe
        return self._meant[name, held]

    def _candidates(self, held: Held) -> Iterator[int]:
        """The searches that may find a document, each once."""
        found = set(self._always)
        for name, wanted in self._needed.items():
            for text in wanted.keys() & held.terms(name):
                found.update(wanted[text])
        return iter(sorted(found))

    def _ask(self, number: int, articles: Sequence[Article], among_held: Resolve) -> Iterator[Match]:
        """Let the engine decide."""
        search = self._ready[number].search
        question = interpret(search.request, self.context, resolve=among_held, find=among_held)
        query = question.plan.asked(search.request.match)
        (scores,) = self.context.engine.scores([query], [one.id for one in articles])
        return (Match(search, one) for one in articles if one.id in scores)


def as_told(article: str, kept: Mapping[str, Any], marking: Marking) -> dict[str, Any]:
    """What is told of an article, by what the index keeps of it."""
    text = snippet(kept["body"], marking, kept["language"]).text
    return {name: article if name == "id" else kept.get(name) for name in SHOWN} | {"snippet": text}


def _dates(tree: Tree) -> Iterator[Tree]:
    """The parts of a query that are days."""
    if isinstance(tree, Since | Until):
        yield tree
    parts = getattr(tree, "parts", None) or ((tree.part,) if hasattr(tree, "part") else ())
    for part in parts:
        yield from _dates(part)
