"""Regular expressions that users write: one that would take for ever ends in an error."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from base.errors import ConfigError

SECONDS = 10.0
"""So long a pattern may look at some thousand addresses, which takes a usual one some milliseconds."""
MAX_PATTERN = 1_000


class _TooSlowError(Exception):
    """The time is over."""


def searcher(pattern: str) -> Callable[[str], bool]:
    """Tells whether a pattern is found in a text. Raises ConfigError for one that is none, or is too long."""
    if len(pattern) > MAX_PATTERN:
        raise ConfigError(f"the pattern is longer than {MAX_PATTERN:,} characters: give a shorter one")
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise ConfigError(f"{pattern!r} is no regular expression: {error}") from error
    return lambda text: compiled.search(text) is not None


@contextmanager
def bounded(pattern: str, seconds: float = SECONDS) -> Iterator[None]:
    """Let a pattern be looked for in this block for so long, in the main thread; then ConfigError is raised. The
    standard library's engine looks for signals as it goes, so an alarm ends it."""

    def ring(*_: object) -> NoReturn:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TooSlowError as error:
        raise ConfigError(f"the pattern {pattern!r} takes too long: give one without repeated repetitions") from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
