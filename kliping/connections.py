"""Connections of the server: how many there may be, and how long one may take to send a request.

uvicorn bounds neither: a client that opens connections and sends half a request on each would hold them, and their
file descriptors, for as long as it likes.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import resource
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from base.events import event

MAX_CONNECTIONS = 1_000
REQUEST_SECONDS = 10.0
"""From its opening, or from its last answer, a connection has so long to send a whole request."""
SEND_SECONDS = 60.0
"""An answer that its reader has not taken by then is dropped."""
REPORT_SECONDS = 60.0
"""What happens to many connections is logged once in this time."""
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Reports:
    """Logs an event at most once in a while, with how often it happened since the last line."""

    seconds: float = REPORT_SECONDS
    _counts: Counter[str] = field(default_factory=Counter)
    _last: dict[str, float] = field(default_factory=dict)

    def report(self, action: str, message: str) -> None:
        """Count an event, and log it unless it was logged lately."""
        self._counts[action] += 1
        now = time.monotonic()
        if now - self._last.get(action, -self.seconds) >= self.seconds:
            self._last[action] = now
            event(logger, action, message, level=logging.WARNING, labels__count=self._counts.pop(action))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the connections of one server share. `accepted` is how many are taken from the system at once."""

    connections: int
    accepted: int
    request_seconds: float = REQUEST_SECONDS
    send_seconds: float = SEND_SECONDS
    reports: Reports = field(default_factory=Reports)


def limits() -> Limits:
    """Limits that leave half of the file descriptors of this process to all else."""
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MAX_CONNECTIONS if descriptors == resource.RLIM_INFINITY else min(MAX_CONNECTIONS, descriptors // 2)
    return Limits(max(most, 8), max(most // 8, 4))


class Connection(H11Protocol):
    """A connection that is closed where no whole request comes in time, or where newer ones need its place."""

    def __init__(self, limits: Limits, **given: Any) -> None:
        super().__init__(**given)
        self._limits = limits
        self._timer: asyncio.TimerHandle | None = None
        self.waiting_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection; over the limit, the one that has waited longest for a request makes room."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self._limits.connections:
            waiting = (one for one in self.connections if isinstance(one, Connection) and one.waiting_since)
            oldest = min(waiting, key=lambda one: one.waiting_since, default=self)
            self._limits.reports.report("server.full", "too many connections: those without a request are closed")
            oldest.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the timer of a connection that was closed."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Read what has come in; a whole request ends the waiting."""
        super().handle_events()
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        self._wait()
        super().on_response_complete()

    def drop(self) -> None:
        """Close the connection at once, whatever is still to be sent."""
        self._stop_waiting()
        self.connections.discard(self)
        self.transport.abort()

    def _wait(self) -> None:
        self._stop_waiting()
        self.waiting_since = self.loop.time()
        self._timer = self.loop.call_later(self._limits.request_seconds, self._too_late)

    def _stop_waiting(self) -> None:
        self.waiting_since = 0.0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_late(self) -> None:
        """Close the connection, unless an answer is still on its way to a slow reader."""
        sending = self.transport.get_write_buffer_size() > 0
        if sending and self.loop.time() - self.waiting_since < self._limits.send_seconds:
            self._timer = self.loop.call_later(self._limits.request_seconds, self._too_late)
            return
        if not self.transport.is_closing():
            self._limits.reports.report("server.no_request", "closed connections on which no whole request came")
        self.drop()


def handle_error(reports: Reports, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What the event loop cannot pass on: being out of file descriptors is one line a minute, all else as ever."""
    error = context.get("exception")
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        reports.report("server.out_of_files", f"no connection can be taken: {error.strerror}; raise `ulimit -n`")
    else:
        loop.default_exception_handler(context)
