"""Looks at everything that is kept: archive, databases, articles, index; and at backups, without restoring them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from base.copies import check_copy
from base.database import Database, reading
from base.errors import UnavailableError
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.redaction import JOURNAL
from crawler.archive.retention import removed_files
from crawler.ledger.removals import ledger_database
from indexer.articles.read import articles_database
from indexer.engines import open_engine
from indexer.index_check import (
    IndexCheck,
    check_index,
    damaged_index_file,
    pages_of_articles,
    removed_but_there,
)
from kliping.backup.source import read_backup
from kliping.verify.archive import check_archive, check_manifest, check_places, page_number
from kliping.verify.findings import Verified, named
from kliping.verify.unread import UnreadPages

REBUILD = "`kliping index --rebuild` makes the index anew from the articles"


def verify(settings: Settings, data: Path, manifest: Path | None, progress: Progress) -> Verified:
    """Look at a data folder, whoever works in it meanwhile. Raises ConfigError for a manifest that is none."""
    found = Verified()
    if manifest is not None:
        check_manifest(found, data, manifest)
    with ExitStack() as opened:
        ledger = _usable(found, opened, settings, data, "ledger")
        articles = _usable(found, opened, settings, data, "articles")
        _usable(found, opened, settings, data, "saved")
        held = set() if articles is None else _pages_held(articles)  # first: what comes meanwhile is archived later
        unread = None if articles is None else UnreadPages(articles, timedelta(days=settings.log.keep_outcome_days))
        pages = check_archive(found, data, ledger, unread, progress)
        check_places(found, data, ledger, articles)
        if (data / "archive" / JOURNAL).exists():
            advice = "`kliping index --once` finishes it"
            found.add("removal.undone", "archive", "pages are being taken out, or that was interrupted", advice)
        if articles is not None:
            _check_articles(found, data, articles, held - pages)
            _check_index(found, settings, data, articles)
    return found


def _usable(found: Verified, opened: ExitStack, settings: Settings, data: Path, name: str) -> Database | None:
    """A database, opened, after a look at all of it; None where there is none, or it is damaged."""
    file = data / f"{name}.sqlite"
    try:
        if settings.database.url == "sqlite:":
            if not file.exists():
                return None
            found.count("databases")
            check_copy(file)
        if name == "saved":
            return None
        database = ledger_database(settings, data) if name == "ledger" else articles_database(settings, data)
        return opened.enter_context(database)
    except UnavailableError as error:
        text, _, advice = str(error).partition("; ")
        found.add(f"{name}.damaged", name, text, advice or "look whether the database can be reached")
        return None


def _pages_held(articles: Database) -> set[int]:
    with reading(articles) as connection:
        return {page_number(page) for _, page in pages_of_articles(connection)}


def _check_articles(found: Verified, data: Path, articles: Database, missing: set[int]) -> None:
    """Of the pages that the archive has `missing` none may be an article's still, but where files have left it."""
    lost = list[str]()
    with reading(articles) as connection:
        back = removed_but_there(connection)
        if missing and not removed_files(data / "archive"):
            lost = [one for one, page in pages_of_articles(connection) if page_number(page) in missing]
    if back:
        advice = "`kliping index --once` takes them out"
        found.add("removal.undone", "articles", f"articles that were removed for good are there: {named(back)}", advice)
    is_shared = articles.dialect.name == "postgresql"  # other machines have archives of their own
    if lost and not is_shared:
        detail = f"the pages of {len(lost):,} articles are not in the archive: {named(lost)}"
        found.add("articles.page_lost", "articles", detail, "put the archive's files back from a backup")


def _check_index(found: Verified, settings: Settings, data: Path, articles: Database) -> None:
    try:
        engine = open_engine(settings, data)
        try:
            generation = engine.current()
            if generation is None:
                engine.check()  # says what is missing where there are articles
                return
            if settings.engine.url == "embedded:" and (damage := _damage(data, generation)):
                found.add("index.damaged", f"index/{generation}", damage, REBUILD)
                return
            engine.verify(generation)
            _tell(found, check_index(articles, engine))
        finally:
            engine.close()
    except UnavailableError as error:
        found.add("index.unavailable", "index", str(error), "see there; `kliping verify` looks at it again")


def _damage(data: Path, generation: str) -> str | None:
    try:
        return damaged_index_file(data / "index", generation)
    except (OSError, ValueError) as error:
        return str(error)


def _tell(found: Verified, done: IndexCheck) -> None:
    found.count("articles", done.articles)
    found.count("indexed", done.documents)
    for what, ids, detail in (
        ("missing", done.missing, "articles are not in the index"),
        ("extra", done.extra, "documents of the index have no article"),
        ("different", done.different, "documents of the index have another text or address than their articles"),
    ):
        if ids:
            found.add(f"index.{what}", "index", f"{len(ids):,} {detail}: {named(ids)}", REBUILD)
    if done.waiting:
        found.notes.append(f"{done.waiting:,} articles wait for the index: `kliping index --once`")
    if done.dead_letters:
        found.notes.append(f"{done.dead_letters:,} articles are left out: `kliping index --dead-letters`")


def verify_backup(source: Path, progress: Progress) -> Verified:
    """Read a backup and compare each file with its digest. Raises ConfigError for what is no whole one."""
    found = Verified()

    def take(_: str, content: Iterator[bytes]) -> None:
        for chunk in content:
            found.count("bytes", len(chunk))
        found.count("files")
        progress(found.counts)

    taken = read_backup(source, take)
    found.counts.setdefault("files", 0)
    for path, why in taken.damaged.items():
        advice = f"`kliping backup {source}` makes it anew where the data folder is whole"
        found.add("backup.damaged", path, f"{path} {why}", advice)
    return found
