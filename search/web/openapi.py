"""How routes are described in `/openapi.json`: their parameters by the table of the request, and what may go wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from search.request import Parameter
from search.web import schema

MAX_HITS = 100
"""Hits of one answer; the snippets of so many are made while others wait."""


def described(parameters: Sequence[Parameter], **changes: dict[str, Any]) -> dict[str, Any]:
    """Parameters as OpenAPI describes them; `changes` are to their schemas, by name."""
    changed = {"top": {"maximum": MAX_HITS}} | changes
    return {
        "parameters": [
            {
                "name": one.name,
                "in": "query",
                "schema": {**_schema(one), **changed.get(one.name, {})},
                "description": one.description,
            }
            for one in parameters
        ]
    }


def _schema(parameter: Parameter) -> Mapping[str, Any]:
    if parameter.schema.get("type") == "string" and "default" not in parameter.schema:  # a day; forms send it empty
        return {"anyOf": [parameter.schema, {"type": "string", "maxLength": 0}]}
    return parameter.schema


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The answers with these statuses, which are problem documents."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"model": schema.Problem, "content": content} for status in statuses}
