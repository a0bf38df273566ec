"""Whole messages over a socket between two processes of ours, each with its length in front."""

from __future__ import annotations

import socket
import time

_LENGTH_BYTES = 8


def is_at_end(link: socket.socket) -> bool:
    """Whether the other side has closed. Raises OSError where this side has."""
    return _peek(link) == b""


def is_silent(link: socket.socket) -> bool:
    """Whether the other side has sent nothing and has not closed."""
    return _peek(link) is None


def _peek(link: socket.socket) -> bytes | None:
    """The first byte of what waits to be received, b"" where the other side has closed, None for nothing."""
    link.settimeout(0)
    try:
        return link.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return None


def send(link: socket.socket, message: bytes) -> None:
    """Send a message."""
    link.sendall(len(message).to_bytes(_LENGTH_BYTES, "big") + message)


def receive(link: socket.socket, end: float | None = None) -> bytes:
    """The next message, awaited until `end` by the monotonic clock. Raises TimeoutError, EOFError where the other side
    has ended, amid a message too, or another OSError."""
    length = int.from_bytes(_receive_exactly(link, _LENGTH_BYTES, end), "big")
    return _receive_exactly(link, length, end)


def _receive_exactly(link: socket.socket, length: int, end: float | None) -> bytes:
    message = bytearray()
    while len(message) < length:
        link.settimeout(None if end is None else max(0.001, end - time.monotonic()))
        chunk = link.recv(min(length - len(message), 1 << 20))
        if not chunk:
            raise EOFError("the other side ended")
        message += chunk
    return bytes(message)
