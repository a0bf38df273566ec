"""A backup as one tar stream: the archive, then all else, and the manifest at the end, so that what was cut off has
none. To a file it is written beside and put in place when it is whole."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
import tarfile
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from base.errors import ConfigError
from base.files import disk_error, sync_folder
from kliping.backup.manifest import NAME, Entry, Manifest

STDOUT = Path("-")
TEMPORARY = "backup-"


class TarStore:
    """A tar file or standard output open for a backup. `cut` is where all but the archive is to be put: in the data
    folder, where there should be room for a copy of the databases."""

    def __init__(self, target: Path, data: Path) -> None:
        self._target, self._data = target, data
        self._entries = list[Entry]()
        self._stack = ExitStack()
        self._partial = target.with_name(f"{target.name}.partial")

    def __enter__(self) -> Self:
        try:
            for left in self._data.glob(f"{TEMPORARY}*"):  # of one that was killed; the caller holds the lock
                shutil.rmtree(left, ignore_errors=True)
            folder = tempfile.TemporaryDirectory(prefix=TEMPORARY, dir=self._data)
            self.cut = Path(self._stack.enter_context(folder))
            self._stream = self._open()
            self._tar = tarfile.open(fileobj=self._stream, mode="w|", format=tarfile.PAX_FORMAT)
        except OSError as error:
            self._stack.close()
            raise disk_error(error, f"{self._target} cannot be written") from error
        return self

    def _open(self) -> IO[bytes]:
        if self._target == STDOUT:
            if sys.stdout.isatty():
                raise ConfigError("a backup is nothing for a terminal: send it to a file or a program")
            return sys.stdout.buffer
        self._target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        return self._stack.enter_context(os.fdopen(handle, "wb"))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None and self._tar.fileobj:
            with suppress(OSError, ValueError):  # else it is tried as the object goes, when nobody hears of it
                self._tar.fileobj.close()
        self._stack.close()
        if kind is not None and self._target != STDOUT:
            self._partial.unlink(missing_ok=True)

    def check(self, present: object, gone: object) -> None:
        """Nothing was there before."""

    def add(self, path: Path, size: int, rewrites: int) -> None:
        """Write the first bytes of a file of the archive."""
        with path.open("rb") as source:
            self._write(f"archive/{path.name}", source, size, rewrites)

    def _write(self, name: str, source: IO[bytes], size: int, rewrites: int = 0) -> None:
        hashed = _Hashed(source)
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._tar.addfile(member, hashed)
        self._entries.append(Entry(name, name, size, hashed.digest.hexdigest(), rewrites))

    def finish(self, manifest: Manifest) -> Manifest:
        """Write all else and the manifest, and put the file in place."""
        for file in sorted(self.cut.rglob("*")):
            if file.is_file():
                with file.open("rb") as stream:
                    self._write(file.relative_to(self.cut).as_posix(), stream, file.stat().st_size)
        whole = replace(manifest, entries=self._entries)
        content = whole.to_bytes()
        member = tarfile.TarInfo(NAME)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, io.BytesIO(content))
        self._tar.close()
        self._stream.flush()
        if self._target != STDOUT:
            os.fsync(self._stream.fileno())
            self._partial.replace(self._target)
            sync_folder(self._target.parent)
        return whole


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        content = self._source.read(size)
        self.digest.update(content)
        return content
