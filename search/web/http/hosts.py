"""The Host header: by which names this server may be read.

The page of a stranger may let its own name point to this machine once it has been loaded (DNS rebinding); the browser
then takes what is read here for the stranger's. Such a name has a dot and is no address; all others are answered.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from search.web.http.problems import answer_problem


class Hosts:
    """Middleware: refuses requests by a name that is not `allowed`, where no key is asked for."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        self._app, self._allowed = app, frozenset(name.strip().lower().rstrip(".") for name in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and not may_be_read_as(Headers(scope=scope).get("host", ""), self._allowed):
            refusal = answer_problem(Request(scope), HTTPStatus.MISDIRECTED_REQUEST, "wrong_host")
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def may_be_read_as(host: str, allowed: Collection[str]) -> bool:
    """Whether a Host header is an address, a name of the local network (no dot in it), or an allowed name."""
    name = host_name(host)
    return bool(name) and ("." not in name or name in allowed or _is_address(name))


def host_name(host: str) -> str:
    """`Host` without its port, in lower case: `[::1]:8055` is `::1`."""
    if host.startswith("["):
        name, _, behind = host[1:].partition("]")
        return name if not behind or behind.startswith(":") else ""
    return host.partition(":")[0].lower().rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
