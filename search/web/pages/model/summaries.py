"""The page of what a model wrote of folders and of days, and the forms that ask for it and throw it away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from base.clock import jakarta_day
from base.database import reading, writing
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.fields import Language
from search.model.days import of_day
from search.model.service import service_of
from search.model.summaries import (
    Summary,
    all_summaries,
    ask_day_summary,
    ask_folder_summary,
    failed_summaries,
    forget_summary,
)
from search.request import read_query
from search.saved.refusal import RefusedError
from search.saved.searches import find_search, saved_database, saved_searches
from search.web.app_state import Site
from search.web.pages.addresses import folder_href, other, page_href, results_href
from search.web.pages.folders import UNKEPT
from search.web.pages.model.in_folder import failed_lines, state
from search.web.pages.model.shown import articles_of, named_in, summary_values
from search.web.posted import Pairs
from search.web.templating import page, read_language


def summaries_routes(site: Site, settings: Settings, data: Path) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/ringkasan")
    def listed(request: Request) -> Response:
        return _list(settings, data, read_language(request.query_params))

    @routes.post("/ringkasan")
    @site.lanes.route
    def asked(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        folder = form.get("folder", "")
        try:
            model = service_of(settings).model
            if folder:
                with saved_database(settings, data) as saved:
                    ask_folder_summary(saved, folder, model, language, datetime.now(UTC))
                return RedirectResponse(f"{folder_href(folder, language)}#model", HTTPStatus.SEE_OTHER)
            _ask_day(site, settings, data, form, model, language)
        except ConfigError as error:
            refused = error if isinstance(error, RefusedError) else RefusedError("model_unusable", str(error))
            return _list(settings, data, language, refused.said(language))
        return RedirectResponse(page_href("/ringkasan", language), HTTPStatus.SEE_OTHER)

    @routes.post("/ringkasan/hapus")
    def removed(request: Request, pairs: Pairs) -> Response:
        number = dict(pairs).get("id", "")
        if number.isascii() and number.isdigit() and len(number) < 16:
            with saved_database(settings, data) as saved, writing(saved) as connection:
                forget_summary(connection, int(number))
        return RedirectResponse(page_href("/ringkasan", read_language(request.query_params)), HTTPStatus.SEE_OTHER)

    return routes


def _ask_day(
    site: Site, settings: Settings, data: Path, form: Mapping[str, str], model: str, language: Language
) -> None:
    """Ask for a summary of the day of a saved search that a form names. Raises RefusedError or ConfigError."""
    try:
        day = date.fromisoformat(form.get("day", ""))
    except ValueError as error:
        raise RefusedError("no_day") from error
    with saved_database(settings, data) as saved:
        wanted = find_search(saved, form.get("search", ""))
        with site.context() as context:
            found = of_day(context, wanted.name, wanted.request, day)
        if not found.ids:
            raise RefusedError("nothing_that_day")
        ask_day_summary(saved, found, model, language, datetime.now(UTC))


def _list(settings: Settings, data: Path, language: Language, error: str = "") -> Response:
    with saved_database(settings, data) as saved, reading(saved) as connection:
        found = all_summaries(connection)
        searches = [one.name for one in saved_searches(connection)]
        waits = state(connection, settings.model, language)
        failed = failed_lines(failed_summaries(connection), language)
    with articles_database(settings, data) as database, reading(database) as connection:
        articles = articles_of(connection, named_in(found))
    values = {
        "rows": [summary_values(one, articles, language) | {"href": _href(one, language)} for one in found],
        "is_set": bool(settings.model.url),
        "searches": searches,
        "today": jakarta_day(datetime.now(UTC)).isoformat(),
        "state": waits,
        "failures": failed,
        "error": error,
        "action": page_href("/ringkasan", language),
        "forget": page_href("/ringkasan/hapus", language),
    }
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return page("summaries.html", language, page_href("/ringkasan", other(language)), values, status, UNKEPT)


def _href(one: Summary, language: Language) -> str:
    """Where the articles of a summary are: its folder, or the day of its search."""
    if not one.day:
        return folder_href(one.title, language)
    asked = read_query(f"{one.request}&from={one.day}&to={one.day}")[0]
    return results_href(asked.change(ui=language))
