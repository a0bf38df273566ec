"""What comes by POST: a body of bounded length, and in it the parameters of an address, without its limits."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs, parse_qsl

from fastapi import Depends, HTTPException, Request

from search.parameter_values import is_blank
from search.request import BY_NAME, Mistake, ParameterError
from search.web.http.parameters import advice

Value = TypeVar("Value", bound=str)

MAX_BYTES = 262_144
"""Of a body: the longest query that is read, with every character escaped, and room for the rest."""
FORM = "application/x-www-form-urlencoded"
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair, which JSON can escape and no answer can hold."""


async def read_body(request: Request, most: int) -> bytes | None:
    """The body of a request; None where it has more bytes than `most`, of which the rest is not read."""
    content = b""
    async for part in request.stream():
        content += part
        if len(content) > most:
            return None
    return content


async def read_parameters(request: Request, known: Collection[str]) -> dict[str, Any]:
    """The parameters in the body of a request: a JSON object, or a form. Raises ParameterError where it is neither, too
    long, or has others than those that are known."""
    content = await read_body(request, MAX_BYTES)
    if content is None:
        raise ParameterError([Mistake("body", "", f"must be at most {MAX_BYTES:,} bytes")])
    given = _read_form(content) if _is_form(request, content) else _read_object(content)
    if unknown := list(_unknown(given, known)):
        raise ParameterError(unknown)
    return given


def _unknown(given: Iterable[str], known: Collection[str]) -> Iterable[Mistake]:
    """The first few names that are not known: to look for what was meant by each of thousands takes seconds."""
    names = islice((name for name in given if name not in known), 5)
    return (Mistake(name[:40], "", advice(name, known)) for name in names)


async def read_form_pairs(request: Request) -> list[tuple[str, str]]:
    """The fields of a form that was sent, in their order. Raises HTTPException for one that is too long."""
    body = await read_body(request, MAX_BYTES)
    if body is None:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


Pairs = Annotated[list[tuple[str, str]], Depends(read_form_pairs)]
"""The fields of a form, in their order."""


async def read_form(pairs: Pairs) -> dict[str, str]:
    """The fields of a form that was sent, each once."""
    return dict(pairs)


Form = Annotated[dict[str, str], Depends(read_form)]
"""The fields of a form, by their names."""


def take_choice(given: dict[str, Any], name: str, allowed: Sequence[Value]) -> Value:
    """Take a parameter that is one of some words from those given; the first word where it is not there, or left empty
    as forms do. Raises ParameterError for another."""
    value = given.pop(name, "")
    if is_blank(value):
        return allowed[0]
    for one in allowed:
        if one == value:
            return one
    raise ParameterError([Mistake(name, str(value)[:40], f"must be one of {', '.join(allowed)}")])


def _is_form(request: Request, content: bytes) -> bool:
    """By what it says it is; but `curl -d` says so of JSON too."""
    says_so = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
    return says_so and not content.lstrip().startswith((b"{", b"["))


def _read_form(content: bytes) -> dict[str, Any]:
    given = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True)
    many = {name for name in given if name in BY_NAME and BY_NAME[name].schema["type"] == "array"}
    if twice := [name for name in given if name not in many and len(given[name]) > 1]:
        raise ParameterError([Mistake(name[:40], "", "must be given once") for name in twice[:5]])
    return {name: values if name in many else values[0] for name, values in given.items()}


def _read_object(content: bytes) -> dict[str, Any]:
    try:
        given = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ParameterError([Mistake("body", "", f"must be a JSON object: {error}")]) from error
    if not isinstance(given, dict):
        raise ParameterError([Mistake("body", "", "must be a JSON object")])
    return {_whole(name): _whole(value) for name, value in given.items()}


def _whole(value: Any) -> Any:
    """A value of JSON whose texts are as an address would have them: without halves of characters."""
    match value:
        case str():
            return _HALF.sub("\ufffd", value)
        case list():
            return [_whole(one) if isinstance(one, str) else one for one in value]
        case _:
            return value
