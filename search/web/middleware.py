"""What holds for every answer of the server: security headers, a cap on addresses, problem documents."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus

import orjson
from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from base.deadline import TooSlowError
from base.errors import UnavailableError
from base.events import event
from search.answer.cursor import CursorError
from search.i18n import label
from search.request import ParameterError
from search.web.lanes import BusyError
from search.web.templating import error_page

MAX_TARGET_LENGTH = 8_192
"""Bytes of path and query string."""

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

logger = logging.getLogger(__name__)


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


def answer_problem(
    request: Request, status: int, code: str, *arguments: str, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    """A problem as a page where pages are served, else as a problem document (RFC 9457)."""
    headers = {**SECURITY, "Cache-Control": "no-store", **(headers or {})}
    if not _is_api(request.url.path):
        return error_page(request.query_params, status, label_code=code, arguments=arguments, headers=headers)
    document = {
        "type": f"urn:kliping:problem:{code.replace('_', '-')}",
        "title": f"{label(code, 'id', *arguments)} / {label(code, 'en', *arguments)}",
        "status": int(status),
        "instance": request.url.path[:200],
    }
    if detail:
        document["detail"] = detail
    return Response(orjson.dumps(document), int(status), headers, "application/problem+json")


def _is_api(path: str) -> bool:
    return path.startswith(("/api/", "/livez", "/readyz", "/metrics", "/openapi.json", "/feed."))


def handle_problems(app: FastAPI) -> None:
    """Turn everything that goes wrong into a problem (RFC 9457) that says what is wrong and shows no internals."""

    @app.exception_handler(StarletteHTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code = "not_found" if error.status_code == HTTPStatus.NOT_FOUND else "not_allowed"
        return answer_problem(request, error.status_code, code, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def bad_parameter(request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
        return answer_problem(request, HTTPStatus.BAD_REQUEST, "bad_parameter", detail=detail)

    @app.exception_handler(ParameterError)
    async def wrong_parameter(request: Request, error: ParameterError) -> Response:
        return answer_problem(request, HTTPStatus.BAD_REQUEST, "bad_parameter", detail=str(error))

    @app.exception_handler(CursorError)
    async def bad_cursor(request: Request, error: CursorError) -> Response:
        return answer_problem(request, HTTPStatus.BAD_REQUEST, "bad_parameter", detail=f"after: {error}")

    @app.exception_handler(BusyError)
    async def busy(request: Request, _: BusyError) -> Response:
        return answer_problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "busy", headers={"Retry-After": "1"})

    @app.exception_handler(TooSlowError)
    async def too_slow(request: Request, error: TooSlowError) -> Response:
        event(logger, "search.too_slow", str(error), level=logging.WARNING, url__path=request.url.path)
        return answer_problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "too_slow", headers={"Retry-After": "10"})

    @app.exception_handler(UnavailableError)
    async def unavailable(request: Request, error: UnavailableError) -> Response:
        event(logger, "engine.unavailable", str(error), level=logging.ERROR, url__path=request.url.path)
        return answer_problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", headers={"Retry-After": "10"})

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> Response:
        number = uuid.uuid4().hex[:12]
        text = f"the server failed on a request: {error!r}; please report it"
        event(
            logger,
            "server.bug",
            text,
            level=logging.ERROR,
            url__path=request.url.path,
            labels__number=number,
            error=error,
        )
        return answer_problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken", number)
