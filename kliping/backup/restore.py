"""Restores a backup into an empty data folder. Until all of it is there and as its manifest says, the folder bears a
mark by which every command refuses it; a restore that was interrupted is begun anew."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from base.copies import TABLES, check_copy, filled_tables, load_tables
from base.data_dir import take_lock
from base.database import DatabaseName, open_database, writing
from base.errors import AlreadyRunningError, ConfigError, KlipingError, UnavailableError
from base.files import disk_error, sync_folder, sync_folders
from base.formats import RESTORING, check_revision, revisions
from config.settings import Settings, load
from config.terminal import Progress
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import take_over
from indexer.articles.read import articles_database
from indexer.engines.generations import want_rebuild
from kliping.backup.cut import POSTGRES, REMOVALS
from kliping.backup.manifest import Manifest
from kliping.backup.source import Taken, read_backup
from kliping.options import MIGRATIONS
from kliping.removal import finish
from search.saved.following import forget_numbers
from search.saved.searches import saved_database

SHOWN = 5
SETTINGS = "kliping.toml"


class DamagedError(KlipingError):
    """A backup that is not as its manifest says."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, how many removals were taken over from a list, and what was damaged and is not there whole."""

    manifest: Manifest
    removals: int
    damaged: dict[str, str]


def restore(source: Path, data: Path, *, lists: Iterable[Path], accept_damage: bool, progress: Progress) -> Restored:
    """Restore; `lists` are lists of removals made since, which are obeyed too.

    Raises ConfigError for a folder that is not empty or what is no backup, DamagedError where a digest does not agree
    (unless `accept_damage`), UnavailableError where disk or database fails. Then the folder is as empty as before.
    """
    found = [_lines(one) for one in lists]  # first: what is none must not be told after hours
    with ExitStack() as held:
        held.callback(os.close, _begin(data))
        with ExitStack() as undo:
            undo.callback(_empty, data)
            taken = read_backup(source, _Writer(data, progress).take)
            if not accept_damage:
                _check_whole(source, taken)
            aside = _set_aside(data, taken.damaged)
            has_articles = taken.manifest.articles and "articles.sqlite" not in aside
            settings = load(data).settings
            _check_database(settings, taken.manifest)
            if taken.manifest.database == "postgresql":
                _load_postgres(settings, data)
            number = _obey(settings, data, found)
            _follow_up(settings, data, has_articles=has_articles)
            undo.pop_all()
        _end(data)
    return Restored(taken.manifest, number, taken.damaged)


def _begin(data: Path) -> int:
    """Mark the folder as being restored, and hold the mark, whose handle is returned: another restore would begin with
    taking away what is there. Raises ConfigError where the folder is not empty, AlreadyRunningError where another
    process restores into it."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        mark = data / RESTORING
        was_there = mark.exists()
        if not was_there:
            _check_empty(data)
        with ExitStack() as undo:
            handle = _open_mark(mark, new=not was_there)
            undo.callback(os.close, handle)
            _hold_mark(handle, mark, new=not was_there)
            if was_there:
                _empty(data, but=RESTORING)
            sync_folder(data)
            undo.pop_all()
    except OSError as error:
        raise disk_error(error, f"{data} cannot be used") from error
    return handle


def _open_mark(mark: Path, *, new: bool) -> int:
    """The mark, opened; made in one step: a kill would leave a draft of it, and the folder would not count as empty any
    more. Raises AlreadyRunningError where it has come or gone since it was looked for."""
    try:
        return os.open(mark, os.O_RDWR | os.O_CLOEXEC | (os.O_CREAT | os.O_EXCL if new else 0), 0o644)
    except (FileExistsError, FileNotFoundError) as error:
        raise _already_begun(mark) from error


def _hold_mark(handle: int, mark: Path, *, new: bool) -> None:
    """Lock the mark, unless another process holds it, or has come to its end and taken it away."""
    try:
        is_held = take_lock(handle, mark)
    except UnavailableError:
        if new:
            mark.unlink()
        raise
    if not is_held or not mark.exists() or not os.path.samestat(os.fstat(handle), mark.stat()):
        raise _already_begun(mark)


def _already_begun(mark: Path) -> AlreadyRunningError:
    text = f"another process restores a backup into {mark.parent}: let it end, or name another folder with --data"
    return AlreadyRunningError(text)


def _check_empty(data: Path) -> None:
    """Raise ConfigError where the folder is not empty."""
    others = [one.name for one in data.iterdir() if one.name != "lost+found"]
    if others:
        raise ConfigError(
            f"{data} is not empty (it holds {others[0]}): a backup is restored into an empty folder; name one "
            "with --data, or move this one away first"
        )


def _empty(data: Path, but: str = "") -> None:
    """Take away what was restored so far, the mark last."""
    for one in sorted(data.iterdir(), key=lambda one: one.name == RESTORING):
        if one.name in (but, "lost+found"):
            continue
        if one.is_dir():
            shutil.rmtree(one)
        else:
            one.unlink(missing_ok=True)


def _end(data: Path) -> None:
    sync_folders(data)  # first: without the mark all of it must be there
    (data / RESTORING).unlink()
    sync_folder(data)


@dataclass(slots=True)
class _Writer:
    """Writes the files of a backup to their places, each synced."""

    data: Path
    progress: Progress
    files: int = 0
    written: int = 0

    def take(self, path: str, content: Iterator[bytes]) -> None:
        """Write one file."""
        target = self.data / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                if path == SETTINGS:  # it may hold passwords
                    os.fchmod(file.fileno(), 0o600)
                self._write(file, content)
        except OSError as error:
            raise disk_error(error, f"{target} cannot be written") from error
        self.files += 1

    def _write(self, file: BinaryIO, content: Iterator[bytes]) -> None:
        for chunk in content:
            file.write(chunk)
            self.written += len(chunk)
            self.progress({"files": self.files, "megabytes": self.written >> 20})
        file.flush()
        os.fsync(file.fileno())


def _check_whole(source: Path, taken: Taken) -> None:
    if not taken.damaged:
        return
    named = "; ".join(f"{path} {why}" for path, why in list(taken.damaged.items())[:SHOWN])
    more = f"; and {len(taken.damaged) - SHOWN:,} more" if len(taken.damaged) > SHOWN else ""
    raise DamagedError(
        f"{source} is damaged: {named}{more}. Nothing was restored. Take another backup; where there is none, "
        "--accept-damage restores what can be read, and `kliping verify` says then what is lost"
    )


def _set_aside(data: Path, damaged: dict[str, str]) -> set[str]:
    """Move away what of a damaged backup nobody can open, so that all else can be used: without a ledger the crawler
    learns from the archive what was fetched, and what was removed stands in a list of its own. Returns what it was."""
    aside = set[str]()
    for path in damaged:
        file = data / path
        try:
            if path == SETTINGS:
                load(data)
            elif path == REMOVALS:
                _lines(file)
            elif file.suffix == ".sqlite" and file.exists():
                check_copy(file)
        except (ConfigError, UnavailableError):
            file.rename(file.with_name(f"{file.name}.damaged"))
            damaged[path] += f" and cannot be opened; it is {file.name}.damaged now, and left out"
            aside.add(path)
    if "articles.sqlite" in aside:
        shutil.rmtree(data / "index", ignore_errors=True)  # of those articles
    return aside


def _check_database(settings: Settings, manifest: Manifest) -> None:
    here = "sqlite" if settings.database.url == "sqlite:" else "postgresql"
    if here != manifest.database:
        raise ConfigError(
            f"the backup is of an installation with {manifest.database}, and database.url names {here}: set "
            "KLIPING_DATABASE__URL to an empty database of that kind"
        )


def _load_postgres(settings: Settings, data: Path) -> None:
    """Load the tables, each as it was at its revision, into a database that has no rows of ours."""
    folder = data / POSTGRES
    try:
        wanted: dict[DatabaseName, int] = json.loads((folder / "revisions.json").read_text(encoding="utf-8"))
        json.loads((folder / TABLES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DamagedError(f"the tables of the backup cannot be read ({error}): take another backup") from error
    for name, revision in wanted.items():
        check_revision(name, revision, revisions(MIGRATIONS[name]))
        open_database(settings.database.url, data, name, MIGRATIONS[name], revision).dispose()
    engine = open_database(settings.database.url, data, "saved", MIGRATIONS["saved"], wanted["saved"])
    try:
        if filled := filled_tables(engine, folder):
            raise ConfigError(
                f"the database of database.url is not empty (table {filled[0]} has rows): a backup is restored into "
                "an empty one; make it, and set KLIPING_DATABASE__URL, or drop the old one first"
            )
        load_tables(engine, folder)
    finally:
        engine.dispose()
    shutil.rmtree(folder)


def _follow_up(settings: Settings, data: Path, *, has_articles: bool) -> None:
    """Without the articles alerts know by time what they have told; without its index one is made anew."""
    if not has_articles:
        if settings.database.url == "sqlite:" and not (data / "saved.sqlite").exists():
            return  # nothing was saved
        with saved_database(settings, data) as saved:
            forget_numbers(saved)
    elif not (data / "index" / "current.json").exists():
        with articles_database(settings, data) as database:
            want_rebuild(database)


def _obey(settings: Settings, data: Path, lists: list[list[dict[str, object]]]) -> int:
    """Take over the removals of the backup's own list, which is younger than its ledger, and of further ones; keep to
    them. Returns how many came from the further ones."""
    own = data / REMOVALS
    found = [_lines(own), *lists]
    own.unlink(missing_ok=True)
    if not any(found):
        return 0
    with open_ledger(settings.database.url, data) as ledger, writing(ledger.engine) as connection:
        take_over(connection, found[0])
        number = sum(take_over(connection, lines) for lines in found[1:])
    pending = finish(settings, data)
    if pending:
        raise UnavailableError(f"what was removed cannot be taken out: {pending}")
    return number


def _lines(file: Path) -> list[dict[str, object]]:
    """The removals of a list. Raises ConfigError for what is none."""
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        return sorted(lines, key=lambda line: (line["number"], *line["tombstones"]))
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise ConfigError(f"{file} is no list of removals (`kliping remove --list --json`): {error!r}") from error
