"""Looks at every byte of the archive: each record's checksum, digest and place, and the digests of whole files."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from base.files import disk_error
from crawler.archive.archive import Page
from crawler.archive.members import SUFFIX, is_written, next_start, read_member, secret_of, whole_length
from crawler.archive.warc import BadRecordError, begin, to_page

_DIGEST = re.compile(rb"^WARC-Block-Digest: sha1:([A-Z2-7]{32})\r?$", re.MULTILINE | re.IGNORECASE)
_LENGTH = re.compile(rb"^Content-Length: (\d+)\r?$", re.MULTILINE | re.IGNORECASE)
_CONCURRENT = re.compile(rb"^WARC-Concurrent-To: <urn:uuid:([0-9a-f-]+)>\r?$", re.MULTILINE | re.IGNORECASE)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record and where it lies; `page` is None for one that is no page of ours. `of` is the page that a
    redirect led to, "" for all else."""

    start: int
    end: int
    page: Page | None
    of: str


@dataclass(frozen=True, slots=True)
class Damage:
    """Bytes of a file that are not what was written there, and why that is known."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file's first `bytes` bytes and their SHA-256. `growing`: a process writes it, and more may follow."""

    file: str
    bytes: int
    sha256: str
    growing: bool


def archive_files(folder: Path) -> list[Path]:
    """The archive's files in the order in which they were begun."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def records(path: Path) -> Iterator[Record | Damage]:
    """All that lies in a file, in order, checked. A torn record at the end is damage, but where a process writes the
    file. Raises UnavailableError where the file cannot be read."""
    try:
        with path.open("rb") as file:
            yield from _records(file, path.name, whole_length(file, path.name))
    except OSError as error:
        raise disk_error(error, f"{path} cannot be read") from error


def _records(file: IO[bytes], name: str, size: int) -> Iterator[Record | Damage]:
    place, secret = 0, secret_of(name)
    while place < size:
        found = read_member(file, place)
        if found is None:
            following = next_start(file, name, place)
            end = size if following is None else following
            yield Damage(place, end, "the record is torn or damaged" if following is not None else _no_more(secret))
            place = end
            continue
        content, end = found
        yield _checked(content, place, end, _is_marked(file, place, secret))
        place = end


def _no_more(secret: bytes | None) -> str:
    return "the end is torn or damaged" if secret else "damaged from here on; of a file of an earlier release"


def _is_marked(file: IO[bytes], place: int, secret: bytes | None) -> bool:
    """Whether a record is where it was written: its mark has the file's secret and the place."""
    if secret is None:
        return True
    mark = begin(secret, place)
    file.seek(place)
    return file.read(len(mark)) == mark


def _checked(content: bytes, start: int, end: int, is_marked: bool) -> Record | Damage:
    if not is_marked:
        return Damage(start, end, "the record was not written at this place of this file")
    head, _, rest = content.partition(b"\r\n\r\n")
    length, digest = _LENGTH.search(head), _DIGEST.search(head)
    if length is None or len(rest) < int(length[1]):
        return Damage(start, end, "the record is shorter than it says")
    if digest and base64.b32encode(_sha1(rest[: int(length[1])])) != digest[1]:
        return Damage(start, end, "the record does not have the digest that was written with it")
    try:
        page = to_page(content)
    except BadRecordError as error:
        return Damage(start, end, f"the record cannot be read: {error}")
    of = _CONCURRENT.search(head)
    return Record(start, end, page, of[1].decode() if of else "")


def digest_file(path: Path) -> FileDigest:
    """The digest of what is to be kept of a file. Raises UnavailableError where it cannot be read."""
    try:
        with path.open("rb") as file:
            size, growing = whole_length(file, path.name), is_written(file)
            return FileDigest(path.name, size, digest_of(file, size), growing)
    except OSError as error:
        raise disk_error(error, f"{path} cannot be read") from error


def digest_of(file: IO[bytes], size: int) -> str:
    """The SHA-256 of the first bytes of a file."""
    file.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (chunk := file.read(min(size, _CHUNK))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


def _sha1(content: bytes) -> bytes:
    """The digest that WARC records carry: against accidents, not against forgers."""
    return hashlib.sha1(content, usedforsecurity=False).digest()
