"""Knows the process that loaded it."""

from __future__ import annotations

import os

LOADED_BY = os.getpid()


def is_loaded_here() -> bool:
    return os.getpid() == LOADED_BY
