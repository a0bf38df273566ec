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


class Forked(subprocess.Popen[AnyStr]):
    """`subprocess.Popen` of `python -m MODULE ...`, begun and waited for in another way; it leads a group of its own.
    What Python itself reads at its start (PYTHONPATH, say) does not matter to it."""

    _told = -1
    """The pipe by which the number of the process is told, and its end."""

    def _execute_child(self, args: Sequence[str], *given: Any) -> None:
        """What the parent's does with the given ends of the pipes and ours, -1 where there is none."""
        folder, environment, ends = given[4], given[5], given[9:15]
        assert [*args[:2]] == [sys.executable, "-m"], args
        asked = {
            "module": args[2],
            "arguments": [str(word) for word in args[3:]],
            "environment": {**(os.environ if environment is None else environment)},
            "folder": os.fspath(folder or Path.cwd()),
        }
        theirs = [ends[0], ends[3], ends[5]]
        pairs = zip(theirs, [ends[1], ends[2], ends[4]], strict=True)
        self._told, telling = os.pipe()
        descriptors = [number if their == -1 else their for number, their in enumerate(theirs)]
        socket.send_fds(_forker(), [json.dumps(asked).encode()], [*descriptors, telling])
        for end in (telling, *(their for their, ours in pairs if ours != -1)):
            os.close(end)
        self._closed_child_pipe_fds = True
        self.pid = self._read()

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
        process.wait()

    atexit.register(end)
    return ours
