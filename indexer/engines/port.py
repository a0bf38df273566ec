"""The port to the search engine: documents of ready terms go in, queries of ready terms come back as hits.

Both engines (`engines/embedded/engine.py`, `engines/elastic/engine.py`) implement `Engine` and pass the same contract
suite; what may be asked of them stands in `engines/queries.py`. Nothing here knows Indonesian: terms are made by
`indexer.language.analysis` before they get here, so that the two engines hold the same terms, and score them alike
(BM25, k1 1.2, b 0.75).

Fields of a document, each a string of terms joined by single spaces (a whitespace tokenizer splits them):

- `stem`: title x3, body with its lead repeated (`documents`): for ranking; term frequencies, no positions; it has each
  of the document's words that is asked for by the same term as its root
- `exact`: title and paragraphs, once each, gaps between them, with positions: phrases, proximity, exact words
- `title`, `body`: stems of each alone, with positions and the same gaps: `judul:` and `isi:`
- `address`: the parts of the address, with positions: `url:`, and an address that is pasted as a query
- `headline`: the title's words as written, with positions: phrases, exact words and patterns in `judul:`
- `word`: the words of title and body, whatever their form, and marked forms (`BIN`), weighted as in `stem`: finds, and
  ranks a little; term frequencies, no positions
- `title_word`, `title_only`: the words of the title, and those of them that the body has not, so that a word of `word`
  that is not among these stands in the body; once each, for matching alone, without frequencies and positions
- `often`: how often title and text have a word (`indexer/language/often.py`); likewise
- keywords, matched whole: `id` and those of `indexer.fields`
- numbers: `published` (seconds since 1970; none where nobody knows), `sort` (unique: instant, then database sequence),
  `copies` (`group_number`; none for a document that is alone in its group)
- kept for hits alone: `group` (of copies; "" for a document that is alone in it) and `stored`

Only terms and exact phrases in text fields are scored by BM25; `engines/rewrite.py` gives every other form one
meaning for both engines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from base.errors import UnavailableError
from indexer import fields
from indexer.engines.queries import Query, Request, Sort

TEXT_FIELDS = ("stem", "word", "exact", "title", "body", "headline", "address")
WORD_FIELDS = ("title_word", "title_only", "often")
KEYWORD_FIELDS = ("id", *(field.name for field in fields.keywords()))
NUMBER_FIELDS = ("published", "sort", "copies")
PARAGRAPH_END = "\n"
"""Between the terms of two paragraphs, in the place of a space."""
FIRST_DATED = 2**28
"""The least `sort` of a document with a date. Those without one have lower ones, and stand last in both orders by
date."""
GAP = 101
"""Positions between title, body and paragraphs, so that no phrase or proximity (at most 100) crosses over."""
GROUP_BITS = 62
"""Of the number of a group: both engines hold it as a signed integer of 64."""
MAX_TERM_LENGTH = 200
"""Characters of a term at most: Elasticsearch would cut a longer one (from 256 on) in two."""


def group_number(group: str) -> int:
    """A group's name as a number, evenly spread, so that groups can be counted soon, and in parts."""
    digest = hashlib.blake2b(group.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 64 - GROUP_BITS


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the engine takes it: terms, values of the keyword fields by their names, and `stored`, JSON that
    comes back with a hit, unread by the engine."""

    id: str
    sort: int
    published: int | None
    year: int
    stem: str
    word: str
    exact_title: str
    exact_body: str
    title: str
    body: str
    title_words: str
    title_only: str
    often: str
    group: str
    keywords: Mapping[str, tuple[str, ...]]
    stored: bytes
    address: str = ""

    @property
    def copies(self) -> int | None:
        """The number of its group of copies."""
        return group_number(self.group) if self.group else None


@dataclass(frozen=True, slots=True)
class EngineHit:
    """A document found, with its score (0.0 when sorted by date) and stored JSON."""

    id: str
    score: float
    sort: int
    group: str
    stored: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """The exact number of documents found, the hits asked for, and the view they come from."""

    total: int
    hits: tuple[EngineHit, ...]
    view: str = ""


class Bucket(NamedTuple):
    """A keyword value and its documents."""

    value: str
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody needs of it


Days = dict[int, int]
"""How many documents there are by the first second of a Jakarta day or of an hour, the oldest first, none of 0. Numbers
alone, because ten years have 3,650 days, and to make more of them costs as much as to find them."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What a query finds at a glance: the commonest values of some keyword fields, and the days."""

    facets: Mapping[str, list[Bucket]]
    days: Days


class Folding(NamedTuple):
    """How many of the matches stand behind another one of their group of copies, and how many are in each of some
    groups; one with no more than one of the matches is left out."""

    behind: int
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that the engine will never take, and its words why."""

    id: str
    reason: str


class LostIndexError(UnavailableError):
    """A generation, or a part of it, is gone: no waiting brings it back, and it must be made again."""


class Engine(Protocol):
    """One search engine. Every method raises UnavailableError when the engine cannot be reached or used.

    Documents lie in generations (names such as "1"): one is current and answers searches, a second may be
    built beside it. Writes are durable and visible to the next search (of any process) when `write` returns.
    """

    def current(self) -> str | None:
        """The generation that answers searches, None in an empty installation."""
        ...

    def create(self, generation: str, fingerprint: str) -> None:
        """Make an empty generation (nothing happens if it exists); `fingerprint` names the analysis it holds."""
        ...

    def fingerprint(self, generation: str) -> str | None:
        """What `create` was given; None where there is no such generation."""
        ...

    def verify(self, generation: str) -> None:
        """Raise UnavailableError where a quick look at a generation shows that a part of it is gone."""
        ...

    def write(self, generation: str, upserts: Sequence[Document], deletes: Sequence[tuple[str, int]]) -> list[Rejected]:
        """Take (id, year) out, then put documents in (by id, replacing; of the same id the last), durable on return.

        Gives back the documents that the engine will never take; all others are in.
        """
        ...

    def switch(self, generation: str) -> None:
        """Make a generation current, in one step for every reader, and drop all others."""
        ...

    def search(self, request: Request) -> Page:
        """The page of hits. With no current generation and no articles: an empty one."""
        ...

    def scan(self, query: Query, sort: Sort) -> Iterator[EngineHit]:
        """Every match in its order, all from one state of the index, in constant memory however many there are. That
        state is held until the iterator ends or is closed."""
        ...

    def count(self, query: Query) -> int:
        """How many documents match."""
        ...

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of the queries, at the price of one search."""
        ...

    def folding(self, query: Query, groups: Sequence[str] = ()) -> Folding:
        """How many of the matches are copies of another one, and how many are in each of these groups."""
        ...

    def overlaps(self, query: Query, sets: Sequence[tuple[str, ...]]) -> list[int]:
        """How many of the matches are in each of some sets of ids (each id once in a set): together as many ids as
        there are labels, at the price of one or two searches."""
        ...

    def facet(self, query: Query, field: str, limit: int) -> list[Bucket]:
        """The commonest values of a keyword field among the matches, most first, then by value."""
        ...

    def days(self, query: Query) -> Days:
        """Matches by Jakarta day of `published`."""
        ...

    def hours(self, query: Query) -> Days:
        """The same by the hour of `published`, which begins in Jakarta when it does anywhere."""
        ...

    def overview(self, query: Query, fields: Mapping[str, int]) -> Overview:
        """What `facet` gives for each field, of which it is said how many values are wanted, and what `days` gives, at
        the price of finding the matches once."""
        ...

    def scores(self, queries: Sequence[Query], ids: Sequence[str]) -> list[dict[str, float]]:
        """For each query the scores of those of the documents that match it, at the price of asking once."""
        ...

    def documents(self, ids: Sequence[str]) -> dict[str, EngineHit]:
        """The stored documents of these ids; those not held are left out."""
        ...

    def check(self) -> str:
        """What the engine says of its state, in a sentence, when it is ready."""
        ...

    def release(self, view: str) -> None:
        """A search that holds this view has shown its last page; unknown ones are ignored."""
        ...

    def close(self) -> None:
        """Release everything held."""
        ...
