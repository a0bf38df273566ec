"""`kliping remove`: out of everything, for good. The list in the ledger comes first; from then on every stage keeps out
what stands there, and whatever was killed amid it is finished by the next run of `remove`, `index` or `alert run`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from base.data_dir import lock_role
from base.database import reading, writing
from base.errors import AlreadyRunningError, UnavailableError
from base.overwriting import empty_log
from config.settings import Settings
from config.terminal import Progress
from crawler.archive.redaction import Redacted, redacted
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Kind, Removal, add_removal, ledger_database, to_lines
from indexer.articles.read import articles_database
from indexer.articles.selection import Selection, select
from indexer.engines.index_writer import open_index_writer
from indexer.engines.outbox import has_deletions
from indexer.removals import obey_removals
from search.saved.removed import obey_removals as obey_in_alerts
from search.saved.searches import saved_database

MAX_WAIT_SECONDS = 60.0
"""How long a running `kliping index` is waited for until it has told the engine."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was done: the removal in the list, what is gone, and (`pending`) why the engine does not know yet."""

    removal: Removal
    files: list[Redacted]
    copies: int
    untold: int
    pending: str = ""

    def to_json(self) -> dict[str, Any]:
        """The result as `--json` prints it."""
        return {
            **self.removal.to_json(),
            "pages": sum(one.pages for one in self.files),
            "rewritten": [one.file for one in self.files],
            "untold": self.untold,
            "copies_left": self.copies,
            "pending": self.pending,
        }


def list_removals(settings: Settings, data: Path) -> list[dict[str, Any]]:
    """All removals as JSON objects, each with its tombstones, the oldest first."""
    with ledger_database(settings, data) as ledger:
        if ledger is None:
            return []
        with reading(ledger) as connection:
            return list(to_lines(connection))


def look_up(settings: Settings, data: Path, kind: Kind, value: str) -> Selection:
    """What a removal would take away. Raises ConfigError for a pattern that is none or takes too long."""
    with articles_database(settings, data) as database, open_ledger(settings.database.url, data) as ledger:
        return select(database, ledger.engine, kind, value)


def remove(settings: Settings, data: Path, kind: Kind, value: str, reason: str, progress: Progress) -> Removed:
    """Remove it everywhere, however it is known now. Raises UnavailableError; what was begun is finished later then."""
    with articles_database(settings, data) as database, open_ledger(settings.database.url, data) as ledger:
        with lock_role(data, "remove", wait=True):
            found = select(database, ledger.engine, kind, value)
            asked = Removal(0, kind, value, reason, datetime.now(UTC), len(found.articles))
            with writing(ledger.engine) as connection:
                noted = add_removal(connection, asked, found.tombstones, found.keys)
        progress({"articles": len(found.articles)})
        with saved_database(settings, data) as saved:
            untold = obey_in_alerts(saved, ledger.engine)
            empty_log(saved)
        obey_removals(settings, data, database, wait=True)
        pending = tell_engine(settings, data)
        empty_log(database)
        empty_log(ledger.engine)
    return Removed(noted, redacted(data / "archive", noted.number), found.copies, untold, pending)


def finish(settings: Settings, data: Path) -> str:
    """Finish what a removal that was killed has left; "" where all is done, else why the engine does not know yet."""
    with articles_database(settings, data) as database, ledger_database(settings, data) as ledger:
        if ledger is None:
            return ""
        with saved_database(settings, data) as saved:
            obey_in_alerts(saved, ledger)
        obey_removals(settings, data, database, wait=True)
    return tell_engine(settings, data)


def tell_engine(settings: Settings, data: Path) -> str:
    """Let the engine take out what is gone, or wait until the process that indexes has; "" when that is done, else why
    it is not."""
    end = time.monotonic() + MAX_WAIT_SECONDS
    with articles_database(settings, data) as database:
        while True:
            with reading(database) as connection:
                if not has_deletions(connection):
                    return ""
            try:
                with lock_role(data, "index"), open_index_writer(settings, data, database) as index_writer:
                    while index_writer.step():
                        pass
            except AlreadyRunningError as running:
                if time.monotonic() >= end:
                    return str(running)
                time.sleep(0.2)
            except UnavailableError as error:
                return str(error)
