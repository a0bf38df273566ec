"""The members of an archive file: each record is packed by itself, and can be found again behind damage."""

from __future__ import annotations

import fcntl
import functools
import logging
import os
import re
from typing import IO

from isal import isal_zlib

from base.data_dir import NO_LOCKS
from base.events import event
from crawler.archive.warc import SECRET_BYTES, starts

logger = logging.getLogger(__name__)

SUFFIX = ".warc.gz"
_SECRET = re.compile(rf"-([0-9a-f]{{{2 * SECRET_BYTES}}}){re.escape(SUFFIX)}$")
_BLOCK = 64 * 1024
_TAIL = 64 * 1024 * 1024
"""More than the records of one append that may be under way: a page has 10 MB at most, its parts as much again."""


def read_member(file: IO[bytes], offset: int) -> tuple[bytes, int] | None:
    """The record that begins at an offset, unpacked and checked, and where it ends; None if it is not whole."""
    file.seek(offset)
    unpack = isal_zlib.decompressobj(isal_zlib.MAX_WBITS | 16)
    blocks = []
    try:
        while not unpack.eof:
            block = file.read(_BLOCK)
            if not block:
                return None
            blocks.append(unpack.decompress(block))
    except isal_zlib.error:  # type: ignore[misc] # its stubs take the class for an instance
        return None
    record = b"".join(blocks)
    return (record, file.tell() - len(unpack.unused_data)) if record.startswith(b"WARC/") else None


def next_whole(file: IO[bytes], name: str, offset: int) -> tuple[bytes, int] | None:
    """The next whole record behind damage, which is logged; None at the end of the file or where only a torn record is
    left. Damage is believed at a second look alone, since the writer may have been amid that very record at the first,
    and have written it and the next meanwhile."""
    if secret_of(name) is None and os.fstat(file.fileno()).st_size > offset:
        _say_unread(name, offset)
    place = next_start(file, name, offset)
    if place is None:
        return None
    if (written := read_member(file, offset)) is not None:
        return written
    text = f"{name} is damaged between {offset} and {place}; what lies there is lost"
    event(logger, "archive.damaged", text, level=logging.ERROR, file__name=name)
    return read_member(file, place)


def next_start(file: IO[bytes], name: str, offset: int) -> int | None:
    """Where the next whole record behind a damaged one begins; None where there is none.

    A page may hold anything, whole records of other pages too, and lies in the file as it is where it cannot be
    packed. So a record counts only if it begins with the file's own mark, which no page can know; of a file without
    one (made by an earlier release) nothing behind the damage counts.
    """
    secret = secret_of(name)
    if secret is None or os.fstat(file.fileno()).st_size <= offset:
        return None
    file.seek(offset + 1)
    rest = file.read()
    return next((place for place in starts(rest, offset + 1, secret) if read_member(file, place) is not None), None)


def whole_length(file: IO[bytes], name: str) -> int:
    """How many bytes of a file there are to keep: all of one that is closed; of one that somebody writes, those up to
    the end of its last whole record."""
    size, secret = os.fstat(file.fileno()).st_size, secret_of(name)
    if secret is None or not is_written(file):
        return size
    begin = max(0, size - _TAIL)
    file.seek(begin)
    last = max(starts(file.read(size - begin), begin, secret), default=0)
    found = read_member(file, last)
    return last if found is None else found[1]


@functools.lru_cache(maxsize=1_000)
def _say_unread(name: str, offset: int) -> None:
    """Once a process, as the archive is looked at twice a second."""
    text = f"{name} is torn or damaged at {offset}; it was begun by an earlier release, so what lies behind is not read"
    event(logger, "archive.damaged", text, level=logging.ERROR, file__name=name)


def secret_of(name: str) -> bytes | None:
    """What marks the records of a file, which is the random part of its name; None for one of earlier releases."""
    match = _SECRET.search(name)
    return bytes.fromhex(match[1]) if match else None


def is_written(file: IO[bytes]) -> bool:
    """Whether a process holds a file as its writer, so that it may grow."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return False
