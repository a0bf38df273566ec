"""How many requests a minute one caller may make, beyond the loopback."""

from __future__ import annotations

import math
import time
from http import HTTPStatus

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search.web.http.access import WITHOUT_KEY
from search.web.http.problems import answer_problem


class Rates:
    """Middleware: answers 429 to a caller (a key, else an address) beyond `per_minute` requests, and tells each how
    many are left (draft-ietf-httpapi-ratelimit-headers-10). Each serving process counts for itself."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._limit = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._policy = (b"ratelimit-policy", f'"minute";q={per_minute};w=60'.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request, and pass it on or refuse it."""
        if scope["type"] != "http" or scope["path"] in WITHOUT_KEY:
            await self._app(scope, receive, send)
            return
        caller = scope.get("state", {}).get("key") or (scope.get("client") or ("", 0))[0]
        is_within = self._limiter.hit(self._limit, caller)
        left = self._limiter.get_window_stats(self._limit, caller)
        seconds = max(1, math.ceil(left.reset_time - time.time()))
        rate = (b"ratelimit", f'"minute";r={left.remaining};t={seconds}'.encode())

        async def send_rated(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], self._policy, rate]
            await send(message)

        if not is_within:
            refusal = answer_problem(
                Request(scope), HTTPStatus.TOO_MANY_REQUESTS, "too_many", headers={"Retry-After": str(seconds)}
            )
            await refusal(scope, receive, send_rated)
            return
        await self._app(scope, receive, send_rated)
