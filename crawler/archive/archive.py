"""The archive: every page as it was fetched, in WARC files that are only ever appended to.

Each writer starts a file of its own, at whose head a `warcinfo` record says who wrote it, and each record is one gzip
member, synced to the disk before `append` returns. So a crash can tear the last record of a file at most, and a reader
stops before it. Each member begins with a mark that is the file's own secret (the random part of its name) and the
place, by which the next record behind a damaged one is known for certain.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple, Self

from base.data_dir import NO_LOCKS
from base.errors import UnavailableError
from base.events import event
from base.files import disk_error, sync_folder
from crawler.archive.members import SUFFIX, next_start, next_whole, read_member
from crawler.archive.warc import (
    PAST,
    SECRET_BYTES,
    BadRecordError,
    Page,
    Redirect,
    begin,
    pack,
    pack_info,
    to_page,
)

__all__ = [
    "PAST",
    "Archive",
    "Page",
    "PageLostError",
    "Position",
    "Redirect",
    "follow",
    "has_pages",
    "newest_pages",
    "open_archive",
    "read_page",
]

logger = logging.getLogger(__name__)

ROLL_BYTES = 256 * 1024 * 1024
NEWEST_BYTES = 4 * 1024 * 1024
"""Some hundred pages, read in a tenth of a second."""


class Position(NamedTuple):
    """A place between two records: the file's name and the offset at which the next record begins."""

    file: str
    offset: int


class PageLostError(UnavailableError):
    """A page that was in the archive is damaged or gone."""


class Archive:
    """A writer of the archive; several may write to one folder, each to files of its own. `info` is what each file
    says of its making, beside what all say."""

    def __init__(self, folder: Path, roll_bytes: int = ROLL_BYTES, info: Mapping[str, str] | None = None) -> None:
        self.folder, self._roll_bytes, self._info = folder, roll_bytes, info or {}
        self._file: IO[bytes] | None = None
        self._name, self._offset, self._secret = "", 0, b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, page: Page) -> Position:
        """Write a page so that it survives a crash; returns the place after it.

        Raises DiskFullError or UnavailableError, in which case the page is not in the archive
        and what was there before is whole; the next page can be tried all the same.
        """
        return self.append_all([page])

    def append_all(self, pages: Sequence[Page]) -> Position:
        """Write pages with one sync for all of them: `append` for many at once, all of which are kept or none."""
        packed = [record for page in pages for record in pack(page)]
        try:
            file = self._open()
            record = self._joined(packed if self._offset else [pack_info(self._name, self._info), *packed])
            _write_all(file, record)
            os.fsync(file.fileno())
        except OSError as error:
            self._give_up()
            raise disk_error(error, f"{_named(pages)} not archived in {self.folder}") from error
        self._offset += len(record)
        position = Position(self._name, self._offset)
        if self._offset >= self._roll_bytes:
            self.close()
        return position

    def _joined(self, packed: Sequence[bytes]) -> bytes:
        """Records as they go into the file, each with the mark of the place at which it begins."""
        members, place = [], self._offset
        for each in packed:
            members.append(begin(self._secret, place) + each)
            place += len(members[-1])
        return b"".join(members)

    def close(self) -> None:
        """End the file; the next page begins another."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        if self._file is None:
            if not self.folder.exists():
                self.folder.mkdir(parents=True)
                sync_folder(self.folder.parent)
            self._secret = secrets.token_bytes(SECRET_BYTES)
            self._name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{self._secret.hex()}{SUFFIX}"
            self._file, self._offset = (self.folder / self._name).open("xb", buffering=0), 0
            _lock(self._file)
            sync_folder(self.folder)
        return self._file

    def _give_up(self) -> None:
        """After a failed write the file ends before it and is left: what a failed sync has lost cannot be known."""
        if self._file is None:
            return
        try:
            os.ftruncate(self._file.fileno(), self._offset)
            if self._offset == 0:
                (self.folder / self._name).unlink()
        except OSError as error:
            text = f"{self._name} keeps a torn record at its end: {error}"
            event(logger, "archive.torn", text, level=logging.WARNING, file__name=self._name)
        self.close()


def _named(pages: Sequence[Page]) -> str:
    return f"the page {pages[0].url} was" if len(pages) == 1 else f"{len(pages)} pages were"


def open_archive(folder: Path, info: Mapping[str, str] | None = None) -> Archive:
    """A writer for the archive in a folder, to be used as a context manager; no file is made before the first page."""
    return Archive(folder, info=info)


def follow(folder: Path, after: Mapping[str, int]) -> Iterator[tuple[Page, Position]]:
    """All whole pages behind the offsets of `after` (file name to offset), each with the place after it.

    Files come in the order in which they were begun. A torn record at the end of a file is left
    (it may be still being written); damage with whole records behind it is logged and stepped over.
    """
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        offset = after.get(path.name, 0)
        try:
            if path.stat().st_size > offset:
                with path.open("rb") as file:
                    for page, end in _pages(file, path.name, offset):
                        yield page, Position(path.name, end)
        except FileNotFoundError:  # it was read, and has left the archive since the folder was listed
            continue
        except OSError as error:
            raise disk_error(error, f"{path} cannot be read") from error


def newest_pages(folder: Path, max_bytes: int = NEWEST_BYTES) -> Iterator[Page]:
    """The pages in the last bytes of the newest file, oldest first. Raises UnavailableError."""
    path = max(folder.glob(f"*{SUFFIX}"), default=None)
    if path is None:
        return
    try:
        with path.open("rb") as file:
            behind = os.fstat(file.fileno()).st_size - max_bytes
            start = next_start(file, path.name, behind) if behind > 0 else 0
            if start is not None:
                yield from (page for page, _ in _pages(file, path.name, start))
    except OSError as error:
        raise disk_error(error, f"{path} cannot be read") from error


def read_page(folder: Path, position: Position, page_id: str | None = None) -> Page:
    """The page behind a place (what `follow` or `append` gave with the page before it, or offset 0).

    Raises PageLostError where there is none any more or, if `page_id` is given, another one.
    """
    file = folder / position.file
    try:
        with file.open("rb") as opened:
            page = next((page for page, _ in _pages(opened, position.file, position.offset)), None)
    except FileNotFoundError as error:
        raise PageLostError(f"{file} is gone; restore it from a backup") from error
    except OSError as error:
        raise disk_error(error, f"{file} cannot be read") from error
    if page is None or (page_id is not None and page.id != page_id):
        raise PageLostError(f"{file} has lost the page at {position.offset}; restore it from a backup")
    return page


def has_pages(file: IO[bytes], name: str, offset: int) -> bool:
    """Whether there are pages behind an offset; at the end of a file may be a torn record, which is none."""
    is_behind = os.fstat(file.fileno()).st_size > offset
    return is_behind and next(_pages(file, name, offset), None) is not None


def _pages(file: IO[bytes], name: str, offset: int) -> Iterator[tuple[Page, int]]:
    while True:
        found = read_member(file, offset) or next_whole(file, name, offset)
        if found is None:
            return
        record, offset = found
        try:
            page = to_page(record)
        except BadRecordError as error:
            text = f"{name} holds a record before {offset} that cannot be read: {error}"
            event(logger, "archive.damaged", text, level=logging.ERROR, file__name=name)
            continue
        if page is not None:
            yield page, offset


def _lock(file: IO[bytes]) -> None:
    """Hold a file as its writer, so that retention leaves it alone; the kernel lets go of it at the end. Waited for,
    since whoever looks whether somebody writes it holds it for a moment."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise


def _write_all(file: IO[bytes], record: bytes) -> None:
    rest = memoryview(record)
    while rest:
        rest = rest[file.write(rest) :]
