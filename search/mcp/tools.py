"""The tools that a language model's program may call: all of them read, none writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import orjson

from base.errors import KlipingError
from config.catalogue import Publisher
from indexer.articles.history import HistoryReader
from search.answer.counts import BY
from search.context import Context
from search.mcp.foreign import NOTICE, cleaned
from search.mcp.jsonrpc import INVALID_PARAMS, RpcError
from search.parameter_values import choice
from search.request import PARAMETERS, Mistake, Parameter, ParameterError
from search.saved.collections.reader import FolderReader

MAX_BYTES = 200_000
"""Of an answer, beside which a model must have room to work: some 50,000 of its tokens."""
MAX_HITS = 25
"""Articles of one answer."""

UNUSED = ("explain", "fields", "body", "ui")
"""Parameters of a search that say in which form a program wants its answer."""


@dataclass(frozen=True, slots=True)
class Library:
    """What the tools read. `context` gives what one call is answered with, within its deadline."""

    context: Callable[[], AbstractContextManager[Context]]
    histories: HistoryReader
    publishers: Mapping[str, Publisher]
    folders: FolderReader


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: `arguments` are JSON Schemas by name. `run` is given those that were called with, which `check_arguments`
    has looked at, and gives what is told, as JSON; it raises KlipingError with what to do better."""

    name: str
    title: str
    description: str
    arguments: Mapping[str, Mapping[str, Any]]
    run: Callable[[Library, dict[str, Any]], dict[str, Any]]
    required: tuple[str, ...] = ()

    def describe(self) -> dict[str, Any]:
        """The tool as `tools/list` tells of it."""
        schema = {
            "type": "object",
            "properties": dict(self.arguments),
            "required": list(self.required),
            "additionalProperties": False,
        }
        hints = {"readOnlyHint": True, "destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": schema,
            "annotations": hints,
        }


def call(tools: Mapping[str, Tool], library: Library, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call a tool: what it tells, or what was wrong with the arguments, so that a model may do better. Raises RpcError
    where there is none of that name."""
    if name not in tools:
        raise RpcError(INVALID_PARAMS, f"Unknown tool: {name[:80]}; there are {', '.join(tools)}")
    given = {name: value for name, value in arguments.items() if value is not None}  # as models leave out
    try:
        check_arguments(tools[name], given)
        told = {"notice": NOTICE, **cleaned(tools[name].run(library, given))}
    except KlipingError as error:
        return failed(str(error))
    written = orjson.dumps(told)
    if len(written) > MAX_BYTES:
        return failed(f"the answer has {len(written):,} bytes, more than {MAX_BYTES:,}: ask for less at once")
    return {"content": [_text(written.decode())], "structuredContent": told, "isError": False}


def failed(message: str, *_: Any) -> dict[str, Any]:
    """The result of a call that came to nothing, whatever it was."""
    return {"content": [_text(cleaned(message))], "isError": True}


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def check_arguments(tool: Tool, arguments: Mapping[str, Any]) -> None:
    """Raise ParameterError for arguments that are unknown, missing or of another type; `run` looks at their values."""
    mistakes = [Mistake(name, "", "is needed") for name in tool.required if name not in arguments]
    for name, value in list(arguments.items())[:_MOST_NAMES]:
        if name not in tool.arguments:
            mistakes.append(Mistake(name[:40], "", f"is no argument here; known: {', '.join(tool.arguments)}"))
        elif not _is_of_type(value, tool.arguments[name]):
            mistakes.append(Mistake(name, "", f"must be {_expected(tool.arguments[name])}"))
    if mistakes:
        raise ParameterError(mistakes[:5])


_MOST_NAMES = 100
_TYPES: Mapping[str, type] = {"string": str, "boolean": bool, "integer": int, "array": list}


def _is_of_type(value: Any, schema: Mapping[str, Any]) -> bool:
    kind = schema["type"]
    if kind == "integer":
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        return is_whole and schema.get("minimum", value) <= value <= schema.get("maximum", value)
    if kind == "array":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, _TYPES[kind]) and value in schema.get("enum", (value,))


def _expected(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return f"one of {', '.join(schema['enum'])}"
    if schema["type"] == "integer" and "minimum" in schema:
        return f"a whole number from {schema['minimum']} to {schema['maximum']}"
    return {"string": "a string", "boolean": "true or false", "array": "a list of strings"}[schema["type"]]


def of_search(*, but: tuple[str, ...] = (), narrowing: bool = False) -> dict[str, Mapping[str, Any]]:
    """The parameters of a search as arguments of a tool: those that are of use, or those that narrow it alone."""
    used = [one for one in PARAMETERS if one.name not in (*UNUSED, *but)]
    return {one.name: _argument(one) for one in used if one.narrows or one.name == "q" or not narrowing}


def _argument(parameter: Parameter) -> dict[str, Any]:
    schema = {name: value for name, value in parameter.schema.items() if name != "format"}
    if parameter.name == "top":
        schema["maximum"] = MAX_HITS
    return {**schema, "description": parameter.description} if parameter.description else schema


def count_by() -> Mapping[str, Any]:
    """What articles may be counted by."""
    return {**choice(BY), "description": "A period, or a field of articles."}
