"""HEAD on every kind of answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from search.web.http.head import Head
from tests.search.client import Client

ASKED = (
    "/?q=aleppo",
    "/sumber",
    "/livez",
    "/api/v1/search?q=aleppo",
    "/api/v1/publishers",
    "/static/kliping.css",
    "/tidak-ada",
)


@pytest.mark.parametrize("path", ASKED)
def test_it_has_the_headers_of_get_and_no_body(client: Client, path: str) -> None:
    head, get = client.request("HEAD", path), client.get(path)
    assert head.content == b""
    assert head.status_code == get.status_code
    assert dict(head.headers) == dict(get.headers)


def test_a_stream_is_ended_at_its_first_part() -> None:
    sent = []

    async def parts() -> AsyncIterator[bytes]:
        for number in range(1_000):
            sent.append(number)
            yield b"x" * 100

    async def endless(_: Request) -> StreamingResponse:
        return StreamingResponse(parts(), media_type="text/csv")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(Head(Starlette(routes=[Route("/", endless, methods=["GET"])])))
        async with httpx.AsyncClient(transport=transport, base_url="http://kliping") as client:
            return await client.head("/")

    answer = asyncio.run(ask())
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(sent) <= 2


def test_a_failure_before_the_answer_is_one() -> None:
    async def broken(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise OSError("disk")

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(Head(broken)), base_url="http://kliping") as client:
            return await client.head("/")

    with pytest.raises(OSError, match="disk"):
        asyncio.run(ask())
