"""What stages and commands share to show progress: the counts, and whether and how a terminal line is rewritten."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import IO

CLEAR = "\r\033[K"
"""Takes a terminal's line back, so that progress shown there and lines of the log do not run into each other."""


Progress = Callable[[Mapping[str, int]], None]
"""Is called with the counts of a stage, by what they count, as the work goes on."""


def is_terminal(stream: IO[str]) -> bool:
    """Whether a line on a stream can be rewritten; `TERM=dumb` says that it cannot."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
