"""A worker asks and keeps nothing once others may have taken its hosts, however long it was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import cast

import pytest

from crawler.fetch import host_claims
from crawler.fetch.host_claims import VALID_SECONDS, SharedHostClaims
from crawler.ledger.claims import LEASE, Claim, Claims, Pulse
from crawler.ledger.hosts import Hosts, HostState
from crawler.politeness.host_clock import MAX_CRAWL_DELAY, AskedElsewhereError, ClaimLostError, HostClock
from crawler.politeness.outages import Outages


class Database:
    """What the claims in the database come to, by a clock that only this test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.owner, self.wanted, self.workers = 0.0, dict[str, str](), set[str](), 1
        self.released: dict[str, float] = {}
        monkeypatch.setattr(host_claims.time, "clock_gettime", lambda _: self.now)

    def beat(self) -> Pulse:
        held = frozenset(host for host, owner in self.owner.items() if owner == "ours")
        return Pulse(held, held & self.wanted, self.workers, timedelta(0))

    def claim(self, hosts: Collection[str], limit: int, *, wanted: bool = False) -> list[Claim]:
        free = [host for host in hosts if host not in self.owner][:limit]
        self.owner |= dict.fromkeys(free, "ours")
        self.wanted -= set(free) if wanted else set()
        return [Claim(host, HostState(), 0.0, given_back=True) for host in free]

    def want(self, host: str) -> None:
        self.wanted.add(host)

    def release(self, waits: Mapping[str, float]) -> None:
        self.released |= waits
        self.owner = {host: owner for host, owner in self.owner.items() if host not in waits}

    def leave(self) -> None:
        """The last thing."""


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    return Database(monkeypatch)


def worker(database: Database) -> SharedHostClaims:
    hosts = cast("Hosts", type("Clock", (), {"ahead": timedelta(0)})())
    return SharedHostClaims(cast("Claims", database), hosts, HostClock(8), Outages())


def test_a_claim_is_believed_in_for_half_as_long_as_others_respect_it() -> None:
    assert LEASE.total_seconds() - VALID_SECONDS >= MAX_CRAWL_DELAY


async def _lose_a_host(database: Database) -> None:
    async with worker(database) as claims:
        await claims.take("a")
        claims.check("a")
        with claims.using("a"):
            database.now += VALID_SECONDS
            with pytest.raises(ClaimLostError):
                claims.check("a")
            await claims._beat()  # what it was kept from by being stopped
            claims.check("a")
            database.now += VALID_SECONDS
            database.owner["a"] = "another worker's"
            await claims._beat()
            with pytest.raises(ClaimLostError):
                claims.check("a")
    assert database.owner == {"a": "another worker's"}
    assert database.released == {}


def test_who_was_stopped_asks_nobody_until_it_knows_what_is_still_its_own(database: Database) -> None:
    asyncio.run(_lose_a_host(database))


async def _share(database: Database) -> None:
    async with worker(database) as claims:
        await claims.take_share(["a", "b", "c", "d"])
        assert set(database.owner) == {"a", "b", "c", "d"}
        database.workers = 2
        with claims.using("a"), claims.using("d"):
            await claims._beat()
            await claims.take_share(["a", "b", "c", "d"])
            assert [host for host in "abcd" if claims.must_leave(host)] == ["c", "d"]
            assert set(database.owner) == {"a", "b", "d"}  # what is at work is left when that has ended
        await claims.take_share(["a", "b", "c", "d"])
        assert set(database.owner) == {"a", "b"}
        await claims.take_share([])
        assert database.owner == {}


def test_a_worker_takes_its_part_of_the_hosts_and_leaves_the_rest(database: Database) -> None:
    asyncio.run(_share(database))


async def _wait(database: Database) -> None:
    database.owner["a"] = "another worker's"
    async with worker(database) as claims:
        with pytest.raises(AskedElsewhereError, match="another worker asks a"):
            await claims.take("a")
        assert database.wanted == {"a"}
        del database.owner["a"]
        async with claims.taken("a"):
            claims.check("a")
        assert database.wanted == set()


def test_a_host_that_another_worker_has_is_asked_for_and_waited_for_a_while(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_claims, "MAX_WAIT_SECONDS", 0.0)
    monkeypatch.setattr(host_claims, "POLL_SECONDS", 0.0)
    asyncio.run(_wait(database))


async def _stray(database: Database) -> None:
    async with worker(database) as claims:
        database.owner["a"] = "ours"  # claimed, and the answer was lost
        await claims._beat()
        assert database.released == {"a": MAX_CRAWL_DELAY}


def test_a_claim_of_which_nothing_was_heard_is_given_back(database: Database) -> None:
    asyncio.run(_stray(database))
