"""Freed memory goes back to the system."""

from __future__ import annotations

import ctypes
import gc
from pathlib import Path

import pytest

from base import memory
from base.memory import give_back, loading

BLOCK, BLOCKS = 64 * 1024, 200


def own_bytes() -> int:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssAnon"))
    return 1024 * int(line.split()[1])


@pytest.mark.skipif(memory._trim() is None, reason="only glibc keeps what was freed between what is used")
def test_what_was_freed_between_what_is_used_goes_back() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype, library.malloc.argtypes = ctypes.c_void_p, (ctypes.c_size_t,)
    library.free.argtypes = (ctypes.c_void_p,)
    pairs = [(library.malloc(BLOCK), library.malloc(BLOCK)) for _ in range(BLOCKS)]
    for block, _ in pairs:
        ctypes.memset(block, 1, BLOCK)
    for block, _ in pairs:
        library.free(block)
    before = own_bytes()
    give_back()
    after = own_bytes()
    for _, used in pairs:
        library.free(used)
    assert before - after > BLOCK * BLOCKS / 2


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_nothing_happens_with_another_library(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    memory._trim.cache_clear()
    try:
        give_back()
        assert memory._trim() is None
    finally:
        memory._trim.cache_clear()


def test_no_garbage_is_looked_for_while_a_program_is_loaded() -> None:
    stays = gc.get_freeze_count()
    with loading():
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() > stays
