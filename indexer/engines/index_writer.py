"""Writes from the outbox to the engine: each generation gets its changes, and a rebuild makes progress beside."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.errors import AlreadyRunningError, ConflictError, UnavailableError
from base.events import event
from config.settings import Settings
from indexer.engines import generations, open_engine
from indexer.engines.outbox import write_changes
from indexer.engines.port import Engine
from indexer.engines.repair import Repairs, announce, repair
from indexer.language.analysis import fingerprint, load_lexicon
from indexer.language.lexicon import Lexicon

logger = logging.getLogger(__name__)

_WRITER_LOCK = 0x6B6C6973
CHECK_SECONDS = 60.0
"""How often the generations are checked while all goes well, so that a lost index is rebuilt within minutes."""


@dataclass(slots=True)
class IndexWriter:
    """An open engine that receives changes; `checked` is when its generations were last checked (None: check now)."""

    database: Database
    engine: Engine
    lexicon: Lexicon
    batch: int
    embedded: bool
    clock: Callable[[], float] = time.monotonic
    checked: float | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    repairs: Repairs = field(init=False)

    def __post_init__(self) -> None:
        self.repairs = Repairs(self.clock)

    def step(self) -> bool:
        """Write one batch to each generation and copy one of a rebuild; returns whether there was anything to do.

        Raises UnavailableError, after which the next step checks the generations again and continues.
        """
        try:
            return self._step(fingerprint(self.lexicon))
        except ConflictError as error:  # the batch waits as before
            event(logger, "index.retry", f"{error}; nothing is lost", level=logging.WARNING)
            return True
        except UnavailableError:
            self.checked = None
            raise

    def _step(self, name: str) -> bool:
        self._check(name)
        with reading(self.database) as connection:
            now, is_wanted = generations.load(connection), generations.is_wanted(connection)
        if is_wanted and not now.building:
            generations.begin(self.database, self.engine, name, now)
            return True
        is_busy = self._write_changes(now.current) if now.current else False
        if not now.building:
            return is_busy
        if now.copied < now.until:
            return generations.copy(self.database, self.engine, self.lexicon, self.batch) or is_busy
        return self._write_changes(now.building) or generations.switch(self.database, self.engine) or is_busy

    def _check(self, name: str) -> None:
        """Check and repair the generations, if it is time to."""
        now = self.clock()
        if self.checked is not None and now - self.checked < CHECK_SECONDS:
            return
        seen = repair(self.database, self.engine, name, self.repairs, embedded=self.embedded)
        if self.checked is None:
            announce(self.database, self.engine, name, seen)
        self.checked = now

    def _write_changes(self, generation: str) -> bool:
        outcomes = write_changes(self.database, self.engine, self.lexicon, generation, self.batch)
        self.outcomes.update(outcome.value for outcome in outcomes or ())
        return outcomes is not None


@contextmanager
def open_index_writer(settings: Settings, data: Path, database: Database) -> Iterator[IndexWriter]:
    """A writer to the engine that the settings name, closed at the end.

    Raises AlreadyRunningError if another machine fills an embedded engine of its own from the same PostgreSQL.
    """
    embedded = settings.engine.url.startswith("embedded:")
    with ExitStack() as stack:
        if embedded and database.dialect.name == "postgresql":
            stack.enter_context(_sole_writer(database))
        engine = open_engine(settings, data)
        stack.callback(engine.close)
        yield IndexWriter(database, engine, load_lexicon(data), settings.indexer.batch, embedded)


@contextmanager
def _sole_writer(database: Database) -> Iterator[None]:
    """Hold the writer's lock: two folders filled from one outbox would each get half of the articles."""
    with database.connect() as connection:
        if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_WRITER_LOCK))).scalar_one():
            raise AlreadyRunningError(
                "another index process feeds its embedded engine from this PostgreSQL: "
                "stop it, or set engine.url to an Elasticsearch that all of them share"
            )
        connection.commit()
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(_WRITER_LOCK)))
