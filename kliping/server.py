"""`kliping serve`: the web application under uvicorn."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from config.errors import ConfigError
from config.settings import Settings
from search.api import create_app


def run_server(settings: Settings, data: Path) -> None:
    """Serve the page and the API until SIGTERM or SIGINT. Raises ConfigError for a wrong `server.bind`."""
    host, port = split_bind(settings.server.bind)
    app = create_app(settings, data)
    uvicorn.run(app, host=host, port=port, log_config=None, access_log=False, server_header=False)


def split_bind(bind: str) -> tuple[str, int]:
    """`127.0.0.1:8055` or `[::1]:8055` as host and port."""
    host, colon, port = bind.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ConfigError(f"server.bind must be like 127.0.0.1:8055, not {bind!r}")
    return host.strip("[]"), int(port)
