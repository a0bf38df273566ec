"""Webhooks as the Standard Webhooks specification says, to public addresses alone unless told otherwise."""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import hmac
import http.client
import secrets
import socket
from typing import Any
from urllib.parse import urlsplit

from base.errors import ConfigError
from base.network import is_fixed, is_public
from base.notify.connection import connected
from base.notify.errors import NotTakenError

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
MAX_ANSWER = 64 * 1024
USER_AGENT = "Kliping/0.1 (webhook)"


def check_webhook(url: str, secret: str = "") -> None:
    """Raise ConfigError where a webhook's address or secret cannot be used."""
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no number of a port, half a bracket
        is_usable = False
    if not is_usable or not url.isascii() or not url.isprintable() or " " in url:
        raise ConfigError(
            "a webhook's address must begin with https:// or http:// and name a host; "
            "other characters than ASCII in it are written as %XX"
        )
    if secret:
        _key(secret)


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error as error:
        raise ConfigError("a webhook's secret must be like whsec_BASE64") from error


def check_public(url: str) -> None:
    """Raise ConfigError where it can be seen without asking that a webhook's address is not public."""
    host = urlsplit(url).hostname or ""
    if not is_fixed(host):
        return  # a name may lead elsewhere by the time that it is asked
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    if not any(is_public(str(address[0])) for *_, address in found):
        raise ConfigError(f"{host} is no public address; alerts.allow_private_addresses allows others")


def new_secret() -> str:
    """A secret to sign with, 24 random bytes as the specification recommends."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a message, `v1,BASE64`: HMAC-SHA256 of `ID.TIMESTAMP.BODY`."""
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def send_webhook(
    url: str,
    message_id: str,
    timestamp: int,
    body: bytes,
    *,
    secret: str = "",
    private: bool = False,
    seconds: float = 30.0,
) -> None:
    """POST a JSON text. `timestamp` is when it is sent, in seconds since 1970; `private` allows non-public addresses.

    Raises NotTakenError unless the answer is 2xx; redirects are not followed.
    """
    headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT}
    headers |= {"webhook-id": message_id, "webhook-timestamp": str(timestamp)}
    if secret:
        headers["webhook-signature"] = sign(secret, message_id, timestamp, body)
    parts = urlsplit(url)
    try:
        address, port, tls_name = _where(url, private=private)
        with (
            connected(address, port, seconds, tls_name=tls_name) as opened,
            contextlib.closing(_Ready(parts.hostname or "", port, opened)) as connection,
        ):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, headers)
            status = _status(connection)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTakenError(f"the webhook at {parts.hostname}: {error or type(error).__name__}") from error
    if not 200 <= status < 300:
        raise NotTakenError(f"the webhook at {parts.hostname} answered {status}", lasting=status == 410)


def _status(connection: http.client.HTTPConnection) -> int:
    answer = connection.getresponse()
    answer.read(MAX_ANSWER)
    return answer.status


def _where(url: str, *, private: bool) -> tuple[str, int, str]:
    """The address to connect to, so that no second look at the name can lead elsewhere; the port, and the name for TLS
    ("": without)."""
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    usable = [address for *_, address in found if private or is_public(str(address[0]))]
    if not usable:
        raise NotTakenError(f"{host} leads to no public address; alerts.allow_private_addresses allows others")
    return str(usable[0][0]), port, host if is_tls else ""


class _Ready(http.client.HTTPConnection):
    """A connection whose socket is there already."""

    def __init__(self, host: str, port: int, opened: socket.socket) -> None:
        super().__init__(host, port)
        self.sock: Any = opened

    def connect(self) -> None:
        """It is connected."""
