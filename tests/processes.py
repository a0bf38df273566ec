"""Runs the command line as a process of its own, without the settings of the caller's environment."""

from __future__ import annotations

import os
import subprocess

from tests.forked import KLIPING, Forked

DEADLINE = 110


def kliping(
    *arguments: str, code: int = 0, stdin: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `kliping` to its end, which must come with this exit code; `stdin` is what it reads there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    given = None if stdin is None else subprocess.PIPE
    command = [*KLIPING, *arguments]
    with Forked(
        command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment | settings
    ) as process:
        try:
            stdout, stderr = process.communicate(stdin, timeout=DEADLINE)
        finally:
            process.kill()
    assert process.returncode == code, stderr
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)
