"""Which worker may ask which host, where several share a ledger in PostgreSQL.

A claim is a host's row with a worker's id. The worker's heartbeat renews all its claims; one that is not renewed falls
after `LEASE`. The database's clock alone decides, so those of the workers may differ. A claim that was given back says
when the host may be asked next; one that fell does not, so who takes it begins as if the host had just been asked.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from base.database import insert_or_ignore, reading, upsert, writing
from crawler.ledger.hosts import HostState, read_state
from crawler.ledger.tables import HOST, WORKER

LEASE = timedelta(seconds=60)
"""A worker that is not heard of for so long has lost its hosts."""
WANTED = timedelta(minutes=2)
"""So long a host that another worker asked for is left to it."""
FORGOTTEN = timedelta(days=1)
_NOW = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True))

Role = Literal["crawl", "clip"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A host that is ours from now on: what is known of it, and for how many seconds it must still be left alone.
    `given_back`: the worker before let go of it; else it may have asked it until a moment ago."""

    host: str
    state: HostState
    wait: float
    given_back: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a heartbeat brings: the hosts that are ours still, those of them that another worker waits for, how many
    workers crawl, and how far the database's clock is ahead of ours."""

    held: frozenset[str]
    wanted: frozenset[str]
    workers: int
    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker that was heard of lately, and how many hosts it holds."""

    name: str
    role: Role
    since: datetime
    heartbeat: datetime
    hosts: int


class Claims:
    """The claims of one worker, which is a process: `name` is for people, the id is new each time."""

    def __init__(self, engine: Engine, name: str, role: Role) -> None:
        self._engine, self._name, self._role = engine, name, role
        self._id = uuid.uuid4().hex

    def beat(self) -> Pulse:
        """Tell that this worker is alive, and keep its claims; the first call makes it known."""
        row = {"id": self._id, "name": self._name, "role": self._role, "since": _NOW, "heartbeat": _NOW}
        own = sa.update(HOST).where(HOST.c.worker == self._id).values(claimed_until=_NOW + LEASE)
        with writing(self._engine) as connection:
            upsert(connection, WORKER, row, keep=["since"])
            connection.execute(sa.delete(WORKER).where(WORKER.c.heartbeat < _NOW - FORGOTTEN))
            held = connection.execute(own.returning(HOST.c.host, (HOST.c.wanted_until > _NOW).label("wanted"))).all()
            crawling = (WORKER.c.role == "crawl") & (WORKER.c.heartbeat > _NOW - LEASE)
            query = sa.select(sa.func.count().label("workers"), _NOW.label("now")).where(crawling)
            told = connection.execute(query).one()
        wanted = frozenset(one.host for one in held if one.wanted)
        return Pulse(frozenset(one.host for one in held), wanted, told.workers, told.now - datetime.now(UTC))

    def claim(self, hosts: Collection[str], limit: int, *, wanted: bool = False) -> list[Claim]:
        """Take up to so many of these hosts, of those that nobody has. What another worker waits for is left to it,
        unless it is `wanted` here for a request that waits."""
        free = (HOST.c.worker == "") | (HOST.c.claimed_until < _NOW)
        if not wanted:
            free &= HOST.c.wanted_until.is_(None) | (HOST.c.wanted_until < _NOW)
        query = sa.select(HOST, _NOW.label("now")).where(HOST.c.host.in_(hosts) & free).limit(limit)
        with writing(self._engine) as connection:
            insert_or_ignore(connection, HOST, [{"host": host} for host in sorted(hosts)])
            rows = connection.execute(query.with_for_update(skip_locked=True)).mappings().all()
            self._take(connection, [row["host"] for row in rows])
        ahead = rows[0]["now"] - datetime.now(UTC) if rows else timedelta(0)
        return [_to_claim(row, ahead) for row in rows]

    def _take(self, connection: Connection, hosts: Collection[str]) -> None:
        taken = sa.update(HOST).where(HOST.c.host.in_(hosts))
        connection.execute(taken.values(worker=self._id, claimed_until=_NOW + LEASE, wanted_until=None))

    def want(self, host: str) -> None:
        """Ask the worker that has a host to give it back soon."""
        others = (HOST.c.host == host) & (HOST.c.worker != self._id)
        with writing(self._engine) as connection:
            connection.execute(sa.update(HOST).where(others).values(wanted_until=_NOW + WANTED))

    def release(self, waits: Mapping[str, float]) -> None:
        """Give hosts back, each with the seconds for which nobody may ask it yet."""
        with writing(self._engine) as connection:
            for host, seconds in sorted(waits.items()):
                ours = (HOST.c.host == host) & (HOST.c.worker == self._id)
                free = {"worker": "", "claimed_until": None, "next_turn": _NOW + timedelta(seconds=seconds)}
                connection.execute(sa.update(HOST).where(ours).values(**free))

    def leave(self) -> None:
        """This worker ends; what it still holds falls by itself."""
        with writing(self._engine) as connection:
            connection.execute(sa.delete(WORKER).where(WORKER.c.id == self._id))


def _to_claim(row: sa.RowMapping, ahead: timedelta) -> Claim:
    wait = (row["next_turn"] - row["now"]).total_seconds() if row["next_turn"] else 0.0
    return Claim(row["host"], read_state(row, ahead), max(0.0, wait), row["worker"] == "")


def workers(engine: Engine) -> list[Worker]:
    """The workers that share a ledger in PostgreSQL, those that were not heard of lately too; the oldest first."""
    query = (
        sa.select(WORKER, sa.func.count(HOST.c.host).label("hosts"))
        .outerjoin(HOST, HOST.c.worker == WORKER.c.id)
        .group_by(WORKER.c.id)
        .order_by(WORKER.c.since)
    )
    with reading(engine) as connection:
        return [Worker(row.name, row.role, row.since, row.heartbeat, row.hosts) for row in connection.execute(query)]
