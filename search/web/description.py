"""`/openapi.json`: what FastAPI knows of the routes, and what every request may meet on its way to one."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

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


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once and kept by the application."""
    if not app.openapi_schema:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _complete(path, operation["responses"])
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
