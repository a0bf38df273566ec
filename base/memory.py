"""Garbage is not looked for while a program is loaded; and memory that was freed goes back to the system, which C's
allocator does by itself only where it lies at an end."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage meanwhile, and ever after not in what was loaded: modules stay, and to look through them time
    and again takes a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def give_back() -> None:
    """Give back what is free between what is used; a few milliseconds, so for moments when nothing else is to be done.
    Nothing happens where the C library is not glibc, which alone keeps so much."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's `malloc_trim`, None with another library."""
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl and macOS have none; Windows has no program to look it up in
        return None
    trim.argtypes = (ctypes.c_size_t,)
    return trim
