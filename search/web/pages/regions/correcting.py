"""Says of an article, on its page, that it is about a region or is not, takes it back, and tells what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response

from config.settings import Settings
from indexer.articles.read import articles_database
from indexer.fields import Language
from search import i18n
from search.context import Context
from search.i18n import label
from search.request import SearchRequest
from search.saved.labelling.giving import known_publishers
from search.saved.refusal import RefusedError
from search.saved.regions.correcting import RegionsReader, changes_of, correct, find_region
from search.saved.searches import saved_database
from search.web.app_state import Site
from search.web.pages.addresses import article_href, other, page_href, region_history_href
from search.web.pages.change_history import change_history
from search.web.pages.folders import form_back
from search.web.pages.put_forms import keep_who
from search.web.posted import Form
from search.web.templating import page, read_language

PATH = "/daerah"
_DONE = {True: "region_gave", False: "region_took", None: "region_undone"}


def correcting_routes(site: Site, regions: RegionsReader, settings: Settings, data: Path) -> APIRouter:
    """The routes of the form of an article's page, and of the history of its regions."""
    routes = APIRouter(include_in_schema=False)

    @routes.post(PATH)
    @site.lanes.route
    def said(request: Request, form: Form) -> Response:
        language, article = read_language(request.query_params), form.get("article", "")
        try:
            _correct(settings, data, article, form)
        except RefusedError as error:
            values = {"message": f"{label('not_done', language)} {error.said(language)}"}
            return page("error.html", language, page_href("/", other(language)), values, HTTPStatus.BAD_REQUEST)
        finally:
            regions.forget()
        here = article_href(article, SearchRequest(ui=language))
        return keep_who(RedirectResponse(form_back(form, here), HTTPStatus.SEE_OTHER), form)

    @routes.get(f"{PATH}/riwayat")
    def history(request: Request) -> Response:
        return change_history(request, settings, data, "region_history", _changes, region_history_href)

    return routes


def _changes(connection: Connection, article: str, language: Language) -> Iterator[tuple[str, str]]:
    for one in changes_of(connection, article):
        at = i18n.moment(one.at, language)
        yield label(_DONE[one.is_about], language, shown(one.region), one.who, at), one.why


def _correct(settings: Settings, data: Path, article: str, form: Mapping[str, str]) -> None:
    """Keep what a form says. Raises RefusedError."""
    named = next((form[name] for name in ("remove", "undo", "region") if name in form), "")
    is_about = False if "remove" in form else None if "undo" in form else True
    region = find_region(named)
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        known = known_publishers(database, [article])
        if not known:
            raise RefusedError("not_in_archive")
        correct(saved, known, region, form.get("who", ""), is_about=is_about, why=form.get("why", "").strip())


def region_values(
    context: Context, article: str, regions: Sequence[str], language: Language, back: str, who: str
) -> dict[str, Any]:
    """What the form shows: the regions that the article has, and what was said of it."""
    said = context.regions().by_article.get(article, {})
    return {
        "action": page_href(PATH, language),
        "held": [{"path": one, "name": shown(one)} for one in regions],
        "said": [
            {"path": one, "text": label("region_is_about" if is_about else "region_not_about", language, shown(one))}
            for one, is_about in sorted(said.items())
        ],
        "back": f"{back}#daerah",
        "who": who,
        "history": region_history_href(article, language),
    }


def shown(region: str) -> str:
    """How pages write a region."""
    return region.replace("/", " › ")
