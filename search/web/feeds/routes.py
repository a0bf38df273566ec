"""`/feed.atom`, `/feed.rss`, `/feed.json`: the newest articles of a search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from base.http_date import read_http_date
from search.answer.answer import answer
from search.request import PARAMETERS, SearchRequest
from search.web.app_state import Site
from search.web.feeds import MEDIA
from search.web.feeds.atom import to_atom
from search.web.feeds.entries import Feed, make_feed
from search.web.feeds.json_feed import to_json_feed
from search.web.feeds.rss import to_rss
from search.web.openapi import described, problems

ENTRIES, MAX_ENTRIES = 50, 100
SETTLED = timedelta(hours=1)
"""Articles may be indexed in another order than they were captured. Where the latest is younger, one captured before it
may still come, and its date alone does not say that nothing has changed."""
FORMS: dict[str, Callable[[Feed], bytes]] = {"atom": to_atom, "rss": to_rss, "json": to_json_feed}
TAKEN = tuple(one for one in PARAMETERS if one.name not in ("after", "fields", "body"))
"""A feed has no pages, and entries of a form of their own."""


def feed_routes(site: Site) -> APIRouter:
    """The feeds in their forms."""
    routes = APIRouter(tags=["feeds"])
    for form, write in FORMS.items():
        media = MEDIA[form]
        routes.add_api_route(
            f"/feed.{form}",
            site.lanes.route(_answering(site, media, write)),
            name=f"feed_{form}",
            operation_id=f"feed_{form}",
            summary=f"The newest articles of a search as {form}",
            response_class=Response,
            responses={200: {"content": {media: {}}, "description": "The feed"}, **problems(400, 503)},
            openapi_extra=described(TAKEN, top={"default": ENTRIES, "maximum": MAX_ENTRIES}),
        )
    return routes


def _answering(site: Site, media: str, write: Callable[[Feed], bytes]) -> Callable[..., Response]:
    def feed(request: Request) -> Response:
        """The newest articles that have all the words, each copy too; those without a date come last. `sort`, `fold`,
        `after` and `explain` mean nothing here."""
        asked = _read(request)
        with site.context() as context:
            found = answer(context, asked, relax=False)
        base = str(request.base_url).rstrip("/")
        made = make_feed(asked, found.hits, base, request.url.path)
        headers = {"Last-Modified": format_datetime(made.updated.astimezone(UTC), usegmt=True)}
        if _is_known(request, made):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(write(made), headers=headers, media_type=media)

    return feed


def _read(request: Request) -> SearchRequest:
    asked = SearchRequest.from_query(request.url.query, max_top=MAX_ENTRIES)
    top = asked.top if request.query_params.get("top", "").strip() else ENTRIES
    return replace(asked, top=top, sort="newest", fold=False, after="", explain=False)


def _is_known(request: Request, feed: Feed) -> bool:
    """Whether a client that sends no ETag has the feed by its date."""
    since = request.headers.get("if-modified-since", "")
    if not since or "if-none-match" in request.headers or datetime.now(UTC) - feed.updated < SETTLED:
        return False
    had = read_http_date(since)
    return had is not None and feed.updated.replace(microsecond=0) <= had
