"""Retention: whole files leave the archive when they are too old or too many, and never before they are read.

By default nothing is removed. What was is kept in a list beside the archive, written before the file goes: a kill in
between leaves a line about a file that the next look removes.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from base.events import event
from base.files import disk_error
from crawler.archive.archive import has_pages

logger = logging.getLogger(__name__)

REMOVED = "removed.jsonl"
MIN_AGE = timedelta(hours=1)
"""A file written since then stays: whoever was killed amid writing it may still bring its end to the ledger."""
_OURS = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]+\.warc\.gz")
"""What else lies in the folder was put there by the user."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    size: int
    written: datetime


def retire(
    folder: Path, read: Mapping[str, int], *, keep: timedelta | None, keep_bytes: int | None, now: datetime
) -> list[str]:
    """Remove files that were last written longer ago than `keep`, and the oldest beyond `keep_bytes`; their names.

    `read` is how far each file is read. A file that has pages behind that, or that somebody writes, is left for later.
    """
    try:
        files = list(_files(folder))
        total, removed = sum(one.size for one in files), []
        for one in files:
            is_over = (keep is not None and now - one.written > keep) or (keep_bytes is not None and total > keep_bytes)
            if is_over and now - one.written > MIN_AGE and _remove(one, read.get(one.path.name, 0), now):
                total -= one.size
                removed.append(one.path.name)
    except OSError as error:
        raise disk_error(error, f"old files of {folder} cannot be removed") from error
    return removed


def removed_files(folder: Path) -> list[str]:
    """The names of the files that were removed so far."""
    try:
        lines = (folder / REMOVED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise disk_error(error, f"{folder / REMOVED} cannot be read") from error
    named = [match[0] for line in lines if (match := _OURS.search(line))]
    return [name for name in dict.fromkeys(named) if not (folder / name).exists()]


def _files(folder: Path) -> Iterator[_File]:
    """The archive's files in the order in which they were begun."""
    for path in sorted(folder.glob("*.warc.gz")):
        if _OURS.fullmatch(path.name):
            state = path.stat()
            yield _File(path, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))


def _remove(one: _File, read_to: int, now: datetime) -> bool:
    with one.path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # its writer holds it
            return False
        if has_pages(file, one.path.name, read_to):
            return False
        _note(one, now)
        one.path.unlink()
    days = (now - one.written).days
    text = (
        f"{one.path.name} ({one.size:,} bytes, last written {days} days ago) has left the archive as the settings say"
    )
    event(logger, "archive.removed", text, file__name=one.path.name, file__size=one.size)
    return True


def _note(one: _File, now: datetime) -> None:
    fact = {"file": one.path.name, "bytes": one.size, "written": one.written.isoformat(), "removed": now.isoformat()}
    with (one.path.parent / REMOVED).open("a", encoding="utf-8") as file:
        file.write(json.dumps(fact) + "\n")
        file.flush()
        os.fsync(file.fileno())
