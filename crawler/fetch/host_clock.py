"""Manners: one clock of hosts for the whole process, and the day's budget of requests.

Scrapy keeps its delays per crawl, so that two crawls of one host would hit it at once. Here every request of
every crawl, robots.txt and redirects included, waits in one line for its host, and a host that asked
for rest (429, 503, Retry-After) gets it from all of them, also after a restart (decision 14).
"""

from __future__ import annotations

import asyncio
import email.utils
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from base.clock import jakarta_day

JITTER = 0.25
MAX_CRAWL_DELAY = 30.0
MAX_REST = timedelta(hours=24)
FIRST_REST = timedelta(seconds=60)
MAX_HOSTS = 10_000  # of which something is remembered; a site may have any number of names below its domain
SHORT_REST = 5.0  # seconds that are waited out; a longer rest sends the link back to the ledger


class NotSentError(Exception):
    """A request was not sent, for a reason that lies with us; its link stays as it was."""


class HostBackoffError(NotSentError):
    """The host has asked not to be visited before `until`."""

    def __init__(self, host: str, until: datetime) -> None:
        super().__init__(f"{host} is left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
        self.until = until


class StoppingError(NotSentError):
    """The crawler is ending; the request was not sent."""


class DiskLowError(NotSentError):
    """There is no room for another page."""


class BudgetSpentError(NotSentError):
    """The day's requests are used up."""


@dataclass(slots=True)
class _Host:
    line: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_turn: float = 0.0  # monotonic
    delay: float = 0.0  # what robots.txt asks for
    rests: int = 0  # in a row
    not_before: datetime | None = None


class HostClock:
    """When each host may be asked next. Used on the event loop only."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Let nobody wait any longer: whoever stands in a line gets StoppingError."""
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether the crawler is ending."""
        return self._stopping.is_set()

    def knows(self, host: str) -> bool:
        """Whether anything was learnt about a host lately."""
        return host in self._hosts

    def _host(self, name: str) -> _Host:
        """What is known of a host; the one asked for last stands last."""
        known = self._hosts.pop(name, None) or _Host()
        self._hosts[name] = known
        if len(self._hosts) > MAX_HOSTS:
            self._forget_some()
        return known

    def _forget_some(self) -> None:
        """Drop those whose turn is free, of the tenth asked for longest ago; their rests are in the ledger."""
        now = time.monotonic()
        for name, host in list(islice(self._hosts.items(), MAX_HOSTS // 10)):
            if host.next_turn <= now and not host.line.locked():
                del self._hosts[name]

    def remember(self, host: str, not_before: datetime | None, delay: float) -> None:
        """Take over what an earlier process learnt."""
        known = self._host(host)
        known.not_before, known.delay = not_before, delay

    def set_crawl_delay(self, host: str, seconds: float) -> float:
        """Keep the Crawl-delay of a robots.txt, within reason; returns what will be kept."""
        known = self._host(host)
        known.delay = min(seconds, MAX_CRAWL_DELAY)
        return known.delay

    def delay(self, host: str) -> float:
        """The Crawl-delay that is kept for a host, in seconds."""
        return self._host(host).delay

    def resting_until(self, host: str) -> datetime | None:
        """Until when a host must be left alone, if that is later than now."""
        known, now = self._host(host), datetime.now(UTC)
        if known.not_before and known.not_before - now > MAX_REST:
            known.not_before = None  # set by a clock that was ahead
        return known.not_before if known.not_before and known.not_before > now else None

    async def wait_turn(self, host: str, delay: float) -> None:
        """Wait until a host may be asked and take the turn; the next one comes `delay` seconds (or more) later."""
        known = self._host(host)
        async with known.line:
            while (left := self._left(host)) > 0 or self.stopping:
                await self._pause(left)
            pause = max(delay, known.delay)
            known.next_turn = time.monotonic() + pause * random.uniform(1, 1 + JITTER)

    def _left(self, host: str) -> float:
        until = self.resting_until(host)
        rest = (until - datetime.now(UTC)).total_seconds() if until else 0.0
        if until and rest > SHORT_REST:
            raise HostBackoffError(host, until)
        return max(rest, self._host(host).next_turn - time.monotonic())

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), max(seconds, 0.0))
        except TimeoutError:
            return
        raise StoppingError

    def rest(self, host: str, retry_after: str) -> datetime:
        """A host answered 429 or 503: leave it alone as long as it says, else for a growing time; until when."""
        known = self._host(host)
        now = datetime.now(UTC)
        asked = read_retry_after(retry_after, now)
        if asked is None:
            asked = FIRST_REST * 2 ** min(known.rests, 12) * random.uniform(1, 1 + JITTER)
        known.rests += 1
        known.not_before = now + min(asked, MAX_REST)
        return known.not_before

    def answered(self, host: str) -> None:
        """A host answered as usual: the next rest starts short again."""
        self._host(host).rests = 0


def authority(url: str) -> str:
    """The host that an address asks, with its port where that is not the usual one: the unit of politeness."""
    parts = urlsplit(url)
    port = parts.port if parts.port not in (None, 80, 443) else None
    return f"{parts.hostname}:{port}" if port else parts.hostname or ""


def read_retry_after(value: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header (RFC 9110, 10.2.3: seconds or a date) asks to wait; None if it says nothing."""
    if value.strip().isdecimal():
        return timedelta(seconds=min(int(value), 10**7))
    try:
        return max(timedelta(0), email.utils.parsedate_to_datetime(value).astimezone(UTC) - now)
    except (ValueError, TypeError):
        return None


class Budget:
    """The requests that may still be sent today, counted in Jakarta days. Used on the event loop only."""

    def __init__(self, limit: int) -> None:
        self.day, self._limit = _today(), limit
        self._used = self.unsaved = 0

    def remember(self, used: int) -> None:
        """Take over the day's count of earlier processes."""
        self._used = used

    def take(self) -> None:
        """Count one request. Raises BudgetSpentError where the day has no more."""
        if self.spent:
            raise BudgetSpentError(f"the day's {self._limit} requests (crawler.daily_requests) are used up")
        self._used += 1
        self.unsaved += 1

    @property
    def spent(self) -> bool:
        """Whether the day has no more requests."""
        if self.day != _today():
            self.day, self._used = _today(), 0
        return self._used >= self._limit

    def take_unsaved(self) -> tuple[date, int]:
        """The day and how many requests were counted since the last call."""
        count, self.unsaved = self.unsaved, 0
        return self.day, count


def _today() -> date:
    return jakarta_day(datetime.now(UTC))
