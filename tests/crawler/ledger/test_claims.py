"""Claims of hosts, on a real PostgreSQL: one worker at a time, whoever dies, and never a turn before its time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from base.database import writing
from crawler.ledger.claims import LEASE, WANTED, Claims, workers
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.tables import HOST, WORKER
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

pytestmark = pytest.mark.postgres

SECOND = timedelta(seconds=1)


@pytest.fixture
def ledger(postgres_url: str, tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(postgres_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def engine(ledger: Ledger) -> Engine:
    return ledger.engine


def pass_time(engine: Engine, time: timedelta) -> None:
    """Let all that the workers have noted be so much longer ago."""
    times = (HOST.c.claimed_until, HOST.c.next_turn, HOST.c.wanted_until, WORKER.c.heartbeat)
    with writing(engine) as connection:
        for column in times:
            plain = sa.type_coerce(column, sa.DateTime(timezone=True))
            connection.execute(sa.update(column.table).values({column: plain - time}))


def worker(engine: Engine, name: str = "satu") -> Claims:
    one = Claims(engine, name, "crawl")
    one.beat()
    return one


def hosts(claims: Claims, *names: str, limit: int = 10, wanted: bool = False) -> list[str]:
    return sorted(claim.host for claim in claims.claim(names, limit, wanted=wanted))


def test_a_host_has_one_worker_until_it_is_given_back(engine: Engine) -> None:
    one, other = worker(engine), worker(engine)
    assert len(hosts(one, "a", "b", "c", limit=2)) == 2
    held = one.beat().held
    assert len(held) == 2
    left = {"a", "b", "c"} - held
    assert set(hosts(other, "a", "b", "c")) == left
    one.release(dict.fromkeys(held, 0.0))
    assert set(hosts(other, "a", "b", "c")) == held
    assert (one.beat().held, other.beat().held) == (frozenset(), {"a", "b", "c"})


def test_the_next_turn_of_a_host_goes_with_it_from_worker_to_worker(engine: Engine) -> None:
    one, other = worker(engine), worker(engine)
    [first] = one.claim(["a"], 1)
    assert (first.wait, first.given_back) == (0.0, True)
    one.release({"a": 3600.0})
    [second] = other.claim(["a"], 1)
    assert 3500 < second.wait <= 3600
    assert second.given_back
    pass_time(engine, 2 * timedelta(hours=1))
    other.beat()
    other.release({"a": 0.0})
    assert one.claim(["a"], 1)[0].wait == 0.0


def test_the_claims_of_a_worker_that_is_not_heard_of_fall(engine: Engine) -> None:
    one, other = worker(engine), worker(engine)
    hosts(one, "a", "b")
    pass_time(engine, LEASE - 10 * SECOND)
    assert hosts(other, "a", "b") == []
    one.beat()
    pass_time(engine, LEASE - 10 * SECOND)
    assert hosts(other, "a", "b") == []
    pass_time(engine, 20 * SECOND)
    [claim] = other.claim(["a"], 1)
    assert not claim.given_back  # who had it may have asked it until now
    assert one.beat().held == {"b"}  # which nobody has taken meanwhile
    one.release({"a": 0.0, "b": 0.0})
    assert other.beat().held == {"a"}


def test_a_host_that_another_worker_waits_for_is_left_to_it(engine: Engine) -> None:
    one, other, third = worker(engine), worker(engine), worker(engine)
    hosts(one, "a", "b")
    other.want("a")
    assert one.beat().wanted == {"a"}
    one.release({"a": 0.0, "b": 0.0})
    assert hosts(third, "a", "b") == ["b"]
    assert hosts(other, "a", wanted=True) == ["a"]
    assert other.beat().wanted == frozenset()
    third.want("a")
    other.release({"a": 0.0})
    pass_time(engine, WANTED)
    assert hosts(one, "a") == ["a"]


def test_a_worker_counts_while_it_is_heard_of(engine: Engine) -> None:
    one, other = worker(engine, "satu"), worker(engine, "dua")
    clip = Claims(engine, "kliping", "clip")
    assert clip.beat().workers == 2
    hosts(one, "a", "b")
    pass_time(engine, LEASE)
    assert other.beat().workers == 1
    assert sorted((known.name, known.role, known.hosts) for known in workers(engine)) == [
        ("dua", "crawl", 0),
        ("kliping", "clip", 0),
        ("satu", "crawl", 2),
    ]
    other.leave()
    pass_time(engine, timedelta(days=1))
    one.beat()
    assert [known.name for known in workers(engine)] == ["satu"]


def test_workers_at_once_claim_each_host_once(engine: Engine) -> None:
    names = [f"host-{number}" for number in range(40)]

    def work(claims: Claims) -> list[str]:
        found = [hosts(claims, *names, limit=3) for _ in range(20)]
        return list(itertools.chain(*found))

    with ThreadPoolExecutor(4) as pool:
        claimed = list(pool.map(work, [worker(engine, f"{number}") for number in range(4)]))
    assert sorted(itertools.chain(*claimed)) == sorted(names)


def test_workers_whose_clocks_differ_agree_on_rests(ledger: Ledger) -> None:
    """One is an hour ahead of the database: what it means by its clock others read by theirs."""
    ahead, now = timedelta(hours=1), datetime.now(UTC)
    ledger.hosts.ahead = -ahead
    ledger.hosts.set_host_state("a", now + ahead + 600 * SECOND, None)
    ledger.hosts.set_host_outage("a", failures=1, away_until=now + ahead + 300 * SECOND, refusals=0, refused_until=None)
    assert ledger.hosts.host_state("a").not_before == now + ahead + 600 * SECOND
    [claim] = worker(ledger.engine).claim(["a"], 1)
    assert claim.state.not_before is not None
    assert claim.state.away_until is not None
    assert abs(claim.state.not_before - now - 600 * SECOND) < 60 * SECOND
    assert abs(claim.state.away_until - now - 300 * SECOND) < 60 * SECOND
