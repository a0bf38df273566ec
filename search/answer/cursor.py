"""Where a page of an answer ended, as an opaque text that a client hands back to get the next one."""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from dataclasses import dataclass

from base.errors import ConfigError

_HEAD = struct.Struct(">BqBdq6sH")
_VERSION = 3
_CHECK = 4
_LATEST = 2**33
"""Seconds since 1970; a cursor that says it was made after 2242 was not made here."""
SEEN = 6
"""Bytes that stand for a group of copies already shown."""
MAX_SEEN = 500
"""Groups that a cursor carries, the latest: 3,000 bytes, which make 4,000 characters of an address."""
_MAX_VIEW_LENGTH = 1 << 20
"""Characters of a view's name; what unpacks to more was not packed here."""


class CursorError(ConfigError):
    """A cursor that is damaged or belongs to another query."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of an answer ended: the last hit's score and sort key, and the view that it was cut from.

    `now` (seconds since 1970) is the midnight before the first page was made, so that relative dates stay the same on
    every page, and the same question has the same cursor all day, which lets a client keep the answer;
    `step` which of the plan's steps found it (-1 before the first page); `seen` the groups of copies shown so far.
    """

    now: int
    step: int
    score: float
    sort: int
    view: str
    seen: tuple[bytes, ...] = ()


def digest(text: str, size: int = SEEN) -> bytes:
    """A hash of `size` bytes: short, since a cursor holds many."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()


def encode(place: Position, question: str) -> str:
    """The cursor for a place in the answer to a question (anything that names it wholly)."""
    view = _pack(place.view)
    head = _HEAD.pack(_VERSION, place.now, place.step, place.score, place.sort, digest(question), len(view))
    content = head + view + b"".join(place.seen[-MAX_SEEN:])
    return base64.urlsafe_b64encode(content + _checksum(content)).rstrip(b"=").decode()


def decode(cursor: str, question: str) -> Position:
    """The place that a cursor names. Raises CursorError where it was not made by `encode` for this question."""
    try:
        content = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        version, now, step, score, sort, asked, length = _HEAD.unpack_from(content)
        end = _HEAD.size + length
        view = _unpack(content[_HEAD.size : end])
    except (struct.error, zlib.error, ValueError) as error:
        raise CursorError("the cursor is damaged: start again from the first page") from error
    seen = content[end:-_CHECK]
    written = base64.urlsafe_b64encode(content).rstrip(b"=").decode()
    if (
        written != cursor
        or version != _VERSION
        or _checksum(content[:-_CHECK]) != content[-_CHECK:]
        or len(seen) % SEEN
        or not 0 <= now < _LATEST
    ):
        raise CursorError("the cursor is damaged: start again from the first page")
    if asked != digest(question):
        raise CursorError("the cursor belongs to another query: start again from the first page")
    groups = tuple(seen[place : place + SEEN] for place in range(0, len(seen), SEEN))
    return Position(now, step, score, sort, view, groups)


def _pack(view: str) -> bytes:
    """The name of a view in few bytes: that of Elasticsearch has 180 characters for each index, which repeat much once
    its base64 is undone, and an address may have 8,192."""
    try:
        plain = base64.urlsafe_b64decode(view)
    except ValueError:
        plain = b""
    if view and base64.urlsafe_b64encode(plain).decode() == view:
        return b"b" + zlib.compress(plain, 9)
    return b"t" + zlib.compress(view.encode(), 9)


def _unpack(packed: bytes) -> str:
    """Raises ValueError or zlib.error for what was not packed here."""
    unpack = zlib.decompressobj()
    plain = unpack.decompress(packed[1:], _MAX_VIEW_LENGTH)
    if not unpack.eof or unpack.unused_data or packed[:1] not in (b"b", b"t"):
        raise ValueError("the view is not packed whole")
    return base64.urlsafe_b64encode(plain).decode() if packed[:1] == b"b" else plain.decode()


def _checksum(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_CHECK, person=b"kliping").digest()
