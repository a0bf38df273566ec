"""The page of results: hits with their filters, the timeline, and what leads on from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from base.clock import jakarta_day
from base.deadline import TooSlowError
from search import i18n
from search.answer.answer import Answer, answer
from search.answer.cursor import CursorError
from search.answer.facets import Counted, counted
from search.context import Context
from search.i18n import label
from search.notes import Note, render
from search.request import DAYS, DayRange, SearchRequest, read_query
from search.status_reader import StatusReader
from search.web.app_state import Site
from search.web.pages import emptiness, filter_panel, hit_list, take_out
from search.web.pages.addresses import View, bad_days, other, read_view, region_map_href, results_href
from search.web.pages.put_forms import put_values, who_of
from search.web.pages.timeline import Chart, Coverage, by_day, chart, days_of
from search.web.templating import page

HITS = 10
RECENT = "recent"
"""The choice of the form that is relevance with `recency`."""
SHOWN = {"q", "sort", "recency", "match", "from", "to", "after"}
"""Parameters that the form has fields for, or leaves out; it keeps the others hidden."""
SPANS = (("days_span", 1), ("week_span", 6), ("month_span", 29))
"""Quick spans, with the days before today that they begin at. Days are whole ones in Jakarta: one alone would be empty
each morning."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of results shows: the search, how, and its answer. `context` has the time of the first page."""

    context: Context
    site: Site
    coverage: Coverage
    request: SearchRequest
    view: View
    found: Answer
    base: str


def results_routes(site: Site, status: StatusReader, coverage: Coverage) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/")
    @site.lanes.route
    def results(request: Request) -> Response:
        wanted, mistakes = read_query(request.url.query)
        wanted = replace(wanted, query=wanted.query.strip(), top=HITS, explain=False)
        if request.query_params.get("sort") == RECENT:
            wanted = replace(wanted, recency=True)
        view = read_view(request.query_params)
        with site.context() as context:
            found, notes, wanted = _search(context, wanted, snippets=not view.compact)
            base = str(request.base_url).rstrip("/")
            asked = Asked(replace(context, now=found.now), site, coverage, wanted, view, found, base)
            values = _values(asked)
            values["put"] = put_values(context.own, wanted, found, who_of(request))
            if not found.total:
                values |= emptiness.values(asked.context, wanted, values["chips"], status)
        notes += bad_days(mistakes, wanted.ui)
        in_other = results_href(replace(wanted, ui=other(wanted.ui)), view)
        return page("results.html", wanted.ui, in_other, {**values, "notes": [*notes, *values["notes"]]})

    return routes


def _search(context: Context, request: SearchRequest, *, snippets: bool) -> tuple[Answer, list[str], SearchRequest]:
    """The answer, notes, and what was answered: with an invalid cursor the first page, with a note."""
    notes = []
    try:
        found = answer(context, request, snippets=snippets)
    except CursorError:
        request = request.change()
        found = answer(context, request, snippets=snippets)
        notes.append(label("bad_cursor", request.ui))
    notes += [render(note, request.ui) for note in found.notes if note.code != "did_you_mean"]
    return found, notes, request


def _values(asked: Asked) -> dict[str, Any]:
    """What the page shows."""
    request, found, view = asked.request, asked.found, asked.view
    counts, notes = _counted(asked)
    names = filter_panel.value_names(asked.site, request.ui)
    chips = list(filter_panel.chips(request, view, found.question.tree, names))
    return {
        "request": request,
        "view": view,
        "notes": notes,
        "hidden": [pair for pair in (*request.pairs(), *replace(view, start=0).pairs()) if pair[0] not in SHOWN],
        "answer": found,
        "is_start": not request.query and not chips,
        "position": _position(asked),
        "order": _order(request),
        "orders": list(_orders(request)),
        "meant": _meant(asked),
        "spans": list(_spans(asked)),
        "chips": chips,
        "clear": results_href(filter_panel.without_filters(request, found.question.tree), view),
        "undated": max(0, found.total - sum(counts.days.values())),
        "chart": _chart(asked, counts),
        "compare_these": f"/bandingkan?{request.change().to_query()}",
        "by_region": region_map_href(request),
        "counts_file": f"/bandingkan.csv?{request.change().to_query()}",
        "hits": hit_list.hits(asked.context, found.hits, request, view),
        "next": results_href(replace(request, after=found.next), _following(asked)) if found.next else "",
        "first": results_href(request.change(), view),
        "out": take_out.values(request, found, asked.base),
        "other_folding": results_href(request.change(fold=not request.fold), view),
        "other_view": results_href(request, replace(view, compact=not view.compact)),
        "facets": list(filter_panel.facets(request, view, counts.facets, names)),
        "completions": list(filter_panel.completions(request, counts.facets)),
    }


def _counted(asked: Asked) -> tuple[Counted, list[str]]:
    """Facets and timeline, or none and a note where the time is over."""
    try:
        return counted(asked.context, asked.request, asked.found.question, asked.found.step), []
    except TooSlowError:
        return Counted({}, {}), [render(Note("not_counted"), asked.request.ui)]


def _chart(asked: Asked, counts: Counted) -> Chart | None:
    """The timeline; None where nothing has a date."""
    covered, today = asked.coverage.read(asked.context), jakarta_day(asked.context.now)
    days, wanted = by_day(counts.days), days_of(asked.request, asked.found.question.tree)
    return chart(days, covered, asked.request, asked.view, wanted, today)


def _position(asked: Asked) -> dict[str, str] | None:
    """Which hits the page shows, out of how many are listed; nothing where all stand on it."""
    start, shown = asked.view.start if asked.request.after else 0, len(asked.found.hits)
    listed = asked.found.total - asked.found.folded
    if not shown or (not start and not asked.found.next):
        return None
    numbers = partial(i18n.number, language=asked.request.ui)
    return {"first": numbers(start + 1), "last": numbers(start + shown), "listed": numbers(listed)}


def _following(asked: Asked) -> View:
    return replace(asked.view, start=(asked.view.start if asked.request.after else 0) + len(asked.found.hits))


def _order(request: SearchRequest) -> str:
    """The order that the hits are in, as the page names it."""
    if request.sort != "relevance":
        return request.sort
    return "newest" if not request.query else RECENT if request.recency else "relevance"


def _orders(request: SearchRequest) -> Iterator[tuple[str, str, bool]]:
    """The orders to choose from: the value of each, what it is called, and whether it is the one in use. Nothing is
    more relevant to a search without words, so that all is by time; what is typed next is by relevance all the same."""
    if request.query:
        used = RECENT if request.recency and request.sort == "relevance" else request.sort
        yield from ((one, one, one == used) for one in ("relevance", RECENT, "newest", "oldest"))
    else:
        yield "newest" if request.sort == "newest" else "relevance", "newest", request.sort != "oldest"
        yield "oldest", "oldest", request.sort == "oldest"


def _meant(asked: Asked) -> dict[str, str] | None:
    for note in asked.found.notes:
        if note.code == "did_you_mean":
            meant = asked.request.change(query=note.arguments[0])
            return {"text": note.arguments[0], "href": results_href(meant, asked.view)}
    return None


def _spans(asked: Asked) -> list[dict[str, Any]]:
    """Links to the last 2, 7 and 30 days; the one in use leads back to all days."""
    today, request, made = jakarta_day(asked.context.now), asked.request, []
    for code, days in SPANS:
        since: date = today - timedelta(days=days)
        on = request.days == DayRange(since)
        href = results_href(request.narrow(DAYS, DayRange(None if on else since)), asked.view)
        made.append({"text": label(code, request.ui), "href": href, "on": on, "since": i18n.day(since, request.ui)})
    return made
