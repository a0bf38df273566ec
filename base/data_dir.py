"""The data folder: opening it, and the locks that keep two processes from doing one job in it."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from base.errors import AlreadyRunningError, UnavailableError
from base.events import event
from base.files import disk_error, user_name, write_atomically
from base.formats import FORMAT, check_format

logger = logging.getLogger(__name__)

OURS = ("archive", "articles.sqlite", "index", "kliping.toml", "ledger.sqlite", "publishers", "saved.sqlite", "words")
"""What a data folder may hold; any of them beside a damaged `FORMAT` says whose folder it is."""
LOCK_POLL_SECONDS = 0.2
LOCK_REMINDER_SECONDS = 300.0
NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)
"""Errors of a file system that has no locks."""


def open_folder(data: Path) -> Path:
    """Make the data folder, or check that it is one that this version can read. Raises ConfigError with the way out."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = data / "FORMAT"
        if not file.exists() or _was_cut_off(file):
            write_atomically(file, f"{FORMAT}\n".encode("ascii"))
        check_format(data)
    except OSError as error:
        if data.is_symlink() and not data.exists():
            text = f"the data folder {data} is a link to {data.readlink()}, which is not there: is its disk mounted?"
            raise UnavailableError(text) from error
        raise disk_error(error, f"the data folder {data} cannot be used") from error
    _warn_of_owner(data)
    return data


def _warn_of_owner(data: Path) -> None:
    """root may write anywhere; what it makes in another's folder keeps the owner's processes from going on."""
    if os.geteuid() == 0 and (owner := data.stat().st_uid) != 0:
        name = user_name(owner)
        text = (
            f"this runs as root in {data}, which belongs to {name}: what it makes there belongs to root. Run it as "
            f"{name} (sudo -u {name}), or run `chown -R --reference={data} {data}` afterwards"
        )
        event(logger, "folder.foreign", text, level=logging.WARNING)


def _was_cut_off(file: Path) -> bool:
    """Whether a power cut has left `FORMAT` without its content, in a folder that holds nothing or what is ours."""
    others = {one.name for one in file.parent.iterdir() if not one.name.startswith("FORMAT")}
    cut_off = not file.read_bytes().strip(b"\0") and (not others or not others.isdisjoint(OURS))
    if cut_off:
        event(logger, "folder.mended", f"{file} was empty, as after a power cut: written anew", level=logging.WARNING)
    return cut_off


@contextmanager
def lock_role(data: Path, role: str, *, wait: bool = False, advice: str = "") -> Iterator[None]:
    """Be the only process that works as `role` (crawl, index, ...) in a data folder.

    Another one is waited for with `wait`, however long it takes, and named in the log, with `advice`; else it raises
    AlreadyRunningError. The kernel frees the lock when its holder dies.
    """
    file = data / f"{role}.lock"
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be opened") from error
    try:
        if not take_lock(handle, file):
            _wait_for(handle, file, role, advice) if wait else _refuse(handle, file, role)
        with suppress(OSError):  # a full disk has no room for the number, and who works may be about to make some
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def take_lock(handle: int, file: Path) -> bool:
    """Take the lock of an open file if nobody holds it. Raises UnavailableError where the file system has none."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in NO_LOCKS:
            raise UnavailableError(
                f"{file}: the file system has no locks ({error.strerror}), as NFS mounted with `nolock` has none: "
                "keep the data folder on a local disk, or mount it with locks"
            ) from error
        raise disk_error(error, f"{file} cannot be locked") from error
    return True


def _wait_for(handle: int, file: Path, role: str, advice: str) -> None:
    reminder = 0.0
    while not take_lock(handle, file):
        if time.monotonic() >= reminder:
            reminder = time.monotonic() + LOCK_REMINDER_SECONDS
            event(
                logger,
                "lock.wait",
                f"{_held(handle, file, role)}: waiting for it to end{advice}",
                level=logging.WARNING,
            )
        time.sleep(LOCK_POLL_SECONDS)


def _refuse(handle: int, file: Path, role: str) -> None:
    raise AlreadyRunningError(f"{_held(handle, file, role)}: stop it first, or give another folder with --data")


def _held(handle: int, file: Path, role: str) -> str:
    holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
    return f"another process (pid {holder}) already runs `{role}` in {file.parent}"
