"""Look for bytes that break a reader: `python -m tests.fuzz.run [--seconds 600] TARGET...`, in an environment with
atheris (`make fuzz`).

Each target has so many seconds of processor time, whatever is found. Findings are written to `.fuzz/found/` and shown
with their tracebacks; the table at the end says how many there are, and the exit code is 1 where there is one. Mend it,
and move the file to `tests/fuzz/found/TARGET-what-it-is`, where the suite tries it ever after.
"""

from __future__ import annotations

import argparse
import os
import struct
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOUND = ROOT / ".fuzz" / "found"
NUMBER = struct.Struct("<Q")
TARGETS = ("feed", "sitemap", "page", "url", "query", "date", "text", "record", "cursor", "toml")
LEAST_SECONDS = 5.0
"""Less is not worth another start."""


@dataclass(frozen=True)
class Fuzzed:
    """What came of one target; `found` are the files of its findings."""

    target: str
    executions: int
    seconds: float
    found: tuple[str, ...]

    def line(self) -> str:
        """The row of the table."""
        return f"| {self.target} | {self.executions:,} | {self.seconds:.0f} | {len(self.found)} |"


def found(target: str) -> set[str]:
    """The findings that lie there."""
    return {file.name for file in FOUND.glob(f"{target}-*")}


def fuzz(target: str, seconds: float) -> Fuzzed:
    """Fuzz a target, anew after what ends the process itself."""
    before, used = found(target), 0.0
    with tempfile.NamedTemporaryFile() as counter:
        counter.write(bytes(NUMBER.size))
        counter.flush()
        while seconds - used > LEAST_SECONDS:
            command = [sys.executable, "-m", "tests.fuzz.one", target, str(seconds - used), counter.name]
            with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
                _, status, spent = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            used += max(spent.ru_utime + spent.ru_stime, LEAST_SECONDS / 5)
            if process.returncode:
                print(f"{target}: the process ended with {process.returncode}", flush=True)
        [number] = NUMBER.unpack(Path(counter.name).read_bytes())
    done = Fuzzed(target, number, used, tuple(found(target) - before))
    print(done.line(), flush=True)
    return done


def main() -> int:
    """Fuzz all that is asked for, then print the table; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=float, default=600, help="of processor time, for each")
    options = parser.parse_args()
    done = [fuzz(target, options.seconds) for target in options.targets or TARGETS]
    print("\n| target | executions | processor time, s | findings |\n|---|---|---|---|")
    print(*(one.line() for one in done), sep="\n", flush=True)
    for name in (name for one in done for name in one.found):
        print(f".fuzz/found/{name}")
    return int(any(one.found for one in done))


if __name__ == "__main__":
    raise SystemExit(main())
