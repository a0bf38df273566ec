"""A process that runs commands in children of its own, each killed with SIGKILL at a given step: `python -m
tests.kill_steps`. A child is forked from what is imported already, so that a kill costs little.

A step is whatever leaves something on the disk: a sync, a commit, a write over a page, a file put in place or removed.
Reads lines of JSON from standard input: the step (0: never) and the command's words. Answers each with a line:
`killed`, or `done`, the exit code and how many steps there were.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

import kliping.backup.make
import kliping.backup.restore
import kliping.commands.backup
import kliping.commands.remove
import kliping.removal
import kliping.verify.run  # noqa: F401 - so that no child has to import it
from kliping.main import run


def watch(last: int, count: Callable[[], int]) -> None:
    """Kill this process at a step."""

    def around(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def stepped(*arguments: Any, **more: Any) -> Any:
            if count() == last:
                os.kill(os.getpid(), signal.SIGKILL)
            result = function(*arguments, **more)
            if count() == last:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return stepped

    for name in ("fsync", "pwrite", "ftruncate"):
        setattr(os, name, around(getattr(os, name)))
    for name in ("replace", "unlink", "mkdir"):
        setattr(Path, name, around(getattr(Path, name)))
    DefaultDialect.do_commit = around(DefaultDialect.do_commit)  # type: ignore[method-assign]


def child(step: int, words: list[str], answer: int) -> None:
    """Run the command, tell how it went, and end without the parent's clean-up."""
    counter, number = itertools.count(1), 0

    def count() -> int:
        nonlocal number
        number = next(counter)
        return number

    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    watch(step, count)
    code = run(words)
    os.write(answer, f"done {code} {number}".encode())
    os._exit(0)


def killed(step: int, words: list[str]) -> str:
    """Run a command in a child; how it ended."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(step, words, write)
        finally:
            os._exit(1)
    os.close(write)
    with os.fdopen(read) as stream:
        text = stream.read()
    _, status = os.waitpid(process, 0)
    return text or ("killed" if os.WIFSIGNALED(status) else f"ended with {status}")


if __name__ == "__main__":
    for line in sys.stdin:
        number, arguments = json.loads(line)
        print(killed(number, arguments), flush=True)
