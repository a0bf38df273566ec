"""The page on which a random sample is coded: one article after the other, with what this coder has given alone."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from base.database import reading
from base.errors import ConfigError
from config.settings import Settings
from indexer.articles.read import articles_by_id, articles_database
from search import i18n
from search.i18n import label
from search.saved.labelling.giving import Sheet, labels_of
from search.saved.labelling.samples import Sample, codings, find_sample
from search.saved.searches import saved_database
from search.web.pages.addresses import other, page_href, sample_href
from search.web.pages.folders import UNKEPT
from search.web.pages.put_forms import who_of
from search.web.templating import page, read_language


def samples_routes(settings: Settings, data: Path) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/label/sampel")
    def coded(request: Request) -> Response:
        language, who = read_language(request.query_params), who_of(request)
        with saved_database(settings, data) as saved, reading(saved) as connection:
            try:
                sample = find_sample(connection, request.query_params.get("nama", ""))
            except ConfigError as missing:
                raise HTTPException(HTTPStatus.NOT_FOUND) from missing
            if not sample.articles:  # all of them were removed for good
                raise HTTPException(HTTPStatus.NOT_FOUND)
            mine = codings(connection, sample).get(who, {})
            place = _place(request.query_params.get("ke", ""), sample, set(mine))
            article = sample.articles[place - 1]
            on = labels_of(connection, article, Sheet(sample.id, who))
        with articles_database(settings, data) as database, reading(database) as connection:
            found = articles_by_id(connection, [article])
        if not found:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        rows = [{"path": one.path, "name": one.name, "key": one.key, "on": one.id in on} for one in sample.group.labels]
        number = len(sample.articles)
        content = found[0].content
        values = {
            "id": article,
            "name": sample.name,
            "position": label("sample_left", language, i18n.number(place, language), i18n.number(number, language)),
            "before": sample_href(sample.name, language, place - 1) if place > 1 else "",
            "after": sample_href(sample.name, language, place + 1) if place < number else "",
            "done": len(mine) == number,
            "title": content.title,
            "language": content.language,
            "paragraphs": content.body,
            "publisher": found[0].publisher_name or found[0].publisher,
            "when": i18n.published(found[0].published_text, language),
            "labels": {
                "action": page_href("/label/beri", language),
                "sets": {sample.group.name: rows},
                "sample": sample.name,
                "back": sample_href(sample.name, language, place),
                "who": who,
                "history": "",
            },
        }
        return page("sample.html", language, sample_href(sample.name, other(language), place), values, 200, UNKEPT)

    return routes


def _place(given: str, sample: Sample, coded: set[str]) -> int:
    """The article that is asked for, else the first that is not coded yet."""
    number = len(sample.articles)
    if given.isascii() and given.isdigit() and len(given) < 8:
        return min(max(int(given), 1), number)
    return next((place for place, one in enumerate(sample.articles, 1) if one not in coded), number)
