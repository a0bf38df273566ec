"""`server.bind`: where the page and the API are served."""

from __future__ import annotations

import ipaddress

from base.errors import ConfigError


def split_bind(bind: str) -> tuple[str, int]:
    """`127.0.0.1:8055` or `[::1]:8055` as host and port. Raises ConfigError for anything else."""
    host, colon, port = bind.rpartition(":")
    if not colon or not host or not port.isdecimal() or len(port) > 5 or int(port) > 65535:
        raise ConfigError(f"server.bind must be like 127.0.0.1:8055, not {bind!r}")
    return host.strip("[]"), int(port)


def is_loopback(bind: str) -> bool:
    """Whether only this machine can reach an address; of a name only `localhost` says so."""
    host, _ = split_bind(bind)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
