"""Requests that come as JSON by POST: the parameters of an address, without its limits."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Request

from search.request import Mistake, ParameterError

MAX_BYTES = 262_144
"""Of a body: the longest query that is read, with every character escaped, and room for the rest."""


async def read_object(request: Request) -> dict[str, Any]:
    """The JSON object in the body of a request. Raises ParameterError where it is none, or too long."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > MAX_BYTES:
            raise ParameterError([Mistake("body", "", f"must be at most {MAX_BYTES:,} bytes")])
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ParameterError([Mistake("body", "", f"must be a JSON object: {error}")]) from error
    if not isinstance(given, dict):
        raise ParameterError([Mistake("body", "", "must be a JSON object")])
    return given
