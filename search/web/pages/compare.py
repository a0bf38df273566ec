"""Up to five searches compared over time: one chart of lines, one table, one CSV file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from base.clock import jakarta_day
from indexer.engines.queries import Query
from indexer.fields import Language
from search import i18n
from search.answer.interpretation import interpret
from search.answer.undated import count_in_no_period
from search.context import Context
from search.i18n import label
from search.notes import Note, render
from search.request import DAYS, DayRange, SearchRequest, read_query
from search.web.app_state import Site
from search.web.as_csv import as_csv
from search.web.pages.addresses import View, bad_days, other, page_href, read_view, results_href
from search.web.pages.timeline import (
    Coverage,
    Period,
    by_day,
    fitting,
    name_of,
    periods,
    scale_texts,
    scale_top,
    share_text,
    summed,
    ticks,
    value_of,
    whole_span,
)
from search.web.templating import page

MAX_QUERIES = 5
"""Lines that can be told from one another, and counts that one request asks of the engine."""
WIDTH, HEIGHT = 1_000, 100
"""The picture's units; it is drawn as wide as the page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The searches that are compared, the same in all but the query, and the notes on what could not be read."""

    requests: tuple[SearchRequest, ...]
    view: View
    notes: Sequence[str]

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.requests[0].ui

    def query(self, language: Language, **changes: bool) -> str:
        """The query string of the page's address, in a language, with another view."""
        request, view = replace(self.requests[0], query="", ui=language).change(), replace(self.view, **changes)
        queries = [("q", one.query) for one in self.requests if one.query]
        return urlencode([*queries, *request.pairs(), *view.pairs()], errors="replace")


@dataclass(frozen=True, slots=True)
class Counted:
    """The periods of the span that all searches share, and the articles of each search and of all by period."""

    by: str
    spans: tuple[Period, ...]
    series: tuple[Counter[str], ...]
    ground: Counter[str]
    notes: tuple[str, ...]


def compare_routes(site: Site, coverage: Coverage) -> APIRouter:
    """The routes of the page and of its numbers as a file."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/bandingkan")
    @site.lanes.route
    def compared(request: Request) -> Response:
        asked = _read(request)
        with site.context() as context:
            found = _counted(context, coverage, asked)
        values = {
            "queries": [*(one.query for one in asked.requests if one.query), *[""] * MAX_QUERIES][:MAX_QUERIES],
            "request": asked.requests[0],
            "view": asked.view,
            "many": page_href("/banyak", asked.language),
            "notes": [*asked.notes, *found.notes],
            "has_numbers": bool(found.spans),
            "file": f"/bandingkan.csv?{asked.query(asked.language)}",
            "other_unit": f"/bandingkan?{asked.query(asked.language, share=not asked.view.share)}",
            **(_shown(found, asked) if found.spans else {}),
        }
        in_other = f"/bandingkan?{asked.query(other(asked.language))}".rstrip("?")
        return page("compare.html", asked.language, in_other, values)

    @routes.get("/bandingkan.csv")
    @site.lanes.route
    def numbers(request: Request) -> Response:
        asked = _read(request)
        with site.context() as context:
            found = _counted(context, coverage, asked)
        return as_csv("perbandingan.csv", _table(found, asked))

    return routes


def _read(request: Request) -> Asked:
    """The queries of an address, each once; none is one that asks for everything and is not drawn."""
    common, mistakes = read_query(request.url.query)
    given = (value.strip() for name, value in parse_qsl(request.url.query) if name == "q")
    queries = list(dict.fromkeys(filter(None, given)))
    common = replace(common, after="", explain=False)
    requests = tuple(replace(common, query=one) for one in queries[:MAX_QUERIES] or [""])
    notes = bad_days(mistakes, common.ui)
    if left_out := queries[MAX_QUERIES:]:
        notes.append(label("compared_first", common.ui, str(MAX_QUERIES), ", ".join(left_out)))
    return Asked(requests, read_view(request.query_params), notes)


def _counted(context: Context, coverage: Coverage, asked: Asked) -> Counted:
    asked_for = [one for one in asked.requests if one.query]
    questions = [interpret(one, context) for one in asked_for]
    queries = [one.plan.asked(asked_for[0].match) for one in questions]
    days = [by_day(context.engine.days(one)) for one in queries]
    notes = tuple(
        label("note_of", asked.language, request.query, render(note, asked.language))
        for request, question, query in zip(asked_for, questions, queries, strict=True)
        for note in (*question.notes, *_undated(context, query))
    )
    together: dict[date, int] = {day: 1 for of_one in days for day in of_one}
    if not together:
        return Counted("day", (), (), Counter(), notes)
    today = jakarta_day(context.now)
    wanted = asked_for[0].days
    first, last = whole_span(together, wanted, today)
    by = fitting(first, last)
    return Counted(
        by,
        tuple(periods(first, last, by, today, is_cut=bool(wanted.since))),
        tuple(summed(of_one, by) for of_one in days),
        summed(coverage.read(context), by),
        notes,
    )


def _undated(context: Context, query: Query) -> list[Note]:
    """Says how many articles are in no period, so that these numbers and those of a page of results agree."""
    number = count_in_no_period(context.engine, query)
    return [Note("undated", (str(number),))] if number else []


def _shown(found: Counted, asked: Asked) -> dict[str, Any]:
    """The chart and its table."""
    language, is_share = asked.language, asked.view.share
    values = [
        [value_of(one[span.value], found.ground[span.value], is_share=is_share) for span in found.spans]
        for one in found.series
    ]
    top = scale_top(max(map(max, values)), is_share=is_share)
    return {
        "unit": label(f"timeline_{found.by}", language),
        "lines": [
            {"points": _points(line, top), "query": request.query, "total": i18n.number(sum(one.values()), language),
             "href": results_href(request)}
            for line, request, one in zip(values, asked.requests, found.series, strict=True)
        ],
        "scale": scale_texts(top, language, is_share=is_share),
        "ticks": list(ticks(found.spans, found.by, language)),
        "has_part": any(span.is_part for span in found.spans),
        "areas": list(_areas(found, language)),
        "rows": [_row(span, found, asked) for span in found.spans if any(one[span.value] for one in found.series)],
    }  # fmt: skip


def _points(values: Sequence[float], top: float) -> str:
    """A line through the middle of each period."""
    step = WIDTH / len(values)
    return " ".join(
        f"{(place + 0.5) * step:.1f},{HEIGHT * (1 - value / top):.2f}" for place, value in enumerate(values)
    )


def _areas(found: Counted, language: Language) -> Sequence[Mapping[str, Any]]:
    """The ground of each period: its numbers as a hint, shaded where the archive has nothing."""
    step = 100 / len(found.spans)
    return [
        {
            "x": round(place * step, 3),
            "width": round(step, 3),
            "is_gap": not found.ground[span.value],
            "title": f"{name_of(span, found.by, language)}: "
            + ", ".join(i18n.number(one[span.value], language) for one in found.series),
        }
        for place, span in enumerate(found.spans)
    ]


def _row(span: Period, found: Counted, asked: Asked) -> dict[str, Any]:
    """A period of the table: of each search the number, its share, and the search within the period."""
    language, ground = asked.language, found.ground[span.value]
    cells = [
        {
            "count": i18n.number(one[span.value], language),
            "share": share_text(one[span.value], ground, language),
            "href": results_href(request.narrow(DAYS, DayRange(span.first, span.last))) if one[span.value] else "",
        }
        for one, request in zip(found.series, asked.requests, strict=True)
    ]
    return {"name": name_of(span, found.by, language), "is_part": span.is_part, "cells": cells}


def _table(found: Counted, asked: Asked) -> Iterator[Sequence[object]]:
    """The file: a heading, and a line for each period, of each query the count and the share (0 to 1)."""
    queries = [one.query for one in asked.requests if one.query]
    yield ["period", "first", "last", *(name for one in queries for name in (one, f"{one} (share)"))]
    for span in found.spans:
        ground = found.ground[span.value]
        cells = [
            cell for one in found.series
            for cell in (one[span.value], f"{one[span.value] / ground:.6f}" if ground else "")
        ]  # fmt: skip
        yield [span.value, span.first, span.last, *cells]
