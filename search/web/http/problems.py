"""Everything that goes wrong as a problem (RFC 9457) that says what is wrong and shows no internals."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from base.deadline import TooSlowError
from base.errors import UnavailableError
from base.events import event
from search.answer.cursor import CursorError
from search.i18n import label
from search.request import ParameterError
from search.web.http.security import SECURITY
from search.web.lanes import BusyError
from search.web.templating import error_page

CODES: dict[int, str] = {HTTPStatus.NOT_FOUND: "not_found", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large"}
"""What is said of a status that routes and Starlette answer with; of all others that the request is not served."""

logger = logging.getLogger(__name__)


def handle_problems(app: FastAPI) -> None:
    """Let an application answer each error by its handler."""
    for error, handler in HANDLERS.items():
        app.add_exception_handler(error, handler)


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
    return path.startswith(("/api/", "/livez", "/readyz", "/metrics", "/openapi.json", "/feed.", "/mcp"))


async def _http_error(request: Request, error: HTTPException) -> Response:
    code, headers = CODES.get(error.status_code, "not_allowed"), dict(error.headers or {})
    if headers.get("Allow") == "GET":
        headers["Allow"] = "GET, HEAD"  # which routes do not know of
    return answer_problem(request, error.status_code, code, headers=headers)


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    return _bad_parameter(request, "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors()))


async def _wrong_parameter(request: Request, error: ParameterError) -> Response:
    return _bad_parameter(request, str(error))


async def _bad_cursor(request: Request, error: CursorError) -> Response:
    return _bad_parameter(request, f"after: {error}")


def _bad_parameter(request: Request, detail: str) -> Response:
    return answer_problem(request, HTTPStatus.BAD_REQUEST, "bad_parameter", detail=detail)


async def _busy(request: Request, _: BusyError) -> Response:
    return _later(request, "busy", seconds=1)


async def _too_slow(request: Request, error: TooSlowError) -> Response:
    event(logger, "search.too_slow", str(error), level=logging.WARNING, url__path=request.url.path)
    return _later(request, "too_slow")


async def _unavailable(request: Request, error: UnavailableError) -> Response:
    event(logger, "engine.unavailable", str(error), level=logging.ERROR, url__path=request.url.path)
    return answer_unavailable(request)


def answer_unavailable(request: Request) -> Response:
    """That what is needed to answer is away for now."""
    return _later(request, "unavailable")


def _later(request: Request, code: str, seconds: int = 10) -> Response:
    return answer_problem(request, HTTPStatus.SERVICE_UNAVAILABLE, code, headers={"Retry-After": str(seconds)})


async def _bug(request: Request, error: Exception) -> Response:
    number = uuid.uuid4().hex[:12]
    text = f"the server failed on a request: {error!r}; please report it"
    path = request.url.path
    event(logger, "server.bug", text, level=logging.ERROR, url__path=path, labels__number=number, error=error)
    return answer_problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, "broken", number)


HANDLERS: Mapping[type[Exception], Any] = {
    HTTPException: _http_error,
    RequestValidationError: _invalid,
    ParameterError: _wrong_parameter,
    CursorError: _bad_cursor,
    BusyError: _busy,
    TooSlowError: _too_slow,
    UnavailableError: _unavailable,
    Exception: _bug,
}
"""What answers each error."""
