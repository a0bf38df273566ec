"""Lets go of the pages of an index that a long walk through it has brought into memory.

tantivy maps its files, and a page that was read once counts as this process's memory for as long as the system has
room: a walk through all articles would show the size of the index. The pages stay in the system's cache, so that
whoever needs one again has it at once.
"""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import sys
from collections.abc import Iterator
from pathlib import Path

_MAPS = Path("/proc/self/maps")


def release_pages(folder: Path) -> None:
    """Take all pages of files below a folder out of this process's memory; nothing happens where the system is not
    Linux."""
    if sys.platform != "linux":
        return
    advise = ctypes.CDLL(None, use_errno=True).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with contextlib.suppress(FileNotFoundError):  # a system without /proc
        for start, length in _mapped(str(folder.resolve()) + "/", _MAPS.read_text(errors="replace")):
            advise(start, length, mmap.MADV_DONTNEED)


def _mapped(folder: str, maps: str) -> Iterator[tuple[int, int]]:
    """Start and length of what is mapped only to be read of files below a folder, of the lines of `/proc/self/maps`:
    what may be written to must stay, since its changes would be lost."""
    for line in maps.splitlines():
        place, permissions, _, _, _, *path = line.split(maxsplit=5)
        if path and path[0].startswith(folder) and permissions.startswith("r-"):
            start, end = (int(one, 16) for one in place.split("-"))
            yield start, end - start
