"""Rebuilds the search index while the old one goes on answering."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from sqlalchemy.engine import Engine as Database

from base.data_dir import lock_role, open_folder
from base.database import reading
from base.errors import AlreadyRunningError
from base.events import event
from config.settings import Settings
from config.terminal import Progress
from indexer.articles.read import articles_database, count_articles
from indexer.engines import generations
from indexer.engines.index_writer import open_index_writer
from indexer.language.acronyms import write_acronyms
from indexer.language.variants import MINED_ACRONYMS

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5


def rebuild(settings: Settings, data: Path, *, progress: Progress = lambda _: None) -> int:
    """Build a new generation of the index from the articles and switch to it; returns the number of articles.

    A running index process is asked to do it and waited for; if it ends too early, the work continues here. Raises
    UnavailableError if the engine cannot be reached; the next run continues from there.
    """
    with articles_database(settings, open_folder(data)) as database:
        with reading(database) as connection:
            number = generations.load(connection).number
        generations.want_rebuild(database)
        is_announced = False
        while not _is_built(database, number):
            try:
                with lock_role(data, "index"):
                    _build(settings, data, database, progress)
            except AlreadyRunningError as running:
                if not is_announced:
                    event(logger, "index.rebuild", f"{running}: it was asked to rebuild the index, and is waited for")
                is_announced = True
                _show(database, progress)
                time.sleep(POLL_SECONDS)
        with reading(database) as connection:
            return count_articles(connection)


def _is_built(database: Database, number: int) -> bool:
    """Whether a generation answers that was begun after the one of this number."""
    with reading(database) as connection:
        now = generations.load(connection)
    return not now.building and now.number > number


def _build(settings: Settings, data: Path, database: Database, progress: Progress) -> None:
    with open_index_writer(settings, data, database) as index_writer:
        while index_writer.step():
            _show(database, progress)
        write_acronyms(database, index_writer.lexicon, data / MINED_ACRONYMS)


def _show(database: Database, progress: Progress) -> None:
    with reading(database) as connection:
        now = generations.load(connection)
    progress({"copied": now.copied, "of": now.until})
