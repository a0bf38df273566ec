"""What politeness remembers of hosts over a restart: rests, delays, outages, and the last good robots.txt."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import reading, upsert, writing
from crawler.ledger.tables import HOST, ROBOTS

ROBOTS_KEPT = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class HostState:
    """When a host may be asked again and how many seconds it wants between requests; None where it said nothing. How
    often in a row it could not be reached, and until when it rests for that; the same for articles it refused."""

    not_before: datetime | None = None
    delay: float | None = None
    failures: int = 0
    away_until: datetime | None = None
    refusals: int = 0
    refused_until: datetime | None = None


_HOST = [field.name for field in dataclasses.fields(HostState)]


def read_state(row: sa.RowMapping, ahead: timedelta) -> HostState:
    """What a row says of its host, its times by our clock, of which the database's is `ahead`."""
    known: dict[str, Any] = {name: row[name] for name in _HOST}
    for name, value in known.items():
        known[name] = value - ahead if isinstance(value, datetime) else value
    return HostState(**known)


class Hosts:
    """The part of the ledger about hosts; every call is one transaction.

    `ahead` is how far the database's clock is ahead of ours, by which the workers that share it agree on rests; a
    worker alone has one clock.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self.ahead = engine, timedelta(0)

    def _shared(self, at: datetime | None) -> datetime | None:
        return at and at + self.ahead

    def host_state(self, host: str) -> HostState:
        """What is remembered of a host."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(HOST).where(HOST.c.host == host)).mappings().first()
        return read_state(row, self.ahead) if row else HostState()

    def set_host_state(self, host: str, not_before: datetime | None, delay: float | None) -> None:
        """Remember it."""
        with writing(self._engine) as connection:
            upsert(connection, HOST, {"host": host, "not_before": self._shared(not_before), "delay": delay})

    def set_host_outage(
        self,
        host: str,
        *,
        failures: int,
        away_until: datetime | None,
        refusals: int,
        refused_until: datetime | None,
    ) -> None:
        """Remember how it stands with a host."""
        row = {"host": host, "failures": failures, "away_until": self._shared(away_until)}
        with writing(self._engine) as connection:
            upsert(connection, HOST, row | {"refusals": refusals, "refused_until": self._shared(refused_until)})

    def robots(self, site: str) -> tuple[bytes, datetime] | None:
        """The last good robots.txt of a site, and when it was fetched."""
        with reading(self._engine) as connection:
            row = connection.execute(sa.select(ROBOTS.c.body, ROBOTS.c.fetched).where(ROBOTS.c.site == site)).first()
        return (row.body, row.fetched) if row else None

    def set_robots(self, site: str, body: bytes, now: datetime) -> None:
        """Remember it, and forget those that nobody may go by any more."""
        with writing(self._engine) as connection:
            upsert(connection, ROBOTS, {"site": site, "body": body, "fetched": now})
            connection.execute(sa.delete(ROBOTS).where(ROBOTS.c.fetched < now - ROBOTS_KEPT))
