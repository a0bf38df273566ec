"""What may be asked of a search engine: a small algebra of queries, which no engine needs a parser for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MAX_WILDCARDS = 8
"""`*` and `?` in a pattern at most: the automaton of a pattern can double with each."""


@dataclass(frozen=True, slots=True)
class Term:
    """Documents with this term in a text field (scored) or this value in a keyword field (score 0)."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These terms in this order in a text field with positions.

    With `slop` (at most 100): each within so many positions of where it would stand after the one before it and
    after the first, a term given twice counted once; scored as its terms are.
    """

    field: str
    terms: tuple[str, ...]
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Terms of a text field that match a pattern of letters, `*` (any run) and `?` (one character); score 1.

    A pattern of more than `MAX_WILDCARDS` finds nothing.
    """

    field: str
    pattern: str


@dataclass(frozen=True, slots=True)
class PatternPhrase:
    """These terms next to each other in this order in a text field with positions; those with `*` or `?` are patterns
    as in `Pattern`. Scored as its other terms are.
    """

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Terms of a text field within an edit distance of 1 or 2 (a swap of neighbours counts as one); score 1.

    A text of fewer than 3 letters is taken as the term itself, one of fewer than 5 at distance 1.
    """

    field: str
    text: str
    distance: Literal[1, 2]


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose number lies in lower <= n < upper; None is open. Score 0."""

    field: str
    lower: int | None
    upper: int | None


@dataclass(frozen=True, slots=True)
class Exists:
    """Documents that have a value in a keyword field other than `id`, or a number in that field. Score 0."""

    field: str


@dataclass(frozen=True, slots=True)
class Among:
    """The documents of these ids, of which there may be a hundred thousand. Score 0."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everything:
    """All documents, score 0."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Boost:
    """The score of a query times a weight of 0 or more."""

    query: Query
    weight: float


@dataclass(frozen=True, slots=True)
class Filter:
    """The documents of a query with score 0."""

    query: Query


@dataclass(frozen=True, slots=True)
class Bool:
    """All of `must`, none of `must_not`, at least `minimum` of `should`; scores are added.

    With only `must_not`, it means everything but those (score 0). Without `must`, one of `should` is needed at least.
    """

    must: tuple[Query, ...] = ()
    should: tuple[Query, ...] = ()
    must_not: tuple[Query, ...] = ()
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Best:
    """The best score among the queries, plus `tie` times the others'."""

    queries: tuple[Query, ...]
    tie: float = 0.0


TextQuery = Phrase | Pattern | PatternPhrase | Fuzzy
Query = Term | TextQuery | Range | Exists | Among | Everything | Nothing | Boost | Filter | Bool | Best

Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended. `view` names the snapshot that a relevance page was cut from ("" by date)."""

    score: float
    sort: int
    view: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the engine. Ties in score are broken by `sort`, newest first."""

    query: Query
    limit: int = 10
    sort: Sort = "relevance"
    after: Cursor | None = None
    hold_view: bool = False
    """Keep a snapshot, if more follows, so that the next page by relevance can be cut from it."""
    shown: int = 0
    """How many of the hits the page shows, where it asks for more than that; 0 for all."""

    def holds(self, total: int) -> bool:
        """Whether more follows than the page shows, of which a snapshot is to be kept."""
        return self.hold_view and total > (self.shown or self.limit)


def within(query: Query, ids: tuple[str, ...]) -> Bool:
    """The documents of a query that are among these ids, with score 0."""
    return Bool(must=(Filter(query), Among(ids)))
