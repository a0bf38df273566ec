"""The page of saved searches: those there are, whom they tell and how that goes; a search is kept and forgotten here.

They ask no engine, so they wait in no lane: what was begun is done, however long a database takes.
What changes something is a POST; those from other sites' pages never get here (`search/web/http/cross_site.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response

from base.database import reading
from config.bind import is_loopback
from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.report.render import FORMS, MissingLibraryError, can_make
from search.report.render import Form as ReportForm
from search.request import SearchRequest, read_query
from search.saved.health import shown_address
from search.saved.refusal import GoneError, RefusedError
from search.saved.reports.schedules import RHYTHMS, Rhythm, Schedule, schedules, set_report
from search.saved.searches import (
    EVERY,
    Every,
    Receiver,
    SavedSearch,
    add_search,
    new_receivers,
    remove_search,
    saved_database,
    saved_searches,
)
from search.saved.spikes.watching import Watch, spikes_of, watch_search, watched
from search.web.app_state import Site
from search.web.feeds.spikes import day_href
from search.web.pages.addresses import other, page_href, results_href, saved_href
from search.web.pages.filter_panel import chosen_values, value_names
from search.web.posted import Form
from search.web.templating import page, read_language

EMPTY_FORM = {"name": "", "every": "", "mail": "", "webhook": "", "watch": ""}
SPIKES = 3
"""The latest spikes that are shown of a search."""


def saved_routes(site: Site, settings: Settings, data: Path) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/tersimpan")
    def listed(request: Request) -> Response:
        asked, language = read_query(request.url.query)[0], read_language(request.query_params)
        shown = {"request": kept(asked) if _has_content(asked) else None, "is_known": _is_known(request, settings)}
        return _page(site, settings, data, language, shown)

    @routes.post("/tersimpan")
    def added(request: Request, form: Form) -> Response:
        language = read_language(request.query_params)
        asked = kept(read_query(form.get("search", ""))[0])
        try:
            told = _told(settings, form)
            with saved_database(settings, data) as saved, articles_database(settings, data) as articles:
                made = add_search(saved, articles, form.get("name", "").strip(), asked, told, _every(form))
                if form.get("watch"):
                    watch_search(saved, made.name, is_on=True)
        except RefusedError as error:
            values = {"request": asked, "form": form, "error": error.said(language)}
            return _page(site, settings, data, language, values, HTTPStatus.BAD_REQUEST)
        secret = next((one.secret for one in told if one.secret), "")
        if not secret:
            return RedirectResponse(page_href("/tersimpan", language), HTTPStatus.SEE_OTHER)
        return _page(site, settings, data, language, {"secret": secret, "made": made.name})

    @routes.post("/tersimpan/hapus")
    def removed(request: Request, form: Form) -> Response:
        language = read_language(request.query_params)
        with saved_database(settings, data) as saved, suppress(GoneError):  # it is gone, as was asked
            remove_search(saved, form.get("name", ""))
        return RedirectResponse(page_href("/tersimpan", language), HTTPStatus.SEE_OTHER)

    _add_tellings(routes, site, settings, data)
    return routes


def _add_tellings(routes: APIRouter, site: Site, settings: Settings, data: Path) -> None:
    """What a search that is kept tells of beside single articles."""

    @routes.post("/tersimpan/lonjakan")
    def watching(request: Request, form: Form) -> Response:
        language = read_language(request.query_params)
        try:
            with saved_database(settings, data) as saved:
                watch_search(saved, form.get("name", ""), is_on=bool(form.get("watch")))
        except GoneError:
            return _page(site, settings, data, language, _gone(language), HTTPStatus.NOT_FOUND)
        return RedirectResponse(page_href("/tersimpan", language), HTTPStatus.SEE_OTHER)

    @routes.post("/tersimpan/laporan")
    def reporting(request: Request, form: Form) -> Response:
        language = read_language(request.query_params)
        try:
            with saved_database(settings, data) as saved:
                set_report(saved, form.get("name", ""), *_report_form(form), datetime.now(UTC))
        except RefusedError as error:
            said = {"report_error": error.said(language)}
            return _page(site, settings, data, language, said, HTTPStatus.BAD_REQUEST)
        except GoneError:
            return _page(site, settings, data, language, _gone(language), HTTPStatus.NOT_FOUND)
        except MissingLibraryError as error:  # of a form that is not offered here
            return _page(site, settings, data, language, {"report_error": str(error)}, HTTPStatus.BAD_REQUEST)
        return RedirectResponse(page_href("/tersimpan", language), HTTPStatus.SEE_OTHER)


def _gone(language: Language) -> dict[str, str]:
    """That a search was thrown away meanwhile."""
    return {"report_error": label("search_gone", language)}


def _report_form(form: Mapping[str, str]) -> tuple[Rhythm | None, ReportForm, Language]:
    """How often, in which form and language a report is to come."""
    every = next((one for one in RHYTHMS if one == form.get("every")), None)
    made: ReportForm = next((one for one in FORMS if one == form.get("form")), "html")
    return every, made, "en" if form.get("language") == "en" else "id"


def _is_known(request: Request, settings: Settings) -> bool:
    """Whether a reader may see who is told: whoever has a key, or sits at this machine."""
    return is_loopback(settings.server.bind) or bool(request.scope.get("state", {}).get("key"))


def kept(asked: SearchRequest) -> SearchRequest:
    """What of a search is kept: what is found, not how it was shown."""
    return SearchRequest(query=asked.query, match=asked.match, forms=asked.forms, filters=asked.filters)


def _has_content(asked: SearchRequest) -> bool:
    return bool(asked.query or asked.filters)


def _told(settings: Settings, form: Mapping[str, str]) -> list[Receiver]:
    """Whom the form names. Raises RefusedError that says what of it is wrong."""
    mails = form.get("mail", "").replace(",", " ").split()
    return new_receivers(settings, mails, form.get("webhook", "").strip())


def _every(form: Mapping[str, str]) -> Every:
    given = form.get("every", "")
    return next((one for one in get_args(Every) if one == given), EVERY[0])


def _page(
    site: Site,
    settings: Settings,
    data: Path,
    language: Language,
    values: Mapping[str, Any],
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    is_known = values.get("is_known", True)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        watches, planned = watched(connection), schedules(connection)
        rows = [
            _row(site, one, language, is_known=is_known)
            | _watch(connection, one, watches.get(one.id), language)
            | _report(one, planned.get(one.id), language)
            for one in reversed(saved_searches(connection))
        ]
    request = values.get("request")
    shown = {
        "rows": rows,
        "error": "",
        "secret": "",
        "is_known": True,
        "made": "",
        "every": EVERY,
        "action": page_href("/tersimpan", language),
        "report_error": "",
        "rhythms": RHYTHMS,
        "forms": [one for one in FORMS if can_make(one)],
        "action_report": page_href("/tersimpan/laporan", language),
        "action_watch": page_href("/tersimpan/lonjakan", language),
        "action_remove": page_href("/tersimpan/hapus", language),
        "has_mail": bool(settings.mail.server and settings.mail.sender),
        **values,
        "request": request,
        "form": {**EMPTY_FORM, **values.get("form", {})},
        "described": _described(site, request, language) if request else "",
        "search": request.to_query() if request else "",
    }
    in_other = saved_href(request, other(language)) if request else page_href("/tersimpan", other(language))
    # neither a secret nor who is told stays in a browser's store
    return page("saved.html", language, in_other, shown, status, {"Cache-Control": "no-store"})


def _row(site: Site, one: SavedSearch, language: Language, *, is_known: bool) -> dict[str, Any]:
    return {
        "name": one.name,
        "described": _described(site, one.request, language),
        "href": results_href(one.request.change(ui=language, sort="newest")),
        "feed": f"/feed.atom?{one.request.to_query()}",
        "every": label(f"every_{one.every}", language),
        "since": i18n.moment(one.created, language),
        "receivers": [
            {"channel": label(f"channel_{told.channel}", language), "address": shown_address(told),
             "error": told.error if told.failures else "",
             "since": i18n.moment(told.failing_since, language) if told.failing_since else ""}
            for told in (one.receivers if is_known else ())
        ],
    }  # fmt: skip


def _watch(connection: Connection, one: SavedSearch, watch: Watch | None, language: Language) -> dict[str, Any]:
    """How the watch of a search stands, and its latest spikes."""
    found = spikes_of(connection, one.id, SPIKES)
    query = urlencode({"alert": one.name, **({"ui": language} if language != "id" else {})})
    return {
        "watch": label("watch_state", language, watch.said(language)) if watch else "",
        "spike_feed": f"/spikes.atom?{query}" if watch or found else "",
        "spikes": [
            {
                "when": i18n.moment(spike.told, language),
                "href": day_href(one.request, spike, language),
                "much": spike.said(language),
                "goes_on": spike.ended is None and watch is not None,
            }
            for spike in found
        ],
    }


def _report(one: SavedSearch, planned: Schedule | None, language: Language) -> dict[str, Any]:
    """The report of a search by mail: how often, and what fails."""
    rhythm = label(f"report_each_{planned.every}", language) if planned else ""
    return {
        "can_report": any(told.channel == "mail" for told in one.receivers) or planned is not None,
        "planned": planned,
        "report_state": label("report_state", language, rhythm, planned.form) if planned else "",
        "report_fails": planned.error if planned and planned.failures else "",
        "report_since": i18n.moment(planned.failing_since, language) if planned and planned.failing_since else "",
    }


def _described(site: Site, request: SearchRequest, language: Language) -> str:
    """A search in a line: its query and its filters, whatever the language that it was saved in."""
    chosen = [text for text, _ in chosen_values(replace(request, ui=language), value_names(site, language))]
    return " · ".join(filter(None, (request.query, *chosen)))
