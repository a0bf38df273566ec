"""The generations in the index's folder: which is current, and what each was made with.

`current.json` names the generation that answers searches; each generation is a tantivy index in a folder of its
name, with a manifest of ours beside tantivy's files. Every function takes the folder above them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from base.errors import UnavailableError
from base.files import remove_folder
from indexer.engines import layout
from indexer.engines.embedded.folder import read_manifest, stamp, write_manifest
from indexer.engines.embedded.schema import LAYOUT, make_index


def current(folder: Path) -> str | None:
    """The generation that answers searches, None in an empty installation."""
    manifest = read_manifest(folder / "current.json", "generation")
    return None if manifest is None else str(manifest["generation"])


class Current:
    """The generation that answers searches, read again where its file was replaced: a server asks several times in a
    request, and to look at the file costs a fifth of reading it."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, folder / "current.json"
        self._seen: tuple[int, int] | None = None
        self._generation: str | None = None

    def read(self) -> str | None:
        """As `current`."""
        try:
            seen = stamp(self._file)
        except OSError:  # not there, or it cannot be reached, which reading it tells
            self._seen = None
            return current(self._folder)
        if seen != self._seen:
            self._generation = current(self._folder)
            self._seen = seen
        return self._generation


def fingerprint(folder: Path, generation: str) -> str | None:
    """What `create` was given, other text where the generation has another layout, None without one."""
    manifest = read_manifest(folder / generation / "manifest.json", "fingerprint", "layout")
    return None if manifest is None else layout.fingerprint(manifest, LAYOUT)


def create(folder: Path, generation: str, made_with: str) -> None:
    """Make an empty generation with a fingerprint; nothing happens if it exists."""
    import shutil  # noqa: PLC0415 - every search would wait for it

    if fingerprint(folder, generation) is not None:
        return
    place = folder / generation
    # Without its manifest a folder was left by a process killed in the middle of this function.
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    make_index(place)
    write_manifest(place / "manifest.json", {"fingerprint": made_with, "layout": LAYOUT})


def make_current(folder: Path, generation: str) -> Iterator[str]:
    """Make a generation current, then remove all others: each is given by name before it goes, to be let go of."""
    if fingerprint(folder, generation) is None:
        raise UnavailableError(f"there is no generation {generation} in {folder}")
    write_manifest(folder / "current.json", {"generation": generation})
    for other in folder.iterdir():
        if other.is_dir() and other.name != generation:
            yield other.name
            # Who opens it just now puts a lock file back: tantivy's first look at a commit is in a thread of its own.
            remove_folder(other)
