"""The data folder: the version of its format, who works in it, and files put in place so that a power cut leaves
either the old or the new one."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from base.errors import AlreadyRunningError, ConfigError, DiskFullError, UnavailableError
from base.events import event

logger = logging.getLogger(__name__)

FORMAT = 1
"""Raised when an older program could not read what a newer one has written."""
OURS = ("archive", "articles.sqlite", "index", "kliping.toml", "ledger.sqlite", "publishers", "words")
"""What a data folder may hold; any of them beside a damaged `FORMAT` says whose folder it is."""
LOCK_POLL_SECONDS = 0.2
LOCK_REMINDER_SECONDS = 300.0
_SQLITE_USER_VERSION = slice(60, 64)  # where a SQLite file keeps `PRAGMA user_version` (sqlite.org/fileformat2.html)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)


def open_folder(data: Path) -> Path:
    """Make the data folder, or check that it is one that this version can read. Raises ConfigError with the way out."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = data / "FORMAT"
        if not file.exists() or _was_cut_off(file):
            write_atomically(file, f"{FORMAT}\n".encode("ascii"))
        check_format(data)
    except OSError as error:
        raise disk_error(error, f"the data folder {data} cannot be used") from error
    return data


def _was_cut_off(file: Path) -> bool:
    """Whether a power cut has left `FORMAT` without its content, in a folder that holds nothing or what is ours."""
    others = {one.name for one in file.parent.iterdir() if not one.name.startswith("FORMAT")}
    cut_off = not file.read_bytes().strip(b"\0") and (not others or not others.isdisjoint(OURS))
    if cut_off:
        event(logger, "folder.mended", f"{file} was empty, as after a power cut: written anew", level=logging.WARNING)
    return cut_off


def check_format(data: Path) -> None:
    """Raise ConfigError with the way out where the folder was written by a newer version, or is none of ours."""
    file = data / "FORMAT"
    if not file.exists():
        return
    written = file.read_text(encoding="ascii", errors="replace").strip()
    if not written.isdecimal():
        raise ConfigError(
            f"{file} should hold the number {FORMAT}, not {written[:40]!r}: if this is a data folder of Kliping, "
            f"write {FORMAT} into that file; else give another folder with --data"
        )
    if int(written) > FORMAT:
        raise ConfigError(
            f"{data} was written by a newer version (format {written}, this one knows up to {FORMAT}): "
            "install that version again, or give another folder with --data"
        )


def check_schemas(data: Path, newest: Mapping[str, Path]) -> None:
    """Raise ConfigError where a SQLite database of the folder has tables from a newer version.

    `newest` has for each database (`ledger`, `articles`) the folder of its migrations. Only the header of the file is
    read, so that a search need not load the database library; tables that were changed a moment ago may still stand
    in the write-ahead log beside it, and are noticed once they have reached the file.
    """
    for name, migrations in newest.items():
        file = data / f"{name}.sqlite"
        if file.exists():
            with file.open("rb") as stream:
                written = int.from_bytes(stream.read(64)[_SQLITE_USER_VERSION])
            check_revision(name, written, revisions(migrations))


def revisions(migrations: Path) -> list[int]:
    """The numbers of the migrations in a folder, oldest first; each is a file `versions/NNNN_what.py`."""
    return sorted(int(file.name.split("_")[0]) for file in (migrations / "versions").glob("[0-9]*_*.py"))


def check_revision(name: str, written: int, known: list[int]) -> None:
    """Raise ConfigError for tables that a newer version has written."""
    if written > known[-1]:
        raise ConfigError(
            f"the tables of {name} were written by a newer version of Kliping "
            f"(revision {written:04}, this one knows up to {known[-1]:04}): install that version again, "
            "or restore a backup"
        )


def write_atomically(file: Path, content: bytes) -> None:
    """Put a file in place in one step that survives a power cut: whoever reads it finds the old one or the new one,
    whole. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the power cut may take the new name
    finally:
        os.close(folder)


@contextmanager
def lock_role(data: Path, role: str, *, wait: bool = False) -> Iterator[None]:
    """Be the only process that works as `role` (crawl, index, ...) in a data folder.

    Another one is waited for with `wait`, however long it takes, and named in the log; else it raises
    AlreadyRunningError. The kernel frees the lock when its holder dies.
    """
    file = data / f"{role}.lock"
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be opened") from error
    try:
        if not _lock(handle, file):
            _wait_for(handle, file, role) if wait else _refuse(handle, file, role)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, file: Path) -> bool:
    """Take the lock if nobody holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise UnavailableError(
                f"{file}: the file system has no locks ({error.strerror}), as NFS mounted with `nolock` has none: "
                "keep the data folder on a local disk, or mount it with locks"
            ) from error
        raise disk_error(error, f"{file} cannot be locked") from error
    return True


def _wait_for(handle: int, file: Path, role: str) -> None:
    reminder = 0.0
    while not _lock(handle, file):
        if time.monotonic() >= reminder:
            reminder = time.monotonic() + LOCK_REMINDER_SECONDS
            event(
                logger,
                "lock.wait",
                f"{_held(handle, file, role)}: waiting for it to end",
                level=logging.WARNING,
            )
        time.sleep(LOCK_POLL_SECONDS)


def _refuse(handle: int, file: Path, role: str) -> None:
    raise AlreadyRunningError(f"{_held(handle, file, role)}: stop it first, or give another folder with --data")


def _held(handle: int, file: Path, role: str) -> str:
    holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
    return f"another process (pid {holder}) already runs `{role}` in {file.parent}"


def disk_error(error: OSError, what: str) -> UnavailableError:
    """An operating system's error as one of ours, with what could not be done and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"{what}: no space left; make room and it goes on")
    return UnavailableError(f"{what}: {error.strerror or error}")
