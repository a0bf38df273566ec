"""What a user says about single publishers: switched on or off, and what a subscriber's requests carry.

It stands under `[publishers.SLUG]` of kliping.toml or in the environment (`KLIPING_PUBLISHERS__SLUG__KEY`, with `_` for
each `-` of the slug), never in a publisher's file: those are shared. No value of a secret is shown, in errors neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from base.errors import ConfigError
from base.safe_text import HIDDEN, without_secrets

PREFIX = "KLIPING_PUBLISHERS__"
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?")
_OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-length", "cookie", "host", "if-modified-since", "if-none-match"),
        *("keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
        "user-agent",
    }
)
"""Headers by which the crawler works. Cookies have a key of their own, and so has the User-Agent in the publisher's
file, since robots.txt is read by it."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a subscriber's requests carry: the text of a Cookie header, further headers, and the proxy they go by."""

    cookies: str = field(default="", repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    proxy: str = field(default="", repr=False)


NO_ACCESS = Access()


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """What is said of one publisher; `enabled` is None where the publisher's file decides, `daily_links` where
    `crawler.daily_links` does."""

    enabled: bool | None = None
    daily_links: int | None = None
    access: Access = NO_ACCESS


def read_publisher_settings(
    written: Any, file: str, environ: Mapping[str, str]
) -> tuple[dict[str, PublisherSettings], dict[str, str]]:
    """The settings by slug, and where each came from (`publishers.SLUG.KEY`). Raises ConfigError with the place."""
    given = {**_from_file(written, file), **_from_environment(environ)}
    checked = {name: _checked(name, value, origin) for name, (value, origin) in given.items()}
    made = {}
    for slug in dict.fromkeys(slug for slug, _ in checked):
        values = {key: value for (owner, key), value in checked.items() if owner == slug}
        own = {key: values.pop(key) for key in ("enabled", "daily_links") if key in values}
        made[slug] = PublisherSettings(**own, access=Access(**values))
    return made, {f"publishers.{slug}.{key}": origin for (slug, key), (_, origin) in given.items()}


def shown(publishers: Mapping[str, PublisherSettings]) -> Iterator[tuple[str, Any, str]]:
    """Key, value and meaning of each setting that is given, as they may be printed."""
    for slug, one in publishers.items():
        values = {
            "enabled": one.enabled,
            "daily_links": one.daily_links,
            "cookies": one.access.cookies and HIDDEN,
            "headers": one.access.headers and HIDDEN,
            "proxy": without_secrets(one.access.proxy),
        }
        for key, value in values.items():
            if value not in (None, "", ()):
                yield f"publishers.{slug}.{key}", value, _KEYS[key].meaning


def _from_file(written: Any, file: str) -> dict[tuple[str, str], tuple[Any, str]]:
    if not isinstance(written, dict) or not all(isinstance(values, dict) for values in written.values()):
        raise ConfigError(f"{file}: publishers must be tables such as [publishers.antara]")
    return {(slug, key): (value, file) for slug, values in written.items() for key, value in values.items()}


def _from_environment(environ: Mapping[str, str]) -> dict[tuple[str, str], tuple[Any, str]]:
    given: dict[tuple[str, str], tuple[Any, str]] = {}
    for variable, value in environ.items():
        if variable.startswith(PREFIX):
            slug, _, key = variable.removeprefix(PREFIX).lower().rpartition("__")
            given[(slug.replace("_", "-"), key)] = (value, f"environment variable {variable}")
    return given


def _checked(name: tuple[str, str], value: Any, origin: str) -> Any:
    slug, key = name
    if key not in _KEYS:
        raise ConfigError(f"{origin}: publishers.{slug}.{key}: only {', '.join(_KEYS)} can stand here")
    try:
        return _KEYS[key].read(value)
    except ValueError as error:  # its text never has the value
        raise ConfigError(f"{origin}: publishers.{slug}.{key} must be {error}") from None


def _read_enabled(value: Any) -> bool:
    found = _WORDS.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise ValueError("true or false")  # noqa: TRY004 - one kind of error for all that a user may write
    return found


def _read_daily_links(value: Any) -> int:
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise ValueError("a whole number of at least 1")
    return number


def _read_cookies(value: Any) -> str:
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or "=" not in value:
        raise ValueError('like "NAME=VALUE; NAME=VALUE", the text that a browser sends as Cookie')
    return value


def _read_headers(value: Any) -> tuple[tuple[str, str], ...]:
    """A table of TOML, or lines of `Name: value`."""
    if isinstance(value, str):
        pairs = [(name.strip(), text.strip()) for name, _, text in (line.partition(":") for line in value.splitlines())]
    else:
        pairs = list(value.items()) if isinstance(value, dict) else []
    if not pairs or not all(isinstance(text, str) and _TOKEN.fullmatch(name) for name, text in pairs):
        raise ValueError('headers such as { Authorization = "Bearer ..." }; in the environment lines of Name: value')
    for name, text in pairs:
        if name.lower() in _OURS:
            raise ValueError(f"without {name}, which the crawler sets itself")
        if not _VALUE.fullmatch(text):
            raise ValueError("headers with values of plain ASCII, each on one line")
    return tuple(pairs)


def _read_proxy(value: Any) -> str:
    explained = ValueError("the address of an HTTP proxy, such as http://USER:PASSWORD@proxy.example:3128")
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        is_whole = parts.scheme == "http" and parts.hostname and parts.path in ("", "/") and not parts.query
        if not is_whole or not value.isascii() or parts.port == 0:
            raise explained
    except ValueError:
        raise explained from None
    return str(value)


@dataclass(frozen=True, slots=True)
class _Key:
    read: Callable[[Any], Any]
    meaning: str


_KEYS = {
    "enabled": _Key(_read_enabled, "whether the publisher is crawled"),
    "daily_links": _Key(_read_daily_links, "new links a day that are taken from each of its sources"),
    "cookies": _Key(_read_cookies, "cookies of your subscription, sent to the publisher's own domains alone"),
    "headers": _Key(_read_headers, "further headers of your subscription, sent to the same"),
    "proxy": _Key(_read_proxy, "the HTTP proxy by which the publisher is asked"),
}
