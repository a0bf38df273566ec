"""`kliping serve`: the web application under uvicorn."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import uvicorn

from base.errors import ConfigError
from base.events import event
from config.bind import is_loopback, split_bind
from config.log import set_up
from config.settings import Settings
from kliping.connections import Connection, Limits, handle_error, limits
from search.saved.keys import all_keys
from search.saved.searches import saved_database
from search.web.answerers import Answerers
from search.web.app import create_app, prepare_to_answer

logger = logging.getLogger(__name__)

WAITING_CONNECTIONS = 1_024
"""Connections that the system keeps until they are taken."""

BIND_SECONDS = 10.0
"""How long an address in use is waited for: a server that is shutting down has the requests under way to finish."""


def run_server(settings: Settings, data: Path, started: Callable[[], None] = lambda: None) -> None:
    """Serve the page and the API until SIGTERM or SIGINT; `started` is called when it answers. Raises ConfigError for a
    wrong `server.bind`, or one that needs a key where there is none."""
    check_access(settings, data)
    listener = listen(settings.server.bind)
    app = create_app(settings, data, answerers=_answerers(settings, data))
    shared = limits()
    config = server_config(app, shared)

    def say() -> None:
        event(logger, "server.start", f"serving at http://{settings.server.bind}/")
        started()

    with listener, asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(partial(handle_error, shared.reports))
        runner.run(_Server(config, say).serve(sockets=[listener]))


def _answerers(settings: Settings, data: Path) -> Answerers | None:
    """The processes that answer beside this one, which may answer alone."""
    if settings.server.processes < 2:
        return None
    return Answerers(settings.server.processes, settings.search.deadline_seconds, partial(_prepare, settings, data))


def _prepare(settings: Settings, data: Path) -> None:
    set_up(settings.log)
    prepare_to_answer(settings, data)


def server_config(app: Callable[..., Any], shared: Limits) -> uvicorn.Config:
    """How uvicorn serves an application. Of a proxy it believes who asks only where that runs on this machine, or is
    named in uvicorn's own FORWARDED_ALLOW_IPS."""
    return uvicorn.Config(
        app,
        http=cast("type[asyncio.Protocol]", partial(Connection, shared)),
        backlog=shared.accepted,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def check_access(settings: Settings, data: Path) -> None:
    """Raise ConfigError where other machines could reach a server that nobody has a key for."""
    bind = settings.server.bind
    if is_loopback(bind) or settings.server.open:
        return
    with saved_database(settings, data) as saved:
        if all_keys(saved):
            return
    raise ConfigError(
        f"other machines can reach {bind} (server.bind), and there is no key: make one with `kliping key add NAME`, "
        "or set server.open = true to let everybody read"
    )


class _Server(uvicorn.Server):
    """asyncio takes as many connections at once as its backlog says, though descriptors may be fewer; so that one is
    short, and the line that the system keeps is longer. `say` is called when the engine was opened and requests are
    answered."""

    def __init__(self, config: uvicorn.Config, say: Callable[[], None]) -> None:
        super().__init__(config)
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then let more connections wait than are taken at once."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(WAITING_CONNECTIONS)
        if self.started:
            self._say()


def listen(bind: str) -> socket.socket:
    """A listening socket on `server.bind`. Raises ConfigError where the address cannot be used."""
    host, port = split_bind(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + BIND_SECONDS
    while True:
        try:
            listener = socket.create_server((host, port), family=family)
        except (OSError, UnicodeError) as error:  # the second of what can be no name of a host
            number = getattr(error, "errno", None) or 0
            if number != errno.EADDRINUSE or time.monotonic() >= deadline:
                # Python's own text names the address again; a negative number is that of a name that is not known
                why = os.strerror(number) if number > 0 else f"{host} is the name of no host"
                text = f"server.bind: {bind} cannot be used: {why}; set another address"
                raise ConfigError(text) from error
            time.sleep(0.2)
        else:
            # Connections have it from here. asyncio sets it only where a socket says that it is of TCP, which this one
            # does not; without, the second part of each answer waits 40 ms for a client to acknowledge the first.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listener
