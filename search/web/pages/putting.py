"""Puts articles into folders from where they are read: those chosen in a list, all that a search finds, or one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from sqlalchemy.engine import Engine
from starlette.responses import RedirectResponse, Response

from base.database import reading
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.read import articles_database
from search.answer.interpretation import interpret
from search.context import Context
from search.i18n import label
from search.request import SearchRequest, read_query
from search.saved.collections.clips import put
from search.saved.collections.collections import fill_by, find_or_add_collection
from search.saved.labelling.giving import known_publishers
from search.saved.refusal import RefusedError
from search.saved.searches import add_search, saved_database, saved_searches
from search.web.app_state import Site
from search.web.pages.addresses import folder_href, other, page_href
from search.web.pages.folders import form_back
from search.web.pages.saved import kept
from search.web.posted import Pairs
from search.web.templating import page, read_language

MAX_AT_ONCE = 20_000
"""Articles that a page puts in at once: their documents are read one by one, some thousands a second."""


def putting_routes(site: Site, settings: Settings, data: Path) -> APIRouter:
    """The route of the forms of lists and articles."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/map/masukkan")
    @site.lanes.route
    def put_in(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        chosen = [value for name, value in pairs if name == "article"]
        try:
            with site.context() as context:
                name, unknown = _put(settings, data, form, lambda: chosen_ids(context, form, chosen))
        except RefusedError as error:
            values = {"message": f"{label('not_done', language)} {error.said(language)}"}
            return page("error.html", language, page_href("/map", other(language)), values, HTTPStatus.BAD_REQUEST)
        here = folder_href(name, language, unknown=unknown)  # which says so, wherever the form came from
        return RedirectResponse(here if unknown else form_back(form, here), HTTPStatus.SEE_OTHER)

    return routes


def chosen_ids(context: Context, form: Mapping[str, str], chosen: Sequence[str]) -> Sequence[str]:
    """The articles that a form means: those chosen, or all that its search finds, the oldest first. Raises RefusedError
    where that is none."""
    ids = all_ids(context, read_query(form.get("search", ""))[0]) if form.get("which") == "all" else chosen
    if not ids:
        raise RefusedError("nothing_chosen")
    return ids


def all_ids(context: Context, asked: SearchRequest) -> list[str]:
    """The ids of all articles that have all the words of a search, the oldest first. Raises RefusedError for more than
    a reader can wait for."""
    query = interpret(asked, context).plan.asked(asked.match)
    if context.engine.count(query) > MAX_AT_ONCE:
        raise RefusedError("too_many_at_once", MAX_AT_ONCE)
    return [hit.id for hit in context.engine.scan(query, "oldest")]


def _put(
    settings: Settings, data: Path, form: Mapping[str, str], chosen: Callable[[], Sequence[str]]
) -> tuple[str, int]:
    """Put articles into the folder that a form names, which may be new, and let its search go on to fill it where the
    form says so; returns the folder's name, and how many of the articles are not in the archive. Raises
    RefusedError, before a folder is made, where that is all of them."""
    ids = chosen()
    new = form.get("new", "").strip()
    name = new or form.get("folder", "")
    if not name:
        raise RefusedError("no_folder_named")
    with saved_database(settings, data) as saved, articles_database(settings, data) as articles:
        if not known_publishers(articles, ids):
            raise RefusedError("not_in_archive")
        if new:
            name = find_or_add_collection(saved, new)
        try:
            if "follow" in form:
                fill_by(saved, name, _saved(saved, articles, name, read_query(form.get("search", ""))[0]))
                ids = chosen()  # with what came before the search began to follow
            done = put(saved, articles, name, ids)
        except ConfigError as error:  # thrown away in another window
            raise RefusedError("no_folder_named") from error
    return name, len(done.unknown)


def _saved(saved: Engine, articles: Engine, name: str, asked: SearchRequest) -> str:
    """The name of a saved search for what was asked, which is the folder's where no other search has it."""
    wanted = kept(asked)
    with reading(saved) as connection:
        known = {one.name: one.request for one in saved_searches(connection)}
    names = (name, *(f"{name} ({number})" for number in range(2, len(known) + 3)))
    free = next(one for one in names if known.get(one, wanted) == wanted)
    if free not in known:
        add_search(saved, articles, free, wanted)
    return free
