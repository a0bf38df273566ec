"""A process that runs commands in children of its own, each killed with SIGKILL at a given step: `python -m
tests.kill_steps`. A child is forked from what is imported already, so that a kill costs little.

A step is whatever leaves something on the disk: a sync, a commit, a write over a page, a file put in place or removed.
Reads lines of JSON from standard input: the step (0: never) and the command's words. Answers each with a line:
`killed`, or `done`, the exit code and how many steps there were, or what went wrong.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from pathlib import Path

from sqlalchemy.engine.default import DefaultDialect

import kliping.backup.make
import kliping.backup.restore
import kliping.commands.backup
import kliping.commands.remove
import kliping.removal
import kliping.verify.run  # noqa: F401 - so that no child has to import it
from kliping.main import run
from tests.killing import Steps, in_child


def watch(steps: Steps) -> None:
    """Make all of them steps."""
    for name in ("fsync", "pwrite", "ftruncate"):
        setattr(os, name, steps.around(getattr(os, name)))
    for name in ("replace", "unlink", "mkdir"):
        setattr(Path, name, steps.around(getattr(Path, name)))
    DefaultDialect.do_commit = steps.around(DefaultDialect.do_commit)  # type: ignore[method-assign]


def command(step: int, words: list[str]) -> str:
    """Run the command; how it went."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    steps = Steps(step)
    watch(steps)
    code = run(words)
    return f"done {code} {steps.number}"


if __name__ == "__main__":
    for line in sys.stdin:
        number, arguments = json.loads(line)
        print(in_child(functools.partial(command, number, arguments)), flush=True)
