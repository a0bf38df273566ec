"""The pages: search with facets and timeline, and an article. They work without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from base.deadline import TooSlowError
from indexer import fields
from indexer.articles.history import HistoryReader
from indexer.engines.port import EngineHit
from indexer.fields import Field, Language
from search import i18n
from search.answer.answer import Answer, Hit, answer
from search.answer.collapse import copies_of
from search.answer.counts import count_all
from search.answer.cursor import CursorError
from search.answer.facets import Counted, Timeline, counted
from search.answer.similar import similar
from search.article_history import Line, ShownHistory, read_history, to_line
from search.context import Context
from search.i18n import label
from search.notes import Note, field_name, render
from search.query.lexer import DOUBLE_QUOTES
from search.query.tree import Not, Value, to_text
from search.request import DAYS, NO_FILTERS, DayRange, SearchRequest, make_filters, read_query
from search.web.app_state import Site
from search.web.templating import page, read_language, results_href
from search.web.timeline_chart import chart

HITS = 10
IN_HEAD = ("section", "author")
"""Fields that stand between an article's title and its text; the others stand below it."""
SHOWN = {"q", "sort", "match", "from", "to", "after"}
"""Parameters that the form has fields for, or leaves out; it keeps the others hidden."""


def page_routes(site: Site, histories: HistoryReader) -> APIRouter:
    """The routes that answer with pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    @site.lanes.route
    def results(request: Request) -> Response:
        asked, mistakes = read_query(request.url.query)
        asked = replace(asked, query=asked.query.strip(), top=HITS, explain=False)
        with site.context() as context:
            found, notes = _search(context, asked)
            values = _results(replace(context, now=found.now), site, asked, found)
        notes += [label("bad_day", asked.ui, one.value) for one in mistakes if one.parameter in ("from", "to")]
        other = replace(asked, ui="id" if asked.ui == "en" else "en")
        return page("results.html", asked.ui, results_href(other), {**values, "notes": [*notes, *values["notes"]]})

    @routes.api_route("/artikel/{article_id:path}", methods=["GET", "HEAD"])
    @site.lanes.route
    def article(article_id: str, request: Request) -> Response:
        language = read_language(request.query_params)
        with site.context() as context:
            hit = context.engine.documents([article_id]).get(article_id)
            if hit is None:
                raise HTTPException(404)
            values = _article(context, hit, language)
        values |= _history(read_history(histories, article_id), language)
        shown = {one["href"] for one in values["related"]}
        values["similar"] = [one for one in values["similar"] if one["href"] not in shown]
        query = request.query_params.get("q", "")
        other: Language = "id" if language == "en" else "en"
        return page("article.html", language, article_href(article_id, other, query), {**values, "q": query})

    return routes


def article_href(article_id: str, language: Language, query: str = "") -> str:
    """The address of an article's page; `query` is kept for the search form."""
    written = urlencode([*([("q", query)] if query else []), *([("ui", language)] if language != "id" else [])])
    return f"/artikel/{quote(article_id, safe='')}" + (f"?{written}" if written else "")


def web_address(url: str) -> str:
    """An http or https address as it is, anything else as none."""
    return url if urlsplit(url).scheme in ("http", "https") else ""


def _search(context: Context, request: SearchRequest) -> tuple[Answer, list[str]]:
    """The answer; with an invalid cursor that of the first page, with a note."""
    notes = []
    try:
        found = answer(context, request)
    except CursorError:
        found = answer(context, request.change())
        notes.append(label("bad_cursor", request.ui))
    return found, [*notes, *(render(note, request.ui) for note in found.notes if note.code != "did_you_mean")]


def _results(context: Context, site: Site, request: SearchRequest, found: Answer) -> dict[str, Any]:
    """What the page of results shows."""
    counts, notes = _counted(context, request, found)
    names = {one.name: partial(_value_text, site, one, request.ui) for one in fields.filters()}
    return {
        "request": request,
        "notes": notes,
        "hidden": [pair for pair in request.pairs() if pair[0] not in SHOWN],
        "answer": found,
        "order": "newest" if request.sort == "relevance" and not request.query else request.sort,
        "meant": _meant(request, found),
        "chips": [{"text": text, "href": results_href(less)} for text, less in _chips(request, names)],
        "clear": results_href(request.change(filters=NO_FILTERS)),
        "chart": chart(counts.timeline, request),
        "hits": [_hit(hit, request) for hit in found.hits],
        "ways": list(_ways_out(context, request, names)) if not found.total and not notes else [],
        "next": results_href(replace(request, after=found.next)) if found.next else "",
        "first": results_href(request.change()),
        "facets": [
            {
                "name": field_name(name, request.ui),
                "rows": [_facet_row(request, name, row.value, row.number, names[name]) for row in rows],
            }
            for name, rows in counts.facets.items()
            if len(rows) > 1 or (rows and request.values(name))
        ],
    }


def _counted(context: Context, request: SearchRequest, found: Answer) -> tuple[Counted, list[str]]:
    """Facets and timeline, or none and a note where the time is over."""
    try:
        return counted(context, request, found.question, found.step), []
    except TooSlowError:
        return Counted({}, Timeline("day", ())), [render(Note("not_counted"), request.ui)]


def _meant(request: SearchRequest, found: Answer) -> dict[str, str] | None:
    for note in found.notes:
        if note.code == "did_you_mean":
            return {"text": note.arguments[0], "href": results_href(request.change(query=note.arguments[0]))}
    return None


def _hit(hit: Hit, request: SearchRequest) -> dict[str, Any]:
    return {
        "href": article_href(hit.id, request.ui, request.query),
        "title": hit.title.pieces(),
        "snippet": hit.snippet.pieces(),
        "publisher": hit.stored["publisher_name"] or hit.stored["publisher"],
        "original": web_address(hit.stored["url"]),
        "when": i18n.when(hit.stored, request.ui),
        "section": hit.stored["section"],
        "withdrawn": i18n.withdrawn(hit.stored, request.ui),
        "language": hit.stored["language"],
        "copies": hit.copies,
        "versions": hit.stored["version"],
    }


def _value_text(site: Site, field: Field, language: Language, value: str) -> str:
    if field.matching == "name" and value in site.publishers:
        return site.publishers[value].name
    if field.values:
        return field.values.get(value, {}).get(language, value)
    return i18n.language_name(value, language) if field.matching == "code" else value


def _chips(request: SearchRequest, names: Mapping[str, Any]) -> Iterator[tuple[str, SearchRequest]]:
    """The filters in use as readers know them, each with the request without it."""
    for one in fields.filters():
        for value in request.values(one.name):
            yield names[one.name](value), request.toggle(one.name, value)
    since, until = request.days
    if since:
        text = f"{label('since', request.ui)} {i18n.day(since, request.ui)}"
        yield text, request.narrow(DAYS, DayRange(None, until))
    if until:
        text = f"{label('until', request.ui)} {i18n.day(until, request.ui)}"
        yield text, request.narrow(DAYS, DayRange(since, None))


def _facet_row(request: SearchRequest, name: str, value: str, number: int, text: Any) -> dict[str, Any]:
    return {
        "text": text(value),
        "count": number,
        "on": value in request.values(name),
        "href": results_href(request.toggle(name, value)),
        "minus": results_href(request.change(query=f"{request.query} {_without(name, value)}".strip())),
    }


def _without(name: str, value: str) -> str:
    """The part of a query that leaves a value out; a value cannot hold what would end its quotation."""
    return to_text(Not(Value(name, re.sub(f"[{DOUBLE_QUOTES}]", " ", value))))


def _ways_out(context: Context, request: SearchRequest, names: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Where nothing was found: what each filter keeps away, and what any of the words or phrases would find."""
    for chip, less in _chips(request, names):
        if total := count_all(context, less):
            text = label("without_filter", request.ui, chip, i18n.number(total, request.ui))
            yield {"text": text, "href": results_href(less)}
    any_word = request.change(match="any")
    if request.match == "all" and (total := count_all(context, any_word)):
        text = label("any_instead", request.ui, i18n.number(total, request.ui))
        yield {"text": text, "href": results_href(any_word)}


def _article(context: Context, hit: EngineHit, language: Language) -> dict[str, Any]:
    """What the page of an article shows."""
    stored = json.loads(hit.stored)
    return {
        "article": stored,
        "publisher": stored["publisher_name"] or stored["publisher"],
        "when": i18n.when(stored, language),
        "withdrawn": i18n.withdrawn(stored, language),
        "original": web_address(stored["url"]),
        "fields": list(_linked(stored, language)),
        "copies": [_line(to_line(one), language) for one in copies_of(context.engine, hit)],
        "similar": [_line(to_line(one), language) for one in similar(context, hit, stored)],
    }


def _linked(stored: Mapping[str, Any], language: Language) -> Iterator[dict[str, Any]]:
    """The fields whose values lead to the articles that share them."""
    for one in fields.filters():
        if one.matching == "words" and one.name not in IN_HEAD and (values := one.each(one.kept_in(stored))):
            found = [
                (value, SearchRequest(filters=make_filters({one.name: (value,)}), ui=language)) for value in values
            ]
            links = [{"text": value, "href": results_href(request)} for value, request in found]
            yield {"name": field_name(one.name, language), "links": links}


def _history(history: ShownHistory, language: Language) -> dict[str, Any]:
    """The versions, newest first, and the related articles; a note where the database is unavailable."""
    versions = [
        {
            "name": label("version", language, str(version.number), i18n.moment(version.captured, language)),
            "title": version.content.title,
            "body": version.content.body,
            "changes": changes,
        }
        for version, changes in history.versions
    ]
    return {
        "versions": versions[::-1] if len(versions) > 1 else [],
        "related": [
            {**_line(one, language), "share": label("shared", language, f"{one.shared:.0%}"[:-1])}
            for one in history.related
        ],
        "note": "" if history.is_known else label("no_history", language),
    }


def _line(one: Line, language: Language) -> dict[str, str]:
    return {
        "href": article_href(one.id, language),
        "title": one.stored["title"],
        "language": one.stored["language"],
        "publisher": one.stored["publisher_name"] or one.stored["publisher"],
        "when": i18n.when(one.stored, language),
    }
