"""Runs the command line as a process of its own, without the settings of the caller's environment."""

from __future__ import annotations

import os
import subprocess
import sys

DEADLINE = 110


def kliping(
    *arguments: str, code: int = 0, stdin: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run `kliping` to its end, which must come with this exit code; `stdin` is what it reads there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
    done = subprocess.run(
        [sys.executable, "-m", "kliping.main", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        env=environment | settings,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done
