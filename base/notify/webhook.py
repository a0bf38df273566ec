"""Webhooks as the Standard Webhooks specification says, to public addresses alone unless told otherwise."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import secrets
import socket
from urllib.parse import urlsplit

from base.errors import ConfigError
from base.network import is_fixed, is_public
from base.notify.errors import NotTakenError
from base.notify.post import NoAddressError, post

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
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError as error:  # no base64, or not even ASCII
        raise ConfigError("a webhook's secret must be like whsec_BASE64") from error
    if not key:  # with which everybody could sign
        raise ConfigError("a webhook's secret must be like whsec_BASE64, and this one is empty")
    return key


def check_public(url: str) -> None:
    """Raise ConfigError where it can be seen without asking that a webhook's address is not public."""
    host = urlsplit(url).hostname or ""
    if not is_fixed(host):
        return  # a name may lead elsewhere by the time that it is asked
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # in brackets what is no address, or a name that nothing is known of
        raise ConfigError(f"{host} leads nowhere: {error}") from error
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
    host = urlsplit(url).hostname
    try:
        status = post(url, body, headers, private=private, seconds=seconds, most=MAX_ANSWER).status
    except NoAddressError as error:
        raise NotTakenError(f"{error}; alerts.allow_private_addresses allows others") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotTakenError(f"the webhook at {host}: {error or type(error).__name__}") from error
    if not 200 <= status < 300:
        raise NotTakenError(f"the webhook at {host} answered {status}", lasting=status == 410)
