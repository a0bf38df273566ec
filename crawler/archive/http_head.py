"""The head of an archived answer: what the server sent, as far as it holds for the body that is kept.

Bodies are kept unpacked, so headers about how they were packed or how long they were on the wire are renamed as Common
Crawl does it (`X-Crawler-Content-Encoding`), and a length that is true stands in their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from warcio.statusandheaders import StatusAndHeaders

Headers = tuple[tuple[str, str], ...]
"""Names and values in the order in which they came; a name may come again."""

_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_PREFIX = "X-Crawler-"
_RENAMED = frozenset(f"{_PREFIX.lower()}{name}" for name in _WIRE)
_LEFT_OUT = frozenset({"set-cookie", "set-cookie2"}) | _RENAMED
"""Cookies are the reader's session, which may be a subscriber's: whoever gets the archive must not get that."""
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_UNSAFE = re.compile(r"[^\x20-\x7e]")


def stored_head(status: int, headers: Iterable[tuple[str, str]], length: int) -> StatusAndHeaders:
    """The head to be kept before a body of so many bytes."""
    kept = [(f"{_PREFIX}{name}" if name.lower() in _WIRE else name, value) for name, value in kept_headers(headers)]
    return StatusAndHeaders(f"{status} -", [*kept, ("Content-Length", str(length))], protocol="HTTP/1.1")


def kept_headers(headers: Iterable[tuple[str, str]]) -> Headers:
    """The headers that may be kept, their values in ASCII."""
    named = [(name, escaped(value, _UNSAFE)) for name, value in headers if _NAME.fullmatch(name)]
    return tuple((name, value) for name, value in named if name.lower() not in _LEFT_OUT)


def served_headers(head: bytes) -> Headers:
    """The headers as the server sent them, out of a head that is kept (without the empty line)."""
    lines = [line.partition(b":") for line in head.split(b"\r\n")[1:]]
    named = [(str(name, "latin-1"), str(value.strip(b" "), "latin-1")) for name, _, value in lines]
    return tuple((_served_name(name), value) for name, value in named if name.lower() not in _WIRE)


def _served_name(name: str) -> str:
    return name[len(_PREFIX) :] if name.lower() in _RENAMED else name


def escaped(text: str, unsafe: re.Pattern[str]) -> str:
    """Foreign text as it may stand in a header: what is unsafe there as %XX."""
    return unsafe.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), text)
