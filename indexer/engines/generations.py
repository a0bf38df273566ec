"""Generations of the search index: one answers searches, a new one is built beside it from the articles.

From `begin` to the switch both receive every change, by outbox rows of their own, so search goes on and nothing is
missed. An interrupted rebuild continues where it was.
"""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import insert_or_ignore, reading, writing
from base.errors import UnavailableError
from base.events import event
from config.settings import Settings
from indexer.articles.article import Article
from indexer.articles.read import articles_database, count_articles, get_meta, select_articles
from indexer.articles.tables import articles, dead_letters, meta, outbox
from indexer.engines.documents import to_document
from indexer.engines.outbox import claim_and_settle, note_indexed, note_rejected, waiting
from indexer.engines.port import Engine, Rejected
from indexer.halving import FAILURES, is_lasting, reason
from indexer.language import acronyms
from indexer.language.lexicon import Lexicon

logger = logging.getLogger(__name__)

KEY = "generations"
WANTED = "rebuild_wanted"
_COPY_LOCK = 0x6B6C6972


@dataclass(frozen=True, slots=True)
class Generations:
    """Names of generations, "" for none: the one that answers and the one being built.

    The latter has the articles up to the sequence `copied`; those up to `until` were there when it was begun.
    `number` is the last name given out, so that none comes twice.
    """

    current: str = ""
    building: str = ""
    copied: int = 0
    until: int = 0
    number: int = 0

    def active_generations(self) -> tuple[str, ...]:
        """Those that must receive every change; before there is one, changes wait under ""."""
        return tuple(name for name in (self.current, self.building) if name) or ("",)


def load(connection: Connection, *, share: bool = False, alone: bool = False) -> Generations:
    """The generations now. On PostgreSQL `share` keeps them as they are until the transaction ends, `alone` waits
    for all transactions that hold them so."""
    query = sa.select(meta.c.value).where(meta.c.key == KEY)
    if share or alone:
        insert_or_ignore(connection, meta, [{"key": KEY, "value": json.dumps(asdict(Generations()))}])
        query = query.with_for_update(read=share)
    value = connection.execute(query).scalar()
    return Generations(**json.loads(value)) if value else Generations()


def _save(connection: Connection, generations: Generations) -> None:
    value = json.dumps(asdict(generations))
    connection.execute(sa.update(meta).where(meta.c.key == KEY).values(value=value))


def check_absence(settings: Settings, data: Path) -> None:
    """Raise UnavailableError with the way out where there are articles that no generation answers for."""
    with articles_database(settings, data) as database, reading(database) as connection:
        now, total = load(connection), count_articles(connection)
    if now.building and (now.until or total):
        raise UnavailableError(
            f"the search index is being made from the articles, {now.copied:,} of {now.until:,} so far: "
            "try again when `kliping index` is done"
        )
    if now.current or total:
        raise UnavailableError(
            f"the search index is missing, and {total:,} articles with it: `kliping index` makes it again from the "
            "articles, by itself within minutes where it runs"
        )


def want_rebuild(database: Database) -> None:
    """Ask the index worker that is running for a rebuild."""
    with writing(database) as connection:
        insert_or_ignore(connection, meta, [{"key": WANTED, "value": ""}])


def is_wanted(connection: Connection) -> bool:
    """Whether a rebuild was asked for that has not begun."""
    return get_meta(connection, WANTED) is not None


def begin(database: Database, engine: Engine, fingerprint: str, seen: Generations, *, is_lost: bool = False) -> None:
    """Create an empty generation that receives every change from now on. One begun before is given up.

    Nothing happens if the generations are no longer as they were `seen`: another worker was faster. `is_lost` says
    that the current one is useless and needs no more changes.
    """
    with writing(database) as connection:
        if load(connection, alone=True) != seen:
            return
        number = max(seen.number, _number(engine)) + 1
        until = connection.execute(sa.select(sa.func.max(articles.c.sequence))).scalar() or 0
        current = "" if is_lost else seen.current
        new = Generations(current, building=str(number), copied=0, until=until, number=number)
        engine.create(new.building, fingerprint)
        _copy_waiting(connection, seen.active_generations()[0], new.building)
        connection.execute(sa.delete(outbox).where(outbox.c.generation.not_in(new.active_generations())))
        connection.execute(sa.delete(meta).where(meta.c.key == WANTED))
        _save(connection, new)


def _number(engine: Engine) -> int:
    """The number of the engine's own generation: the database may be older than it, after a restore."""
    try:
        held = engine.current() or "0"
    except UnavailableError:
        return 0
    return int(held) if held.isdecimal() else 0


def _copy_waiting(connection: Connection, old: str, new: str) -> None:
    """Queue for the new generation what waits for the old one, which may never receive it."""
    names = ["article", "year", "page", "url", "publisher", "run"]
    query = sa.select(sa.literal(new), *(outbox.c[name] for name in names)).where(outbox.c.generation == old)
    connection.execute(sa.insert(outbox).from_select(["generation", *names], query.order_by(outbox.c.number)))


def copy(database: Database, engine: Engine, lexicon: Lexicon, limit: int) -> bool:
    """Copy the next articles, `limit` at most, into the generation being built; returns whether it made progress.

    If that fails for a lasting reason, half of them is tried, down to the one article that causes it: it becomes a dead
    letter, so that a damaged row stops no rebuild (decision 45).
    """
    sequences: list[int] = []
    try:
        return claim_and_settle(
            database,
            lambda connection: _next_articles(connection, limit, sequences),
            lambda claimed: _write(engine, lexicon, claimed),
            _note_copied,
        )
    except FAILURES as error:
        if not sequences or not is_lasting(error):
            raise
        if len(sequences) == 1:
            return _step_over(database, sequences[0], error)
        return copy(database, engine, lexicon, len(sequences) // 2)


def _step_over(database: Database, sequence: int, error: Exception) -> bool:
    """Go on behind an article that cannot be copied, unless another worker has done so."""
    with writing(database) as connection:
        now = load(connection, alone=True)
        if now.building and now.copied < sequence:
            article = _id_of(connection, sequence)
            text = f"{reason(error)}; `kliping index --from-archive` makes damaged articles again"
            note_rejected(connection, [Rejected(article, text)], datetime.now(UTC))
            _save(connection, dataclasses.replace(now, copied=sequence))
    return True


def _id_of(connection: Connection, sequence: int) -> str:
    """An article's id or, where that is damaged too, the number of its row."""
    try:
        found: str = connection.execute(sa.select(articles.c.id).where(articles.c.sequence == sequence)).scalar_one()
    except FAILURES:
        return f"(row {sequence})"
    return found


_Claimed = tuple[Generations, Sequence[Article]]


def _next_articles(connection: Connection, limit: int, sequences: list[int]) -> _Claimed | None:
    """None where another worker of the same database is copying. `sequences` learns which articles they are, also
    where those cannot be read."""
    if connection.dialect.name == "postgresql":
        lock = sa.select(sa.func.pg_try_advisory_xact_lock(_COPY_LOCK))
        if not connection.execute(lock).scalar_one():
            return None
    now = load(connection)
    # What waits in the outbox is written from there.
    waits = sa.exists().where(outbox.c.generation == now.building, outbox.c.article == articles.c.id)
    order = articles.c.sequence
    query = sa.select(order).where(order > now.copied, order <= now.until, ~waits).order_by(order).limit(limit)
    sequences[:] = connection.execute(query).scalars()
    return now, select_articles(connection, order.in_(sequences), lock=True)


def _write(engine: Engine, lexicon: Lexicon, claimed: _Claimed | None) -> Sequence[Rejected]:
    if claimed is None or not claimed[1]:
        return ()
    now, found = claimed
    return engine.write(now.building, [to_document(article, lexicon) for article in found], ())


def _note_copied(connection: Connection, claimed: _Claimed | None, rejected: Sequence[Rejected]) -> bool:
    if claimed is None or load(connection, alone=True) != claimed[0]:
        return False
    now, found = claimed
    note_rejected(connection, rejected, datetime.now(UTC))
    _note_recovered(connection, found, {each.id for each in rejected})
    acronyms.store(connection, {article.sequence: acronyms.acronyms_in(article.content.body) for article in found})
    _save(connection, dataclasses.replace(now, copied=found[-1].sequence if found else now.until))
    return True


def _note_recovered(connection: Connection, found: Sequence[Article], rejected: set[str]) -> None:
    """Take off the dead letters what the engine takes now; followers have not seen it yet."""
    query = sa.select(dead_letters.c.article).where(dead_letters.c.article.in_([article.id for article in found]))
    dead = set(connection.execute(query).scalars()) - rejected
    if dead:
        note_indexed(connection, [article for article in found if article.id in dead], datetime.now(UTC))


def switch(database: Database, engine: Engine) -> bool:
    """Let the generation being built answer searches once it has received everything; returns whether it does."""
    with writing(database) as connection:
        now = load(connection, alone=True)
        if not now.building or now.copied < now.until or waiting(connection, now.building):
            return False
        engine.switch(now.building)
        _settle_switch(connection, now)
    log_generation(f"generation {now.building} of the search index is complete and answers now")
    return True


def record_switch(database: Database, seen: Generations) -> None:
    """Write down a switch that the engine has made, unless the generations are no longer as they were `seen`."""
    with writing(database) as connection:
        if load(connection, alone=True) == seen:
            _settle_switch(connection, seen)


def give_up_current(database: Database, seen: Generations) -> None:
    """Send no more changes to the current generation, which is useless, while another is being built."""
    with writing(database) as connection:
        if load(connection, alone=True) == seen:
            connection.execute(sa.delete(outbox).where(outbox.c.generation == seen.current))
            _save(connection, dataclasses.replace(seen, current=""))


def _settle_switch(connection: Connection, generations: Generations) -> None:
    connection.execute(sa.delete(outbox).where(outbox.c.generation != generations.building))
    _save(connection, Generations(current=generations.building, number=generations.number))


def log_generation(message: str, level: int = logging.INFO) -> None:
    """Log what happens to the generations."""
    event(logger, "index.generation", message, level=level)
