"""Makes a backup while everything writes: first what stands in databases, then the archive (`cut` says why)."""

from __future__ import annotations

import tarfile
from datetime import UTC, datetime
from pathlib import Path

from base.data_dir import lock_role
from base.errors import ConfigError
from base.files import disk_error
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.inspection import archive_files
from crawler.archive.members import whole_length
from crawler.archive.redaction import finish, rewrites
from crawler.archive.retention import removed_files
from kliping.backup.cut import needs_articles, take_cut, take_lists
from kliping.backup.folder import FolderStore
from kliping.backup.manifest import Manifest
from kliping.backup.tape import STDOUT, TarStore

_PACKED = (".gz", ".tgz", ".xz", ".zst", ".bz2", ".zip")


def backup(settings: Settings, data: Path, target: Path, *, full: bool, progress: Progress) -> Manifest:
    """Make a backup in a folder, a tar file or (`-`) on standard output; with `full` of articles and index too.

    Raises ConfigError for a target that cannot be one, ChangedError where the archive has lost what the backup before
    has, UnavailableError where the disk or the database fails. In each case the backup before is as it was.
    """
    if not (data / "FORMAT").exists():
        raise ConfigError(f"{data} is no data folder of Kliping, or an empty one: name another with --data")
    with lock_role(data, "backup", wait=True), open_store(target, data) as store:
        archive, made = data / "archive", datetime.now(UTC).isoformat()
        articles = full or needs_articles(settings, data)
        try:
            take_cut(settings, data, store.cut, full=full, articles=articles)
            found = archive_files(archive)
            store.check([one.name for one in found], removed_files(archive))
            for number, path in enumerate(found, 1):
                progress({"archive_files": number, "of": len(found)})
                _add(store, data, path)
            take_lists(settings, data, store.cut)
            database = "sqlite" if settings.database.url == "sqlite:" else "postgresql"
            return store.finish(Manifest(made, database, full, articles, ()))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            raise disk_error(error, f"the backup to {target} failed; the one before is as it was") from error


def _add(store: FolderStore | TarStore, data: Path, path: Path) -> None:
    """While a file is copied nobody takes pages out of it; retention may take it away."""
    with lock_role(data, "remove", wait=True):
        finish(path.parent)
        number = rewrites(path.parent).get(path.name, 0)
        try:
            with path.open("rb") as file:
                size = whole_length(file, path.name)
            store.add(path, size, number)
        except FileNotFoundError:
            if path.exists():
                raise


def open_store(target: Path, data: Path) -> FolderStore | TarStore:
    """Where a backup goes. Raises ConfigError for what can be no place for one."""
    if target == STDOUT:
        return TarStore(target, data)
    if target.suffix in _PACKED:
        raise ConfigError(f"{target}: the archive is packed already; name a file that ends in .tar, or a folder")
    if target.resolve().is_relative_to(data.resolve()):
        raise ConfigError(f"{target} lies in the data folder itself: a backup belongs on another disk")
    if target.is_dir() or (target.suffix != ".tar" and not target.exists()):
        return FolderStore(target)
    if target.exists() and not (target.is_file() and (target.stat().st_size == 0 or tarfile.is_tarfile(target))):
        raise ConfigError(f"{target} is no backup: give another file, or a folder")
    return TarStore(target, data)
