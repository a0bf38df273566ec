"""How full the disk is, and how long it lasts as the data folder grows."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from base.clock import DAY_SECONDS

GROWTH_DAYS, MIN_GROWTH_DAYS = 7.0, 1.0
"""How many days of growth are looked at, at most; less than one says nothing of those to come."""


def free_bytes(data: Path) -> int:
    """How much room is left where the data folder lies."""
    return shutil.disk_usage(data).free


def days_left(data: Path, archive: Path, now: float) -> float | None:
    """How many days the disk lasts if the folder grows as its archive, to which is only added, did in the last days;
    None where that is not known. `now` is in seconds since 1970."""
    kept = list(_files(archive))
    everything = sum(one.st_size for one in _files(data))
    begun = min((one.st_mtime for one in kept), default=now)
    days = min(GROWTH_DAYS, (now - begun) / DAY_SECONDS)
    grown = sum(one.st_size for one in kept if one.st_mtime > now - days * DAY_SECONDS)
    if days < MIN_GROWTH_DAYS or not grown:
        return None
    daily = grown / days * everything / sum(one.st_size for one in kept)
    return round(free_bytes(data) / daily, 1)


def everything_in(folder: Path) -> Iterator[Path]:
    """All files and folders in a folder and below; what goes meanwhile is left out, as an index that was replaced."""
    for place, folders, files in os.walk(folder):
        yield from (Path(place, name) for name in (*folders, *files))


def _files(folder: Path) -> Iterator[os.stat_result]:
    for path in everything_in(folder):
        with suppress(OSError):
            found = path.stat()
            if stat.S_ISREG(found.st_mode):
                yield found
