"""The shapes of what the API answers, and the command line with `--json`: whoever makes an answer returns one of them,
and `/openapi.json` describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NotRequired, Required

from typing_extensions import TypedDict

from indexer import fields


class Quote(TypedDict):
    """What somebody said: `start` and `end` are characters of the paragraphs of the body joined by line feeds.
    `speaker` and `how` are null where nobody is named; `how` is `pronoun` where it was read from what stands before."""

    text: str
    start: int
    end: int
    kind: Literal["direct", "indirect"]
    speaker: str | None
    as_written: str
    office: str
    how: Literal["named", "part", "role", "pronoun"] | None
    cue: str


_TYPES: dict[fields.Kind, Any] = {"flag": bool, "number": int, "instant": str | None}


def _article_fields(*, all_there: bool) -> Any:
    """A shape with the fields of an article by their names in JSON; all kinds but a few are texts."""
    types = {one.key: _type(one) for one in fields.exported()}
    make: Any = TypedDict  # mypy would want to read the table
    return make("ArticleFields", types, total=all_there)


def _type(field: fields.Field) -> Any:
    if field.kind == "objects":
        return list[Quote]
    return list[str] if field.many else _TYPES.get(field.kind, str)


class Reason(TypedDict):
    """A term of the query that the hit holds, in which field of the index, with its weight and share of the score."""

    field: str
    term: str
    weight: float
    score: float


class FoundHit(TypedDict, total=False):
    """What a search makes of an article."""

    id: Required[str]
    title: str
    score: float
    snippet: str
    marks: tuple[tuple[int, int], ...]
    title_marks: tuple[tuple[int, int], ...]
    copies: int
    explain: list[Reason]


class Hit(FoundHit, _article_fields(all_there=False), total=False):  # type: ignore[misc]
    """An article found: its `id`, and what was asked for by `fields` and `body`, or the usual. `marks` and
    `title_marks` are ranges of characters of `snippet` and `title`, `copies` is how many other hits are folded behind
    it, and `explain` is there where it was asked for."""


class SearchAnswer(TypedDict):
    """A page of hits. `folded` of all that were found are copies behind another hit: the hits of all pages and `folded`
    are `total`. `undated` were left out of a range of days because nobody knows their date; it is there where days
    were asked for. `next` is the `after` of the next page, null on the last one."""

    total: int
    folded: int
    undated: NotRequired[int]
    matched: Literal["all", "nearest"]
    notes: list[str]
    next: str | None
    hits: list[Hit]


class CountRow(TypedDict):
    """A day (`2024-11-27`), week (`2024-W48`), month (`2024-11`), year or value ("" for articles without any), how many
    articles it has, and their share of all articles there (0 to 1); the command line gives it where asked to."""

    value: str
    count: int
    share: NotRequired[float]


class CountAnswer(TypedDict):
    """Exact counts of the articles that have all the words. `undated` are in no row, or left out of a range of days,
    because nobody knows their date. `notes` say how the query was read."""

    by: str
    undated: int
    notes: list[str]
    rows: list[CountRow]


class Line(TypedDict):
    """An article in short."""

    id: str
    url: str
    title: str
    publisher: str
    published: str | None


class QuotedArticle(Line):
    """An article with its quotes, or those of the speakers who were asked for."""

    quotes: list[Quote]


class QuotesAnswer(TypedDict):
    """The articles of a page that have quotes; `total` counts all that were found. `next` is the `after` of the next
    page, null on the last one."""

    total: int
    matched: Literal["all", "nearest"]
    notes: list[str]
    next: str | None
    articles: list[QuotedArticle]


class Related(Line):
    """An article that shares much text with another: `shared` is the share (0 to 1) of the shorter one's."""

    shared: float


class Change(TypedDict):
    """A title or paragraph, and whether it was added, removed or stayed the `same`."""

    part: Literal["title", "body"]
    change: Literal["added", "removed", "same"]
    text: str


class Version(TypedDict):
    """A text of an article. `changes` sets it against the one before; the first one given has none."""

    number: int
    captured: datetime
    title: str
    body: list[str]
    quotes: list[Quote]
    changes: list[Change]


class History(TypedDict):
    """What the articles database knows of an article; without it there are neither versions nor related articles, and a
    note says so. `versions` are the newest twenty, oldest first, the current one last."""

    versions: list[Version]
    related: list[Related]
    notes: list[str]


class Article(History, _article_fields(all_there=True)):  # type: ignore[misc]
    """An article in full. `copies` are the others of its group, the earliest first; `versions` are the newest twenty,
    oldest first, the current one last. Without the articles database there are neither versions nor related articles,
    and a note says so."""

    id: str
    copies: list[Line]


class SuggestAnswer(TypedDict):
    """Queries with their last word completed, titles by article id, publishers' names by slug."""

    words: list[str]
    titles: dict[str, str]
    publishers: dict[str, str]


class PublisherLine(TypedDict):
    """A publisher of the catalogue, or one that articles were imported from, and how many articles it has."""

    slug: str
    name: str
    enabled: bool
    articles: int


class FindingLine(TypedDict):
    """What somebody should look at: a state, with all publishers and addresses of sources in it."""

    state: str
    publishers: list[str]
    sources: list[str]
    since: str
    evidence: str
    advice: str


class SourceLine(TypedDict):
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


class Disk(TypedDict):
    """The space that is free, and for how long it lasts; null where that cannot be told yet."""

    free_bytes: int
    days_left: float | None


class FailingAlert(TypedDict):
    """Who cannot be told of what a saved search finds, since when and why."""

    alert: str
    channel: str
    address: str
    since: str | None
    failures: int
    error: str
    given_up: str | None


class Alerts(TypedDict):
    """How many searches are saved, how many messages are due, for how long the oldest article has waited to be matched,
    and, on the command line alone, who cannot be told."""

    searches: int
    due: int
    lag_seconds: float
    failing: NotRequired[list[FailingAlert]]


class StatusAnswer(TypedDict):
    """How all is: pages by outcome at each stage in the last 24 hours, what waits, and what is wrong."""

    at: str
    stages: dict[str, dict[str, int]]
    waiting: dict[str, int]
    lag_seconds: float
    disk: Disk
    held: dict[str, int]
    alerts: Alerts
    findings: list[FindingLine]
    sources: list[SourceLine]


class Alive(TypedDict):
    """The process answers."""

    status: Literal["alive"]


class ReadyDisk(TypedDict):
    """The room that is left where the data folder lies."""

    free_bytes: int
    is_low: bool


class Ready(TypedDict):
    """Whether the server can answer: engine and database. `database` is `none` on a host that only searches; `disk` is
    low where crawling pauses; `lag_seconds` is the age of the oldest page that is not searchable yet."""

    status: Literal["ready", "unavailable"]
    articles: int | None
    engine: Literal["ok", "unavailable"]
    database: Literal["ok", "unavailable", "none"]
    disk: ReadyDisk | None
    lag_seconds: float | None


class Problem(TypedDict):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    instance: str
    detail: NotRequired[str]
