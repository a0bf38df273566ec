"""What is killed in children: steps, at one of which a child kills itself, and how it ended."""

from __future__ import annotations

import functools
import itertools
import os
import signal
import traceback
from collections.abc import Callable
from typing import Any


class Steps:
    """Counts the steps, and kills this process at one of them (0: never)."""

    def __init__(self, last: int) -> None:
        self._numbers, self._last, self.number = itertools.count(1), last, 0

    def __call__(self) -> None:
        self.number = next(self._numbers)
        if self.number == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function with a step before it and one behind it."""

        @functools.wraps(function)
        def stepped(*arguments: Any, **more: Any) -> Any:
            self()
            result = function(*arguments, **more)
            self()
            return result

        return stepped


def in_child(work: Callable[[], str]) -> str:
    """Do something in a forked child: what it returned, `killed`, or what went wrong there."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        _tell(work, write)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status = os.waitpid(process, 0)
    return text or ("killed" if os.WIFSIGNALED(status) else f"ended with {status}")


def _tell(work: Callable[[], str], answer: int) -> None:
    """Do it, tell how it went, and end without the parent's clean-up."""
    text = ""
    try:
        text = work()
    finally:
        os.write(answer, (text or traceback.format_exc().replace("\n", " | ")).encode())
        os._exit(0)
