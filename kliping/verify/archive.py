"""The archive: each record, each file against what ledger and articles know of it and against a manifest."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.database import Database, reading
from base.errors import ConfigError
from base.parts import AT_ONCE, in_parts
from config.terminal import Progress
from crawler.archive.inspection import Damage, archive_files, digest_file, digest_of, records
from crawler.archive.redaction import REWRITTEN, rewritten
from crawler.archive.retention import removed_files
from crawler.ledger.archive_check import lost_files, recorded_places, unknown_keys
from crawler.ledger.removals import Tombstones, tombstones_after
from indexer.index_check import read_places
from kliping.verify.findings import Verified, named
from kliping.verify.unread import UnreadPages

GRACE_SECONDS = 2.0
"""So long a crawler may take from the archive to the ledger."""
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S+)")
DAMAGED = "restore this file from a backup; without one the pages in this place are lost, and all others are whole"
LOST = "put the file back from a backup; without one its pages are lost (articles and index keep their texts)"


@dataclass(frozen=True, slots=True)
class _Listed:
    """What a manifest says of a file: its digest, and of how many bytes where it says so."""

    sha256: str
    bytes: int | None


def check_archive(
    found: Verified, data: Path, ledger: Database | None, unread: UnreadPages | None, progress: Progress
) -> set[int]:
    """Check every record; returns all pages, each as a number (a set of whole ids would be large)."""
    pages, stones = set[int](), Tombstones()
    if ledger is not None:
        with reading(ledger) as connection:
            stones = tombstones_after(connection, 0)
    keys = set[str]()
    for path in archive_files(data / "archive"):
        found.count("archive_files")
        for one in records(path):
            if isinstance(one, Damage):
                place = f"{path.name} between {one.start:,} and {one.end:,}"
                found.add("archive.damaged", f"archive/{path.name}", f"{place}: {one.why}", DAMAGED)
                continue
            found.count("records")
            if one.page is None:
                continue
            found.count("pages")
            pages.add(page_number(one.page.id))
            if one.page in stones:
                _tell_removed(found, path.name)
                continue
            if one.page.kind in ("page", "link"):
                keys.add(one.page.key)
            if unread:
                unread.look(path.name, one)
        progress(found.counts)
        keys = _check_keys(found, ledger, keys, at_least=AT_ONCE)
    _check_keys(found, ledger, keys)
    if unread:
        unread.tell(found)
    return pages


def page_number(page: str) -> int:
    """A page's id as a number of 64 bits, the same in this process only."""
    return hash(page)


def _tell_removed(found: Verified, name: str) -> None:
    where = f"archive/{name}"
    if not any(one.what == "removal.undone" and one.where == where for one in found.findings):
        detail = f"{name} has pages that were removed for good"
        found.add("removal.undone", where, detail, "`kliping index --once` takes them out")


def _check_keys(found: Verified, ledger: Database | None, keys: set[str], at_least: int = 1) -> set[str]:
    """Ask the ledger for addresses of archived pages, once there are enough; returns those that are left to ask."""
    if ledger is None or len(keys) < at_least:
        return keys
    unknown = set[str]()
    with reading(ledger) as connection:
        for some in in_parts(keys):
            unknown |= unknown_keys(connection, some)
    if unknown:
        time.sleep(GRACE_SECONDS)
        with reading(ledger) as connection:
            unknown = {one for one in unknown if unknown_keys(connection, [one])}
    if unknown:
        detail = f"{len(unknown):,} archived pages are not in the ledger: {named(sorted(unknown))}"
        advice = "`kliping crawl --once` records them, without fetching anything again that is archived"
        found.add("ledger.unknown", "ledger", detail, advice)
    return set()


def check_places(found: Verified, data: Path, ledger: Database | None, articles: Database | None) -> None:
    """Files that are shorter than what was recorded of them, or gone."""
    archive, known = data / "archive", dict[str, dict[str, int]]()
    for who, database, places in (("ledger", ledger, recorded_places), ("articles", articles, read_places)):
        if database is not None:
            with reading(database) as connection:
                known[who] = places(connection)
    sizes = {path.name: path.stat().st_size for path in archive_files(archive)}  # after them: files only grow
    is_shared = ledger is not None and ledger.dialect.name == "postgresql"  # then others have files elsewhere
    told = set(removed_files(archive))
    for who, recorded in known.items():
        for name, (size, place) in sorted(lost_files(recorded, sizes).items()):
            if name in told or (is_shared and name not in sizes):
                continue
            told.add(name)
            what = "missing" if name not in sizes else "short"
            has = "is gone" if name not in sizes else f"has {size:,} bytes"
            found.add(f"archive.{what}", f"archive/{name}", f"{name} {has}; the {who} knows of {place:,} bytes", LOST)


def check_manifest(found: Verified, data: Path, manifest: Path) -> None:
    """Compare the archive with what `kliping archive manifest` printed before."""
    archive = data / "archive"
    retired, chain = set(removed_files(archive)), _rewritten(archive)
    for name, listed in _read(manifest).items():
        found.count("manifest_files")
        path = archive / name
        if not path.exists():
            if name in retired:
                found.notes.append(f"{name} of the manifest has left the archive by archive.keep_days or keep_bytes")
            else:
                found.add("archive.missing", f"archive/{name}", f"{name} stands in the manifest and is gone", LOST)
        elif not _is_as_listed(path, listed):
            after = _after_removals(chain, name, listed)
            if after is not None and _is_as_listed(path, after):
                found.notes.append(f"{name} was rewritten by a removal since the manifest, as archive/{REWRITTEN} says")
            else:
                detail = f"{name} is not what the manifest says: it was not only added to"
                advice = "restore it from a backup; after `kliping remove` print a new manifest and keep it"
                found.add("archive.changed", f"archive/{name}", detail, advice)


def _is_as_listed(path: Path, listed: _Listed) -> bool:
    if listed.bytes is not None:
        with path.open("rb") as file:
            return path.stat().st_size >= listed.bytes and digest_of(file, listed.bytes) == listed.sha256
    return digest_file(path).sha256 == listed.sha256 or listed.sha256 in _earlier_digests(path)


def _earlier_digests(path: Path) -> Iterator[str]:
    """The digests that a file had after each of its records: it may have grown since."""
    digest, place = hashlib.sha256(), 0
    with path.open("rb") as file:
        for one in records(path):
            digest.update(file.read(one.end - place))
            place = one.end
            yield digest.hexdigest()


def _rewritten(archive: Path) -> Mapping[tuple[str, str], _Listed]:
    """What files became when pages were taken out of them, by their names and the digests that they had before."""
    return {(one["file"], one["sha256_before"]): _Listed(one["sha256"], one["bytes"]) for one in rewritten(archive)}


def _after_removals(chain: Mapping[tuple[str, str], _Listed], name: str, listed: _Listed) -> _Listed | None:
    """What a file of a manifest should be now by the removals since; None where none is known of it as it was."""
    after = chain.get((name, listed.sha256))
    for _ in chain:
        following = chain.get((name, after.sha256)) if after else None
        if following is None or following == after:
            break
        after = following
    return after


def _size(given: object) -> int | None:
    """How many bytes a manifest says. Raises ValueError for what is no number of them."""
    if given is not None and (not isinstance(given, int) or given < 0):
        raise ValueError(given)
    return given


def _read(manifest: Path) -> dict[str, _Listed]:
    """The files of a manifest, in either form. Raises ConfigError for what is none."""
    found = {}
    for number, line in enumerate(manifest.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        try:
            fact: dict[str, Any] = {"file": match[2], "sha256": match[1]} if match else json.loads(line)
            found[str(fact["file"])] = _Listed(str(fact["sha256"]), _size(fact.get("bytes")))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise ConfigError(f"{manifest}, line {number}: not what `kliping archive manifest` prints") from error
    if not found:
        raise ConfigError(f"{manifest} is empty: it should be what `kliping archive manifest` printed")
    return found
