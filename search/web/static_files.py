"""The files that pages use, kept by browsers under addresses that change with what they hold."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEPT = "public, max-age=31536000, immutable"


class KeptFiles(StaticFiles):
    """A file asked for by its version may be kept for a year; without one the browser asks again each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        answer = await super().get_response(path, scope)
        is_versioned = scope["query_string"].startswith(b"v=")
        answer.headers.setdefault("Cache-Control", KEPT if is_versioned else "no-cache")
        return answer
