"""The day's requests: counted by day and kind, and never more taken than there are, whoever takes them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from base.database import writing
from crawler.ledger.day_requests import DayRequests, add_others, day_requests, give_back_visit, take_look, take_visit
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.young import YoungArticle, claim, due_hosts, watch
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

DAY, NEXT = date(2026, 11, 25), date(2026, 11, 26)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = "sqlite:" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with open_ledger(url, tmp_path) as opened:
        yield opened


def test_visits_looks_and_others_are_counted_apart_by_day(ledger: Ledger) -> None:
    assert day_requests(ledger.engine, DAY) == DayRequests()
    add_others(ledger.engine, DAY, 3)
    add_others(ledger.engine, DAY, 4)
    assert take_visit(ledger.engine, DAY, 2)
    assert take_look(ledger.engine, DAY, 3, 1)
    assert take_visit(ledger.engine, NEXT, 1)
    assert day_requests(ledger.engine, DAY) == DayRequests(1, 1, 7)
    assert day_requests(ledger.engine, NEXT) == DayRequests(1, 0, 0)


def test_visits_and_looks_share_the_days_limit_and_looks_have_one_of_their_own(ledger: Ledger) -> None:
    assert [take_look(ledger.engine, DAY, 5, 2) for _ in range(3)] == [True, True, False]
    assert [take_visit(ledger.engine, DAY, 5) for _ in range(4)] == [True, True, True, False]
    assert not take_look(ledger.engine, DAY, 5, 3)
    assert not take_visit(ledger.engine, DAY, 0)


def test_a_visit_that_was_given_back_can_be_taken_again(ledger: Ledger) -> None:
    for _ in range(2):
        give_back_visit(ledger.engine, DAY)
    assert [take_visit(ledger.engine, DAY, 1) for _ in range(2)] == [True, False]
    give_back_visit(ledger.engine, DAY)
    assert take_visit(ledger.engine, DAY, 1)


def test_workers_that_take_at_once_get_no_more_than_there_are(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as workers:
        taken = list(workers.map(lambda _: take_visit(ledger.engine, DAY, 30), range(50)))
    assert sum(taken) == day_requests(ledger.engine, DAY).visits == 30


def test_a_look_is_one_workers_alone(ledger: Ledger) -> None:
    since, later = datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 25, 2, tzinfo=UTC)
    urls = [f"https://kabar.id/baca/{number}" for number in range(12)]
    with writing(ledger.engine) as connection:
        watch(connection, [YoungArticle(url, url, "uji", "", url, since, "", "", "") for url in urls])
    assert due_hosts(ledger.engine, later, ["uji", "lain"]) == {("uji", "kabar.id")}
    with ThreadPoolExecutor(4) as workers:
        claims = list(workers.map(lambda _: claim(ledger.engine, "uji", "kabar.id", later), range(40)))
    keys = [one.key for one in claims if one]
    assert len(keys) == len(set(keys)) == 12
    assert due_hosts(ledger.engine, later, ["uji"]) == set()
