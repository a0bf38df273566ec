"""Files put in place so that a power cut leaves either the old or the new one, and what to say when a disk fails.

A search imports this for the files of the index, so nothing slow to import belongs here (logging above all).
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path

from base.errors import DiskFullError, UnavailableError

_REMOVALS = 10
"""Each file that somebody puts into a folder as it is removed costs one more try; nobody puts in many."""


def write_atomically(file: Path, content: bytes) -> None:
    """Put a file in place in one step that survives a power cut: whoever reads it finds the old one or the new one,
    whole. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:  # else nobody would take it away, nor give back its room on a disk that is full
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    sync_folder(file.parent)


def replaceable(file: Path) -> Path | None:
    """The plain file, behind links, that a draft may take the place of; None where `file` is written to as it stands: a
    pipe, a device, or a name of a file that is open (`/dev/stdout`), whose link must not be replaced."""
    if file.exists() and not file.is_file():
        return None
    if file.is_symlink() and file.absolute().parts[1] in ("dev", "proc"):
        return None
    return file.resolve()


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
    advice = owner_advice(Path(error.filename)) if isinstance(error.filename, str) else ""
    return UnavailableError(f"{what}: {error.strerror or error}" + (f"; {advice}" if advice else ""))


def owner_advice(place: Path) -> str:
    """What to do where a file, its folder, or something in that folder belongs to another user and cannot be written;
    empty where that is not what is wrong. `sudo kliping` leaves such files."""
    folder = place if place.is_dir() else place.parent
    try:
        found = next((one for one in (place, folder, *sorted(folder.iterdir())) if _is_anothers(one)), None)
        if found is None:
            return ""
        owner = user_name(found.stat().st_uid)
    except OSError:  # gone meanwhile, or even its folder cannot be read
        return ""
    return f"{found} belongs to {owner}: run this as that user, or give the data folder to {user_name(os.geteuid())}"


def _is_anothers(file: Path) -> bool:
    return file.exists() and file.stat().st_uid != os.geteuid() and not os.access(file, os.W_OK)


def user_name(number: int) -> str:
    """The name of a user of this machine, or the number of one that has none."""
    import pwd  # noqa: PLC0415 - every search would wait for it

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
