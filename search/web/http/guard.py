"""What holds for every answer of the server: security headers, and a cap on addresses."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.web.http.problems import answer_problem
from search.web.http.security import SECURITY

MAX_TARGET_LENGTH = 8_192
"""Bytes of path and query string."""


class Guard:
    """Middleware: refuses addresses that are too long, and puts the security headers on whatever is sent."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                added = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]
                message["headers"] = [*message["headers"], *(one for one in added if one[0] not in present)]
            await send(message)

        if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > MAX_TARGET_LENGTH:
            refusal = answer_problem(Request(scope), HTTPStatus.REQUEST_URI_TOO_LONG, "too_long")
            await refusal(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)
