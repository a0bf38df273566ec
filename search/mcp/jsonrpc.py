"""Messages of JSON-RPC 2.0: read from bytes and written, one at a time (the Model Context Protocol has no batches)."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import orjson

PARSE_ERROR: Literal[-32700] = -32700
INVALID_REQUEST: Literal[-32600] = -32600
METHOD_NOT_FOUND: Literal[-32601] = -32601
INVALID_PARAMS: Literal[-32602] = -32602
INTERNAL_ERROR: Literal[-32603] = -32603

MAX_BYTES = 262_144
"""Of a message: the longest query that is read, with every character escaped, and room for the rest."""

Id = str | int


class Message(NamedTuple):
    """A request, or a notification, which has no `id` and gets no answer."""

    id: Id | None
    method: str
    params: dict[str, Any]


class RpcError(Exception):
    """What is wrong with a message. `id` is that of the request, None where it could not be read."""

    def __init__(self, code: int, message: str, *, id: Id | None = None, data: Any = None) -> None:  # noqa: A002 - its name in JSON-RPC
        super().__init__(message)
        self.code, self.message, self.id, self.data = code, message, id, data


def read_message(content: bytes) -> Message:
    """Read a message. Raises RpcError for what is none."""
    try:
        given = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise RpcError(PARSE_ERROR, f"Parse error: {error}") from error
    if not isinstance(given, dict):
        raise RpcError(INVALID_REQUEST, "a message must be one JSON object; batches are no part of this protocol")
    id_ = _read_id(given)
    if given.get("jsonrpc") != "2.0" or not isinstance(given.get("method"), str):
        raise RpcError(INVALID_REQUEST, '`jsonrpc` must be "2.0" and `method` a string', id=id_)
    params = given.get("params", {})
    if not isinstance(params, dict):
        raise RpcError(INVALID_PARAMS, "`params` must be an object", id=id_)
    return Message(id_, given["method"], params)


def _read_id(given: dict[str, Any]) -> Id | None:
    """The id of a request, None for a notification, which has no `id` at all."""
    if "id" not in given:
        return None
    value = given["id"]
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise RpcError(INVALID_REQUEST, "`id` must be a string or a whole number")
    return value


def write_result(id_: Id, result: Any) -> bytes:
    """The answer to a request, on one line."""
    return orjson.dumps({"jsonrpc": "2.0", "id": id_, "result": result})


def write_error(error: RpcError) -> bytes:
    """The answer to what is no request, or to one that cannot be done, on one line."""
    told: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        told["data"] = error.data
    return orjson.dumps({"jsonrpc": "2.0", "id": error.id, "error": told})
