"""Progress on a terminal: one line on standard error that is rewritten, nothing at all in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from config.terminal import CLEAR, Progress, is_terminal
from kliping.speech import is_quiet, text


def on_terminal() -> bool:
    """Whether progress is shown."""
    return is_terminal(sys.stderr)


@contextmanager
def progress(doing: str) -> Iterator[Progress]:
    """Show what is being done (a code of `kliping/texts.py`) and the counts that the work reports."""
    if is_quiet() or not on_terminal():
        yield lambda _counts: None
        return

    import shutil  # only here, where progress is shown: a search would wait for it

    def report(counts: Mapping[str, int]) -> None:
        shown = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
        line = f"{text(doing)}: {shown}" if shown else f"{text(doing)} ..."
        sys.stderr.write(CLEAR + line[: shutil.get_terminal_size().columns - 1])
        sys.stderr.flush()

    report({})
    try:
        yield report
    finally:
        sys.stderr.write(CLEAR)
        sys.stderr.flush()
