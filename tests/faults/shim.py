"""Builds `shim.c` and tells it what is to go wrong.

A library in front of libc, in C, because what matters most is written by SQLite and tantivy, whose calls no wrapper in
Python sees. (It does not see the rename of tantivy's `meta.json`, which is a system call without libc; the calls before
and behind it are struck.)
"""

from __future__ import annotations

import errno
import mmap
import os
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Literal

KINDS = {
    "w": "write",
    "s": "sync",
    "c": "create",
    "r": "rename",
    "t": "truncate",
    "u": "unlink",
}
Fault = Literal["kill", "torn", "EIO", "ENOSPC"]
_HOW = {"kill": (1, 0), "torn": (2, 0), "EIO": (3, errno.EIO), "ENOSPC": (4, errno.ENOSPC)}
"""For the shim: killed before a call, or in the middle of a write; failing once, or from then on."""
_NUMBERS, _ROOT_BYTES, _KIND_BYTES = struct.Struct("5q"), 4096, 65536


def lacking() -> str | None:
    """What this machine lacks to build the shim, None if nothing."""
    return None if shutil.which("cc") else "no C compiler (Debian: apt install gcc libc6-dev)"


class Shim:
    """The shim, and the file by which it is told what to do; to be given to processes by `environment`."""

    def __init__(self, folder: Path) -> None:
        self._library, control = folder / "shim.so", folder / "control"
        source = Path(__file__).with_name("shim.c")
        build = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
        subprocess.run([*build, "-o", self._library, source, "-ldl"], check=True, timeout=60)
        control.write_bytes(bytes(_NUMBERS.size + _ROOT_BYTES + _KIND_BYTES))
        self.environment = {"LD_PRELOAD": str(self._library), "FAULTS_CONTROL": str(control)}
        with control.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 0)

    def arm(self, root: Path, fault: Fault | None = None, at: int = 0, *, ahead: int = 0) -> None:
        """Count the calls in a folder from now on; the one numbered `at` meets a fault. The clock is so many seconds
        ahead."""
        how, error = _HOW[fault] if fault else (0, 0)
        name = os.fsencode(root.resolve()) + b"/"
        self._map[: _NUMBERS.size + _ROOT_BYTES] = _NUMBERS.pack(0, at, how, error, ahead) + name.ljust(
            _ROOT_BYTES, b"\0"
        )

    def disarm(self) -> None:
        """Let all calls go through, by the right clock."""
        self._map[: _NUMBERS.size + _ROOT_BYTES] = bytes(_NUMBERS.size + _ROOT_BYTES)

    def calls(self) -> str:
        """The calls since `arm`, a letter of `KINDS` for each."""
        number = _NUMBERS.unpack_from(self._map)[0]
        start = _NUMBERS.size + _ROOT_BYTES
        assert number <= _KIND_BYTES
        return self._map[start : start + number].decode("ascii")
