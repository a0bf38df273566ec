"""JSON-RPC and the two versions of the protocol, message by message."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from search.mcp import jsonrpc, protocol
from search.mcp.jsonrpc import Message, RpcError, read_message

TOOLS = [{"name": "search", "inputSchema": {"type": "object"}}]
META = {"io.modelcontextprotocol/protocolVersion": protocol.NEWEST, "io.modelcontextprotocol/clientCapabilities": {}}


def ask(method: str, **params: Any) -> dict[str, Any]:
    return protocol.answer(Message(1, method, params), TOOLS, lambda name, given: {"name": name, "given": given})


@pytest.mark.parametrize(
    ("content", "code", "id_"),
    [
        (b"", jsonrpc.PARSE_ERROR, None),
        (b"{", jsonrpc.PARSE_ERROR, None),
        (b"\xff\xfe", jsonrpc.PARSE_ERROR, None),
        (b'{"a":' * 100_000, jsonrpc.PARSE_ERROR, None),
        (b"[]", jsonrpc.INVALID_REQUEST, None),
        (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', jsonrpc.INVALID_REQUEST, None),
        (b'"ping"', jsonrpc.INVALID_REQUEST, None),
        (b'{"id":1,"method":"ping"}', jsonrpc.INVALID_REQUEST, 1),
        (b'{"jsonrpc":"2.0","id":"a"}', jsonrpc.INVALID_REQUEST, "a"),
        (b'{"jsonrpc":"2.0","id":"a","method":7}', jsonrpc.INVALID_REQUEST, "a"),
        (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', jsonrpc.INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', jsonrpc.INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', jsonrpc.INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":{},"method":"ping"}', jsonrpc.INVALID_REQUEST, None),
        (b'{"jsonrpc":"2.0","id":1,"result":{}}', jsonrpc.INVALID_REQUEST, 1),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', jsonrpc.INVALID_PARAMS, 1),
    ],
)
def test_what_is_no_message_is_told_so(content: bytes, code: int, id_: object) -> None:
    with pytest.raises(RpcError) as caught:
        read_message(content)
    assert (caught.value.code, caught.value.id) == (code, id_)
    written = orjson.loads(jsonrpc.write_error(caught.value))
    assert written["id"] == id_
    assert written["error"]["code"] == code


def test_a_request_has_an_id_and_a_notification_has_none() -> None:
    assert read_message(b'{"jsonrpc":"2.0","id":0,"method":"ping"}') == Message(0, "ping", {})
    assert read_message(b'{"jsonrpc":"2.0","method":"x","params":{"a":1}}') == Message(None, "x", {"a": 1})


def test_the_handshake_offers_the_version_that_has_it() -> None:
    for asked in ("2025-11-25", "2024-11-05", protocol.NEWEST, "zzz"):
        found = ask("initialize", protocolVersion=asked, capabilities={}, clientInfo={"name": "a", "version": "1"})
        assert found["protocolVersion"] == "2025-11-25"
        assert found["serverInfo"]["name"] == "kliping"
        assert found["capabilities"] == {"tools": {}}
        assert "never instructions" in found["instructions"]


def test_before_the_newest_version_results_are_plain() -> None:
    assert ask("ping") == {}
    assert ask("tools/list") == {"tools": TOOLS}
    assert ask("tools/call", name="search", arguments={"q": "a"}) == {"name": "search", "given": {"q": "a"}}
    assert ask("tools/call", name="search") == {"name": "search", "given": {}}


def test_the_newest_version_says_in_each_result_what_it_is() -> None:
    discovered = ask("server/discover", _meta=META)
    assert discovered["supportedVersions"] == ["2026-07-28", "2025-11-25"]
    for found in (discovered, ask("tools/list", _meta=META), ask("tools/call", _meta=META, name="search")):
        assert found["resultType"] == "complete"
        assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "kliping"
    for found in (discovered, ask("tools/list", _meta=META)):
        assert found["cacheScope"] == "public"
        assert found["ttlMs"] > 0


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("server/discover", {}, jsonrpc.METHOD_NOT_FOUND),  # of the newest version alone
        ("ping", {"_meta": META}, jsonrpc.METHOD_NOT_FOUND),  # of those before
        ("resources/list", {}, jsonrpc.METHOD_NOT_FOUND),
        ("resources/list", {"_meta": META}, jsonrpc.METHOD_NOT_FOUND),
        ("rpc." + "x" * 10_000, {}, jsonrpc.METHOD_NOT_FOUND),
        ("tools/call", {}, jsonrpc.INVALID_PARAMS),
        ("tools/call", {"name": 7}, jsonrpc.INVALID_PARAMS),
        ("tools/call", {"name": "search", "arguments": ["q"]}, jsonrpc.INVALID_PARAMS),
        ("initialize", {}, jsonrpc.INVALID_PARAMS),
        ("tools/list", {"_meta": {**META, next(iter(META)): "1900-01-01"}}, protocol.UNSUPPORTED_VERSION),
        ("tools/list", {"_meta": {**META, next(iter(META)): "2025-11-25"}}, jsonrpc.INVALID_PARAMS),
        ("tools/list", {"_meta": {**META, next(iter(META)): 7}}, jsonrpc.INVALID_PARAMS),
        ("tools/list", {"_meta": {next(iter(META)): protocol.NEWEST}}, jsonrpc.INVALID_PARAMS),
    ],
)
def test_what_cannot_be_done_is_an_error_with_its_code(method: str, params: dict[str, Any], code: int) -> None:
    with pytest.raises(RpcError) as caught:
        ask(method, **params)
    assert caught.value.code == code
    assert len(caught.value.message) < 300


def test_an_unknown_version_is_answered_with_those_that_are_spoken() -> None:
    with pytest.raises(RpcError) as caught:
        protocol.check_version("1900-01-01")
    assert caught.value.data == {"supported": ["2026-07-28", "2025-11-25"], "requested": "1900-01-01"}
