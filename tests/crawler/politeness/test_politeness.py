"""What hosts can rely on, whatever is asked of them in whatever order: turns, rests, restarts and the day's budget.

Time passes only where somebody waits for it, so a day of waiting takes no time and nothing is asserted of real time.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from base.clock import jakarta_day
from crawler.politeness.host_clock import (
    MAX_CRAWL_DELAY,
    MAX_REST,
    SHORT_REST,
    Budget,
    BudgetSpentError,
    HostBackoffError,
    HostClock,
)
from crawler.politeness.host_queue import JITTER

T = TypeVar("T")
Run = Callable[[Coroutine[Any, Any, T]], T]

START = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
MOMENT = 0.001  # what rounding may take
DELAYS = st.floats(0.1, 60.0)
HOSTS = st.sampled_from(["kabar.id", "warta.id", "www.warta.id:8080"])


class _Leaping(selectors.DefaultSelector):
    """Instead of waiting it puts all clocks forward."""

    def __init__(self, leap: Callable[[float], object]) -> None:
        super().__init__()
        self._leap = leap

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and timeout:
            self._leap(timeout + 1e-6)  # no less than a float of today's seconds can tell apart
        return found


@contextmanager
def passing_time() -> Iterator[tuple[Run[Any], time_machine.Traveller]]:
    """What runs coroutines while all clocks stand still but for what is waited."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(START, tick=False) as travel:
        patch.setattr(time, "monotonic", time.time)
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(_Leaping(travel.shift))) as runner:
            yield runner.run, travel


async def take_turn(clock: HostClock, host: str, delay: float) -> None:
    async with clock.turn(host, delay):
        clock.sent(host)


@given(asked=st.lists(st.tuples(HOSTS, DELAYS), min_size=2, max_size=15), wanted=st.floats(0.0, 90.0))
def test_turns_of_a_host_keep_the_longer_of_two_delays_and_waste_none(
    asked: list[tuple[str, float]], wanted: float
) -> None:
    turns: dict[str, list[tuple[float, float]]] = {}

    async def crawl() -> None:
        clock = HostClock(64)
        for host, _ in asked:
            clock.set_crawl_delay(host, wanted)

        async def one(host: str, delay: float) -> None:
            await take_turn(clock, host, delay)
            turns.setdefault(host, []).append((time.time(), max(delay, min(wanted, MAX_CRAWL_DELAY))))

        await asyncio.gather(*(one(host, delay) for host, delay in asked))

    with passing_time() as (run, _):
        run(crawl())
    assert Counter({host: len(taken) for host, taken in turns.items()}) == Counter(host for host, _ in asked)
    for taken in turns.values():
        since_start = taken[0][0] - START.timestamp()  # nobody waits for another host, but for what an earlier process
        assert abs(since_start - min(wanted, MAX_CRAWL_DELAY)) < MOMENT  # may have asked this one just before
        for (earlier, delay), (later, _) in itertools.pairwise(taken):
            assert delay - MOMENT <= later - earlier <= delay * (1 + JITTER) + MOMENT


@given(
    rest=st.integers(0, 12) | st.integers(0, 200_000),
    moments=st.lists(st.floats(0.0, 12.0) | st.floats(0.0, 100_000.0), min_size=1, max_size=10),
    restarts=st.booleans(),
)
def test_a_host_is_never_asked_before_its_rest_is_over_also_after_a_restart(
    rest: int, moments: list[float], restarts: bool
) -> None:
    async def crawl() -> None:
        clock = HostClock(64)
        until = clock.rest("kabar.id", str(rest))
        assert until == START + min(timedelta(seconds=rest), MAX_REST)
        for moment in sorted(moments):
            await asyncio.sleep(START.timestamp() + moment - time.time())
            if restarts:
                delay, clock = clock.delay("kabar.id"), HostClock(64)
                clock.remember("kabar.id", until, delay)
            came = time.time()
            if until - datetime.now(UTC) > SHORT_REST:
                with pytest.raises(HostBackoffError) as sent_home:
                    await take_turn(clock, "kabar.id", 0.0)
                assert (sent_home.value.until, time.time()) == (until, came)  # he is not kept waiting
            else:
                await take_turn(clock, "kabar.id", 0.0)
                assert time.time() == pytest.approx(max(came, until.timestamp()), abs=MOMENT)

    with passing_time() as (run, _):
        run(crawl())


@pytest.mark.parametrize("seconds", [1, 5])
def test_a_short_rest_holds_up_those_who_wait_already(seconds: int) -> None:
    async def crawl() -> None:
        clock = HostClock(64)
        await take_turn(clock, "kabar.id", 0.5)
        waiting = asyncio.create_task(take_turn(clock, "kabar.id", 0.5))
        await asyncio.sleep(0)
        until = clock.rest("kabar.id", str(seconds))
        await waiting
        assert time.time() == pytest.approx(until.timestamp(), abs=MOMENT)

    with passing_time() as (run, _):
        run(crawl())


@given(st.lists(st.booleans(), max_size=40))
def test_rests_double_until_the_host_answers_and_never_exceed_a_day(answers: list[bool]) -> None:
    failures = 0
    with time_machine.travel(START, tick=False):
        clock = HostClock(64)
        for answered in answers:
            if answered:
                clock.answered("kabar.id")
                failures = 0
                continue
            least = timedelta(seconds=60) * 2 ** min(failures, 11)
            rest = clock.rest("kabar.id", "") - START
            assert min(least, MAX_REST) <= rest <= min(least * (1 + JITTER), MAX_REST)
            failures += 1


@pytest.mark.parametrize(
    ("ahead", "rests"),
    [(timedelta(0), False), (timedelta(seconds=1), True), (MAX_REST, True), (MAX_REST + timedelta(seconds=1), False)],
)
def test_a_rest_is_believed_unless_a_clock_that_was_ahead_has_set_it(ahead: timedelta, rests: bool) -> None:
    with time_machine.travel(START, tick=False):
        clock = HostClock(64)
        clock.remember("kabar.id", START + ahead, 4.0)
        assert clock.resting_until("kabar.id") == (START + ahead if rests else None)
        assert clock.delay("kabar.id") == 4.0


def test_one_who_comes_late_waits_for_nothing() -> None:
    async def crawl() -> float:
        clock = HostClock(64)
        await take_turn(clock, "kabar.id", 10.0)
        await asyncio.sleep(13.0)
        before = time.time()
        await take_turn(clock, "kabar.id", 10.0)
        return time.time() - before

    with passing_time() as (run, _):
        assert run(crawl()) < MOMENT


@settings(max_examples=50)
@given(limit=st.integers(1, 5), used=st.integers(0, 6), hours=st.lists(st.floats(0.0, 20.0), max_size=30))
def test_no_jakarta_day_has_more_requests_than_the_budget_and_each_is_counted(
    limit: int, used: int, hours: list[float]
) -> None:
    taken = Counter[str]()
    refused = 0
    with time_machine.travel(START, tick=False) as travel:
        taken[jakarta_day(datetime.now(UTC)).isoformat()] = used
        budget = Budget(limit)
        budget.remember(used)
        saved = 0
        for pause in hours:
            travel.shift(timedelta(hours=pause))
            today = jakarta_day(datetime.now(UTC)).isoformat()
            assert budget.spent == (taken[today] >= limit)
            try:
                budget.take()
                taken[today] += 1
            except BudgetSpentError:
                refused += 1
            unsaved = budget.take_unsaved()
            assert [day.isoformat() for day in unsaved] in ([today], [])
            assert budget.unsaved == 0
            saved += sum(unsaved.values())
    assert max(taken.values()) <= max(limit, used)
    assert saved == len(hours) - refused == sum(taken.values()) - used
