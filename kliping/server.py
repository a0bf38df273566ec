"""`kliping serve`: the web application under uvicorn."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import time
from functools import partial
from pathlib import Path
from typing import cast

import uvicorn

from base.errors import ConfigError
from base.events import event
from config.settings import Settings
from kliping.connections import Connection, handle_error, limits
from search.web.app import create_app

logger = logging.getLogger(__name__)

WAITING_CONNECTIONS = 1_024
"""Connections that the system keeps until they are taken."""

BIND_SECONDS = 10.0
"""How long an address in use is waited for: a server that is shutting down has the requests under way to finish."""


def run_server(settings: Settings, data: Path) -> None:
    """Serve the page and the API until SIGTERM or SIGINT. Raises ConfigError for a wrong `server.bind`."""
    listener = listen(settings.server.bind)
    app = create_app(settings, data)
    shared = limits()
    config = uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", partial(Connection, shared)),
        backlog=shared.accepted,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    with listener, asyncio.Runner() as runner:
        event(logger, "server.start", f"serving at http://{settings.server.bind}/")
        runner.get_loop().set_exception_handler(partial(handle_error, shared.reports))
        runner.run(_Server(config).serve(sockets=[listener]))


class _Server(uvicorn.Server):
    """asyncio takes as many connections at once as its backlog says, though descriptors may be fewer; so that one is
    short, and the line that the system keeps is longer."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then let more connections wait than are taken at once."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(WAITING_CONNECTIONS)


def listen(bind: str) -> socket.socket:
    """A listening socket on `server.bind`. Raises ConfigError where the address cannot be used."""
    host, port = split_bind(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + BIND_SECONDS
    while True:
        try:
            return socket.create_server((host, port), family=family)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() >= deadline:
                text = f"server.bind: {bind} cannot be used: {error.strerror}; set another address"
                raise ConfigError(text) from error
        time.sleep(0.2)


def split_bind(bind: str) -> tuple[str, int]:
    """`127.0.0.1:8055` or `[::1]:8055` as host and port."""
    host, colon, port = bind.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"server.bind must be like 127.0.0.1:8055, not {bind!r}")
    return host.strip("[]"), int(port)
