"""`kliping serve`: the web application under uvicorn."""

from __future__ import annotations

import socket
from pathlib import Path

import uvicorn

from base.errors import ConfigError
from config.settings import Settings
from search.api import create_app


def run_server(settings: Settings, data: Path) -> None:
    """Serve the page and the API until SIGTERM or SIGINT. Raises ConfigError for a wrong `server.bind`."""
    listener = listen(settings.server.bind)
    app = create_app(settings, data)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    with listener:
        server.run(sockets=[listener])


def listen(bind: str) -> socket.socket:
    """A listening socket on `server.bind`. Raises ConfigError where it cannot be had."""
    host, port = split_bind(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(f"server.bind: {bind} cannot be used: {error.strerror}; set another address") from error


def split_bind(bind: str) -> tuple[str, int]:
    """`127.0.0.1:8055` or `[::1]:8055` as host and port."""
    host, colon, port = bind.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"server.bind must be like 127.0.0.1:8055, not {bind!r}")
    return host.strip("[]"), int(port)
