"""The clock of hosts and the daily budget."""

from __future__ import annotations

import asyncio
import itertools
import time
from datetime import UTC, datetime

import pytest
import time_machine

from crawler.politeness.host_clock import (
    Budget,
    BudgetSpentError,
    HostBackoffError,
    HostClock,
    StoppingError,
    authority,
)

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


async def ask_once(clock: HostClock, host: str, delay: float) -> None:
    async with clock.turn(host, delay):
        clock.sent(host)


def test_turns_of_one_host_keep_their_distance_and_other_hosts_do_not_wait() -> None:
    async def ask() -> tuple[list[float], list[float]]:
        clock = HostClock(64)
        turns: dict[str, list[float]] = {"a": [], "b": []}

        async def one(host: str) -> None:
            async with clock.turn(host, 0.05):
                turns[host].append(time.monotonic())

        await asyncio.gather(*(one("a") for _ in range(4)), one("b"))
        return turns["a"], turns["b"]

    same, other = asyncio.run(ask())
    assert all(later - earlier >= 0.049 for earlier, later in itertools.pairwise(same))
    assert other[0] < same[1]


def test_a_crawl_delay_is_kept_up_to_thirty_seconds() -> None:
    clock = HostClock(64)
    assert clock.set_crawl_delay("a", 7.0) == 7.0
    assert clock.set_crawl_delay("a", 3600.0) == 30.0


def test_a_crawl_delay_holds_from_the_robots_txt_on_that_asks_for_it() -> None:
    async def ask() -> None:
        clock = HostClock(64)
        await ask_once(clock, "a", 0.0)
        clock.set_crawl_delay("a", 30.0)
        page = asyncio.create_task(ask_once(clock, "a", 0.0))
        await ask_once(clock, "b", 0.0)
        await asyncio.sleep(0)
        assert not page.done()
        clock.stop()
        with pytest.raises(StoppingError):
            await page

    asyncio.run(ask())


def test_a_host_that_goes_to_rest_sends_home_who_waits_for_it() -> None:
    async def ask() -> None:
        clock = HostClock(64)
        await ask_once(clock, "a", 60.0)
        page = asyncio.create_task(ask_once(clock, "a", 60.0))
        await asyncio.sleep(0)
        clock.rest("a", "600")
        with pytest.raises(HostBackoffError):
            await asyncio.wait_for(page, 5)

    asyncio.run(ask())


def test_who_waits_is_sent_home_when_the_crawler_ends() -> None:
    async def ask() -> None:
        clock = HostClock(64)
        await ask_once(clock, "a", 60.0)
        waiting = [asyncio.create_task(ask_once(clock, "a", 60.0)) for _ in range(3)]
        await asyncio.sleep(0.01)
        clock.stop()
        endings = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)
        assert [type(ending) for ending in endings] == [StoppingError] * 3

    asyncio.run(ask())


def test_a_host_at_rest_is_not_waited_for() -> None:
    async def ask() -> None:
        clock = HostClock(64)
        until = clock.rest("a", "600")
        with pytest.raises(HostBackoffError) as caught:
            await ask_once(clock, "a", 0.0)
        assert caught.value.until == until
        await ask_once(clock, "b", 0.0)

    asyncio.run(ask())


def test_rests_without_a_word_grow_until_the_host_answers() -> None:
    clock = HostClock(64)
    with time_machine.travel(NOW, tick=False):
        rests = [(clock.rest("a", "") - NOW).total_seconds() for _ in range(20)]
        assert 60 <= rests[0] <= 75
        assert 120 <= rests[1] <= 150
        assert rests[-1] == 24 * 3600
        clock.answered("a")
        assert (clock.rest("a", "") - NOW).total_seconds() <= 75


def test_the_budget_is_a_jakarta_days() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 16, 59, tzinfo=UTC), tick=False) as clock:
        budget = Budget(2)
        budget.remember(1)
        budget.take()
        with pytest.raises(BudgetSpentError):
            budget.take()
        clock.shift(120)  # 00:01 in Jakarta
        budget.take()
        assert not budget.spent
        assert budget.day.isoformat() == "2026-11-26"


def test_requests_that_are_not_yet_saved_at_midnight_count_for_their_own_day() -> None:
    with time_machine.travel(datetime(2026, 11, 25, 16, 59, tzinfo=UTC), tick=False) as clock:
        budget = Budget(10)
        for _ in range(3):
            budget.take()
        clock.shift(120)  # 00:01 in Jakarta
        budget.take()
        assert {day.isoformat(): number for day, number in budget.take_unsaved().items()} == {
            "2026-11-25": 3,
            "2026-11-26": 1,
        }


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.contoh.id/a", "www.contoh.id"),
        ("http://www.contoh.id:80/a", "www.contoh.id"),
        ("https://www.contoh.id:443/a", "www.contoh.id"),
        ("http://www.contoh.id:8080/a", "www.contoh.id:8080"),
    ],
)
def test_a_host_is_known_with_its_unusual_port(url: str, host: str) -> None:
    assert authority(url) == host


def test_what_is_remembered_of_hosts_is_bounded_but_their_turns_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.politeness.host_queue.MAX_HOSTS", 20)

    async def ask() -> tuple[int, bool]:
        clock = HostClock(64)
        await ask_once(clock, "busy.example", 60.0)
        for number in range(1_000):
            await ask_once(clock, f"{number}.example", 0.0)
        known = [
            name for name in ("busy.example", *(f"{number}.example" for number in range(1_000))) if clock.knows(name)
        ]
        return len(known), "busy.example" in known

    assert asyncio.run(ask()) == (20, True)
