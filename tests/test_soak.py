"""The short form of `benchmarks/soak.py`: a minute of simulated news through all processes, in which nothing is lost,
doubled or piled up. Times are not judged here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEADLINE = 500
SHORT = "--short --minutes 0.75 --publishers 4 --readers 1 --visit-seconds 5"


@pytest.mark.timeout(DEADLINE + 60)
def test_nothing_is_lost_doubled_or_piled_up() -> None:
    command = [sys.executable, "benchmarks/soak.py", *SHORT.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "verdict: all is well" in done.stdout
