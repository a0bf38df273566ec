"""`POST /mcp`: the Model Context Protocol over HTTP. Each request is answered for itself; there are no sessions."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import Response

from base.errors import UnavailableError
from indexer.articles.history import HistoryReader
from search.mcp import jsonrpc, protocol
from search.mcp.jsonrpc import INVALID_REQUEST, MAX_BYTES, Message, RpcError
from search.mcp.reading import TOOLS
from search.mcp.tools import Library, call, failed
from search.saved.collections.reader import FolderReader
from search.web.app_state import Site
from search.web.lanes import BusyError
from search.web.posted import read_body

HEADER_MISMATCH = -32020
STATUS = {jsonrpc.METHOD_NOT_FOUND: HTTPStatus.NOT_FOUND, jsonrpc.INTERNAL_ERROR: HTTPStatus.INTERNAL_SERVER_ERROR}
"""Of errors, in the newest version of the protocol; all others are 400."""
VERSION_HEADER = "mcp-protocol-version"
GONE = Response(status_code=HTTPStatus.NO_CONTENT)
"""What nobody reads any more."""
_WRAPPED = re.compile(r"=\?base64\?(.*)\?=")
ROUTING = (VERSION_HEADER, "mcp-method", "mcp-name")


def mcp_routes(site: Site, histories: HistoryReader, folders: FolderReader) -> APIRouter:
    """The one address of the protocol. What it takes and answers, JSON-RPC describes and not OpenAPI."""
    routes = APIRouter(include_in_schema=False)
    library = Library(site.context, histories, site.publishers, folders)
    described = [tool.describe() for tool in TOOLS.values()]

    @routes.post("/mcp")
    async def mcp(request: Request) -> Response:
        """Answer a request, and acknowledge a notification: none has anything to say here, since who goes away has
        cancelled."""
        message = None
        try:
            message = await _read(request)
            check_headers(request.headers, message)
            if message.id is None:
                return Response(status_code=HTTPStatus.ACCEPTED)
            made = await _unless_gone(request, answer(message))
        except RpcError as error:
            error.id = error.id if message is None else message.id
            return _json(jsonrpc.write_error(error), _status(error, request.headers))
        return GONE if made is None else _json(jsonrpc.write_result(message.id, made), HTTPStatus.OK)

    async def answer(message: Message) -> dict[str, Any]:
        lane = site.lanes.of(_texts(message.params.get("arguments")))
        try:
            return await lane.run(partial(protocol.answer, message, described, partial(call, TOOLS, library)))
        except (BusyError, UnavailableError) as error:  # of the lane
            return protocol.answer(message, described, partial(failed, str(error)))

    return routes


async def _read(request: Request) -> Message:
    body = await read_body(request, MAX_BYTES)
    if body is None:
        raise RpcError(INVALID_REQUEST, f"a message has at most {MAX_BYTES:,} bytes")
    return jsonrpc.read_message(body)


def check_headers(headers: Headers, message: Message) -> None:
    """Raise RpcError where the headers and the message do not agree about the version, the method and the name of the
    tool: who routes by the ones must not do another thing than who reads the other."""
    if message.method == "initialize" and message.id is not None:
        return  # which agrees upon the version
    if twice := [name for name in ROUTING if len(headers.getlist(name)) > 1]:
        raise RpcError(HEADER_MISMATCH, f"the header {twice[0]} is given twice")
    asked = headers.get(VERSION_HEADER)
    if asked is None:
        raise RpcError(HEADER_MISMATCH, f"the header {VERSION_HEADER} is missing")
    protocol.check_version(asked)
    if message.id is None:
        return
    said = protocol.version_of(message)
    if said != (asked if asked == protocol.NEWEST else None):
        raise RpcError(HEADER_MISMATCH, f"the header {VERSION_HEADER} is {asked}, and `_meta` does not say so")
    if asked == protocol.NEWEST:
        _check_routing(headers, message)


def _check_routing(headers: Headers, message: Message) -> None:
    if headers.get("mcp-method") != message.method:
        raise RpcError(HEADER_MISMATCH, "the header mcp-method is not the `method` of the message")
    if message.method == "tools/call" and _unwrapped(headers.get("mcp-name", "")) != message.params.get("name"):
        raise RpcError(HEADER_MISMATCH, "the header mcp-name is not the `name` of the tool")


def _unwrapped(value: str) -> str | None:
    """The value of a header, which is in base64 where it is no plain text; None where that is broken."""
    wrapped = _WRAPPED.fullmatch(value)
    if wrapped is None:
        return value
    try:
        return base64.b64decode(wrapped[1], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None


def _status(error: RpcError, headers: Headers) -> HTTPStatus:
    """Before the newest version, what is an answer to a request comes with 200, whatever it says."""
    is_before = headers.get(VERSION_HEADER, protocol.BEFORE) == protocol.BEFORE
    if is_before and error.id is not None and error.code != HEADER_MISMATCH:
        return HTTPStatus.OK
    return STATUS.get(error.code, HTTPStatus.BAD_REQUEST)


def _texts(arguments: Any) -> Iterator[tuple[str, str]]:
    """The arguments of a call as parameters of a search are counted. What is neither a text nor a list of texts is no
    argument, but might be lists in lists, deeper than they can be written."""
    for name, value in arguments.items() if isinstance(arguments, Mapping) else ():
        yield from ((name, one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


async def _unless_gone(request: Request, work: Awaitable[dict[str, Any]]) -> dict[str, Any] | None:
    """The result of the work, which is given up, for None, where who asked goes away."""
    answering, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((answering, leaving), return_when=asyncio.FIRST_COMPLETED)
        return answering.result() if answering.done() else None
    finally:
        answering.cancel()
        leaving.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _json(content: bytes, status: HTTPStatus) -> Response:
    return Response(content, status, {"Cache-Control": "no-store"}, "application/json")
