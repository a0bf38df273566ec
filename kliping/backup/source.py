"""Reads a backup, whatever its form: each file with what its manifest says of it."""

from __future__ import annotations

import hashlib
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from base.errors import ConfigError
from base.files import disk_error
from kliping.backup.manifest import NAME, Entry, Manifest, is_inside, read_manifest

STDIN = Path("-")
_CHUNK = 1 << 20

Take = Callable[[str, Iterator[bytes]], None]
"""Is given the place of a file in the data folder and its content, which must be read."""


@dataclass(slots=True)
class Taken:
    """A backup that was read: its manifest, and what in it is not as it says, by the places of the files."""

    manifest: Manifest
    damaged: dict[str, str] = field(default_factory=dict)


def read_backup(source: Path, take: Take) -> Taken:
    """Read a backup (`-`: a tar on standard input) through. Raises ConfigError for what is no whole backup."""
    try:
        if source.is_dir():
            return _read_folder(source, take)
        return _read_tar(source, take)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and error.filename == str(source):
            raise ConfigError(f"there is no backup {source}") from error
        raise disk_error(error, f"{error.filename or source} failed") from error


def _read_folder(folder: Path, take: Take) -> Taken:
    file = folder / NAME
    if not file.exists():
        raise ConfigError(f"{folder} holds no whole backup: it has no {NAME}, as one that was never finished")
    taken = Taken(read_manifest(file.read_bytes(), str(folder)))
    for entry in taken.manifest.entries:
        try:
            with (folder / entry.stored).open("rb") as stream:
                found = _pass_on(entry.path, stream, entry.bytes, take)
        except FileNotFoundError:
            taken.damaged[entry.path] = "is missing"
            continue
        _compare(taken, entry, found)
    return taken


def _read_tar(source: Path, take: Take) -> Taken:
    if source == STDIN and sys.stdin.isatty():
        raise ConfigError("`-` reads a backup from standard input: send it one")
    found = dict[str, tuple[int, str]]()
    manifest: Manifest | None = None
    try:
        with (
            nullcontext(sys.stdin.buffer) if source == STDIN else source.open("rb") as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            for member in tar:
                content = tar.extractfile(member) if member.isreg() and is_inside(member.name) else None
                if content is None:
                    raise ConfigError(f"{source} is no backup of Kliping: it holds {member.name!r}")
                if member.name == NAME:
                    manifest = read_manifest(content.read(), str(source))
                else:
                    found[member.name] = _pass_on(member.name, content, member.size, take)
    except tarfile.TarError as error:
        raise ConfigError(f"{source} is no backup, or was cut off: {error}") from error
    if manifest is None:
        raise ConfigError(f"{source} is no whole backup: it has no {NAME} at its end, as one that was cut off")
    taken = Taken(manifest)
    for entry in manifest.entries:
        if entry.stored in found:
            _compare(taken, entry, found[entry.stored])
        else:
            taken.damaged[entry.path] = "is missing"
    return taken


def _pass_on(path: str, stream: IO[bytes], size: int, take: Take) -> tuple[int, str]:
    """Give a file to whoever takes it; its length and digest."""
    digest, length = hashlib.sha256(), 0

    def chunks() -> Iterator[bytes]:
        nonlocal length
        while length < size and (chunk := stream.read(min(_CHUNK, size - length))):
            digest.update(chunk)
            length += len(chunk)
            yield chunk

    take(path, chunks())
    return length, digest.hexdigest()


def _compare(taken: Taken, entry: Entry, found: tuple[int, str]) -> None:
    if found[0] != entry.bytes:
        taken.damaged[entry.path] = f"has {found[0]:,} bytes in place of {entry.bytes:,}"
    elif found[1] != entry.sha256:
        taken.damaged[entry.path] = "does not have the digest that was written with it"
