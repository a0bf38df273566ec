"""The data folder: the version of its format, and who works in it."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from base.errors import ConfigError, DiskFullError, UnavailableError

FORMAT = 1
"""Raised when an older program could not read what a newer one has written."""


class HeldError(ConfigError):
    """Another process works in that role already."""


def open_folder(data: Path) -> Path:
    """Make the data folder, or check that it is one that this version can read. Raises ConfigError with the way out."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = data / "FORMAT"
        if not file.exists():
            _write_format(file)
        _check_format(file, file.read_text(encoding="ascii", errors="replace").strip())
    except OSError as error:
        raise disk_error(error, f"the data folder {data} cannot be used") from error
    return data


def _write_format(file: Path) -> None:
    """At one stroke, so that no one ever reads half of it."""
    draft = file.with_name(f"FORMAT.{os.getpid()}")
    draft.write_text(f"{FORMAT}\n", encoding="ascii")
    draft.replace(file)


def _check_format(file: Path, written: str) -> None:
    if not written.isdecimal():
        raise ConfigError(
            f"{file} should hold the number {FORMAT}, not {written[:40]!r}: is this a data folder of Kliping?"
        )
    if int(written) > FORMAT:
        raise ConfigError(
            f"{file.parent} was written by a newer version (format {written}, this one knows up to {FORMAT}): "
            "install that version again, or give another folder with --data"
        )


@contextmanager
def hold(data: Path, role: str) -> Iterator[None]:
    """Be the only process that works as `role` (crawl, index, ...) in a data folder.

    Raises HeldError naming the process that does so already. The kernel frees the lock when its holder dies.
    """
    file = data / f"{role}.lock"
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be opened") from error
    try:
        _lock(handle, file, role)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, file: Path, role: str) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(handle, 32).decode("ascii", "replace").strip() or "unknown"
        raise HeldError(
            f"another process (pid {holder}) already runs `{role}` in {file.parent}: "
            "stop it first, or give another folder with --data"
        ) from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)


def disk_error(error: OSError, what: str) -> UnavailableError:
    """An operating system's error as one of ours, with what could not be done and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"{what}: no space left; make room and it goes on")
    return UnavailableError(f"{what}: {error.strerror or error}")
