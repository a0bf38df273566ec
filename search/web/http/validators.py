"""ETag, 304 and how long an answer may be kept: what a client has already is not sent again."""

from __future__ import annotations

import hashlib
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REPEATED = frozenset(("cache-control", "content-location", "expires", "vary"))
"""The headers of an answer that its 304 has too (RFC 9110, 15.4.5)."""
KEPT = "no-cache"
"""How an answer that says nothing else may be kept: every time it is asked whether it is still so."""


class Validators:
    """Middleware: gives each whole answer to GET an ETag, and answers 304 where the client names it.

    The ETag is weak, since the packed and the plain form share it. A stream has none: its end is not known at its
    start. Each answer to GET says how it may be kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an answer on with its ETag, or 304 in its place."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        known, start = Headers(scope=scope).get("if-none-match", ""), dict[str, Message]()

        async def send_validated(message: Message) -> None:
            if message["type"] == "http.response.start":
                start["held"] = message
                return
            if held := start.pop("held", None):
                MutableHeaders(scope=held).setdefault("Cache-Control", KEPT)
                if held["status"] == HTTPStatus.OK and not message.get("more_body"):
                    held, message = _validated(held, message, known)
                await send(held)
            await send(message)

        await self._app(scope, receive, send_validated)


def _validated(start: Message, body: Message, known: str) -> tuple[Message, Message]:
    headers = MutableHeaders(raw=list(start["headers"]))
    if "etag" not in headers:
        headers["ETag"] = f'W/"{hashlib.blake2b(body.get("body", b""), digest_size=12).hexdigest()}"'
    if not is_named(headers["etag"], known):
        return {**start, "headers": headers.raw}, body
    kept = [(name, value) for name, value in headers.raw if name.decode() in REPEATED or name == b"etag"]
    return {**start, "status": int(HTTPStatus.NOT_MODIFIED), "headers": kept}, {**body, "body": b""}


def is_named(etag: str, known: str) -> bool:
    """Whether `If-None-Match` names an ETag; weak and strong forms count as the same."""
    tags = [one.strip().removeprefix("W/") for one in known.split(",")]
    return known.strip() == "*" or etag.removeprefix("W/") in tags
