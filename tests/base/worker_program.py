"""A program with workers, whose main module a child runs anew; it prints whether that loaded its modules anew, too."""

from __future__ import annotations

from base.workers import Limits, Workers
from tests.base.loaded import is_loaded_here

if __name__ == "__main__":
    with Workers(1, Limits(seconds=60, cpu_seconds=60, memory_bytes=1024**3)) as workers:
        print(workers.submit(is_loaded_here).result(60))
