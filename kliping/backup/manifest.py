"""What a backup holds: its own list of files with their digests, written last, so that what has none is no backup."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Any

from base.errors import ConfigError
from base.formats import FORMAT

NAME = "manifest.json"
BACKUP_FORMAT = 1
"""Raised when an older program could not read a newer one's backups."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file: where it goes in the data folder, where it lies in the backup, and its first `bytes` bytes' digest.
    `rewrites` is how often pages had been taken out of it: as long as that is the same, it was only added to."""

    path: str
    stored: str
    bytes: int
    sha256: str
    rewrites: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup. `made` is when (ISO 8601), `database` where its tables are from: `sqlite` or `postgresql`;
    `articles` where the articles are in it, `full` where the index is too."""

    made: str
    database: str
    full: bool
    articles: bool
    entries: Sequence[Entry]
    version: str = field(default_factory=lambda: version("kliping"))
    format: int = FORMAT
    kliping_backup: int = BACKUP_FORMAT

    def to_bytes(self) -> bytes:
        """As it is written, with a digest of its own."""
        values = asdict(self)
        return json.dumps({**values, "sha256": _digest(values)}, indent=1).encode()


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read_manifest(content: bytes, where: str) -> Manifest:
    """The manifest of a backup. Raises ConfigError for what is none, or one of a newer version."""
    try:
        values: dict[str, Any] = json.loads(content)
        kind, made_with = values["kliping_backup"], values["version"]
        if kind > BACKUP_FORMAT or values["format"] > FORMAT:
            raise ConfigError(f"{where} was made by a newer version ({made_with}): restore it with that version")
        if values.pop("sha256") != _digest(values):
            raise ConfigError(f"{where} cannot be trusted: its {NAME} is damaged; back up to another place")
        entries = [Entry(**one) for one in values["entries"]]
        manifest = Manifest(**{**values, "entries": entries})
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{where} is no backup of Kliping: its {NAME} cannot be read ({error})") from error
    for entry in entries:
        for path in (entry.path, entry.stored):
            if not is_inside(path):
                raise ConfigError(f"{where} is no backup of Kliping: {path!r} leads out of it")
    return manifest


def is_inside(path: str) -> bool:
    """Whether a path of a backup stays in its folder."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path
