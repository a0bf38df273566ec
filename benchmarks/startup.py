"""How long `kliping search` takes as a whole process, beside a bare Python, on the demo's articles.

    python benchmarks/startup.py DATA [--runs 15]

DATA is a folder that `kliping demo --once --data DATA` has filled. Limit: 0.4 s where bare Python takes 15 ms, so the
ratio of the two least times may be 26.7 at most. Times are the processes' own (user and system), which other work on
the machine disturbs least; the process waits for nothing.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
from pathlib import Path

LIMIT = 0.4 / 0.015


def seconds(command: list[str]) -> float:
    """The processor time of one run, which must succeed."""
    begun = _spent()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return _spent() - begun


def _spent() -> float:
    """Seconds that all ended child processes have used so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Print both times and their ratio; 1 where it is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    search = [sys.executable, "-m", "kliping.main", "search", "--data", str(options.data), "pemberontak aleppo"]
    bare = [sys.executable, "-c", "pass"]
    times = [(seconds(bare), seconds(search)) for _ in range(options.runs)]
    for name, column in (("bare python", 0), ("kliping search", 1)):
        taken = [pair[column] * 1000 for pair in times]
        print(f"{name:15} min {min(taken):6.0f} ms  median {statistics.median(taken):6.0f} ms  ({options.runs} runs)")
    ratio = min(pair[1] for pair in times) / min(pair[0] for pair in times)
    print(f"ratio of the least times {ratio:.1f} (limit {LIMIT:.1f})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
