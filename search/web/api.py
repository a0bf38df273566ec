"""The JSON API: searches, counts, articles, suggestions, publishers, and the health of the process."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from base.events import event
from indexer.articles.history import HistoryReader
from indexer.engines.queries import Everything
from indexer.fields import Language
from search import shapes
from search.answer.answer import answer
from search.answer.collapse import copies_of
from search.answer.counts import BY, all_articles, counts
from search.answer.suggest import suggest
from search.article_history import read_history
from search.hit_fields import chosen
from search.query.field_values import MAX_VALUES
from search.request import BY_NAME, PARAMETERS, SearchRequest
from search.status_json import status_json
from search.status_reader import StatusReader
from search.web.app_state import Site
from search.web.article_json import article_json, quotes_json
from search.web.as_json import as_json
from search.web.openapi import MAX_HITS, described, described_body, empty_is, problems
from search.web.posted import read_parameters, take_choice

QUOTED = tuple(one for one in PARAMETERS if one.name not in ("fields", "body", "explain"))
COUNTED = tuple(one for one in PARAMETERS if one.narrows or one.name in ("q", "match", "ui"))
ChosenLanguage = Annotated[Language, empty_is("id")]
PeriodOrField = Annotated[Literal[BY], empty_is("day")]  # type: ignore[valid-type]

logger = logging.getLogger(__name__)


def health_routes(site: Site, readiness: Callable[[Callable[[], int]], shapes.Ready]) -> APIRouter:
    """Is the process alive; can it answer, by `readiness`, which is given what counts the articles."""
    routes = APIRouter(tags=["health"])

    @routes.get("/livez")
    @as_json
    async def livez() -> shapes.Alive:
        """The process answers."""
        return {"status": "alive"}

    def count() -> int:
        with site.context() as context:
            return context.engine.count(Everything())

    @routes.get("/readyz", response_model=shapes.Ready, responses={503: {"model": shapes.Ready}})
    @site.lanes.route
    def readyz() -> Response:
        """Engine and database answer too, else 503; and how full the disk is and how far searches are behind."""
        found = readiness(count)
        headers = {"Cache-Control": "no-cache"}
        if found["status"] == "ready":
            return Response(orjson.dumps(found), headers=headers, media_type="application/json")
        return Response(orjson.dumps(found), 503, headers | {"Retry-After": "10"}, "application/json")

    return routes


def api_routes(site: Site, histories: HistoryReader) -> APIRouter:
    """The routes of version 1. They make their JSON themselves, since that is nearly three times as fast."""
    routes = APIRouter(tags=["search"])
    _add_search(routes, site)
    _add_count(routes, site)
    _add_articles(routes, site, histories)
    _add_quotes(routes, site)
    _add_names(routes, site)
    return routes


def _add_search(routes: APIRouter, site: Site) -> None:
    @routes.get(
        "/search",
        responses=problems(400, 503),
        openapi_extra=described(PARAMETERS),
    )
    @as_json
    @site.lanes.route
    def search_articles(request: Request) -> shapes.SearchAnswer:
        """Search articles. Errors in a query are none: it is read as well as may be, and notes say how."""
        return _search(site, SearchRequest.from_query(request.url.query, max_top=MAX_HITS))

    @routes.post(
        "/search",
        responses=problems(400, 503),
        openapi_extra=described_body(PARAMETERS),
    )
    @as_json
    async def search_by_post(request: Request) -> shapes.SearchAnswer:
        """Search articles by a long query: the same parameters as a JSON object or a form."""
        asked = SearchRequest.from_json(await read_parameters(request, BY_NAME), max_top=MAX_HITS)
        return await site.lanes.of(asked.pairs()).run(partial(_search, site, asked))


def _add_count(routes: APIRouter, site: Site) -> None:
    @routes.get(
        "/count",
        responses=problems(400, 503),
        openapi_extra=described(COUNTED),
    )
    @as_json
    @site.lanes.route
    def count_articles(request: Request, by: PeriodOrField = "day") -> shapes.CountAnswer:
        """Count articles by time or by a field. All words are needed, none is relaxed."""
        return _count(site, SearchRequest.from_query(request.url.query), by)

    @routes.post(
        "/count",
        responses=problems(400, 503),
        openapi_extra=described_body(COUNTED, by={"type": "string", "enum": list(BY), "default": "day"}),
    )
    @as_json
    async def count_by_post(request: Request) -> shapes.CountAnswer:
        """Count articles by a long query: the same parameters as a JSON object or a form."""
        given = await read_parameters(request, ("by", *(one.name for one in COUNTED)))
        by = take_choice(given, "by", BY)
        asked = SearchRequest.from_json(given)
        return await site.lanes.of(asked.pairs()).run(partial(_count, site, asked, by))


def _add_articles(routes: APIRouter, site: Site, histories: HistoryReader) -> None:
    @routes.get("/articles/{article_id:path}", responses=problems(404, 503))
    @as_json
    @site.lanes.route
    def article(article_id: str, ui: ChosenLanguage = "id") -> shapes.Article:
        """One article with its text, its versions, the copies of it and the articles that share its text."""
        with site.context() as context:
            hit = context.engine.documents([article_id]).get(article_id)
            if hit is None:
                raise HTTPException(404)
            copies = copies_of(context.engine, hit)
        return article_json(hit, copies, read_history(histories, article_id), ui)


def _add_quotes(routes: APIRouter, site: Site) -> None:
    @routes.get("/quotes", responses=problems(400, 503), openapi_extra=described(QUOTED))
    @as_json
    @site.lanes.route
    def quotes(request: Request) -> shapes.QuotesAnswer:
        """Who said what in a page of the articles that a search finds; with `speaker` only what these said."""
        asked = SearchRequest.from_query(request.url.query, max_top=MAX_HITS)
        with site.context() as context:
            return quotes_json(answer(context, asked, snippets=False), asked, context.names())


def _add_names(routes: APIRouter, site: Site) -> None:
    """Words and names to search by."""

    @routes.get("/suggest", responses=problems(400, 503))
    @as_json
    @site.lanes.route
    def suggest_queries(q: str = "") -> shapes.SuggestAnswer:
        """Complete what is being typed; nothing where that is very long."""
        with site.context() as context:
            found = suggest(context, q)
        return {"words": list(found.words), "titles": dict(found.titles), "publishers": dict(found.publishers)}

    @routes.get("/publishers", responses=problems(503))
    @as_json
    @site.lanes.route
    def publishers() -> list[shapes.PublisherLine]:
        """The publishers of the catalogue and of the articles."""
        with site.context() as context:
            held = {one.value: one.count for one in context.engine.facet(Everything(), "publisher", MAX_VALUES)}
        return [_publisher(site, slug, held.get(slug, 0)) for slug in sorted({*site.publishers, *held})]


def status_routes(reader: StatusReader) -> APIRouter:
    """How sources and stages are. No engine is asked, so this waits in no lane."""
    routes = APIRouter(tags=["health"])

    @routes.get("/status", responses=problems(503))
    @as_json
    async def status(ui: ChosenLanguage = "id") -> shapes.StatusAnswer:
        """How every source and stage is: as `kliping status --json`, with its sentences in Indonesian or English."""
        return status_json(await run_in_threadpool(reader.read), ui, private=False)

    return routes


def _search(site: Site, asked: SearchRequest) -> shapes.SearchAnswer:
    names = chosen(asked.fields, body=asked.body)
    with site.context() as context:
        found = answer(context, asked, snippets=not {"snippet", "marks"}.isdisjoint(names))
    _log_query(asked.query, found.total)
    return found.to_json(asked.ui, names)


def _count(site: Site, asked: SearchRequest, by: str) -> shapes.CountAnswer:
    with site.context() as context:
        return counts(context, asked, by).to_json(by, all_articles(context, by), asked.ui)


def _publisher(site: Site, slug: str, articles: int) -> shapes.PublisherLine:
    known = site.publishers.get(slug)
    name, enabled = (known.name, known.enabled) if known else (slug, False)
    return {"slug": slug, "name": name, "enabled": enabled, "articles": articles}


def _log_query(query: str, total: int) -> None:
    """Logs that a query was answered; only a hash of it, since queries are the readers' own."""
    named = hashlib.blake2b(query.encode("utf-8", "replace"), digest_size=8).hexdigest()
    event(logger, "search.query", "query answered", level=logging.DEBUG, labels__query=named, labels__total=total)
