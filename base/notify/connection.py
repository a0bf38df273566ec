"""Connections to servers that are not ours: each answer has its time, and so has the whole."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator

STEP_SECONDS = 10.0
"""Each answer may take so long; a server that drips them is cut off when the whole time is over."""


@contextlib.contextmanager
def connected(address: str, port: int, seconds: float, *, tls_name: str = "") -> Iterator[socket.socket]:
    """A connection that is closed at the end, and shut down where it lasts longer than `seconds`: whoever waits in it
    gets an OSError or the end of what is read. With `tls_name`, the name in the server's certificate, it has TLS."""
    raw = socket.create_connection((address, port), timeout=STEP_SECONDS)
    with contextlib.closing(raw), _cut_after(raw, seconds):
        opened = ssl.create_default_context().wrap_socket(raw, server_hostname=tls_name) if tls_name else raw
        with contextlib.closing(opened):
            yield opened


@contextlib.contextmanager
def _cut_after(opened: socket.socket, seconds: float) -> Iterator[None]:
    """Shut a connection down when its time is over, whatever it was wrapped in meanwhile."""
    with opened.dup() as handle:  # TLS takes the socket itself over; closing it would wait for a reader's buffer
        watchdog = threading.Timer(seconds, _shut, [handle])
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()


def _shut(handle: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has ended by itself
        handle.shutdown(socket.SHUT_RDWR)
