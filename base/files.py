"""Files put in place so that a power cut leaves either the old or the new one, and what to say when a disk fails.

A search imports this for the files of the index, so nothing slow to import belongs here (logging above all).
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from base.errors import DiskFullError, UnavailableError

_REMOVALS = 10
"""Each file that somebody puts into a folder as it is removed costs one more try; nobody puts in many."""


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
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, else a power cut may take those that are new. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folders(folder: Path) -> None:
    """The same for a folder and all folders in it."""
    for one in {folder, *(file.parent for file in folder.rglob("*"))}:
        sync_folder(one)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, also if somebody puts a last file into it meanwhile. Raises OSError."""
    import shutil  # noqa: PLC0415 - every search would wait for it

    for left in reversed(range(_REMOVALS)):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY or not left:
                raise
        else:
            return


def disk_error(error: OSError, what: str) -> UnavailableError:
    """An operating system's error as one of ours, with what could not be done and what to do."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError(f"{what}: no space left; make room and it goes on")
    return UnavailableError(f"{what}: {error.strerror or error}")
