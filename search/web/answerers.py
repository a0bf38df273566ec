"""Processes that answer plain requests, since Python runs on one core at a time in each.

The server itself stays one process: it takes every request, knows keys, limits of callers and metrics, and lets a
request that asks and changes nothing be answered by one of these, which have the same routes. What an answer is and
what it raises goes back as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson
from fastapi import Request
from starlette.responses import Response

from base.deadline import TooSlowError
from base.errors import UnavailableError
from base.events import event
from base.workers import JobTimeoutError, Limits, WorkerDiedError, Workers

PRELOAD = ("search.web.app",)
SLOWEST = 10
"""A process that works on one request so many times as long as any may take is ended: nobody waits for it, and others
wait behind it."""
JOBS = 1_000_000
"""Requests after which a process is replaced, so that no leak of a library grows for ever."""
PAGED = frozenset(("after", "start"))
"""Parameters that tell pages of one search apart."""
KEPT_OF_SCOPE = (
    "type", "http_version", "method", "path", "raw_path", "query_string", "headers", "scheme", "server", "client",
    "root_path", "path_params",
)  # fmt: skip

logger = logging.getLogger(__name__)

Handler = Callable[..., Any]
_handlers = list[Handler]()
"""In a process that answers: what its server has the same of, in the same order."""
_seen = [0]


class Sent(NamedTuple):
    """A response as it goes back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    def response(self) -> Response:
        """The same as a response."""
        made = Response(self.body, self.status)
        made.raw_headers = self.headers
        return made


class Answerers:
    """The processes of a server. Each calls `prepare`, which is to end in `answer_by`, before it answers."""

    def __init__(self, count: int, seconds: float, prepare: Callable[[], None]) -> None:
        limits = Limits(SLOWEST * seconds, SLOWEST * seconds, memory_bytes=0, jobs=JOBS)  # an index is mapped: no limit
        self.count = count
        self._workers = Workers(count, limits, PRELOAD, prepare, _tell)
        self._changes = 0

    def start(self) -> None:
        """Let all come up. Raises UnavailableError."""
        self._workers.start()

    def note_change(self) -> None:
        """Let no process believe any more what it has read of what users keep: it was just changed."""
        self._changes += 1

    def answer(self, number: int, given: Mapping[str, Any]) -> Any:
        """What the handler of this number answers or raises; pages of one search come from the process that holds its
        hits. Raises TooSlowError, UnavailableError."""
        request = given.get("request")
        sent = {name: value for name, value in given.items() if name != "request"}
        scope = _kept(request) if request is not None else None
        try:
            found = self._workers.do(answer, number, scope, sent, self._changes, name=_search_of(number, request))
        except JobTimeoutError as error:
            raise TooSlowError from error
        except WorkerDiedError as error:
            raise UnavailableError(f"a request ended two processes: {error}") from error
        return found.response() if isinstance(found, Sent) else orjson.Fragment(found)

    def close(self) -> None:
        """End all."""
        self._workers.close()


def answer_by(handlers: list[Handler], forget: Callable[[], None]) -> None:
    """Answer in this process by these handlers; `forget` is called where something was changed elsewhere."""
    _handlers[:] = [*handlers, forget]


def answer(number: int, scope: dict[str, Any] | None, given: dict[str, Any], changes: int) -> Sent | bytes:
    """A job of such a process: what a handler answers, a response or the JSON of anything else."""
    if changes != _seen[0]:
        _seen[0] = changes
        _handlers[-1]()
    found = _handlers[number](**(given if scope is None else given | {"request": Request(scope)}))
    if isinstance(found, Response):
        return Sent(found.status_code, found.raw_headers, bytes(found.body))
    return orjson.dumps(found)


def _kept(request: Request) -> dict[str, Any]:
    """What a handler may look at of a request, as it can be sent."""
    key = request.scope.get("state", {}).get("key", "")
    return {name: request.scope[name] for name in KEPT_OF_SCOPE if name in request.scope} | {"state": {"key": key}}


def _search_of(number: int, request: Request | None) -> tuple[object, ...] | None:
    """What the pages of one search have in common; None for a request without parameters."""
    if request is None or not request.query_params:
        return None
    return number, *(pair for pair in sorted(request.query_params.multi_items()) if pair[0] not in PAGED)


def _tell(how: str) -> None:
    text = f"a process that answers {how}; another one takes its place"
    event(logger, "server.answerer_died", text, level=logging.WARNING)
