"""One POST to a server that is not ours: its whole time and the size of its answer are bounded, and no redirect is
followed."""

from __future__ import annotations

import contextlib
import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from base.network import is_public
from base.notify.connection import STEP_SECONDS, connected


class NoAddressError(OSError):
    """A host leads to no public address, and no other may be asked."""


class NotReachedError(OSError):
    """No connection was made: nothing was asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; of the body as much as was wanted."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    private: bool,
    seconds: float,
    most: int,
    step: float = STEP_SECONDS,
) -> Answer:
    """Send a text and read at most so many bytes of the answer. `private` allows non-public addresses; all of it may
    take `seconds`, and the server may be silent for `step` of them.

    Raises NoAddressError or NotReachedError where nothing was asked; OSError, HTTPException or ValueError otherwise.
    """
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with contextlib.ExitStack() as stack:
        try:
            address = host if private else _public_address(host, port)
            opened = stack.enter_context(connected(address, port, seconds, tls_name=host if is_tls else ""))
        except NoAddressError:
            raise
        except OSError as error:
            raise NotReachedError(str(error) or type(error).__name__) from error
        opened.settimeout(step)
        connection = stack.enter_context(contextlib.closing(_Ready(host, port, opened)))
        connection.request("POST", target, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.headers), answer.read(most))


def _public_address(host: str, port: int) -> str:
    """The address to connect to, so that no second look at the name can lead elsewhere."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    usable = [str(address[0]) for *_, address in found if is_public(str(address[0]))]
    if not usable:
        raise NoAddressError(f"{host} leads to no public address")
    return usable[0]


class _Ready(http.client.HTTPConnection):
    """A connection whose socket is there already."""

    def __init__(self, host: str, port: int, opened: socket.socket) -> None:
        super().__init__(host, port)
        self.sock: Any = opened

    def connect(self) -> None:
        """It is connected."""
