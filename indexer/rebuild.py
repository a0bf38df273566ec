"""The command that makes the search index anew while the old one goes on answering."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from sqlalchemy.engine import Engine as Database

from base.data_dir import HeldError, hold, open_folder
from base.database import reading
from base.events import event
from config.settings import Settings
from config.terminal import Progress
from indexer import generations
from indexer.acronyms import write_acronyms
from indexer.articles import articles_database, count_articles
from indexer.feeder import open_feeder
from indexer.variants import MINED

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5


def rebuild(settings: Settings, data: Path, *, progress: Progress = lambda _: None) -> int:
    """Make a new generation of the index from the articles and switch to it; returns how many articles there are.

    Where an index process runs already, it is asked to do so beside its own work, and waited for. Raises
    UnavailableError where the engine cannot be reached; the next run goes on from there.
    """
    with articles_database(settings, open_folder(data)) as database:
        try:
            with hold(data, "index"):
                _build(settings, data, database, progress)
        except HeldError as held:
            event(logger, "index.rebuild", f"{held}: it was asked to rebuild the index, and is waited for")
            _wait(database, progress)
        with reading(database) as connection:
            return count_articles(connection)


def _build(settings: Settings, data: Path, database: Database, progress: Progress) -> None:
    generations.want_rebuild(database)
    with open_feeder(settings, data, database) as feeder:
        while feeder.step():
            _show(database, progress)
        write_acronyms(database, feeder.lexicon, data / MINED)


def _wait(database: Database, progress: Progress) -> None:
    """Until a generation answers that was begun after this was called."""
    with reading(database) as connection:
        number = generations.load(connection).number
    generations.want_rebuild(database)
    while True:
        with reading(database) as connection:
            now = generations.load(connection)
        if not now.building and now.number > number:
            return
        _show(database, progress)
        time.sleep(LOOK_SECONDS)


def _show(database: Database, progress: Progress) -> None:
    with reading(database) as connection:
        now = generations.load(connection)
    progress({"copied": now.copied, "of": now.until})
