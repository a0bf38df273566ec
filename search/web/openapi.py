"""How routes are described in `/openapi.json`: their parameters by the table of the request, and what may
go wrong, also on the way to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypedDict

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BeforeValidator

from search.parameter_values import BLANK, is_blank
from search.request import Parameter
from search.shapes import Problem
from search.web.posted import FORM


class Example(TypedDict):
    """What is asked of an address, and what it answers."""

    parameters: dict[str, Any]
    answer: Any


NEVER_SENT = "422"
"""FastAPI's own answer to wrong parameters, which is 400 here."""
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
ON_THE_WAY = {
    "400": "A parameter cannot be read, or is unknown here.",
    "401": "A key is needed.",
    "403": "The key may only read, or another site's page asked.",
    "421": "The server is not known by that name.",
    "429": "Too many requests within a minute.",
}
EXAMPLES: Mapping[str, Example] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
MAX_HITS = 100
"""Hits of one answer; the snippets of so many are made while others wait."""


def described(parameters: Sequence[Parameter], **changes: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as OpenAPI describes them; `changes` are to their schemas, by name."""
    changed: dict[str, Mapping[str, Any]] = {"top": {"maximum": MAX_HITS}, **changes}
    return {
        "parameters": [
            {
                "name": one.name,
                "in": "query",
                "schema": {**one.schema, **changed.get(one.name, {})},
                **({"explode": False} if one.name == "fields" else {}),
                "description": one.description,
            }
            for one in parameters
        ]
    }


def empty_is(default: str) -> BeforeValidator:
    """An empty value of a parameter counts as left out, as forms send it for what was not filled in."""
    return BeforeValidator(lambda value: default if is_blank(value) else value)


def described_body(parameters: Sequence[Parameter], **others: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as OpenAPI describes a body, JSON or a form; `others` are the schemas of more, or others, by name."""
    schemas: dict[str, Any] = {one.name: {**one.schema, "description": one.description} for one in parameters}
    schemas |= others
    if "top" in schemas:
        schemas["top"]["maximum"] = MAX_HITS
    whole = {"type": "object", "properties": schemas, "additionalProperties": False}
    content = {media: {"schema": whole} for media in ("application/json", FORM)}
    return {"requestBody": {"content": content, "required": True}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers with these statuses, which are problem documents."""
    return {status: {"model": Problem, "content": PROBLEM} for status in statuses}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once and kept by the application."""
    if not app.openapi_schema:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _complete(path, operation["responses"])
                _illustrate(operation, EXAMPLES.get(path))
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _with_empty(parameter["schema"])
        for unused in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(unused, None)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(path: str, responses: dict[str, Any]) -> None:
    responses.pop(NEVER_SENT, None)
    if path in ("/livez", "/readyz"):
        return
    for status, description in ON_THE_WAY.items():
        responses.setdefault(status, {"description": description, "content": PROBLEM})


def _illustrate(operation: dict[str, Any], example: Example | None) -> None:
    """Put an example into the description of an operation: its parameters, and the answer to them."""
    if example is None:
        return
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in example["parameters"]:
            parameter["example"] = example["parameters"][parameter["name"]]
    for body in operation.get("requestBody", {}).get("content", {}).values():
        body["example"] = example["parameters"]
    operation["responses"]["200"]["content"]["application/json"]["example"] = example["answer"]


def _with_empty(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A parameter's schema that allows what forms send for a field left empty, which counts as left out."""
    is_free = schema.get("type") == "string" and not {"enum", "const"} & set(schema) and schema.get("format") != "date"
    if is_free or schema.get("type") == "array" or "anyOf" in schema:
        return schema
    return {"anyOf": [schema, {"type": "string", "pattern": f"^{BLANK}*$"}]}
