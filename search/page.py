"""The pages: search with facets and timeline, and an article. They work without JavaScript."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from indexer.engine import Bool, Engine, EngineHit, Filter, Term
from indexer.engine import Request as EngineRequest
from indexer.history import Histories, History
from search import formats
from search.answer import Answer, Hit, Options, answer
from search.chart import chart
from search.context import Context
from search.counts import count_all
from search.cursor import CursorError
from search.facets import counted
from search.history import as_stored, read_history, with_changes
from search.html import page
from search.labels import label
from search.lexer import DOUBLE_QUOTES
from search.notes import Language, render
from search.question import Filters
from search.similar import similar
from search.site import Site
from search.state import FIELDS, State, read_language, read_state
from search.tree import Not, Value, to_text

HITS = 10
_MOST_COPIES = 20


def page_routes(site: Site, histories: Histories) -> APIRouter:
    """The routes that answer with pages."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def results(request: Request) -> Response:
        now = datetime.now(UTC)
        state, wrong_days = read_state(request.query_params, now)
        with site.context() as context:
            found, notes = _search(context, state, now)
            values = _results(context, site, state, found)
        notes += [label("bad_day", state.ui, day) for day in wrong_days]
        other = dataclasses.replace(state, ui="id" if state.ui == "en" else "en")
        return page("results.html", state.ui, other.href(), {**values, "notes": notes})

    @routes.api_route("/artikel/{article_id:path}", methods=["GET", "HEAD"])
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


def _search(context: Context, state: State, now: datetime) -> tuple[Answer, list[str]]:
    """The answer; where the cursor is none, that of the first page with a note."""
    notes = []
    try:
        found = answer(context, state.q, _options(state, now))
    except CursorError:
        found = answer(context, state.q, _options(state.change(), now))
        notes.append(label("bad_cursor", state.ui))
    return found, [*notes, *(render(note, state.ui) for note in found.notes if note.code != "did_you_mean")]


def _options(state: State, now: datetime) -> Options:
    return Options(
        top=HITS,
        sort=state.sort,
        match=state.match,
        fold=state.fold,
        recency=state.recency,
        after=state.after,
        filters=state.filters,
        now=now,
    )


def _results(context: Context, site: Site, state: State, found: Answer) -> dict[str, Any]:
    """What the page of results shows."""
    counts = counted(context, found.asked, found.question, found.minimum)
    names = {name: partial(_value_text, site, name, state.ui) for name in FIELDS}
    return {
        "state": state,
        "answer": found,
        "order": "newest" if state.sort == "relevance" and not state.q else state.sort,
        "meant": _meant(state, found),
        "chips": list(_chips(state, names)),
        "clear": state.change(filters=Filters()).href(),
        "chart": chart(counts.timeline, state),
        "hits": [_hit(hit, state) for hit in found.hits],
        "ways": list(_ways_out(context, state, found, names)) if not found.total else [],
        "next": dataclasses.replace(state, after=found.next).href() if found.next else "",
        "first": state.change().href(),
        "facets": [
            {"name": name, "rows": [_facet_row(state, name, row.value, row.number, names[name]) for row in rows]}
            for name, rows in counts.facets.items()
            if len(rows) > 1 or (rows and getattr(state.filters, name))
        ],
    }


def _meant(state: State, found: Answer) -> dict[str, str] | None:
    for note in found.notes:
        if note.code == "did_you_mean":
            return {"text": note.arguments[0], "href": state.change(q=note.arguments[0]).href()}
    return None


def _hit(hit: Hit, state: State) -> dict[str, Any]:
    return {
        "href": article_href(hit.id, state.ui, state.q),
        "title": hit.title.pieces(),
        "snippet": hit.snippet.pieces(),
        "publisher": hit.stored["publisher_name"] or hit.stored["publisher"],
        "original": web_address(hit.stored["url"]),
        "when": formats.when(hit.stored, state.ui),
        "section": hit.stored["section"],
        "language": hit.stored["language"],
        "copies": hit.copies,
        "versions": hit.stored["version"],
    }


def _value_text(site: Site, name: str, language: Language, value: str) -> str:
    if name == "publisher" and value in site.publishers:
        return site.publishers[value].name
    return formats.language_name(value, language) if name == "language" else value


def _chips(state: State, names: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for name in FIELDS:
        for value in getattr(state.filters, name):
            yield {"text": names[name](value), "href": state.toggle(name, value).href()}
    if state.since:
        text = f"{label('since', state.ui)} {formats.day(state.since, state.ui)}"
        yield {"text": text, "href": state.between(None, state.until).href()}
    if state.until:
        text = f"{label('until', state.ui)} {formats.day(state.until, state.ui)}"
        yield {"text": text, "href": state.between(state.since, None).href()}


def _facet_row(state: State, name: str, value: str, number: int, text: Any) -> dict[str, Any]:
    return {
        "text": text(value),
        "count": number,
        "on": value in getattr(state.filters, name),
        "href": state.toggle(name, value).href(),
        "minus": state.change(q=f"{state.q} {_without(name, value)}".strip()).href(),
    }


def _without(name: str, value: str) -> str:
    """The part of a query that leaves a value out; a value cannot hold what would end its quotation."""
    return to_text(Not(Value(name, re.sub(f"[{DOUBLE_QUOTES}]", " ", value))))


def _ways_out(context: Context, state: State, found: Answer, names: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Where nothing was found: what each filter keeps away, and what any of the words or phrases would find."""
    for chip, less in zip(_chips(state, names), _less(state), strict=True):
        total = count_all(context, dataclasses.replace(found.asked, filters=less.filters))
        if total:
            text = label("without_filter", state.ui, chip["text"], formats.number(total, state.ui))
            yield {"text": text, "href": less.href()}
    if state.match == "all" and (total := count_all(context, dataclasses.replace(found.asked, match="any"))):
        text = label("any_instead", state.ui, formats.number(total, state.ui))
        yield {"text": text, "href": state.change(match="any").href()}


def _less(state: State) -> Iterator[State]:
    """The state without each of its filters, in the order of the chips."""
    for name in FIELDS:
        for value in getattr(state.filters, name):
            yield state.toggle(name, value)
    if state.since:
        yield state.between(None, state.until)
    if state.until:
        yield state.between(state.since, None)


def _article(context: Context, hit: EngineHit, language: Language) -> dict[str, Any]:
    """What the page of an article shows."""
    stored = json.loads(hit.stored)
    return {
        "article": stored,
        "publisher": stored["publisher_name"] or stored["publisher"],
        "when": formats.when(stored, language),
        "original": web_address(stored["url"]),
        "tags": [
            {"text": tag, "href": State(filters=Filters(tag=(tag,)), ui=language).href()} for tag in stored["tags"]
        ],
        "copies": [_line(one, language) for one in copies_of(context.engine, hit)],
        "similar": [_line(one, language) for one in similar(context, hit, stored)],
    }


def _history(history: History | None, language: Language) -> dict[str, Any]:
    """The versions, newest first, and the related articles; a note where the database is away."""
    if history is None:
        return {"versions": [], "related": [], "note": label("no_history", language)}
    versions = [
        {
            "name": label("version", language, str(version.number), formats.moment(version.captured, language)),
            "title": version.content.title,
            "body": version.content.body,
            "changes": changes,
        }
        for version, changes in with_changes(history.versions)
    ]
    related = [
        {**_short(one.id, as_stored(one), language), "share": label("shared", language, f"{share:.0%}"[:-1])}
        for one, share in history.related
    ]
    return {"versions": versions[::-1] if len(versions) > 1 else [], "related": related, "note": ""}


def copies_of(engine: Engine, hit: EngineHit) -> tuple[EngineHit, ...]:
    """The other articles of the same group of copies, the earliest first."""
    if not hit.group:
        return ()
    query = Bool(must=(Filter(Term("group", hit.group)),), must_not=(Filter(Term("id", hit.id)),))
    return engine.search(EngineRequest(query, limit=_MOST_COPIES, sort="oldest")).hits


def _line(hit: EngineHit, language: Language) -> dict[str, str]:
    return _short(hit.id, json.loads(hit.stored), language)


def _short(article: str, stored: Mapping[str, Any], language: Language) -> dict[str, str]:
    return {
        "href": article_href(article, language),
        "title": stored["title"],
        "language": stored["language"],
        "publisher": stored["publisher_name"] or stored["publisher"],
        "when": formats.when(stored, language),
    }
