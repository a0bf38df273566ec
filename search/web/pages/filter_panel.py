"""The filters of a search: those in use, the values to choose from or to leave out, and all values of one field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from indexer import fields
from indexer.fields import Field, Language
from indexer.language.analysis import fold
from search import i18n
from search.answer.counts import Row, as_rows
from search.answer.facets import FACETS, VALUES
from search.answer.interpretation import interpret
from search.i18n import label
from search.notes import field_name
from search.people.counting import common_values
from search.people.in_query import BY_NAME
from search.query.tree import All, Not, Tree, Value, to_text
from search.request import DAYS, NO_FILTERS, DayRange, SearchRequest, read_query
from search.web.app_state import Site
from search.web.pages.addresses import View, other, person_href, read_view, results_href, results_with, values_href
from search.web.templating import page

MAX_LISTED = 1_000
"""Values of a field that its page looks through."""
MAX_SHOWN = 200
COMPLETED = 3
"""Values of each field that the search box offers to add before anything is typed."""

Names = Mapping[str, Callable[[str], str]]
"""What readers call the values of each field."""


def values_routes(site: Site) -> APIRouter:
    """The route of the page of all values that a filter can have."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/saringan/{field}")
    @site.lanes.route
    def values(field: str, request: Request) -> Response:
        if field not in FACETS:
            raise HTTPException(404)
        asked, _ = read_query(request.url.query)
        view, wanted = read_view(request.query_params), request.query_params.get("cari", "").strip()
        names = value_names(site, asked.ui)
        with site.context() as context:
            plan = interpret(asked, context, without=field).plan
            rows = as_rows(common_values(context, plan.asked(asked.match), field, MAX_LISTED))
        sought = fold(wanted)
        found = [row for row in rows if sought in fold(names[field](row.value))]
        shown = {
            "field": field_name(field, asked.ui),
            "request": asked,
            "wanted": wanted,
            "hidden": asked.change().pairs() + view.pairs(),
            "action": f"/saringan/{field}",
            "rows": list(_rows(asked, view, field, found[:MAX_SHOWN], names[field])),
            "total": len(found),
            "is_cut": len(rows) == MAX_LISTED or len(found) > MAX_SHOWN,
            "back": results_href(asked.change(), view),
        }
        in_other = values_href(field, asked.change(ui=other(asked.ui)), view)
        return page("values.html", asked.ui, in_other, shown)

    return routes


def value_names(site: Site, language: Language) -> Names:
    """What readers call the values of each field that filters."""
    return {one.name: partial(_value_name, site, one, language) for one in fields.filters()}


def _value_name(site: Site, field: Field, language: Language, value: str) -> str:
    if field.matching == "name" and value in site.publishers:
        return site.publishers[value].name
    if field.values:
        return field.values.get(value, {}).get(language, value)
    if field.matching == "region":
        return value.replace("/", " › ")
    return i18n.language_name(value, language) if field.matching == "code" else value


def chips(request: SearchRequest, view: View, tree: Tree, names: Names) -> Iterator[dict[str, Any]]:
    """The filters in use as readers know them, each with the request and the address without it."""
    for text, less in (*chosen_values(request, names), *_excluded(request, tree, names)):
        yield {"text": text, "request": less, "href": results_href(less, view)}


def chosen_values(request: SearchRequest, names: Names) -> Iterator[tuple[str, SearchRequest]]:
    """The values and days that a search is narrowed to, each with the search without it."""
    for one in fields.filters():
        for value in request.values(one.name):
            yield names[one.name](value), request.toggle(one.name, value)
    yield from _days(request)


def _excluded(request: SearchRequest, tree: Tree, names: Names) -> Iterator[tuple[str, SearchRequest]]:
    """What the query leaves out, where it says so in the words that the page writes."""
    for name, value, written in _exclusions(tree, request.query):
        yield label("exclude", request.ui, names[name](value)), request.change(query=_cut(request.query, written))


def _days(request: SearchRequest) -> Iterator[tuple[str, SearchRequest]]:
    since, until = request.days
    if since:
        text = f"{label('since', request.ui)} {i18n.day(since, request.ui)}"
        yield text, request.narrow(DAYS, DayRange(None, until))
    if until:
        text = f"{label('until', request.ui)} {i18n.day(until, request.ui)}"
        yield text, request.narrow(DAYS, DayRange(since, None))


def without_filters(request: SearchRequest, tree: Tree) -> SearchRequest:
    """The search without filters, those that the query writes out among them."""
    query = request.query
    for _, _, written in _exclusions(tree, query):
        query = _cut(query, written)
    return request.change(query=query, filters=NO_FILTERS)


def _exclusions(tree: Tree, query: str) -> Iterator[tuple[str, str, str]]:
    """Field, value and wording of what a query leaves out by a whole value."""
    filterable = {one.name for one in fields.filters()}
    for part in tree.parts if isinstance(tree, All) else (tree,):
        match part:
            case Not(Value(name, value, None)) if name in filterable and to_text(part) in query:
                yield name, value, to_text(part)


def _cut(query: str, written: str) -> str:
    return " ".join(query.replace(written, " ", 1).split())


def facets(
    request: SearchRequest, view: View, counted: Mapping[str, Sequence[Row]], names: Names
) -> Iterator[dict[str, Any]]:
    """The fields with more than one value to choose from, or a chosen one, each with its commonest values."""
    for name, rows in counted.items():
        chosen = request.values(name)
        if len(rows) < 2 and not chosen:
            continue
        held = {row.value for row in rows}
        # chosen values stand on top, those too that are not among the commonest
        missing = [Row(value, 0) for value in chosen if value not in held]
        ordered = [*missing, *sorted(rows, key=lambda row: row.value not in chosen)]
        yield {
            "id": name,
            "name": field_name(name, request.ui),
            "rows": list(_rows(request, view, name, ordered, names[name])),
            "more": values_href(name, request, view) if len(rows) >= VALUES else "",
        }


def _rows(
    request: SearchRequest, view: View, name: str, rows: Sequence[Row], text: Callable[[str], str]
) -> Iterator[dict[str, Any]]:
    """Values of a field, each with the search that has it too, or no more, and with the one that leaves it out."""
    chosen = request.values(name)
    narrowed = results_with(lambda value: request.narrow(name, (*chosen, value)), view)
    asked = results_with(lambda query: request.change(query=query), view)
    for row in rows:
        on, minus = row.value in chosen, f"{request.query} {_without(name, row.value)}".strip()
        less = request.toggle(name, row.value) if on else request
        yield {
            "text": text(row.value),
            "count": row.number,
            "on": on,
            "href": results_href(less, view) if on else narrowed(row.value),
            "minus": results_href(less.change(query=minus), view) if on else asked(minus),
            "person": person_href(row.value, request.ui) if name in BY_NAME else "",
        }


def _without(name: str, value: str) -> str:
    """The part of a query that leaves a value out."""
    return to_text(Not(Value(name, value, whole=True)))


def completions(request: SearchRequest, counted: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """The query with a value of a field added: what the search box offers where no script completes words."""
    if request.query:
        for name, rows in counted.items():
            for row in rows[:COMPLETED] if len(rows) > 1 else ():
                yield f"{request.query} {to_text(Value(name, row.value, whole=True))}"
