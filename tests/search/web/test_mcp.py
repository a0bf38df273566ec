"""`POST /mcp`: both versions of the protocol by the official SDK's client, and what hostile clients get."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from mcp import Client as SdkClient
from mcp import MCPError
from mcp.client.streamable_http import streamable_http_client

from base.errors import UnavailableError
from config.settings import ServerSettings, Settings
from indexer.engines.port import Engine
from search.mcp import protocol
from search.mcp.reading import TOOLS
from search.saved.keys import add_key
from search.saved.searches import saved_database
from search.web import mcp
from search.web.app import create_app
from search.web.lanes import Lane
from tests.search.client import PATIENT, Client, client_of
from tests.search.served import served

META = {"io.modelcontextprotocol/protocolVersion": protocol.NEWEST, "io.modelcontextprotocol/clientCapabilities": {}}
VERSION = "MCP-Protocol-Version"
NEWEST = {VERSION: protocol.NEWEST}
BEFORE = {VERSION: protocol.BEFORE}
MODES = [("auto", protocol.NEWEST), (protocol.NEWEST, protocol.NEWEST), ("legacy", protocol.BEFORE)]

Post = Callable[..., tuple[int, Any]]


@pytest.fixture
def address(engine: Engine, tmp_path: Path) -> AbstractContextManager[str]:
    return served(create_app(PATIENT, tmp_path, lambda _settings, _data: engine))


@pytest.mark.parametrize(("mode", "version"), MODES)
def test_the_sdks_client_uses_every_tool(address: AbstractContextManager[str], mode: str, version: str) -> None:
    async def talk(target: str) -> None:
        async with SdkClient(f"{target}/mcp", mode=mode) as client:
            assert client.protocol_version == version
            assert [tool.name for tool in (await client.list_tools()).tools] == list(TOOLS)
            found = await client.call_tool("search", {"q": "aleppo", "top": 1})
            article = found.structured_content["hits"][0]
            assert json.loads(found.content[0].text) == found.structured_content
            for name, arguments in (
                ("count", {"q": "aleppo", "by": "publisher"}),
                ("article", {"id": article["id"]}),
                ("similar", {"id": article["id"]}),
                ("publishers", {}),
                ("quotes", {"q": "aleppo"}),
            ):
                result = await client.call_tool(name, arguments)
                assert not result.is_error, result.content
            assert (await client.call_tool("search", {"top": 0})).is_error
            with pytest.raises(MCPError) as caught:
                await client.call_tool("hapus", {})
            assert caught.value.code == -32602

    with address as target:
        asyncio.run(asyncio.wait_for(talk(target), 60))


def test_the_sdks_client_gives_its_key(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(server=ServerSettings(bind="0.0.0.0:8055"))
    with saved_database(settings, tmp_path) as saved:
        key = add_key(saved, "asisten", "read")

    async def talk(target: str, headers: dict[str, str]) -> list[str]:
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            SdkClient(streamable_http_client(f"{target}/mcp", http_client=http)) as client,
        ):
            return [tool.name for tool in (await client.list_tools()).tools]

    with served(create_app(settings, tmp_path, lambda _settings, _data: engine)) as target:
        assert asyncio.run(talk(target, {"Authorization": f"Bearer {key}"})) == list(TOOLS)
        refused = httpx2.post(f"{target}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}, headers=BEFORE)
    assert refused.status_code == 401


@pytest.fixture
def post(engine: Engine, tmp_path: Path) -> Post:
    client = client_of(tmp_path, lambda: engine)

    def send(message: Any, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        content = message if isinstance(message, str) else json.dumps(message)
        answer = client.request("POST", "/mcp", headers=headers, content=content)
        return answer.status_code, answer.json() if answer.content else None

    return send


def request(method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}


def newest(method: str, **params: Any) -> tuple[dict[str, Any], dict[str, str]]:
    named = {"Mcp-Name": str(params["name"])} if "name" in params else {}
    return request(method, _meta=META, **params), {**NEWEST, "Mcp-Method": method, **named}


@pytest.mark.parametrize("depth", [10, 940, 960, 1_000, 1_020])
def test_lists_in_lists_are_told_to_be_no_argument(post: Post, depth: int) -> None:
    content = json.dumps(request("tools/call", name="search", arguments={"q": "?"}))
    found, answer = post(content.replace('"?"', "[" * depth + "]" * depth), BEFORE)
    assert found == 200
    assert answer["result"]["isError"]
    assert "q: must be a string" in answer["result"]["content"][0]["text"]


@pytest.mark.parametrize(
    ("message", "headers", "status", "code"),
    [
        ("{", {}, 400, -32700),
        ("[]", {}, 400, -32600),
        ("x" * 300_000, {}, 400, -32600),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, BEFORE, 400, -32600),
        (request("ping"), {}, 400, -32020),
        (request("ping"), {VERSION: "1900-01-01"}, 400, -32022),
        (request("ping"), NEWEST, 400, -32020),
        (request("hapus"), BEFORE, 200, -32601),
        (request("tools/call", name="hapus"), BEFORE, 200, -32602),
        (*newest("hapus"), 404, -32601),
        (*newest("tools/call", name="hapus"), 400, -32602),
        (newest("tools/list")[0], BEFORE, 400, -32020),
        (newest("tools/list")[0], NEWEST, 400, -32020),
        (newest("tools/list")[0], {**NEWEST, "Mcp-Method": "tools/call"}, 400, -32020),
        (newest("tools/call", name="search")[0], newest("tools/call", name="count")[1], 400, -32020),
        (newest("tools/call", name="search")[0], newest("tools/call", name="=?base64?!?=")[1], 400, -32020),
    ],
)
def test_what_is_wrong_is_answered_as_the_protocol_says(
    post: Post, message: Any, headers: dict[str, str], status: int, code: int
) -> None:
    found, answer = post(message, headers)
    assert (found, answer["error"]["code"]) == (status, code)
    is_request = isinstance(message, dict) and message.get("id") is not None
    assert answer["id"] == (7 if is_request else None)


def test_a_name_may_come_in_base64(post: Post) -> None:
    message, headers = newest("tools/call", name="search", arguments={})
    assert post(message, {**headers, "Mcp-Name": "=?base64?c2VhcmNo?="})[0] == 200


def test_a_header_that_is_given_twice_is_refused(engine: Engine, tmp_path: Path) -> None:
    message, headers = newest("tools/list")
    with served(create_app(PATIENT, tmp_path, lambda _settings, _data: engine)) as target:
        twice = [*headers.items(), ("Mcp-Method", "tools/call")]
        answer = httpx2.post(f"{target}/mcp", json=message, headers=twice)
    assert answer.json()["error"]["code"] == -32020


@pytest.mark.parametrize("headers", [NEWEST, BEFORE])
def test_notifications_are_taken(post: Post, headers: dict[str, str]) -> None:
    assert post({"jsonrpc": "2.0", "method": "notifications/initialized"}, headers) == (202, None)
    cancelled = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}}
    assert post(cancelled, headers) == (202, None)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_there_is_no_stream_and_no_session(engine: Engine, tmp_path: Path, method: str) -> None:
    answer = client_of(tmp_path, lambda: engine).request(method, "/mcp")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


def test_another_sites_page_may_not_ask(post: Post) -> None:
    message, headers = newest("tools/list")
    assert post(message, {**headers, "Origin": "https://lain.example"})[0] == 403
    assert post(message, {**headers, "Host": "lain.example"})[0] == 421


def away() -> Engine:
    raise UnavailableError("the engine is away")


def test_an_engine_that_is_away_is_told_to_the_model(tmp_path: Path) -> None:
    client = Client(create_app(PATIENT, tmp_path, lambda _settings, _data: away()))
    message, headers = newest("tools/call", name="search", arguments={"q": "a"})
    answer = client.request("POST", "/mcp", headers=headers, content=json.dumps(message))
    assert answer.status_code == 200
    assert answer.json()["result"]["isError"]
    assert "the engine is away" in answer.json()["result"]["content"][0]["text"]


def test_too_many_at_once_are_told_to_the_model(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lane, "_take", lambda *_: None)
    monkeypatch.setattr("search.web.lanes.REFUSAL_SECONDS", 0.0)
    for message, headers in (newest("tools/call", name="search"), (request("tools/call", name="search"), BEFORE)):
        status, answer = post(message, headers)
        assert status == 200
        assert "try again" in answer["result"]["content"][0]["text"]


def test_who_goes_away_has_cancelled(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One call holds the only thread, the other waits; both clients leave, and the second call is never begun."""
    entered, go, begun = threading.Event(), threading.Event(), list[str]()

    def stuck(_tools: object, _library: object, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        begun.append(arguments["q"])
        entered.set()
        assert go.wait(60)
        return {"content": []}

    monkeypatch.setattr(mcp, "call", stuck)
    monkeypatch.setattr("search.web.lanes.PLAIN_AT_ONCE", 1)
    app = create_app(PATIENT, tmp_path, lambda _settings, _data: engine)

    async def ask(word: str, leave: asyncio.Event) -> int:
        message, headers = newest("tools/call", name="search", arguments={"q": word})
        body, status = [orjson.dumps(message)], list[int]()

        async def receive() -> dict[str, Any]:
            if body:
                return {"type": "http.request", "body": body.pop()}
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(part: dict[str, Any]) -> None:
            status.append(part.get("status", 0))

        fields = [(name.lower().encode(), value.encode()) for name, value in {**headers, "Host": "a"}.items()]
        scope = {"type": "http", "method": "POST", "path": "/mcp", "raw_path": b"/mcp", "query_string": b""}
        await app({**scope, "headers": fields, "client": None, "scheme": "http", "http_version": "1.1"}, receive, send)
        return status[0]

    async def both() -> list[int]:
        leave = asyncio.Event()
        first = asyncio.create_task(ask("satu", leave))
        await asyncio.to_thread(entered.wait, 60)
        second = asyncio.create_task(ask("dua", leave))
        await asyncio.sleep(0)
        leave.set()
        statuses = await asyncio.gather(first, second)
        go.set()
        return statuses

    try:
        assert asyncio.run(asyncio.wait_for(both(), 60)) == [204, 204]
    finally:
        go.set()
    assert begun == ["satu"]
