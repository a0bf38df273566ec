"""The part of the ledger about health: each source's history, and what is wrong with more than one source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import reading, upsert, writing
from crawler.health.history import History, Look, learn
from crawler.health.states import Evidence, State
from crawler.ledger.tables import CONDITION, HEALTH

NETWORK = "network"
"""The subject of what is wrong with the network here; that of a publisher's pages is `PAGES` and its slug."""
PAGES = "pages "


@dataclass(frozen=True, slots=True)
class Condition:
    """What is wrong with a subject, since when, and what shows it."""

    subject: str
    state: State
    since: datetime
    evidence: Evidence


def record_look(
    engine: Engine, source_id: int, look: Look, refusing: Mapping[str, int] = MappingProxyType({})
) -> tuple[History, History]:
    """Carry a source's history on (`history.learn`); returns it before and after."""
    with writing(engine) as connection:
        text = connection.execute(sa.select(HEALTH.c.history).where(HEALTH.c.source == source_id)).scalar()
        before = _history(text)
        after = learn(before, look, refusing)
        upsert(connection, HEALTH, {"source": source_id, "history": after.to_json()})
    return before, after


def histories(engine: Engine) -> dict[int, History]:
    """The histories of all sources by their numbers; those never visited have none."""
    with reading(engine) as connection:
        return {row.source: _history(row.history) for row in connection.execute(sa.select(HEALTH))}


def _history(text: str | None) -> History:
    """A stored history; an empty one for none, and for one of another version."""
    try:
        return History.from_json(text) if text else History()
    except ValueError:
        return History()


def conditions(engine: Engine) -> dict[str, Condition]:
    """What is wrong with more than one source, by subject."""
    with reading(engine) as connection:
        return read_conditions(connection)


def read_conditions(connection: Connection) -> dict[str, Condition]:
    """The same in a transaction that is open."""
    rows = connection.execute(sa.select(CONDITION))
    return {row.subject: Condition(row.subject, State(row.state), row.since, _evidence(row.evidence)) for row in rows}


def _evidence(text: str) -> Evidence:
    said = json.loads(text)
    return Evidence(said["code"], tuple(said["values"]))


def set_condition(engine: Engine, condition: Condition) -> bool:
    """Keep what is wrong with a subject; returns whether that is news. Since when stays as it was."""
    with writing(engine) as connection:
        known = connection.execute(
            sa.select(CONDITION.c.state).where(CONDITION.c.subject == condition.subject)
        ).scalar()
        row = {
            "subject": condition.subject,
            "state": condition.state.value,
            "since": condition.since,
            "evidence": json.dumps(asdict(condition.evidence)),
        }
        upsert(connection, CONDITION, row, keep=["since"] if known == condition.state.value else [])
    return known != condition.state.value


def end_condition(engine: Engine, subject: str) -> bool:
    """Nothing is wrong with a subject any more; returns whether that is news."""
    with writing(engine) as connection:
        return connection.execute(sa.delete(CONDITION).where(CONDITION.c.subject == subject)).rowcount > 0


def instant(second: float) -> datetime:
    """An instant from its second since 1970."""
    return datetime.fromtimestamp(second, UTC)
