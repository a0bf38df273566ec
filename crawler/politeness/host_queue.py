"""Which request may leave next: one line for each host, and a bound on all that are in flight.

A request leaves when its host's turn has come and a place in flight is free; until then it waits and holds neither.
Nothing here knows the time or waits: instants (monotonic seconds) come in by argument, so that properties of it can
be tested. `HostClock` does the waiting.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, islice

JITTER = 0.25
MAX_HOSTS = 10_000  # of which something is remembered; a site may have any number of names below its domain
MAX_PASSED = 3
"""So many visits go before a page that waits at the same host; more, and a host with many sources and a long
Crawl-delay would be asked for its listings alone."""
SHARE = 0.75
"""Of the places in flight, at most so many for pages and at most so many for visits: a hundred pages that hang keep no
feed waiting, and a hundred feeds that hang no page."""


@dataclass(slots=True, eq=False)
class Waiting:
    """A request that waits; `delay` is what its publisher is owed between two requests, in seconds."""

    host: str
    delay: float
    is_visit: bool
    number: int = 0  # the order in which they came


@dataclass(slots=True, eq=False)
class Host:
    """What is known of a host. `leaving` has its turn and is not yet sent: it may still be connecting.
    `asked_elsewhere`: until when another worker, which died, may have asked it."""

    last_turn: float = float("-inf")
    asked_elsewhere: float = float("-inf")
    next_turn: float = float("-inf")
    crawl_delay: float = 0.0
    rests: int = 0  # in a row
    not_before: datetime | None = None
    visits: deque[Waiting] = field(default_factory=deque)
    pages: deque[Waiting] = field(default_factory=deque)
    passed: int = 0  # visits that went before the page at the head
    leaving: Waiting | None = None

    def head(self) -> Waiting | None:
        """Who goes next: visits before pages, but for a page that was passed too often."""
        if self.visits and not (self.pages and self.passed >= MAX_PASSED):
            return self.visits[0]
        return self.pages[0] if self.pages else None

    def start_turn(self, at: float, delay: float) -> None:
        """A request is sent at this instant; the next one may follow after what publisher and robots.txt ask for."""
        self.last_turn = at
        self.next_turn = at + max(delay, self.crawl_delay) * random.uniform(1, 1 + JITTER)


class HostQueue:
    """The lines of all hosts. `in_flight`: how many requests may be under way at once."""

    def __init__(self, in_flight: int) -> None:
        self._limit, self._share = in_flight, max(1, int(in_flight * SHARE))
        self._hosts: dict[str, Host] = {}
        self._lines: set[str] = set()  # hosts at which somebody waits
        self._away: set[Waiting] = set()  # in flight
        self._kinds: Counter[bool] = Counter()  # of those, visits and pages
        self._numbers = count()

    def knows(self, host: str) -> bool:
        """Whether anything was learnt about a host lately."""
        return host in self._hosts

    def host(self, name: str, now: float) -> Host:
        """What is known of a host; the one asked for last stands last."""
        known = self._hosts.pop(name, None) or Host()
        self._hosts[name] = known
        if len(self._hosts) > MAX_HOSTS:
            self._forget_some(now)
        return known

    def _forget_some(self, now: float) -> None:
        """Drop those whose turn is free, of the tenth asked for longest ago; their rests are in the ledger."""
        busy = self._lines | {one.host for one in self._away}
        for name, host in list(islice(self._hosts.items(), MAX_HOSTS // 10)):
            if host.next_turn <= now and name not in busy:
                del self._hosts[name]

    def put(self, request: Waiting, now: float) -> None:
        """Let a request wait in its host's line."""
        request.number = next(self._numbers)
        host = self.host(request.host, now)
        (host.visits if request.is_visit else host.pages).append(request)
        self._lines.add(request.host)

    def take(self, now: float) -> list[Waiting]:
        """The requests that leave now, in the order in which they came, visits first; their hosts' turns are taken."""
        ready = [head for head in self._heads() if self._turn(head) <= now]
        taken = []
        for head in sorted(ready, key=lambda one: (not one.is_visit, one.number)):
            if self._has_place(head):
                self._leave(head, now)
                taken.append(head)
        return taken

    def wake_at(self) -> float | None:
        """When the next turn comes of those that wait; None where only a request's end lets anybody leave."""
        turns = [self._turn(head) for head in self._heads() if self._has_place(head)]
        return min(turns, default=None)

    def sent(self, name: str, now: float) -> None:
        """The request that was leaving for this host is being written: its turn counts from here."""
        host = self._hosts.get(name)
        if host and host.leaving:
            host.start_turn(now, host.leaving.delay)
            host.leaving = None

    def drop(self, request: Waiting) -> None:
        """A request has ended, or does not wait any longer."""
        if request in self._away:
            self._away.remove(request)
            self._kinds[request.is_visit] -= 1
        host = self._hosts.get(request.host)
        if host is None:
            return
        if host.leaving is request:
            host.leaving = None
        line = host.visits if request.is_visit else host.pages
        if request in line:
            line.remove(request)
        if not host.visits and not host.pages:
            self._lines.discard(request.host)

    def waiting(self, name: str | None = None) -> list[Waiting]:
        """Who waits, at one host or at all."""
        names = self._lines if name is None else self._lines & {name}
        return [one for each in names for one in (*self._hosts[each].visits, *self._hosts[each].pages)]

    def _heads(self) -> Iterator[Waiting]:
        """Who goes next at each host; none where one is still leaving."""
        for name in self._lines:
            host = self._hosts[name]
            if host.leaving is None and (head := host.head()):
                yield head

    def _turn(self, request: Waiting) -> float:
        return self._hosts[request.host].next_turn

    def _has_place(self, request: Waiting) -> bool:
        return len(self._away) < self._limit and self._kinds[request.is_visit] < self._share

    def _leave(self, request: Waiting, now: float) -> None:
        host = self._hosts[request.host]
        (host.visits if request.is_visit else host.pages).popleft()
        host.passed = host.passed + 1 if request.is_visit and host.pages else 0
        if not host.visits and not host.pages:
            self._lines.discard(request.host)
        host.start_turn(now, request.delay)
        host.leaving = request
        self._away.add(request)
        self._kinds[request.is_visit] += 1
