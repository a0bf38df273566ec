"""A child of `base.workers` as its parent sees it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FunctionType
from typing import TYPE_CHECKING

from base.frames import is_at_end, is_silent, receive, send
from base.worker_loop import serve

if TYPE_CHECKING:
    from base.workers import Limits

SAFE_PATH = "PYTHONSAFEPATH"
_STARTING = threading.Lock()
"""Held while a child is started: the process that forks is the whole program's, and so is the environment."""
EXIT_SECONDS = 5.0
"""How long a killed child may take to be gone; the kernel may have gigabytes to free."""


class Child:
    """The parent's side of a child process."""

    def __init__(
        self,
        limits: Limits,
        preload: list[str],
        prepare: Callable[[], None] | None,
        reply: Callable[[bytes], bytes],
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["base.forking", *preload, *_program()])
        self.jobs = 0
        self._socket, theirs = socket.socketpair()
        with ExitStack() as failed:
            failed.enter_context(self._socket)
            given = (theirs, limits, preload, prepare, reply)
            self._process = context.Process(target=serve, args=given, daemon=True)
            with theirs, _forking():
                self._process.start()
            failed.pop_all()

    def ask(self, job: bytes, seconds: float) -> bytes:
        """The answer to a job. Raises TimeoutError, or another OSError or EOFError where the child died."""
        end = time.monotonic() + seconds
        self.jobs += 1
        self._socket.settimeout(seconds)
        send(self._socket, job)
        return self.receive(end)

    def receive(self, end: float) -> bytes:
        """What the child sends next, awaited until `end`; a message that its death has torn ends in EOFError."""
        return receive(self._socket, end)

    def is_silent(self) -> bool:
        """Whether it lives: an idle child says nothing but its end."""
        with suppress(OSError):  # as where it was killed before it had read all that it was sent
            return is_silent(self._socket)
        return False

    def kill(self) -> None:
        """End it at once. Its socket shows whether it still lives, so no other process of its number is ever met."""
        with suppress(OSError):
            if not is_at_end(self._socket):
                os.kill(self._process.pid or 0, signal.SIGKILL)

    def end(self) -> int | None:
        """End it and close its socket; its exit code, None where that is not known."""
        self.kill()
        self._process.join(EXIT_SECONDS)
        self._socket.close()
        return self._process.exitcode


@contextmanager
def _forking() -> Iterator[None]:
    """For the time of a start no other thread meets the process that forks half made, as it would where that one has
    died and is being renewed. Nor does it take a module from the working folder, as it would first of all: the user's
    own `search.py` is none of ours."""
    with _STARTING:
        before = os.environ.get(SAFE_PATH)
        os.environ[SAFE_PATH] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = before


def _program() -> list[str]:
    """The modules of the program that was started. Each child runs its main module once more, as multiprocessing has
    it, and would load them again, at a tenth of a second, where the process that forks has not loaded them."""
    main = sys.modules["__main__"]
    if main.__spec__:
        return [] if main.__spec__.name.endswith("__main__") else [main.__spec__.name]
    return sorted({value.__module__ for value in vars(main).values() if isinstance(value, FunctionType)} - {"__main__"})


def manner(code: int | None) -> str:
    """How a process ended, by its exit code."""
    if code is None:
        return "ended"
    return f"ended with code {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"
