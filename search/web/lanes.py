"""Two lanes for requests, so that costly ones wait among themselves and plain ones go by beside them.

A lane has a few threads and a short queue of requests that wait for one. An engine cannot be stopped in the middle of a
call: a request that runs out of time is answered without it, and its thread is free again when the call ends
(decision 61).
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, wraps
from typing import Any, TypeVar

from base.deadline import TooSlowError
from base.errors import KlipingError
from search.web.answerers import Answerers

PLAIN_AT_ONCE = 4
COSTLY_AT_ONCE = max(1, (os.cpu_count() or 1) // 2)
"""Costly requests that run at once: half of the cores, since an engine's call keeps one busy."""
PLAIN_WAITING, COSTLY_WAITING = 64, 16
"""Requests that wait for a thread; one more is refused."""
SCRAPES_WAITING, SCRAPE_SECONDS = 4, 10.0
"""Of `/metrics`, which must be answered where nothing else is; Prometheus waits ten seconds by default."""
WAIT_SECONDS = 2.0
REFUSAL_SECONDS = 1.0
"""A request that finds the queue full is refused after this time: fifty clients that ask again at once would keep the
event loop busy with refusals alone."""
GRACE_SECONDS = 0.5
"""What a request has after its deadline to show what was found."""
MAX_PLAIN_WEIGHT = 16
"""A request of more weight is costly; most queries that people ask have less than six words."""
PATTERN_WEIGHT = 4
"""What a wildcard, `~` or NEAR weighs, in words."""

_WORD, _PATTERN = re.compile(r"\w+"), re.compile(r"[*?~]|NEAR/")
_Result = TypeVar("_Result")


class BusyError(KlipingError):
    """More requests at once than may run and wait; worth another try in a moment."""

    def __init__(self) -> None:
        super().__init__("too many searches at once: try again in a moment")


def is_costly(parameters: Iterable[tuple[str, str]]) -> bool:
    """Whether a request may take long, judged by its parameters alone, since parsing takes time too (decision 61)."""
    weight = 0
    for name, value in parameters:
        if name == "explain" and value.lower() in ("1", "true", "t", "yes", "y", "on"):
            return True
        if name not in ("after", "fields"):
            weight += len(_WORD.findall(value)) + PATTERN_WEIGHT * len(_PATTERN.findall(value))
    return weight > MAX_PLAIN_WEIGHT


class Lane:
    """Threads for requests of one kind, and the queue before them."""

    def __init__(self, name: str, at_once: int, waiting: int, seconds: float) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._seconds = seconds
        self._most = at_once + waiting
        self._held = set[Future[Any]]()
        self._lock = threading.Lock()

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Do the work in a thread. Raises BusyError where too many wait, TooSlowError where it takes too long."""
        started = list[float]()

        def timed() -> _Result:
            started.append(time.monotonic())
            return work()

        future = self._take(timed)
        if future is None:
            await asyncio.sleep(REFUSAL_SECONDS)
            raise BusyError
        answer = asyncio.wrap_future(future)
        answer.add_done_callback(_consume_error)
        try:
            return await self._wait(future, answer, started)
        except asyncio.CancelledError:  # nobody waits for it any more
            future.cancel()
            raise

    async def _wait(
        self, future: Future[_Result], answer: asyncio.Future[_Result], started: Sequence[float]
    ) -> _Result:
        await asyncio.wait([answer], timeout=min(WAIT_SECONDS, self._seconds + GRACE_SECONDS))
        if not future.done() and future.cancel():
            raise BusyError
        if not future.done():
            left = started[0] + self._seconds + GRACE_SECONDS - time.monotonic() if started else self._seconds
            await asyncio.wait([answer], timeout=max(0.0, left))
        if not answer.done():
            raise TooSlowError
        return answer.result()

    def _take(self, work: Callable[[], _Result]) -> Future[_Result] | None:
        """The work under way or waiting; None where the queue is full."""
        with self._lock:
            self._held = {one for one in self._held if not one.done()}
            if len(self._held) >= self._most:
                return None
            future = self._threads.submit(work)
            self._held.add(future)
            return future

    def close(self) -> None:
        """Start no more work; what runs goes on to its end."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _consume_error(answer: asyncio.Future[Any]) -> None:
    """Take the error of work that nobody waits for any more, else asyncio logs it as never retrieved."""
    if not answer.cancelled():
        answer.exception()


class Lanes:
    """The lanes of a server. `seconds` is what one request may take; with `answerers` a plain one that changes nothing
    is answered there, while a thread of its lane waits."""

    def __init__(self, seconds: float, answerers: Answerers | None = None) -> None:
        self.handlers = list[Callable[..., Any]]()
        self._answerers = answerers
        self.plain = Lane("plain", answerers.count if answerers else PLAIN_AT_ONCE, PLAIN_WAITING, seconds)
        self.costly = Lane("costly", COSTLY_AT_ONCE, COSTLY_WAITING, seconds)
        self.scrapes = Lane("scrapes", 1, SCRAPES_WAITING, SCRAPE_SECONDS)

    def route(self, handler: Callable[..., _Result]) -> Callable[..., Awaitable[_Result]]:
        """A route that runs in the lane of its request; one that does not take the request is plain, and of GET."""
        number = len(self.handlers)
        self.handlers.append(handler)

        @wraps(handler)
        async def run(**given: Any) -> _Result:
            request = given.get("request")
            parameters = request.query_params.multi_items() if request is not None else ()
            lane = self.of(parameters)
            if self._answerers and lane is self.plain and (request is None or request.method in ("GET", "HEAD")):
                return await lane.run(partial(self._answerers.answer, number, given))
            return await lane.run(partial(handler, **given))

        return run

    def of(self, parameters: Iterable[tuple[str, str]]) -> Lane:
        """The lane of a request with these parameters."""
        return self.costly if is_costly(parameters) else self.plain

    def close(self) -> None:
        """Start no more work; what runs goes on to its end."""
        self.plain.close()
        self.costly.close()
        self.scrapes.close()
