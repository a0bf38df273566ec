"""Look for bytes that break a reader: `python -m tests.fuzz.run TARGET [SECONDS]`, in an environment with atheris.

What is found is written to `.fuzz/found/` and shown with its traceback; mend it, and move the file to
`tests/fuzz/found/TARGET-what-it-is`, where the suite tries it ever after.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["base", "config", "crawler", "indexer", "search"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
MAX_BYTES = 4_096
SLOW_SECONDS, MEGABYTES = 20, 3_000
"""What one input may take: most take milliseconds, and a machine may be busy."""


def keeping(name: str, found: Path) -> Callable[[bytes], None]:
    """A target that writes down what breaks it: libFuzzer does so only for what stops the process."""

    def tried(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except BaseException:
            (found / f"{name}-{hashlib.sha1(data, usedforsecurity=False).hexdigest()[:12]}").write_bytes(data)
            raise

    return tried


def main(name: str, seconds: int) -> None:
    """Fuzz one target, beginning with the seeds and with what earlier runs came upon."""
    corpus, found = ROOT / ".fuzz" / "corpus" / name, ROOT / ".fuzz" / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()[name]):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}", f"-max_len={MAX_BYTES}", f"-timeout={SLOW_SECONDS}", f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={found}/{name}-", "-print_final_stats=1", "-verbosity=0",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], keeping(name, found))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600)
