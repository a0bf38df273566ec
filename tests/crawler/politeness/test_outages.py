"""What is concluded from hosts that do not answer, without a request being sent."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import time_machine

from crawler.politeness.host_clock import HostBackoffError
from crawler.politeness.outages import PROBE_SECONDS, Outages

START = datetime(2026, 11, 2, 3, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOSTS = [f"{number}.example" for number in range(20)]


async def ask(outages: Outages, host: str) -> bool:
    """Whether a host may be asked, which then gives no answer."""
    try:
        await outages.admit(host, article=True)
    except HostBackoffError:
        return False
    outages.unreachable(host, host)
    return True


def test_two_days_without_a_network_cost_one_request_a_quarter_of_an_hour() -> None:
    async def live() -> Counter[str]:
        outages, asked = Outages(), Counter[str]()
        clock.shift(10)  # as long as anything may yet have answered, it is each host's own fault
        while datetime.now(UTC) < START + 2 * DAY:
            asked.update([host for host in HOSTS if await ask(outages, host)])
            clock.shift(30)
        assert outages.network_rests()
        clock.shift(timedelta(minutes=17))
        await outages.admit(HOSTS[0], article=True)
        assert outages.network_answers()
        assert not outages.answered(HOSTS[0])
        for host in HOSTS:
            await outages.admit(host, article=True)  # none of them was to blame
        return asked

    with time_machine.travel(START, tick=False) as clock:
        asked = asyncio.run(live())
        assert asked.total() == 198
        assert len(asked) == 20  # one that is away by itself does not make the network look down


def test_those_that_time_out_together_are_not_the_network_if_another_answered_since() -> None:
    with time_machine.travel(START, tick=False) as clock:
        outages, sent = Outages(), START
        clock.shift(10)
        outages.network_answers()
        clock.shift(15)
        assert not any(outages.unreachable(host, host, sent) is outages.network for host in HOSTS)
        assert outages.network_rests() is None
        silent = [outages.unreachable(host, host, datetime.now(UTC)) is outages.network for host in HOSTS[:3]]
        assert silent == [False, False, True]


def test_those_that_fail_at_once_are_not_the_network_while_others_answer() -> None:
    with time_machine.travel(START, tick=False) as clock:
        outages = Outages()
        for host in HOSTS:
            clock.shift(1)
            outages.unreachable(host, host, datetime.now(UTC))
            clock.shift(1)
            assert outages.network_rests() is None
            if host in HOSTS[::2]:
                outages.network_answers()


def test_two_publishers_that_are_away_are_not_the_network() -> None:
    async def live() -> None:
        outages = Outages()
        for host in HOSTS[:2]:
            await ask(outages, host)
        outages.network_answers()
        for host in HOSTS[2:4]:
            await ask(outages, host)
        assert outages.network_rests() is None
        assert not await ask(outages, HOSTS[0])
        await outages.admit(HOSTS[10], article=True)

    with time_machine.travel(START, tick=False):
        asyncio.run(live())


def test_one_request_is_the_probe_and_the_others_wait_for_how_it_goes() -> None:
    async def live(*, well: bool) -> int:
        outages, passed = Outages(), 0

        async def other() -> None:
            nonlocal passed
            await outages.admit("a", article=False)
            passed += 1

        outages.broken("a")
        clock.shift(61)
        await outages.admit("a", article=False)
        others = [asyncio.create_task(other()) for _ in range(5)]
        await asyncio.sleep(0)
        assert passed == 0
        outages.answered("a") if well else outages.broken("a")
        endings = await asyncio.gather(*others, return_exceptions=True)
        assert {type(ending) for ending in endings} == {type(None) if well else HostBackoffError}
        return passed

    with time_machine.travel(START, tick=False) as clock:
        assert asyncio.run(live(well=True)) == 5
        assert asyncio.run(live(well=False)) == 0


def test_a_probe_of_which_nothing_is_heard_holds_up_nobody() -> None:
    async def live() -> None:
        outages = Outages()
        outages.broken("a")
        clock.shift(61)
        await outages.admit("a", article=False)
        clock.shift(PROBE_SECONDS + 1)
        await outages.admit("a", article=False)

    with time_machine.travel(START, tick=False) as clock:
        asyncio.run(live())


def test_what_was_in_flight_when_a_rest_began_makes_it_no_longer() -> None:
    with time_machine.travel(START, tick=False) as clock:
        outages = Outages()
        assert [outages.broken("a").until for _ in range(4)] == [START + MINUTE] * 4
        for _ in range(20):
            until = outages.broken("a").until or START
            clock.move_to(until, tick=False)
        assert (outages.broken("a").until or START) - until == HOUR


def test_refusals_of_articles_leave_the_feeds_alone() -> None:
    async def live() -> None:
        outages = Outages()
        assert [outages.refused("a").until for _ in range(3)] == [None, None, START + 10 * MINUTE]
        await outages.admit("a", article=False)
        assert not await ask(outages, "a")
        assert outages.served("a")
        await outages.admit("a", article=True)

    with time_machine.travel(START, tick=False):
        asyncio.run(live())
