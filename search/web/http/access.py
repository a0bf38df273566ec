"""Who may read and write: beyond the loopback a key is asked for, unless `server.open` leaves reading open."""

from __future__ import annotations

import base64
from collections.abc import Callable
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from base.errors import UnavailableError
from search.saved.keys import Key
from search.web.http.problems import answer_problem, answer_unavailable

WITHOUT_KEY = frozenset(("/livez", "/readyz"))
READ_BY_POST = frozenset(("/api/v1/search", "/api/v1/count", "/api/v1/export", "/banyak", "/mcp"))
"""What takes a long query, many of them, or a call of a tool, in its body and changes nothing."""
SCHEMES = 'Bearer realm="Kliping", Basic realm="Kliping", charset="UTF-8"'
"""Bearer for programs; Basic, so that browsers and feed readers ask for the key as a password."""


class Access:
    """Middleware: answers 401 without a key that `find` knows, where one `is_needed` or something is written, and 403
    where a key that may only read would write."""

    def __init__(self, app: ASGIApp, find: Callable[[str], Key | None], *, is_open: bool) -> None:
        self._app, self._find, self._is_open = app, find, is_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its key in `scope["state"]["key"]`, or refuse it."""
        if scope["type"] == "http" and scope["path"] not in WITHOUT_KEY:
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        token = read_token(Headers(scope=scope).get("authorization", ""))
        try:
            key = await run_in_threadpool(self._find, token) if token else None
        except UnavailableError:
            return answer_unavailable(Request(scope))
        scope.setdefault("state", {})["key"] = key.name if key else ""
        if key is None and (token or not self._is_open or writes(scope)):
            return answer_problem(
                Request(scope), HTTPStatus.UNAUTHORIZED, "no_key", headers={"WWW-Authenticate": SCHEMES}
            )
        if key is not None and key.scope == "read" and writes(scope):
            return answer_problem(Request(scope), HTTPStatus.FORBIDDEN, "read_only_key")
        return None


def writes(scope: Scope) -> bool:
    """Whether a request may change something."""
    return scope["method"] not in ("GET", "HEAD", "OPTIONS") and scope["path"] not in READ_BY_POST


def read_token(authorization: str) -> str:
    """The key in an Authorization header: a bearer's token, or the password of Basic authentication; else ""."""
    scheme, _, given = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(given.strip(), validate=True).decode().partition(":")[2]
        except ValueError:  # of base64 or of UTF-8
            return ""
    return ""
