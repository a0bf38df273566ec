"""By when a piece of work is to be done, asked wherever it may stop: a search within its two seconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from base.errors import UnavailableError

_end: ContextVar[float | None] = ContextVar("end", default=None)


class TooSlowError(UnavailableError):
    """The time that a search may take was over before anything was found."""

    def __init__(self) -> None:
        super().__init__(
            "the search takes longer than search.deadline_seconds: ask with fewer or rarer words, wildcards and dates"
        )


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Let the work in this block, in this thread, take so many seconds."""
    token = _end.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


@contextmanager
def uncounted() -> Iterator[None]:
    """Let this block take nothing of the time: what a process reads or imports once says nothing of the search that
    happens to need it first, and a command would meet it in each search on a slow machine."""
    began, end = time.monotonic(), _end.get()
    try:
        yield
    finally:
        if end is not None:  # which an `uncounted` within this one may have put off already
            _end.set(end + time.monotonic() - began)


def seconds_left() -> float | None:
    """What is left of the time, 0 when it is over; None where there is no deadline."""
    end = _end.get()
    return None if end is None else max(0.0, end - time.monotonic())


def check_deadline() -> None:
    """Raise TooSlowError where the time is over."""
    if seconds_left() == 0.0:
        raise TooSlowError
