"""PostgreSQL goes away amid a command: the command goes on or says so, and the next one is whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from base.urls import canonical_url
from crawler.ledger.tables import HOST
from tests import postgres
from tests.faults.bench import Bench, Case
from tests.faults.holdings import Harm, crawled, searchable
from tests.faults.operations import PAGES, Operation, World
from tests.faults.table import STEP, Row

pytestmark = [pytest.mark.kill, pytest.mark.postgres, pytest.mark.timeout(5_000 if STEP else 600)]

Server = postgres.Server
FAULTS: dict[str, tuple[Callable[[Server], None], Callable[[Server], None]]] = {
    "PostgreSQL stopped": (lambda server: server.stop("fast"), Server.start),
    "PostgreSQL killed": (Server.kill, Server.start),
    "PostgreSQL frozen": (Server.freeze, Server.thaw),
}
"""How it goes away, and how it comes back."""
AWAY_SECONDS = 3.0 if STEP else 1.0
PLACES = (0.2, 0.4, 0.6, 0.8, 0.9) if STEP else (0.6,)
"""Parts of the time that the command takes undisturbed; the first of it is Python's start."""
OPERATIONS = ("first crawl", "first import")
PAIRS = [
    (name, fault)
    for name in OPERATIONS
    for number, fault in enumerate(FAULTS)
    if STEP or name == OPERATIONS[number % 2]
]
"""In the short form each fault meets one operation."""
TRIES = 4
"""A command that is over before its fault is tried again with an earlier one: a busy machine is now fast, now slow."""


def on_postgres(bench: Bench, name: str) -> Operation:
    """An operation of the bench with its tables in a new database."""
    settings = {"KLIPING_DATABASE__URL": postgres.new_database()}
    known = bench.operation(name)

    def look(world: World, data: Path) -> Harm:
        if name == "first crawl":
            return crawled(data, [canonical_url(f"{world.site.base}/baca/{n}") for n in range(PAGES)], settings)
        return searchable(data, [f"Kabar {n}" for n in range(PAGES)], settings)

    return Operation(f"{name} on PostgreSQL", known.command, look, fill=known.fill, settings=settings)


@contextmanager
def going_away(fault: str, after: float) -> Iterator[list[float]]:
    """While the block runs, PostgreSQL goes after so many seconds and comes back; at the end it is there again. Gives
    the instant when it began to go, once it has."""
    server, (go, come) = postgres.server(), FAULTS[fault]
    gone = list[float]()

    def disturb() -> None:
        time.sleep(after)
        gone.append(time.monotonic())
        go(server)
        time.sleep(AWAY_SECONDS)
        come(server)

    thread = threading.Thread(target=disturb)
    thread.start()
    try:
        yield gone
    finally:
        thread.join(120)
        assert not thread.is_alive()


def undisturbed(bench: Bench, operation: Operation, settings: Mapping[str, str]) -> float:
    """Seconds that it takes."""
    with bench.copied(operation) as data:
        begun = time.monotonic()
        assert bench.run(data, operation.command, settings).code == 0
        return time.monotonic() - begun


def let_claims_fall(url: str) -> None:
    """As they do a minute after a crawl that could not give them back, for which nobody waits here."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.update(HOST).values(claimed_until=sa.func.clock_timestamp()))
    engine.dispose()


@pytest.mark.parametrize(("name", "fault"), PAIRS)
def test_a_database_that_goes_away_loses_nothing(bench: Bench, name: str, fault: str, row: Row) -> None:
    row.what = f"{name} on PostgreSQL"
    operation = on_postgres(bench, name)
    seconds = undisturbed(bench, operation, operation.settings)
    for place in PLACES:
        case = disturbed(bench, name, fault, seconds * place)
        row.cases.append(case)
        assert case.is_well, (place, case)
        assert case.ended.is_clear, (place, case.ended)


def disturbed(bench: Bench, name: str, fault: str, after: float) -> Case:
    """What came of the fault in a command that was at work when it struck."""
    for _ in range(TRIES):
        operation = on_postgres(bench, name)
        with bench.copied(operation) as data:
            with going_away(fault, after) as gone:
                ended = bench.run(data, operation.command, operation.settings)
                over = time.monotonic()
            if gone and gone[0] < over:
                let_claims_fall(operation.settings["KLIPING_DATABASE__URL"])
                return bench.recover(operation, data, ended)
        after *= 0.7
    raise AssertionError(f"{fault}: {name} was over before it, {TRIES} times")
