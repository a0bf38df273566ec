"""The hosts that this process may ask: all of them where it is alone, else those that it holds a claim on.

A worker believes in its claims for `VALID_SECONDS` from its last heartbeat, which is less than the time after which
others may take them. One that was stopped for longer, or has lost its database, asks and keeps nothing more (decision
81).
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, Self, TypeVar

from base.errors import UnavailableError
from base.events import event
from crawler.ledger.claims import Claim, Claims
from crawler.ledger.hosts import Hosts
from crawler.politeness.host_clock import MAX_CRAWL_DELAY, AskedElsewhereError, ClaimLostError, HostClock
from crawler.politeness.outages import Outages

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BEAT_SECONDS = 10.0
VALID_SECONDS = 30.0
"""Half of `claims.LEASE`: the other half is for a request on its way, and as long as the longest Crawl-delay."""
MAX_WAIT_SECONDS = 30.0
POLL_SECONDS = 1.0
ASKED_ELSEWHERE = timedelta(minutes=1)
"""When a link whose host another worker holds is tried again."""
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # which goes on while the machine sleeps


class HostClaims:
    """Of a worker alone: every host is its own."""

    is_shared = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return

    def holds(self, host: str) -> bool:  # noqa: ARG002 - for those who share
        """Whether this process may ask a host now."""
        return True

    def check(self, host: str) -> None:
        """Raise ClaimLostError where a host is not ours any more: whoever has it asks for its pages now."""
        if not self.holds(host):
            raise ClaimLostError(f"{host} has become another worker's")

    def must_leave(self, host: str) -> bool:  # noqa: ARG002 - for those who share
        """Whether a host is to be left soon, to another worker."""
        return False

    async def take(self, host: str) -> None:
        """See that a host is ours. Raises AskedElsewhereError where another worker keeps it."""

    @contextmanager
    def using(self, host: str) -> Iterator[None]:  # noqa: ARG002 - for those who share
        """A host of ours is at work, so that it is not given back."""
        yield

    @asynccontextmanager
    async def taken(self, host: str) -> AsyncIterator[None]:
        """`take` a host, and use it."""
        await self.take(host)
        with self.using(host):
            yield

    async def take_share(self, hosts: Sequence[str]) -> None:
        """Take as many of the hosts at which there is work as are this worker's share, and let go of the others."""


class SharedHostClaims(HostClaims):
    """Of one worker of several. Used on the event loop; the database is asked in a thread of its own, which no long
    write holds up, and one thing at a time, so that what is known here is what stands there."""

    is_shared = True

    def __init__(self, claims: Claims, hosts: Hosts, clock: HostClock, outages: Outages) -> None:
        self._claims, self._hosts, self._clock, self._outages = claims, hosts, clock, outages
        self._valid_until: dict[str, float] = {}
        self._uses: Counter[str] = Counter()
        self._leaving: frozenset[str] = frozenset()
        self._workers = 1
        self._thread = ThreadPoolExecutor(1, "claims")
        self._lock = asyncio.Lock()
        self._beating: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        async with self._lock:
            await self._beat()
        self._beating = asyncio.create_task(self._keep_beating())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._beating:
            self._beating.cancel()
        with suppress(UnavailableError):  # all of it falls by itself
            await self._release(self._valid_until)
            await self._call(self._claims.leave)
        self._thread.shutdown(wait=False)

    def holds(self, host: str) -> bool:
        """Whether a claim is ours and its last heartbeat not too long ago."""
        return time.clock_gettime(_CLOCK) < self._valid_until.get(host, float("-inf"))

    def must_leave(self, host: str) -> bool:
        """Whether another worker waits for it, or this one has more than its share."""
        return host in self._leaving

    @contextmanager
    def using(self, host: str) -> Iterator[None]:
        """Count who uses a host."""
        self._uses[host] += 1
        try:
            yield
        finally:
            self._uses[host] -= 1
            if not self._uses[host]:
                del self._uses[host]

    async def take(self, host: str) -> None:
        """Claim a host that a request leads to, and wait a while for the worker that has it."""
        end = time.monotonic() + MAX_WAIT_SECONDS
        while not self.holds(host) and not await self._claim([host], 1, wanted=True):
            async with self._lock:
                await self._call(self._claims.want, host)
            if self._clock.stopping or time.monotonic() >= end:
                raise AskedElsewhereError(host, datetime.now(UTC) + ASKED_ELSEWHERE)
            await asyncio.sleep(POLL_SECONDS)

    async def take_share(self, hosts: Sequence[str]) -> None:
        """Claim hosts up to this worker's part of them all; what it holds beyond that it leaves as soon as it can."""
        ours = sorted(host for host in hosts if self.holds(host))
        share = math.ceil(len(hosts) / self._workers)
        self._leaving = self._leaving.intersection(ours) | frozenset(ours[share:])
        await self._release(self._valid_until.keys() - (set(ours) - self._leaving))
        if share > len(ours):
            await self._claim([host for host in hosts if not self.holds(host)], share - len(ours))

    async def _release(self, hosts: Collection[str]) -> None:
        """Give back those that nobody uses, each with what is left until its next turn."""
        async with self._lock:
            idle = [host for host in hosts if host in self._valid_until and host not in self._uses]
            for host in idle:
                del self._valid_until[host]
            if idle:
                await self._call(self._claims.release, {host: self._clock.until_turn(host) for host in idle})

    async def _claim(self, hosts: Collection[str], limit: int, *, wanted: bool = False) -> bool:
        """Claim some hosts; returns whether any was to be had."""
        async with self._lock:
            begun = time.clock_gettime(_CLOCK)
            claims = await self._call(self._claims.claim, hosts, limit, wanted=wanted)
            for claim in claims:
                self._learn(claim)
                self._valid_until[claim.host] = begun + VALID_SECONDS
        return bool(claims)

    def _learn(self, claim: Claim) -> None:
        """What other workers found out about a host counts more than what this one knew."""
        host, state = claim.host, claim.state
        self._clock.take_over(host, state.not_before, state.delay or 0.0, claim.wait, asked=not claim.given_back)
        self._outages.answered(host)
        self._outages.served(host)
        away, refusing = (state.failures, state.away_until), (state.refusals, state.refused_until)
        self._outages.remember(host, away, refusing)

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(UnavailableError):  # until it is there again, claims run out
                async with self._lock:
                    await self._beat()

    async def _beat(self) -> None:
        begun = time.clock_gettime(_CLOCK)
        pulse = await self._call(self._claims.beat)
        self._workers, self._hosts.ahead = max(1, pulse.workers), pulse.ahead
        self._leaving |= pulse.wanted
        lost = self._valid_until.keys() - pulse.held
        self._valid_until = dict.fromkeys(self._valid_until.keys() & pulse.held, begun + VALID_SECONDS)
        if lost:
            text = f"other workers have taken {len(lost)} hosts: this one was not heard of for too long"
            event(logger, "crawl.claims_lost", text, level=logging.WARNING)
        if stray := pulse.held - self._valid_until.keys():  # claimed or given back when the database went away
            await self._call(self._claims.release, dict.fromkeys(stray, MAX_CRAWL_DELAY))

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))
