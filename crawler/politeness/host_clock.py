"""Manners: one clock of hosts for the whole process, and the day's budget of requests.

Every request, robots.txt and redirects included, waits in its host's line (`host_queue`) and leaves when its turn has
come; a host that asked for rest (429, 503, Retry-After) gets it from all of them, also after a restart (decision 14).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from base.clock import jakarta_day
from base.retry import read_retry_after
from crawler.politeness.host_queue import JITTER, Host, HostQueue, Waiting

MAX_CRAWL_DELAY = 30.0
MAX_REST = timedelta(hours=24)
FIRST_REST = timedelta(seconds=60)
PAST_SHARE = 0.5
"""Of the day's requests for pages: once so many were sent, past articles wait for the next day and leave the rest to
news."""
SHORT_REST = timedelta(seconds=5)  # is waited out; a longer rest sends the link back to the ledger


class NotSentError(Exception):
    """A request was not sent, for a reason that lies with us; its link stays as it was."""


class HostBackoffError(NotSentError):
    """The host has asked not to be visited before `until`."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until


class AskedElsewhereError(HostBackoffError):
    """Another worker has the host, and did not give it back in time."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(host, until)
        self.args = (f"another worker asks {host}; it is tried again in a minute",)


class StoppingError(NotSentError):
    """The crawler is ending; the request was not sent."""


class ClaimLostError(NotSentError):
    """Another worker may ask the host now."""


class DiskLowError(NotSentError):
    """There is no room for another page."""


class BudgetSpentError(NotSentError):
    """The day's requests are used up."""


@dataclass(slots=True, eq=False)
class _Ticket(Waiting):
    """A request that waits; `admitted` is done when it may leave, or has the reason why it must not."""

    admitted: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class HostClock:
    """When each host may be asked next. Used on the event loop only."""

    def __init__(self, in_flight: int) -> None:
        self._queue = HostQueue(in_flight)
        self._alarm: asyncio.TimerHandle | None = None
        self._began = time.monotonic()
        self.stopping = False

    def stop(self) -> None:
        """Let nobody wait any longer: whoever stands in a line gets StoppingError."""
        self.stopping = True
        self._send_home(None, StoppingError)

    def knows(self, host: str) -> bool:
        """Whether anything was learnt about a host lately."""
        return self._queue.knows(host)

    def _host(self, name: str) -> Host:
        return self._queue.host(name, time.monotonic())

    def remember(self, host: str, not_before: datetime | None, delay: float) -> None:
        """Take over what an earlier process learnt."""
        known = self._host(host)
        known.not_before, known.crawl_delay = not_before, delay

    def take_over(self, host: str, not_before: datetime | None, delay: float, wait: float, *, asked: bool) -> None:
        """Go on where another worker left a host: for `wait` seconds it must not be asked. Where that worker died, it
        may have `asked` the host until now."""
        known, now = self._host(host), time.monotonic()
        known.not_before, known.crawl_delay = not_before, max(known.crawl_delay, delay)
        known.next_turn = max(known.next_turn, now + wait)
        known.asked_elsewhere = now if asked else known.asked_elsewhere

    def until_turn(self, host: str) -> float:
        """For how many seconds a host must not be asked, by whomever."""
        known, until = self._host(host), self._host(host).next_turn
        if known.asked_elsewhere > known.last_turn:  # nor was it asked since
            until = max(until, known.asked_elsewhere + MAX_CRAWL_DELAY)
        return max(0.0, until - time.monotonic())

    def set_crawl_delay(self, host: str, seconds: float) -> float:
        """Keep the Crawl-delay of a robots.txt, within reason; returns what will be kept. It counts from the last
        request on, which was the one for robots.txt; where those rules were known before, an earlier process may
        have asked the host until this one began."""
        known = self._host(host)
        known.crawl_delay = min(seconds, MAX_CRAWL_DELAY)
        asked = max(known.last_turn, known.asked_elsewhere, self._began)
        known.next_turn = max(known.next_turn, asked + known.crawl_delay)
        return known.crawl_delay

    def delay(self, host: str) -> float:
        """The Crawl-delay that is kept for a host, in seconds."""
        return self._host(host).crawl_delay

    def resting_until(self, host: str) -> datetime | None:
        """Until when a host must be left alone, if that is later than now."""
        known, now = self._host(host), datetime.now(UTC)
        if known.not_before and known.not_before - now > MAX_REST:
            known.not_before = None  # set by a clock that was ahead
        return known.not_before if known.not_before and known.not_before > now else None

    def refuses(self, host: str) -> bool:
        """Whether a host rests for longer than is waited for."""
        until = self.resting_until(host)
        return bool(until and until - datetime.now(UTC) > SHORT_REST)

    @asynccontextmanager
    async def turn(self, host: str, delay: float, *, is_visit: bool = False) -> AsyncIterator[None]:
        """Wait until a host may be asked and a place in flight is free; inside, the request is under way.

        The host's next turn comes `delay` seconds (or more) after this one. Raises NotSentError where it must not be
        asked now.
        """
        ticket = _Ticket(host, delay, is_visit)
        self._check(host)
        known = self._host(host)
        known.next_turn = max(known.next_turn, known.asked_elsewhere + max(delay, known.crawl_delay))
        self._queue.put(ticket, time.monotonic())
        try:
            self._let_go()
            await ticket.admitted
            yield
        finally:
            self._queue.drop(ticket)
            self._let_go()

    def sent(self, host: str) -> None:
        """A request is being written to a host: its next turn counts from now, however long connecting took."""
        self._queue.sent(host, time.monotonic())
        self._let_go()

    def _check(self, host: str) -> None:
        """Raise NotSentError where nothing may be sent to a host now; a short rest is only a later turn."""
        if self.stopping:
            raise StoppingError
        until = self.resting_until(host)
        if until and self.refuses(host):
            raise HostBackoffError(host, until)
        if until:
            rest = (until - datetime.now(UTC)).total_seconds()
            self._host(host).next_turn = max(self._host(host).next_turn, time.monotonic() + rest)

    def _let_go(self) -> None:
        """Admit those whose turn has come, and come back when the next one's does."""
        for ticket in self._queue.take(time.monotonic()):
            if isinstance(ticket, _Ticket) and not ticket.admitted.done():
                ticket.admitted.set_result(None)
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None
        at = self._queue.wake_at()
        if at is not None:
            seconds = max(0.0, at - time.monotonic())
            self._alarm = asyncio.get_running_loop().call_later(seconds, self._let_go)

    def _send_home(self, host: str | None, reason: Callable[[], NotSentError]) -> None:
        for ticket in self._queue.waiting(host):
            if isinstance(ticket, _Ticket) and not ticket.admitted.done():
                ticket.admitted.set_exception(reason())
                self._queue.drop(ticket)

    def rest(self, host: str, retry_after: str) -> datetime:
        """A host answered 429 or 503: leave it alone as long as it says, else for a growing time; until when."""
        known = self._host(host)
        now = datetime.now(UTC)
        asked = read_retry_after(retry_after, now)
        if asked is None:
            asked = FIRST_REST * 2 ** min(known.rests, 12) * random.uniform(1, 1 + JITTER)
        known.rests += 1
        until = known.not_before = now + min(asked, MAX_REST)
        if self.refuses(host):
            self._send_home(host, lambda: HostBackoffError(host, until))
        else:
            known.next_turn = max(known.next_turn, time.monotonic() + asked.total_seconds())
        return until

    def answered(self, host: str) -> None:
        """A host answered as usual: the next rest starts short again."""
        self._host(host).rests = 0


def authority(url: str) -> str:
    """The host that an address asks, with its port where that is not the usual one: the unit of politeness."""
    parts = urlsplit(url)
    port = parts.port if parts.port not in (None, 80, 443) else None
    return f"{parts.hostname}:{port}" if port else parts.hostname or ""


class Budget:
    """The requests that may still be sent today beside visits and looks, in Jakarta days. Used on the event loop
    only."""

    def __init__(self, limit: int) -> None:
        self.day, self._limit = _today(), limit
        self._used = 0
        self._unsaved: Counter[date] = Counter()

    def remember(self, used: int) -> None:
        """Take over the day's count of earlier processes."""
        self._used = used

    def take(self) -> None:
        """Count one request. Raises BudgetSpentError where the day has no more."""
        if self.spent:
            raise BudgetSpentError(f"the day's {self._limit} requests (crawler.daily_pages) are used up")
        self._used += 1
        self._unsaved[self.day] += 1

    @property
    def spent(self) -> bool:
        """Whether the day has no more requests."""
        if self.day != _today():
            self.day, self._used = _today(), 0
        return self._used >= self._limit

    @property
    def has_room_for_past(self) -> bool:
        """Whether past articles may be fetched: only while the rest of the day's requests is enough for news."""
        return not self.spent and self._used < self._limit * PAST_SHARE

    @property
    def unsaved(self) -> int:
        """How many requests were counted since the last `take_unsaved`."""
        return self._unsaved.total()

    def take_unsaved(self) -> dict[date, int]:
        """They by their days: some may be of a day that is over."""
        taken, self._unsaved = self._unsaved, Counter()
        return dict(taken)


def _today() -> date:
    return jakarta_day(datetime.now(UTC))
