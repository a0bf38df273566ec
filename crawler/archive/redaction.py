"""Takes pages out of the archive for good: their records are written over by empty ones of the same length.

So every other record stays where it is, and so do all places in the file that ledger and articles know; it may be done
beside whoever reads or writes the file. What is to be written over is noted first (`removing.json`): killed anywhere,
the next look finishes it. What was done is noted for good, with the file's digests before and after.
"""

from __future__ import annotations

import json
import logging
import os
import struct
import uuid
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from base.events import event
from base.files import disk_error, write_atomically
from crawler.archive.archive import Page
from crawler.archive.inspection import Record, archive_files, digest_file, records
from crawler.archive.members import secret_of
from crawler.archive.warc import begin

logger = logging.getLogger(__name__)

REWRITTEN, JOURNAL = "rewritten.jsonl", "removing.json"
IsRemoved = Callable[[Page], bool]
_PLAIN_HEAD = b"\x1f\x8b\x08\x00" + bytes(5) + b"\xff"  # of a gzip member in files of earlier releases
_MAX_STORED = 0xFFFF  # bytes of a stored block of deflate (RFC 1951, 3.2.4)
_STORED_HEAD = 5


@dataclass(frozen=True, slots=True)
class Redacted:
    """A file out of which pages were taken, and how many."""

    file: str
    pages: int


def redact(folder: Path, is_removed: IsRemoved, removal: int) -> list[Redacted]:
    """Take the pages that `is_removed` says out of all files, each with its parts and the redirects that led to it."""
    finish(folder)
    return [done for path in archive_files(folder) if (done := redact_file(path, is_removed, removal))]


def redact_file(path: Path, is_removed: IsRemoved, removal: int) -> Redacted | None:
    """The same for one file; None where nothing in it was to be taken out. Raises UnavailableError."""
    finish(path.parent)
    ids, places = set[str](), list[tuple[str, int, int]]()
    for one in records(path):
        if isinstance(one, Record) and (name := one.page.id if one.page else one.of):
            places.append((name, one.start, one.end))
            if one.page and is_removed(one.page):
                ids |= {one.page.id, *one.page.parts}
    ranges = [(start, end) for name, start, end in places if name in ids]
    if not ranges:
        return None
    plan = {"file": path.name, "ranges": ranges, "pages": len(ids), "removal": removal}
    plan["sha256_before"] = digest_file(path).sha256
    try:
        write_atomically(path.parent / JOURNAL, json.dumps(plan).encode())
    except OSError as error:
        raise disk_error(error, f"{path.parent / JOURNAL} cannot be written") from error
    finish(path.parent)
    return Redacted(path.name, len(ids))


def finish(folder: Path) -> None:
    """Write over what is noted, if anything is; nothing happens where that was done already."""
    journal = folder / JOURNAL
    try:
        if not journal.exists():
            return
        plan = json.loads(journal.read_bytes())
        path = folder / plan["file"]
        if path.exists():  # else retention was faster
            _write_over(path, plan["ranges"])
            _note(path, plan)
        journal.unlink()
    except OSError as error:
        raise disk_error(error, f"pages cannot be taken out of {folder}") from error


def rewrites(folder: Path) -> dict[str, int]:
    """How often pages were taken out of each file: one that is not the same as before was not only added to."""
    return dict(Counter(one["file"] for one in rewritten(folder)))


def redacted(folder: Path, removal: int) -> list[Redacted]:
    """What was taken out of the files by one removal so far, by whatever process."""
    return [Redacted(one["file"], one["pages"]) for one in rewritten(folder) if one["removal"] == removal]


def rewritten(folder: Path) -> list[dict[str, Any]]:
    """What was noted of each time that pages were taken out of a file."""
    try:
        lines = (folder / REWRITTEN).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines if line.endswith("}")]  # else it was torn, and is noted anew behind it


def _write_over(path: Path, ranges: Sequence[tuple[int, int]]) -> None:
    secret = secret_of(path.name)
    handle = os.open(path, os.O_WRONLY)
    try:
        for start, end in ranges:
            rest, place = memoryview(filler(secret, start, end - start)), start
            while rest:
                written = os.pwrite(handle, rest, place)
                rest, place = rest[written:], place + written
        os.fsync(handle)
    finally:
        os.close(handle)


def _note(path: Path, plan: dict[str, object]) -> None:
    after = digest_file(path)
    fact = {
        "file": path.name,
        "removal": plan["removal"],
        "pages": plan["pages"],
        "rewritten": datetime.now(UTC).isoformat(),
        "bytes": after.bytes,
        "sha256_before": plan["sha256_before"],
        "sha256": after.sha256,
    }
    with (path.parent / REWRITTEN).open("a+b") as file:
        file.write(_end_of_torn(file) + json.dumps(fact).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    text = f"{plan['pages']} pages were taken out of {path.name}, which was rewritten: its digest is another one now"
    event(logger, "archive.rewritten", text, level=logging.WARNING, file__name=path.name)


def _end_of_torn(file: IO[bytes]) -> bytes:
    """What ends a last line that a full disk or a power cut has torn, so that the next one is a line of its own."""
    if file.seek(0, os.SEEK_END) == 0:
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read(1) == b"\n" else b"\n"


def filler(secret: bytes | None, place: int, length: int) -> bytes:
    """A gzip member of exactly so many bytes that holds a record without content; its deflate blocks are stored ones,
    so that the length can be chosen."""
    head = _PLAIN_HEAD if secret is None else begin(secret, place)
    room = length - len(head) - 8
    blocks = -(-room // (_STORED_HEAD + _MAX_STORED))
    record = _empty_record(room - blocks * _STORED_HEAD)
    stored = []
    for number in range(blocks):
        block = record[number * _MAX_STORED : (number + 1) * _MAX_STORED]
        is_last = number == blocks - 1
        stored += [struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF), block]
    return b"".join([head, *stored, struct.pack("<II", zlib.crc32(record), len(record))])


def _empty_record(length: int) -> bytes:
    """A WARC record of so many bytes: its content is blanks."""
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\n"
        f"WARC-Date: {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\r\nContent-Length: %010d\r\n\r\n"
    )
    end = b"\r\n\r\n"
    content = length - len(head % 0) - len(end)
    if content < 0:
        raise ValueError(f"no record is as short as {length} bytes")
    return (head % content).encode() + b" " * content + end
