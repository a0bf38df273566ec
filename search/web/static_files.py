"""The files that pages use, kept by browsers under addresses that change with what they hold."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from search.web.templating import STATIC

KEPT = "public, max-age=31536000, immutable"


def icon_routes() -> APIRouter:
    """The icon where it is looked for beside documents that cannot name one: feeds, JSON."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/favicon.ico")
    async def icon() -> Response:
        return FileResponse(STATIC / "favicon.svg", headers={"Cache-Control": "public, max-age=86400"})

    return routes


class KeptFiles(StaticFiles):
    """A file asked for by its version may be kept for a year; without one the browser asks again each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        answer = await super().get_response(path, scope)
        is_versioned = scope["query_string"].startswith(b"v=")
        answer.headers.setdefault("Cache-Control", KEPT if is_versioned else "no-cache")
        return answer
