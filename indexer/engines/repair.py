"""Checks that the search index is complete and belongs to these articles, and begins a rebuild if not (decision 65).

The index stage does so at its start, after each error of the engine, and every minute while it runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.errors import UnavailableError
from indexer.articles.read import count_articles
from indexer.articles.tables import dead_letters
from indexer.engines.generations import (
    Generations,
    begin,
    give_up_current,
    is_wanted,
    load,
    log_generation,
    record_switch,
)
from indexer.engines.layout import OTHER_LAYOUT
from indexer.engines.outbox import waiting
from indexer.engines.port import Engine, LostIndexError
from indexer.engines.queries import Everything

MAX_REPAIRS = 3
REPAIR_SECONDS = 3600.0
"""An index that is lost more often than so many times in so long has another cause, such as a failing disk."""


@dataclass(slots=True)
class Repairs:
    """When the index was found lost, by a clock in seconds."""

    clock: Callable[[], float]
    _times: list[float] = field(default_factory=list)

    def add(self, fault: str) -> None:
        """Note a loss. Raises UnavailableError if there were too many in the last hour."""
        now = self.clock()
        self._times = [time for time in self._times if now - time < REPAIR_SECONDS]
        if len(self._times) >= MAX_REPAIRS:
            raise UnavailableError(
                f"the search index {fault}, after it was made anew {MAX_REPAIRS} times within an hour: look at the "
                "disk and at what else writes to it; `kliping index --rebuild` makes it once more"
            )
        self._times.append(now)


def repair(database: Database, engine: Engine, fingerprint: str, repairs: Repairs, *, embedded: bool) -> Generations:
    """Begin a rebuild where the index is lost or not that of these articles; returns the generations as seen before.

    Raises UnavailableError where the engine cannot be reached; a folder that cannot be read is a lost index.
    """
    with reading(database) as connection:
        now = load(connection)
    held = _held(engine, embedded=embedded)
    if now.building and held == now.building:
        record_switch(database, now)  # killed between the switch and its record
    elif now.building and not _damage(engine, now.building, embedded=embedded):
        if now.current and _damage(engine, now.current, embedded=embedded):
            give_up_current(database, now)
    elif fault := _fault(database, engine, now, held, embedded=embedded):
        if now.number:
            repairs.add(fault)
        level = logging.WARNING if now.number else logging.INFO
        log_generation(f"the search index {fault}: it is made from the articles", level)
        begin(database, engine, fingerprint, now, is_lost=True)
    elif now.building:
        repairs.add("that is being built is damaged")
        log_generation("the search index that is being built is damaged: it is begun anew", logging.WARNING)
        begin(database, engine, fingerprint, now)
    return now


def announce(database: Database, engine: Engine, fingerprint: str, seen: Generations) -> None:
    """Log at the start a rebuild that continues, or one that is needed, unless the generations changed since `seen`."""
    with reading(database) as connection:
        now, will_be_new = load(connection), is_wanted(connection)
    if now != seen:
        return
    if now.building:
        log_generation(f"going on with the rebuild of the search index, {now.copied} articles are done")
    elif not will_be_new and engine.fingerprint(now.current) != fingerprint:
        log_generation(
            "the words of the search index were made by other rules than today's, so some searches miss old articles: "
            "rebuild needed: run `kliping index --rebuild`",
            level=logging.WARNING,
        )


def _held(engine: Engine, *, embedded: bool) -> str | None:
    try:
        return engine.current()
    except UnavailableError:
        if not embedded:
            raise
        return None


def _damage(engine: Engine, generation: str, *, embedded: bool) -> str | None:
    """What is missing of a generation; None if a quick check finds nothing."""
    try:
        engine.verify(generation)
    except LostIndexError as error:
        return str(error)
    except UnavailableError as error:
        if not embedded:
            raise
        return str(error)
    return None


def _fault(database: Database, engine: Engine, now: Generations, held: str | None, *, embedded: bool) -> str | None:
    """What is wrong with the index that should answer; None if nothing is."""
    if held is None:
        return "is not there yet" if not now.current else "is missing or damaged"
    if held != now.current:
        return "is not that of these articles"
    try:
        if (engine.fingerprint(held) or "").startswith(OTHER_LAYOUT):
            return "holds other fields than today's articles have"
        if damage := _damage(engine, held, embedded=embedded):
            return f"is damaged ({damage})"
        return _miscount(database, engine, held) and _miscount(database, engine, held)
    except UnavailableError as error:
        if not embedded:
            raise
        return f"is damaged ({error})"


def _miscount(database: Database, engine: Engine, held: str) -> str | None:
    """What the engine's number of articles says of a loss; None if it fits the database's.

    Other workers go on meanwhile, so the engine is asked before and after the database, and only what is wrong on
    the same side both times counts: an article that comes in between is missing the first time alone.
    """
    before = engine.count(Everything())
    with reading(database) as connection:
        total, unsure = count_articles(connection), waiting(connection, held)
        refused = connection.execute(sa.select(sa.func.count()).select_from(dead_letters)).scalar_one()
    after = engine.count(Everything())
    if max(before, after) < total - refused - unsure or min(before, after) > total + unsure:
        return f"has {after} articles where the database has {total}"
    return None
