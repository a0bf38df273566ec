"""What stages and commands need to know of a terminal: whether a line can be rewritten there, and how."""

from __future__ import annotations

import os
from typing import IO

CLEAR = "\r\033[K"
"""Takes a terminal's line back, so that progress shown there and lines of the log do not run into each other."""


def is_terminal(stream: IO[str]) -> bool:
    """Whether a line on a stream can be rewritten; `TERM=dumb` says that it cannot."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"
