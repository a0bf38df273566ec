"""Modules of ours as programs in processes that are forked from one in which all is imported: `tests.forker`."""

from __future__ import annotations

import atexit
import functools
import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, AnyStr

ROOT = Path(__file__).parents[1]
KLIPING = (sys.executable, "-m", "kliping.main")


_NOT_TAKEN = (1, 3, 8, 20)
"""Where `preexec_fn`, `pass_fds`, `shell` and `start_new_session` stand among what `Popen` gives on."""


class Forked(subprocess.Popen[AnyStr]):
    """`subprocess.Popen` of `python -m MODULE ...`, begun and waited for in another way; it leads a group of its own.
    What Python itself reads at its start (PYTHONPATH, say) does not matter to it."""

    _told = -1
    """The pipe by which the number of the process is told, and its end."""

    def _execute_child(self, args: Sequence[str], *given: Any) -> None:
        """What the parent's does with the given ends of the pipes and ours, -1 where there is none."""
        folder, environment, ends = given[4], given[5], given[9:15]
        assert [*args[:2]] == [sys.executable, "-m"], args
        assert not any(given[number] for number in _NOT_TAKEN), given
        asked = {
            "module": args[2],
            "arguments": [str(word) for word in args[3:]],
            "environment": {**(os.environ if environment is None else environment)},
            "folder": os.fspath(folder or Path.cwd()),
        }
        theirs = [ends[0], ends[3], ends[5]]
        self._told, telling = os.pipe()
        descriptors = [number if their == -1 else their for number, their in enumerate(theirs)]
        socket.send_fds(_forker(), [json.dumps(asked).encode()], [*descriptors, telling])
        os.close(telling)
        self._close_pipe_fds(*ends)
        self.pid = self._read()
        self._child_created = True  # else nobody hears of one that is forgotten

    def _read(self) -> int:
        """The next number that is told."""
        text = b""
        while not text.endswith(b"\n"):
            more = os.read(self._told, 1)
            if not more:
                raise ChildProcessError("tests.forker is gone")
            text += more
        return int(text)

    def _wait(self, timeout: float | None) -> int:
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self.returncode = self._read()
            os.close(self._told)
        return self.returncode

    def _internal_poll(self, *_: object, **__: object) -> int | None:
        try:
            return self._wait(0)
        except (subprocess.TimeoutExpired, OSError):
            return self.returncode


@functools.cache
def _forker() -> socket.socket:
    """Where to ask; whoever answers there ends with this process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        descriptor = theirs.fileno()
        command = [sys.executable, "-m", "tests.forker", str(descriptor)]
        environment: Mapping[str, str] = {
            name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")
        }
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, pass_fds=[descriptor])

    def end() -> None:
        ours.close()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # a program that a test forgot holds the socket
            process.kill()

    atexit.register(end)
    return ours
