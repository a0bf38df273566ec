"""A backup in a folder, to which the next one adds what is new of the archive.

Files of the archive lie there once and only grow. All else lies in a folder of its own for each backup (`state-...`).
The manifest is put in place last and in one step: until then the backup is the one before, of which nothing was
changed, and then what that alone had is removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from base.data_dir import lock_role
from base.errors import ConfigError, KlipingError
from base.files import disk_error, sync_folders, write_atomically
from crawler.archive.inspection import digest_of
from kliping.backup.manifest import NAME, Entry, Manifest, read_manifest

ARCHIVE, STATE = "archive", "state-"
_CHUNK = 1 << 20


class ChangedError(KlipingError):
    """The archive is not what the backup before has of it, so that adding to that would spoil it."""


class FolderStore:
    """A backup folder open for the next backup. `cut` is where all but the archive is to be put."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._old: Mapping[str, Entry] = {}
        self._entries = list[Entry]()
        self.cut = folder / f"{STATE}{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"

    def __enter__(self) -> Self:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _check_ours(self._folder)
            with ExitStack() as opened:
                opened.enter_context(lock_role(self._folder, "backup"))
                file = self._folder / NAME
                if file.exists():
                    self._old = {one.path: one for one in read_manifest(file.read_bytes(), str(self._folder)).entries}
                self._remove_what_was_left()
                self.cut.mkdir(mode=0o700)
                self._opened = opened.pop_all()
        except OSError as error:
            raise disk_error(error, f"{self._folder} cannot be used for a backup") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            shutil.rmtree(self.cut, ignore_errors=True)
        self._opened.__exit__(kind, error, at)

    def _remove_what_was_left(self) -> None:
        """Give back the room that a backup which was killed had taken: the next one may need it."""
        kept = {one.stored.partition("/")[0] for one in self._old.values()}
        for left in self._folder.glob(f"{STATE}*"):
            if left.name not in kept:
                shutil.rmtree(left, ignore_errors=True)
        for draft in self._folder.glob(f"{NAME}.*"):
            if draft.suffix[1:].isdecimal():  # what else begins so, such as a signature, is the user's own
                draft.unlink(missing_ok=True)

    def check(self, present: Sequence[str], gone: Sequence[str]) -> None:
        """Raise ChangedError where the backup before has files of the archive that are not `present` and not `gone` by
        its retention: what has lost them must not make the backup lose them too."""
        here = {f"{ARCHIVE}/{name}" for name in (*present, *gone)}
        lost = [one.path for one in self._old.values() if one.stored.startswith(f"{ARCHIVE}/") and one.path not in here]
        if lost:
            raise ChangedError(
                f"{len(lost):,} files that the backup in {self._folder} has are not in the archive any more "
                f"(first: {lost[0]}), and nothing says that they were to go: `kliping restore {self._folder}` brings "
                "them back into another folder; to go on without them, back up to another folder"
            )

    def add(self, path: Path, size: int, rewrites: int) -> None:
        """Have the first bytes of a file of the archive in the backup, as far as they are not there yet."""
        name = f"{ARCHIVE}/{path.name}"
        old = self._old.get(name)
        old = old if old and old.rewrites == rewrites else None
        stored = f"{name}.{rewrites}" if rewrites else name
        if old and old.bytes == size and (self._folder / stored).exists():
            self._entries.append(old)
            return
        self._entries.append(Entry(name, stored, size, self._extend(path, stored, size, old), rewrites))

    def _extend(self, path: Path, stored: str, size: int, old: Entry | None) -> str:
        target = self._folder / stored
        target.parent.mkdir(mode=0o700, exist_ok=True)
        with path.open("rb") as source, target.open("r+b" if target.exists() else "w+b") as copy:
            if old and (size < old.bytes or digest_of(source, old.bytes) != old.sha256):
                raise ChangedError(
                    f"{path} is not what the backup has of it, only longer: look with `kliping verify`, and back up to "
                    "another folder meanwhile"
                )
            digest = digest_of(source, size)
            source.seek(0)
            _write_what_differs(source.read, copy, size)
            os.fsync(copy.fileno())
        return digest

    def finish(self, manifest: Manifest) -> Manifest:
        """Make the backup the folder's own, and remove what only the one before had."""
        whole = replace(manifest, entries=self._all_entries())
        sync_folders(self._folder)
        write_atomically(self._folder / NAME, whole.to_bytes())
        self._remove_what_is_not(whole)
        return whole

    def _all_entries(self) -> list[Entry]:
        found = list(self._entries)
        for file in sorted(self.cut.rglob("*")):
            if file.is_file():
                with file.open("rb") as stream:
                    os.fsync(stream.fileno())
                    path, size = file.relative_to(self.cut).as_posix(), file.stat().st_size
                    found.append(Entry(path, f"{self.cut.name}/{path}", size, digest_of(stream, size)))
        return found

    def _remove_what_is_not(self, whole: Manifest) -> None:
        kept = {one.stored for one in whole.entries}
        for folder in self._folder.glob(f"{STATE}*"):
            if folder != self.cut:
                shutil.rmtree(folder, ignore_errors=True)
        for file in (self._folder / ARCHIVE).glob("*"):
            if f"{ARCHIVE}/{file.name}" not in kept:
                file.unlink()


def _check_ours(folder: Path) -> None:
    """Raise ConfigError for a folder that holds something else."""
    others = [
        one.name
        for one in folder.iterdir()
        if one.name not in (NAME, ARCHIVE, "backup.lock", "lost+found") and not one.name.startswith((STATE, NAME))
    ]
    if others:
        raise ConfigError(f"{folder} holds other things ({others[0]}): give a folder of its own for the backup")


def _write_what_differs(read: Callable[[int], bytes], copy: IO[bytes], size: int) -> None:
    """Write the bytes that are not there yet, so that what is there already is left alone."""
    place = 0
    while place < size and (chunk := read(min(_CHUNK, size - place))):
        copy.seek(place)
        if copy.read(len(chunk)) != chunk:
            copy.seek(place)
            copy.write(chunk)
        place += len(chunk)
    copy.truncate(size)
    copy.flush()
