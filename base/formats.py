"""Which data folders this program can read: the format of the folder and the schema of its databases.

Every command checks this first, a search too, so nothing slow to import belongs here (logging, the database library).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from base.errors import ConfigError

RESTORING = "RESTORING"
"""The file that marks a folder into which a backup is being restored."""
FORMAT = 1
"""Raised when an older program could not read what a newer one has written."""
_SQLITE_USER_VERSION = slice(60, 64)  # where a SQLite file keeps `PRAGMA user_version` (sqlite.org/fileformat2.html)


def check_format(data: Path) -> None:
    """Raise ConfigError with the way out for a folder of a newer version, or one that is no data folder of ours."""
    if (data / RESTORING).exists():
        raise ConfigError(
            f"{data} is not whole: a backup is being restored into it, or that was interrupted: run `kliping restore` "
            "once more, which begins anew"
        )
    file = data / "FORMAT"
    if not file.exists():
        return
    written = file.read_bytes().decode("ascii", "replace").strip()
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
