"""Requests that another site's page makes a reader's browser send, with whatever the browser adds to them."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from search.web.http.problems import answer_problem


class CrossSite:
    """Middleware: refuses what is not GET, HEAD or OPTIONS and comes from another site's page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        asks_for_change = scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if asks_for_change and is_cross_site(Headers(scope=scope)):
            await answer_problem(Request(scope), HTTPStatus.FORBIDDEN, "cross_site")(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_cross_site(headers: Headers) -> bool:
    """By `Sec-Fetch-Site` where the browser tells it, else by `Origin`. Programs send neither."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc != headers.get("host", "")
    except ValueError:  # no address at all
        return True
