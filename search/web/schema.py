"""The shapes of the API's answers, for its description in /openapi.json."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, make_dataclass
from typing import Any

from indexer import fields

_TYPES: dict[fields.Kind, Any] = {"flag": bool, "number": int, "instant": str | None}


def _with_fields(shown: Iterable[fields.Field]) -> type:
    """A shape with fields of an article by their names in JSON; all others are strings."""
    return make_dataclass("Fields", [(one.key, list[str] if one.many else _TYPES.get(one.kind, str)) for one in shown])


@dataclass
class Reason:
    """A term of the query that the hit holds, in which field of the index, with its weight and share of the score."""

    field: str
    term: str
    weight: float
    score: float


@dataclass
class Hit(_with_fields(fields.in_hits())):  # type: ignore[misc]  # mypy cannot know a class that is made
    """An article found. `marks` and `title_marks` are ranges of characters of `snippet` and `title`."""

    id: str
    score: float
    snippet: str
    marks: list[tuple[int, int]]
    title_marks: list[tuple[int, int]]
    copies: int
    explain: list[Reason] | None = None


@dataclass
class SearchAnswer:
    """A page of hits. `folded` of all that were found are copies behind another hit: the hits of all pages and `folded`
    are `total`. `undated` were left out of a range of days because nobody knows their date; it is there where days
    were asked for. `next` is the `after` of the next page, null on the last one."""

    total: int
    folded: int
    matched: str
    notes: list[str]
    next: str | None
    hits: list[Hit]
    undated: int | None = None


@dataclass
class CountRow:
    """A day (`2024-11-27`), week (`2024-W48`), month (`2024-11`), year or value ("" for articles without any), how many
    articles it has, and their share of all articles there (0 to 1)."""

    value: str
    count: int
    share: float


@dataclass
class CountAnswer:
    """Exact counts of the articles that have all the words. `undated` are in no row, or left out of a range of days,
    because nobody knows their date. `notes` say how the query was read."""

    by: str
    undated: int
    notes: list[str]
    rows: list[CountRow]


@dataclass
class Line:
    """An article in short."""

    id: str
    url: str
    title: str
    publisher: str
    published: str | None


@dataclass
class Related(Line):
    """An article that shares much text with another: `shared` is the share (0 to 1) of the shorter one's."""

    shared: float


@dataclass
class Change:
    """A title or paragraph, and whether it was added, removed or stayed the `same`. `part` is `title` or `body`."""

    part: str
    change: str
    text: str


@dataclass
class Version:
    """A text of an article. `changes` sets it against the one before; the first one given has none."""

    number: int
    captured: str
    title: str
    body: list[str]
    changes: list[Change]


@dataclass
class Article(_with_fields(fields.exported())):  # type: ignore[misc]
    """An article in full. `copies` are the others of its group, the earliest first; `versions` are the newest twenty,
    oldest first, the current one last. Without the articles database there are neither versions nor related articles,
    and a note says so."""

    id: str
    copies: list[Line]
    versions: list[Version]
    related: list[Related]
    notes: list[str]


@dataclass
class SuggestAnswer:
    """Queries with their last word completed, titles by article id, publishers' names by slug."""

    words: list[str]
    titles: dict[str, str]
    publishers: dict[str, str]


@dataclass
class PublisherLine:
    """A publisher of the catalogue, or one that articles were imported from, and how many articles it has."""

    slug: str
    name: str
    enabled: bool
    articles: int


@dataclass
class FoundWrong:
    """What somebody should look at: a state, with all publishers and addresses of sources in it."""

    state: str
    publishers: list[str]
    sources: list[str]
    since: str
    evidence: str
    advice: str


@dataclass
class SourceLine:
    """How a source is, since when, what shows it, and when and why it is visited next."""

    publisher: str
    url: str
    kind: str
    schedule: str
    state: str
    since: str | None
    last_visit: str | None
    next_visit: str | None
    why: str
    evidence: str
    advice: str
    listed: int
    new: int
    newest: str | None


@dataclass
class StatusAnswer:
    """How all is: pages by outcome at each stage in the last 24 hours, what waits, and what is wrong."""

    at: str
    stages: dict[str, dict[str, int]]
    waiting: dict[str, int]
    lag_seconds: float
    disk: dict[str, float | None]
    held: dict[str, int]
    alerts: dict[str, float]
    findings: list[FoundWrong]
    sources: list[SourceLine]


@dataclass
class Ready:
    """The server can answer: `articles` are searchable."""

    status: str
    articles: int


@dataclass
class Problem:
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    instance: str
    detail: str | None = None
