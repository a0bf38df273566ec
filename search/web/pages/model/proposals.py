"""The page of a set's proposals, the oldest first, each accepted or declined by one key; and the form that asks for
them. A proposal that is accepted is a label of who accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from base.database import reading
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.article import Article
from indexer.articles.read import articles_database
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.model.proposals import Decision, Proposal, ask_labels, decide, of_set, open_numbers, open_proposals
from search.model.service import service_of
from search.request import SearchRequest
from search.saved.collections.clips import read_clips
from search.saved.collections.collections import find_collection
from search.saved.labelling.sets import find_set
from search.saved.refusal import RefusedError
from search.saved.searches import saved_database
from search.web.pages.addresses import article_href, folder_href, other, page_href, proposals_href
from search.web.pages.folders import UNKEPT, form_back
from search.web.pages.model.shown import articles_of, proposal_values
from search.web.pages.put_forms import keep_who, who_of
from search.web.posted import Pairs
from search.web.templating import page, read_language

SHOWN = 20
"""Proposals on a page; those that are decided make room for the next."""


def proposals_routes(settings: Settings, data: Path) -> APIRouter:
    """The routes of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/label/usulan")
    def listed(request: Request) -> Response:
        language, name = read_language(request.query_params), request.query_params.get("set", "")
        with saved_database(settings, data) as saved, reading(saved) as connection:
            try:
                group = find_set(connection, name)
            except ConfigError as missing:
                raise HTTPException(HTTPStatus.NOT_FOUND) from missing
            waiting = open_numbers(connection).get(group.id, 0)
            found = open_proposals(connection, of_set(group), limit=SHOWN)
        with articles_database(settings, data) as database, reading(database) as connection:
            articles = articles_of(connection, [one.article for one in found])
        values = {
            "name": name,
            "waiting": waiting,
            "rows": [_row(one, articles[one.article], language) for one in found if one.article in articles],
            "who": who_of(request),
            "action": page_href("/label/usulan", language),
            "back": proposals_href(name, language),
        }
        return page("proposals.html", language, proposals_href(name, other(language)), values, 200, UNKEPT)

    @routes.post("/label/usulan")
    def decided(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        try:
            _decide(settings, data, form)
        except RefusedError as error:
            return _refused(error, language)
        return keep_who(RedirectResponse(form_back(form, page_href("/label", language)), HTTPStatus.SEE_OTHER), form)

    @routes.post("/label/usulan/minta")
    def asked(request: Request, pairs: Pairs) -> Response:
        language, form = read_language(request.query_params), dict(pairs)
        folder = form.get("folder", "")
        try:
            _ask(settings, data, folder, form.get("set", ""))
        except RefusedError as error:
            return _refused(error, language)
        return RedirectResponse(f"{folder_href(folder, language)}#model", HTTPStatus.SEE_OTHER)

    return routes


def _row(one: Proposal, article: Article, language: Language) -> dict[str, Any]:
    newer = label("text_of_version", language, str(one.version), str(article.version))
    return {
        **proposal_values(one, language),
        "href": article_href(article.id, SearchRequest(ui=language)),
        "title": article.content.title,
        "language": article.content.language,
        "publisher": article.publisher_name or article.publisher,
        "when": i18n.published(article.published_text, language),
        "version": newer if article.version != one.version else "",
    }


def _decide(settings: Settings, data: Path, form: Mapping[str, str]) -> None:
    """Accept or decline what a button names: `SET/LABEL`, with the article behind `=` where the form has several."""
    decision: Decision = "accepted" if "accept" in form else "declined"
    path, _, article = (form.get("accept") or form.get("decline") or "").partition("=")
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        try:
            decide(saved, database, article or form.get("article", ""), path, form.get("who", ""), decision)
        except RefusedError:
            raise
        except ConfigError as error:  # the set was thrown away in another window
            raise RefusedError("no_proposal") from error


def _ask(settings: Settings, data: Path, folder: str, name: str) -> None:
    """Ask for labels of a set for the articles that a folder shows."""
    try:
        model = service_of(settings).model
        with saved_database(settings, data) as saved, articles_database(settings, data) as database:
            with reading(saved) as connection:
                ids = [one.article for one in read_clips(connection, find_collection(connection, folder).id)]
            ask_labels(saved, database, name, ids, model, datetime.now(UTC))
    except RefusedError:
        raise
    except ConfigError as error:
        raise RefusedError("model_unusable", str(error)) from error


def _refused(error: RefusedError, language: Language) -> Response:
    values = {"message": f"{label('not_done', language)} {error.said(language)}"}
    return page("error.html", language, page_href("/label", other(language)), values, HTTPStatus.BAD_REQUEST)
