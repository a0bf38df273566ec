"""HEAD: the headers that GET would send, and nothing more."""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Head:
    """Middleware: a route answers HEAD as it answers GET. A stream is ended at its first part, not run to its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the routes by GET, and keep the body back."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        is_answered = False

        async def send_headers(message: Message) -> None:
            nonlocal is_answered
            if message["type"] == "http.response.start":
                await send(message)
            elif is_answered:
                raise OSError  # as where the client has gone: Starlette stops the stream
            else:
                is_answered = True
                await send({"type": "http.response.body", "body": b""})

        try:
            await self._app({**scope, "method": "GET"}, receive, send_headers)
        except (ClientDisconnect, OSError):
            if not is_answered:
                raise
