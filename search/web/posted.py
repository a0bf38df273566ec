"""What comes by POST: a body of bounded length, and the parameters of an address as JSON, without its limits."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request

from search.request import Mistake, ParameterError

MAX_BYTES = 262_144
"""Of a body: the longest query that is read, with every character escaped, and room for the rest."""


async def read_body(request: Request, most: int) -> bytes | None:
    """The body of a request; None where it has more bytes than `most`, of which the rest is not read."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > most:
            return None
    return content


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body of a request. Raises ParameterError where it is none, or too long."""
    content = await read_body(request, MAX_BYTES)
    if content is None:
        raise ParameterError([Mistake("body", "", f"must be at most {MAX_BYTES:,} bytes")])
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ParameterError([Mistake("body", "", f"must be a JSON object: {error}")]) from error
    if not isinstance(given, dict):
        raise ParameterError([Mistake("body", "", "must be a JSON object")])
    return given
