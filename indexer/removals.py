"""Obeys the ledger's list of removals: out of the articles, the engine's outbox and the archive of this folder.

Each of the two keeps the number of the last removal that it has obeyed, the archive in a file beside its own, since
several machines may share the database and not the archive. Every step can be repeated.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.data_dir import lock_role
from base.database import reading, upsert, writing
from base.errors import AlreadyRunningError
from base.files import write_atomically
from base.parts import in_parts
from base.urls import article_id
from config.settings import Settings
from crawler.archive.redaction import finish, redact
from crawler.ledger.removals import Tombstones, last_number, ledger_database, tombstones_after
from indexer.articles.read import get_meta
from indexer.articles.tables import aliases, articles, meta
from indexer.articles.take_out import AT_ONCE, bury, take_out
from indexer.engines import generations

KEY = "removals"
OBEYED = "removals.obeyed"
"""In the archive's folder: the number up to which its files were gone through."""


def obey_removals(settings: Settings, data: Path, database: Database, *, wait: bool = False) -> None:
    """Catch up with the list; does nothing where that is done. Another process that does so is waited for with `wait`,
    else left to it."""
    with ledger_database(settings, data) as ledger:
        if ledger is None or not _is_behind(ledger, database, data / "archive"):
            return
        with suppress(AlreadyRunningError), lock_role(data, "remove", wait=wait):
            _obey_in_articles(ledger, database)
            _obey_in_archive(ledger, data / "archive")


def _is_behind(ledger: Database, database: Database, archive: Path) -> bool:
    with reading(ledger) as connection:
        last = last_number(connection)
    with reading(database) as connection:
        return last > _obeyed(connection) or last > archive_obeyed(archive)


def _obeyed(connection: Connection) -> int:
    return int(get_meta(connection, KEY) or 0)


def archive_obeyed(archive: Path) -> int:
    """The number up to which the archive of a folder was gone through."""
    file = archive / OBEYED
    written = file.read_bytes().strip() if file.exists() else b"0"
    return int(written) if written.isdigit() else 0


def _obey_in_articles(ledger: Database, database: Database) -> None:
    with reading(database) as connection:
        behind = _obeyed(connection)
    with reading(ledger) as connection:
        last, stones = last_number(connection), tombstones_after(connection, behind)
    with writing(database) as connection:
        bury(connection, stones.articles, stones.publishers, datetime.now(UTC))
    for some in in_parts(_ids(database, stones), AT_ONCE):
        with writing(database) as connection:
            take_out(connection, some, generations.load(connection, share=True).active_generations())
    with writing(database) as connection:
        upsert(connection, meta, {"key": KEY, "value": str(last)})


def _ids(database: Database, stones: Tombstones) -> list[str]:
    """The articles that are there and must not be: also those which have a further address that must not."""
    with reading(database) as connection:
        ids = set[str]()
        for some in in_parts(stones.articles):
            ids.update(connection.execute(sa.select(articles.c.id).where(articles.c.id.in_(some))).scalars())
        named = connection.execute(sa.select(aliases.c.key, aliases.c.article))
        ids |= {row.article for row in named if article_id(row.key) in stones.articles}
        theirs = sa.select(articles.c.id).where(articles.c.publisher.in_(stones.publishers))
        return sorted(ids | set(connection.execute(theirs).scalars()))


def _obey_in_archive(ledger: Database, archive: Path) -> None:
    if not archive.is_dir():
        return
    finish(archive)
    with reading(ledger) as connection:
        last, stones = last_number(connection), tombstones_after(connection, archive_obeyed(archive))
    if stones:
        redact(archive, stones.__contains__, last)
    write_atomically(archive / OBEYED, f"{last}\n".encode())
