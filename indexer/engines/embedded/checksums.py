"""Reads the files of an index whole, a little at a time, and compares them with the checksums that tantivy wrote."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

from indexer.engines.embedded.segments import FOOTER_MAGIC, files

_CHUNK_BYTES = 1 << 20
_END_BYTES = 4 + len(FOOTER_MAGIC)  # the length of the footer, then the mark that it is one
READ_SECONDS = 0.5
"""So long one look reads: some 500 MB from memory, and what a disk gives in that time."""


class Checksums:
    """Which files of one generation were found whole; those of new segments are read as they come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._whole: set[str] = set()
        self._going: Iterator[str | None] = iter(())

    def look(self, seconds: float = READ_SECONDS) -> str | None:
        """Go on for so long at most; returns the first damage found, in words. Raises OSError."""
        end = time.monotonic() + seconds
        for damage in self._going:
            if damage or time.monotonic() >= end:
                return damage
        self._going = self._read_all()
        for damage in self._going:
            if damage or time.monotonic() >= end:
                return damage
        return None

    def _read_all(self) -> Iterator[str | None]:
        """A step for each chunk that was read."""
        now = [file for file in files(self._folder) if file.name not in self._whole]
        for file in now:
            try:
                yield from self._read(file)
            except FileNotFoundError:
                continue  # merged away since, or missing, which a look at the commit tells

    def _read(self, file: Path) -> Iterator[str | None]:
        with file.open("rb") as stream:
            length, recorded = _footer(file)
            left, found = length, 0
            while left > 0:
                chunk = stream.read(min(left, _CHUNK_BYTES))
                if not chunk:
                    break
                left, found = left - len(chunk), zlib.crc32(chunk, found)
                yield None
        if found != recorded:
            yield f"{file.name} does not have the checksum that was written with it"
        else:
            self._whole.add(file.name)


def _footer(file: Path) -> tuple[int, int | None]:
    """How many bytes stand before a file's footer, and the checksum that it says they have (None: unreadable)."""
    size = file.stat().st_size
    with file.open("rb") as stream:
        stream.seek(max(0, size - _END_BYTES))
        length = int.from_bytes(stream.read(4), "little")
        stream.seek(max(0, size - _END_BYTES - length))
        try:
            return size - _END_BYTES - length, json.loads(stream.read(min(length, _CHUNK_BYTES)))["crc"]
        except (ValueError, LookupError, TypeError):
            return 0, None
