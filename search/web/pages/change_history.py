"""The page that tells how something of one article was changed by people: by whom, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from fastapi import HTTPException, Request
from sqlalchemy.engine import Connection
from starlette.responses import Response

from base.database import reading
from config.settings import Settings
from indexer.articles.read import articles_by_id, articles_database
from indexer.fields import Language
from search.i18n import label
from search.request import SearchRequest
from search.saved.searches import saved_database
from search.web.pages.addresses import article_href, other
from search.web.pages.folders import UNKEPT
from search.web.templating import page, read_language

Changes = Callable[[Connection, str, Language], Iterable[tuple[str, str]]]
"""The changes of an article, each with what was done and why."""
Address = Callable[[str, Language], str]


def change_history(
    request: Request,
    settings: Settings,
    data: Path,
    heading: str,
    changes: Changes,
    href: Address,
) -> Response:
    """The page for the article that `artikel` names; `href` is its address. Raises HTTPException without one."""
    language, article = read_language(request.query_params), request.query_params.get("artikel", "")
    with articles_database(settings, data) as database, reading(database) as connection:
        found = articles_by_id(connection, [article])
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    with saved_database(settings, data) as saved, reading(saved) as connection:
        rows = [{"text": done, "why": why} for done, why in changes(connection, article, language)]
    title = found[0].content.title or label("untitled", language)
    article_here = article_href(article, SearchRequest(ui=language))
    values = {"rows": rows, "title": title, "article_here": article_here, "heading": heading}
    return page("history.html", language, href(article, other(language)), values, 200, UNKEPT)
