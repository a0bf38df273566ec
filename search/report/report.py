"""What a report says, ready to be written in any form: numbers, shares, and the clippings in full."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from base.clock import jakarta_day
from config.catalogue import Publisher
from indexer import fields
from indexer.fields import Language
from search import i18n
from search.answer.interpretation import InterpretedQuery, interpret
from search.context import Context
from search.export.stream import open_export
from search.i18n import label
from search.notes import render
from search.query.field_values import MAX_VALUES
from search.report.origins import MAX_TALLIED, Independence, Tally, agency_of, owner_of
from search.request import DAYS, SearchRequest
from search.web.pages.timeline import by_day, name_of, periods, summed

MAX_CLIPPINGS = 500
"""Clippings in full: so many are a book of a thousand pages; see decision 118 for what 400 cost as PDF."""
USUAL_CLIPPINGS = 200
MAX_ROWS = 15
"""Values of a table of shares."""
COLUMNS = ("id", "url", "title", "publisher", "publisher_name", "published", "captured", "authors", "section",
           "version", "group", "withdrawn", "language", "body")  # fmt: skip
_BARS = (("day", 1), ("week", 7), ("month", 31))
_MOST_BARS = 36


class Row(NamedTuple):
    """A value or period, its articles, and their share (0 to 1) of all articles of the report."""

    name: str
    articles: int
    share: float


class Table(NamedTuple):
    """The commonest values of a field; `others` more are left out."""

    title: str
    rows: tuple[Row, ...]
    others: int


@dataclass(frozen=True, slots=True)
class Clipping:
    """An article as it is in the archive. `copy_of` is the number of the first clipping with the same text, 0 for that
    one itself; `agency` where the text says that it is an agency's. `digest` proves the text, see `digest_of`."""

    number: int
    id: str
    title: str
    publisher: str
    owner: str
    published: str
    captured: str
    url: str
    version: int
    digest: str
    authors: tuple[str, ...]
    section: str
    withdrawn: str
    body: tuple[str, ...]
    copy_of: int
    agency: str
    language: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report in a language. `left_out` are the articles that are counted and have no clipping."""

    language: Language
    heading: tuple[str, ...]
    title: str
    query: str
    reading: tuple[str, ...]
    period: str
    made: str
    articles: int
    undated: int
    independence: Independence
    unit: str
    bars: tuple[Row, ...]
    tables: tuple[Table, ...]
    clippings: tuple[Clipping, ...]
    left_out: int

    def text(self, code: str, *arguments: str) -> str:
        """A label in the language of the report."""
        return label(code, self.language, *arguments)

    def number(self, value: int) -> str:
        """A number as the language writes it."""
        return i18n.number(value, self.language)

    def percent(self, share: float) -> str:
        """A share as the language writes it."""
        written = f"{share * 100:.1f} %"
        return written.replace(".", ",") if self.language == "id" else written

    @property
    def sources(self) -> str:
        """How many independent sources the articles have, in a line."""
        found, language = self.independence, self.language
        parts = ("articles", found.articles), ("report_texts", found.texts), ("report_offices", found.offices)
        return ", ".join(
            i18n.counted(code, language, count) for code, count in (*parts, ("report_owners", found.owners))
        )


def make_report(
    context: Context,
    request: SearchRequest,
    publishers: Mapping[str, Publisher],
    *,
    title: str = "",
    heading: Sequence[str] = (),
    most: int = USUAL_CLIPPINGS,
) -> Report:
    """Read what the report of a search says; all words are needed, and copies are articles of their own. Raises what
    `open_export` raises."""
    language, today = request.ui, jakarta_day(context.now)
    question = interpret(request, context)
    query = question.plan.asked(request.match)
    found = open_export(context, request, "jsonl", names=",".join(COLUMNS))
    days = by_day(context.engine.days(query))
    unit, bars = _bars(days, request, found.articles, today)
    clippings, independence = _read(found.rows, publishers, found.articles, language, most)
    return Report(
        language=language,
        heading=tuple(heading),
        title=title or label("report_title", language),
        query=request.query,
        reading=tuple(_reading(request, question, publishers)),
        period=_period(days, request, language),
        made=i18n.moment(context.now, language),
        articles=found.articles,
        undated=found.articles - sum(days.values()),
        independence=independence,
        unit=label(f"timeline_{unit}", language),
        bars=tuple(bars),
        tables=tuple(_tables(context, query, publishers, found.articles, language)),
        clippings=clippings,
        left_out=found.articles - len(clippings),
    )


def digest_of(title: str, body: Sequence[str]) -> str:
    """The first 16 hex digits of the SHA-256 of a text: its title and paragraphs, joined by line feeds, in UTF-8."""
    return hashlib.sha256("\n".join((title, *body)).encode("utf-8", "replace")).hexdigest()[:16]


def _read(
    rows: Iterator[Mapping[str, Any]],
    publishers: Mapping[str, Publisher],
    articles: int,
    language: Language,
    most: int,
) -> tuple[tuple[Clipping, ...], Independence]:
    """The first articles as clippings, and the sources of as many as are looked at."""
    clippings, tally, first = list[Clipping](), Tally(publishers), dict[str, int]()
    for place, row in enumerate(rows, 1):
        if place > MAX_TALLIED:
            break
        agency = agency_of(row)
        tally.add(row, agency)
        if place <= most:
            known = first.setdefault(row["group"] or row["id"], place)
            made = _clipping(row, publishers, language, number=place, copy_of=known if known != place else 0)
            clippings.append(replace(made, agency=agency.name if agency else ""))
    return tuple(clippings), tally.result(articles)


def _clipping(
    row: Mapping[str, Any], publishers: Mapping[str, Publisher], language: Language, *, number: int, copy_of: int
) -> Clipping:
    captured, known = row["captured"], publishers.get(row["publisher"])
    return Clipping(
        number=number,
        id=row["id"],
        title=row["title"],
        publisher=row["publisher_name"] or (known.name if known else row["publisher"]),
        owner=known.group if known else "",
        published=i18n.published(row, language) or label("report_undated", language),
        captured=i18n.moment(datetime.fromisoformat(captured), language) if captured else "",
        url=row["url"],
        version=row["version"],
        digest=digest_of(row["title"], row["body"]),
        authors=tuple(row["authors"]),
        section=row["section"],
        withdrawn=i18n.withdrawn(row, language),
        body=tuple(row["body"]),
        copy_of=copy_of,
        agency="",
        language=row["language"],
    )


def _reading(request: SearchRequest, question: InterpretedQuery, publishers: Mapping[str, Publisher]) -> Iterator[str]:
    """How the query was read: its filters by name, how words are matched, and the notes on it."""
    language, known = request.ui, fields.by_name()
    for name in request.filters:
        values = (
            [publishers[one].name if one in publishers else one for one in request.values(name)] if name != DAYS else []
        )
        if values:
            yield f"{(known[name].label or {}).get(language, name)}: {', '.join(values)}"
    yield label(f"report_match_{request.match}", language)
    if request.forms != "word":
        yield label(f"report_forms_{request.forms}", language)
    yield from (render(note, language) for note in question.notes)


def _period(days: Mapping[date, int], request: SearchRequest, language: Language) -> str:
    """The days that were asked for, or else those of the first and the last article."""
    since = request.days.since or min(days, default=None)
    until = request.days.until or max(days, default=None)
    if since is None or until is None:
        return label("report_no_period", language)
    return i18n.day(since, language) if since == until else f"{i18n.day(since, language)} – {i18n.day(until, language)}"


def _bars(days: Mapping[date, int], request: SearchRequest, articles: int, today: date) -> tuple[str, list[Row]]:
    """The articles by the shortest period that gives few enough bars, from the first to the last day of the report."""
    if not days:
        return "day", []
    first = max(request.days.since or min(days), min(days) - timedelta(days=_MOST_BARS))
    last = min(request.days.until or max(days), max(days) + timedelta(days=_MOST_BARS))
    length = (last - first).days + 1
    by = next((name for name, width in _BARS if length <= _MOST_BARS * width), "year")
    numbers = summed(days, by)
    spans = periods(first, last, by, today, is_cut=False)
    return by, [
        Row(name_of(one, by, request.ui), numbers[one.value], numbers[one.value] / max(1, articles)) for one in spans
    ]


def _tables(
    context: Context, query: Any, publishers: Mapping[str, Publisher], articles: int, language: Language
) -> Iterator[Table]:
    """The shares of publishers, owners, sections and the speakers who are quoted most."""
    by_publisher = {one.value: one.count for one in context.engine.facet(query, "publisher", MAX_VALUES)}
    by_owner, named = Counter[str](), Counter[str]()
    for slug, count in by_publisher.items():
        by_owner[owner_of(publishers, slug)] += count
        named[publishers[slug].name if slug in publishers else slug] += count  # two of one name are told together
    known = fields.by_name()
    yield _table((known["publisher"].label or {})[language], named, articles)
    yield _table(label("report_owner", language), by_owner, articles)
    for name in ("section", "region", "speaker"):
        found = {one.value: one.count for one in context.engine.facet(query, name, MAX_VALUES)}
        if found:
            yield _table((known[name].label or {})[language], found, articles)


def _table(title: str, counts: Mapping[str, int], articles: int) -> Table:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    rows = tuple(Row(name, count, count / max(1, articles)) for name, count in ordered[:MAX_ROWS])
    return Table(title, rows, len(ordered) - len(rows))
