"""Fuzz one target in this process: `python -m tests.fuzz.one TARGET SECONDS COUNTER`, in an environment with atheris.

What breaks the target is written down and the search goes on; each place of the code counts once. Ends with 0 when so
many seconds of processor time are used; with something else where libFuzzer itself gave up (a crash, no memory left,
nothing at all for ten minutes), which it writes down too. COUNTER is a file in which the executions are counted.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import atheris

with atheris.instrument_imports(include=["base", "config", "crawler", "indexer", "search"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
CORPUS, FOUND = ROOT / ".fuzz" / "corpus", ROOT / ".fuzz" / "found"
NUMBER = struct.Struct("<Q")
MAX_BYTES = 4_096
SLOW_SECONDS, MEGABYTES = 10, 3_000
"""What one input may take, of processor time as a machine may be busy: most take milliseconds, and coverage is counted
meanwhile, which takes ten times as long."""
STUCK_SECONDS = 600


class SlowError(BaseException):
    """An input took too long. No Exception, so that no reader mistakes it for one of its own."""


def interrupt(*_: object) -> None:
    """End an input that takes too long."""
    raise SlowError(f"more than {SLOW_SECONDS} s of processor time")


def place(error: BaseException) -> str:
    """What was raised and where: findings of one place are one."""
    found: TracebackType | None = error.__traceback__
    line = ""
    while found:
        file = Path(found.tb_frame.f_code.co_filename)
        if file.is_relative_to(ROOT) and ".fuzz" not in file.parts:
            line = f"{file.relative_to(ROOT)}:{found.tb_lineno}"
        found = found.tb_next
    return f"{type(error).__name__} {line}" if not isinstance(error, SlowError) else type(error).__name__


def trying(name: str, seconds: float, counter: mmap.mmap) -> Callable[[bytes], None]:
    """The target for libFuzzer: it writes down what breaks it and goes on, until the processor time is used."""
    known, number = set[str](), NUMBER.unpack_from(counter)[0]

    def tried(data: bytes) -> None:
        nonlocal number
        if time.process_time() > seconds:
            sys.stdout.flush()
            os._exit(0)
        number += 1
        NUMBER.pack_into(counter, 0, number)
        signal.setitimer(signal.ITIMER_PROF, SLOW_SECONDS)
        try:
            TARGETS[name](data)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is told, and the search goes on
            signal.setitimer(signal.ITIMER_PROF, 0)
            if (where := place(error)) not in known:
                known.add(where)
                file = FOUND / f"{name}-{hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]}"
                file.write_bytes(data)
                print(f"{name}: {where}, {file.relative_to(ROOT)}")
                traceback.print_exc(limit=-6, file=sys.stdout)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    return tried


def main(name: str, seconds: float, counter: Path) -> None:
    """Fuzz, beginning with the seeds and with what earlier runs came upon."""
    corpus = CORPUS / name
    for folder in (corpus, FOUND):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    signal.signal(signal.SIGPROF, interrupt)
    options = [
        f"-max_len={MAX_BYTES}", f"-timeout={STUCK_SECONDS}", f"-report_slow_units={STUCK_SECONDS}",
        f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={FOUND}/{name}-", "-verbosity=0",
    ]  # fmt: skip
    with counter.open("r+b") as file:
        counted = mmap.mmap(file.fileno(), NUMBER.size)
    atheris.Setup([sys.argv[0], *options, str(corpus)], trying(name, seconds, counted))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
