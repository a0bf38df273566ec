"""The files of the embedded engine: manifests, an index open for reading, and what goes wrong with either."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from base.errors import UnavailableError
from base.files import owner_advice, write_atomically
from indexer.engines.embedded.schema import LAYOUT, open_index
from indexer.engines.embedded.searcher import Searcher
from indexer.engines.embedded.segments import find_damage
from indexer.engines.layout import is_readable


class OpenedIndex:
    """A generation open for reading."""

    def __init__(self, folder: Path, generation: str) -> None:
        self.generation = generation
        self._folder, self._meta = folder, folder / "meta.json"
        self._seen = stamp(self._meta)
        check_files(folder)
        self._index = open_generation(folder)
        self._searcher = Searcher(self._index)

    def searcher(self) -> tuple[Searcher, str]:
        """A searcher of the last commit, and a name of that commit which it has in every process."""
        # tantivy replaces meta.json with each commit; asking the file costs less than a reload. It is asked again
        # after one, so that a commit made meanwhile does not go by the name of the one before.
        while (seen := stamp(self._meta)) != self._seen:
            check_files(self._folder)
            self._index.reload()
            self._seen, self._searcher = seen, Searcher(self._index)
        return self._searcher, f"{self._seen[0]:x}-{self._seen[1]:x}"


def stamp(file: Path) -> tuple[int, int]:
    """What changes where a file is replaced. Raises OSError."""
    status = file.stat()
    return status.st_ino, status.st_mtime_ns


def check_files(folder: Path) -> None:
    """Raise ValueError where a file of the last commit is missing or cut off; OSError where that cannot be said."""
    if damage := find_damage(folder):
        raise ValueError(damage)


def open_generation(folder: Path, *, to_write: bool = False) -> Any:
    """The index of a generation. Raises ValueError where it is missing, damaged or of another layout."""
    manifest = read_manifest(folder / "manifest.json", "layout")
    if manifest is None:
        raise ValueError("it has no manifest.json")
    layout = manifest["layout"]
    if layout != LAYOUT and (to_write or not is_readable(layout, LAYOUT)):
        raise ValueError(f"it has layout {layout}, this program reads {LAYOUT}")
    return open_index(folder)


def read_manifest(file: Path, *keys: str) -> dict[str, Any] | None:
    """A manifest with these keys, None where there is no such file. Raises UnavailableError where it is damaged."""
    try:
        manifest = json.loads(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise UnavailableError(_broken(file, error)) from error
    if not isinstance(manifest, dict) or not set(keys) <= set(manifest):
        raise UnavailableError(_broken(file, f"it does not say {', '.join(keys)}"))
    return manifest


def write_manifest(file: Path, manifest: dict[str, Any]) -> None:
    """Put a manifest in place in one step that survives a power cut."""
    write_atomically(file, json.dumps(manifest).encode())


@contextmanager
def errors_of(folder: Path) -> Iterator[None]:
    """Turn what tantivy and the disk raise into an error that says what to do."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise UnavailableError(_advice(folder, error)) from error
    except BaseException as error:
        # A panic of tantivy is no Exception, and its class cannot be imported: it is known by its name.
        if type(error).__name__ != "PanicException":
            raise
        raise UnavailableError(_advice(folder, error)) from error


def _advice(place: Path, error: object) -> str:
    if "LockBusy" in str(error):
        return f"another process is writing to the search index in {place}: stop it, or wait until it ends"
    if advice := owner_advice(place):
        return f"the search index in {place} cannot be used ({error}); {advice}"
    return (
        f"the search index in {place} cannot be used: {error}. "
        "Look whether the disk is full and the folder may be written to; "
        "`kliping index --rebuild` makes the index again from the articles"
    )


def _broken(file: Path, error: object) -> str:
    return f"{file} cannot be read ({error}): remove it and run `kliping index --rebuild`"
