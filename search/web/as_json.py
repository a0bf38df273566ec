"""Answers as JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

import orjson
from starlette.responses import Response


def as_json(route: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Response]]:
    """A route whose answer is sent as it is. FastAPI describes the type that it returns, and need not check each answer
    against it, since mypy has checked what makes them; that is nearly three times as fast."""

    @wraps(route)
    async def answered(**given: Any) -> Response:
        return Response(orjson.dumps(await route(**given)), media_type="application/json")

    return answered
