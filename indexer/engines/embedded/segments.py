"""Whether the files of a tantivy index are there: a quick look that reads 4 bytes of each.

Each file of a segment ends in a footer that tantivy wrote last, with the checksum of what stands before it; a file
that was cut off or filled with zeros has none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ENDINGS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
FOOTER_MAGIC = (1337).to_bytes(4, "little")


def find_damage(folder: Path) -> str | None:
    """The first file of the last commit that is missing or cut off, in words; None where all are there.

    Raises OSError or ValueError where the commit itself cannot be read.
    """
    meta = (folder / "meta.json").read_bytes()
    while True:
        damage = next(filter(None, map(_damage, _files(folder, json.loads(meta)))), None)
        seen, meta = meta, (folder / "meta.json").read_bytes()
        if damage is None or seen == meta:  # else a commit made meanwhile may have removed the file
            return damage


def files(folder: Path) -> list[Path]:
    """Those of the last commit. Raises OSError or ValueError where it cannot be read."""
    return list(_files(folder, json.loads((folder / "meta.json").read_bytes())))


def _files(folder: Path, meta: dict[str, Any]) -> Iterator[Path]:
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        deletes = segment["deletes"]
        endings = _ENDINGS if deletes is None else (*_ENDINGS, f"{deletes['opstamp']}.del")
        yield from (folder / f"{name}.{ending}" for ending in endings)


def _damage(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - len(FOOTER_MAGIC)))
            return None if stream.read() == FOOTER_MAGIC else f"{file.name} is cut off"
    except FileNotFoundError:
        return f"{file.name} is missing"
