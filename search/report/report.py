"""What a report says, ready to be written in any form: numbers, shares, and the clippings in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from base.clock import jakarta_day
from config.catalogue import Publisher
from indexer import fields
from indexer.fields import Language
from search import i18n
from search.answer.interpretation import InterpretedQuery
from search.context import Context
from search.export.stream import open_export
from search.i18n import label
from search.notes import render
from search.query.field_values import MAX_VALUES
from search.report.clippings import COLUMNS, Clipping, read_clippings
from search.report.folder import FolderTexts
from search.report.origins import Independence
from search.report.shares import COUNTED, LABEL, Row, Table, field_tables, label_tables
from search.request import DAYS, SearchRequest
from search.web.pages.timeline import by_day, name_of, periods, summed

MAX_CLIPPINGS = 500
"""Clippings in full: so many are a book of a thousand pages; see decision 118 for what 400 cost as PDF."""
USUAL_CLIPPINGS = 200
_BARS = (("day", 1), ("week", 7), ("month", 31))
_MOST_BARS = 36


@dataclass(frozen=True, slots=True)
class Report:
    """A report in a language. `asked` is the query, or in words which articles are meant without one; `left_out` are
    the articles that are counted and have no clipping."""

    language: Language
    heading: tuple[str, ...]
    title: str
    query: str
    asked: str
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
    folder: FolderTexts | None = None,
    label_sets: Sequence[str] | None = None,
) -> Report:
    """Read what the report of a search says; all words are needed, and copies are articles of their own. Of a `folder`
    it has the notes, the texts that were clipped and, where nothing is searched for, the order. It counts by the labels
    of some sets, by default of all that articles here have labels of. Raises what `open_export` raises."""
    language, today = request.ui, jakarta_day(context.now)
    found = open_export(context, request, "jsonl", names=",".join(COLUMNS))
    counted = context.engine.overview(found.query, dict.fromkeys(COUNTED, MAX_VALUES))
    days = by_day(counted.days)
    unit, bars = _bars(days, request, found.articles, today)
    in_its_order = request.sort == "relevance" and not request.query.strip()
    clippings, independence = read_clippings(
        found.rows, publishers, found.articles, language, most, folder, in_its_order=in_its_order
    )
    return Report(
        language=language,
        heading=tuple(heading),
        title=title or label("report_title", language),
        query=request.query,
        asked=request.query.strip() or label(_everything(request, folder), language),
        reading=tuple(_reading(request, found.question, publishers)),
        period=_period(days, request, language),
        made=i18n.moment(context.now, language),
        articles=found.articles,
        undated=max(0, found.articles - sum(days.values())),
        independence=independence,
        unit=label(f"timeline_{unit}", language),
        bars=tuple(bars),
        tables=(
            *field_tables(counted.facets, publishers, found.articles, language),
            *label_tables(context, found.query, counted.facets[LABEL], found.articles, language, label_sets),
        ),
        clippings=clippings,
        left_out=max(0, found.articles - len(clippings)),
    )


def _everything(request: SearchRequest, folder: FolderTexts | None) -> str:
    """How it is said that no words are asked for."""
    if not request.filters:
        return "report_everything"
    return "report_whole_folder" if folder and len(request.filters) == 1 else "report_filtered"


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
