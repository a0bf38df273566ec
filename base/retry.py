"""When to try again what can be away for a while: the engine, the database, a server that asks for rest."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from base.errors import UnavailableError
from base.events import event
from base.http_date import read_http_date

logger = logging.getLogger(__name__)

MAX_PAUSE = 60.0
"""Seconds between two attempts at what stays away."""
MAX_ASKED_SECONDS = 10**7
"""Of what a server asks to wait, some four months: whoever calls cuts it to what it is ready to wait."""


class Backoff:
    """When to try again: after `rest` seconds as long as all goes well, else after twice the last pause."""

    def __init__(self, rest: float = 0.0, action: str = "index.retry") -> None:
        self._rest, self._pause, self._next, self._action = rest, 0.0, 0.0, action

    @contextmanager
    def attempt(self) -> Iterator[bool]:
        """Whether it is time; UnavailableError inside is logged, and makes the next time later."""
        if time.monotonic() < self._next:
            yield False
            return
        try:
            yield True
        except UnavailableError as error:
            self._pause = min(MAX_PAUSE, max(1.0, 2 * self._pause))
            text = f"{error}; nothing is lost, tried again in {self._pause:.0f} s"
            event(logger, self._action, text, level=logging.WARNING)
        else:
            self._pause = 0.0
        self._next = time.monotonic() + (self._pause or self._rest)

    def reset(self) -> None:
        """Not to rest this time."""
        self._next = 0.0


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110, 10.2.3: seconds or a date) asks to wait; None if it says nothing."""
    if value.strip().isdecimal():
        is_usual = len(value) < 1_000  # Python reads no number of thousands of digits
        return timedelta(seconds=min(int(value), MAX_ASKED_SECONDS)) if is_usual else None
    until = read_http_date(value)
    return max(timedelta(0), until - now) if until else None
