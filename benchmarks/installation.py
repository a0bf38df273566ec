"""How much room an installation takes over an empty virtual environment: `make install` into folders of its own.

    python benchmarks/installation.py

Limit: 320 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT = 320
ROOT = Path(__file__).parent.parent


def megabytes(folder: Path) -> float:
    """What the files of a folder take on the disk, as du counts it."""
    return sum(file.lstat().st_blocks * 512 for file in folder.rglob("*")) / 1024 / 1024


def main() -> int:
    """Print both sizes and the difference; 1 where it is over the limit."""
    with tempfile.TemporaryDirectory() as work:
        empty, whole = Path(work) / "empty", Path(work) / "whole"
        subprocess.run([sys.executable, "-m", "venv", str(empty)], check=True)
        subprocess.run(["make", "-s", "-C", str(ROOT), "install", f"VENV={whole}", "UV="], check=True)
        difference = megabytes(whole) - megabytes(empty)
        print(f"empty {megabytes(empty):.0f} MB, installed {megabytes(whole):.0f} MB: {difference:.0f} MB more"
              f" (limit {LIMIT} MB)")  # fmt: skip
    return int(difference > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
