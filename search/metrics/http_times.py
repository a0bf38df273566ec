"""How long the server takes to answer, and with what, counted for as long as the process lives."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.metrics.exposition import Metric, Sample, by_label

BUCKETS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds; a plain search takes some tens of milliseconds, and none more than `search.deadline_seconds`."""
STATUSES = ("2xx", "3xx", "4xx", "5xx")
HANDLERS = ("/", "/sumber", "/api/v1/search", "/api/v1/count", "/api/v1/suggest")
OF_ARTICLES = ("/artikel/", "/api/v1/articles/")
"""What is told apart: what people wait for. Each costs ten series."""
OTHER = "other"
"""All else: style sheets, health checks, addresses that are none."""


def handler_of(path: str) -> str:
    """The label of an address; there are few of them, whatever is asked for."""
    if path in HANDLERS:
        return path
    return next((f"{start}{{id}}" for start in OF_ARTICLES if path.startswith(start)), OTHER)


@dataclass(slots=True)
class HttpTimes:
    """Used on the event loop alone."""

    _within: Counter[tuple[str, float]] = field(default_factory=Counter)
    _number: Counter[str] = field(default_factory=Counter)
    _seconds: dict[str, float] = field(default_factory=dict)
    _statuses: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(STATUSES, 0)))

    def count(self, path: str, status: int, seconds: float) -> None:
        """Count one answer."""
        handler = handler_of(path)
        self._statuses[f"{status // 100}xx"] += 1
        self._number[handler] += 1
        self._seconds[handler] = self._seconds.get(handler, 0.0) + seconds
        for bucket in BUCKETS:
            if seconds <= bucket:
                self._within[handler, bucket] += 1

    def metrics(self) -> Iterator[Metric]:
        """What was counted so far."""
        meaning = "How long answers of the server took, by address."
        yield Metric("kliping_http_request_seconds", "histogram", meaning, list(self._histogram()))
        yield by_label("kliping_http_responses_total", "counter", "Answers of the server.", "status", self._statuses)

    def _histogram(self) -> Iterator[Sample]:
        for handler, number in sorted(self._number.items()):
            for bucket in BUCKETS:
                within = self._within[handler, bucket]
                yield Sample({"handler": handler, "le": f"{bucket:g}"}, within, "_bucket")
            yield Sample({"handler": handler, "le": "+Inf"}, number, "_bucket")
            yield Sample({"handler": handler}, self._seconds[handler], "_sum")
            yield Sample({"handler": handler}, number, "_count")


class Timed:
    """Middleware: counts every answer, also one that was broken off."""

    def __init__(self, app: ASGIApp, times: HttpTimes) -> None:
        self._app, self._times = app, times

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count what comes of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.monotonic(), 500  # unless the answer says otherwise, none came

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note_status)
        finally:
            self._times.count(scope["path"], status, time.monotonic() - begun)
