"""`/api/v1/export`: all that a search finds, as a stream. One that breaks off is cut, so that no client takes it for
the whole."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Annotated, Any

from anyio import CancelScope, to_thread
from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from base.errors import KlipingError
from base.events import event
from search.export.columns import PATTERN, ColumnError
from search.export.formats import MEDIA, Format
from search.export.stream import Export, Matched, open_export
from search.request import PARAMETERS, Mistake, ParameterError, SearchRequest
from search.web.app_state import Site
from search.web.lanes import BusyError
from search.web.openapi import described, empty_is, problems

MAX_EXPORTS = 4
"""Exports that run at once: each holds a state of the index, and keeps a core busy."""
STALL_SECONDS = 60.0
"""So long a client may take for a piece; one that reads no more would hold its place for ever."""
MEANINGLESS = ("top", "after", "fold", "fields", "body")
"""Parameters of a search that say which part of it is shown; an export has `fields` of its own."""
FORMAT = "The form of the file."
MATCHED = "`nearest`: export what is only near, too."
FIELDS = "Columns, parted by commas; all but a few where left out."
SELECTING = tuple(one for one in PARAMETERS if one.name not in MEANINGLESS)

logger = logging.getLogger(__name__)
_END = b""


def export_routes(site: Site) -> APIRouter:
    """The export of a search."""
    routes = APIRouter(tags=["search"])
    places = threading.BoundedSemaphore(MAX_EXPORTS)
    files: dict[str, Any] = {media.name.partition(";")[0]: {} for media in MEDIA.values()}

    @routes.get(
        "/export",
        response_class=StreamingResponse,
        responses={200: {"content": files, "description": "The articles"}, **problems(400, 503)},
        openapi_extra=described(SELECTING),
    )
    async def export_articles(
        request: Request,
        format: Annotated[Format, empty_is("csv"), Query(description=FORMAT)] = "csv",  # noqa: A002 - its public name
        fields: Annotated[str, Query(description=FIELDS, json_schema_extra={"pattern": PATTERN})] = "",
        matched: Annotated[Matched, empty_is("all"), Query(description=MATCHED)] = "all",
    ) -> StreamingResponse:
        """All articles that a search finds, each copy too, from one state of the index; nothing is left out for length.
        What is only nearest to the query comes where `matched` asks for it, and `Kliping-Matched` says so."""
        asked = SearchRequest.from_query(request.url.query)
        if not places.acquire(blocking=False):
            raise BusyError
        with ExitStack() as at_failure:
            at_failure.callback(places.release)
            found = await site.lanes.of(request.query_params.multi_items()).run(
                partial(_open, site, asked, format, fields, matched)
            )
            pieces = found.pieces()
            first = await to_thread.run_sync(next, pieces, _END)
            at_failure.pop_all()
        return _Stream(first, pieces, places, headers=_headers(found), media_type=MEDIA[format].name)

    return routes


def _open(site: Site, asked: SearchRequest, form: Format, names: str, matched: Matched) -> Export:
    try:
        with site.context() as context:
            return open_export(context, asked, form, names=names, matched=matched)
    except ColumnError as error:
        raise ParameterError([Mistake("fields", names[:40], str(error))]) from error


def _headers(found: Export) -> dict[str, str]:
    """What is said beside the file; notes on how the query was read come with `/api/v1/search`."""
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="kliping.{MEDIA[found.form].suffix}"',
        "Kliping-Matched": found.matched,
        "Kliping-Articles": str(found.articles),
    }


async def _in_threads(first: bytes, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, each made in a thread, since the engine may take its time."""
    piece = first
    while piece != _END:
        yield piece
        piece = await to_thread.run_sync(next, pieces, _END)


class _Stream(StreamingResponse):
    """A stream that is cut where its source fails: without its last chunk the client's library raises an error. Its
    place is free when it ends, however it does."""

    def __init__(
        self, first: bytes, pieces: Generator[bytes], places: threading.BoundedSemaphore, **options: Any
    ) -> None:
        super().__init__(_in_threads(first, pieces), **options)
        self._pieces, self._places = pieces, places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, then let go of the engine and the place."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._pieces.close)
            self._places.release()

    async def stream_response(self, send: Send) -> None:
        """Send the pieces, and the end only behind the last of them."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        pieces = aiter(self.body_iterator)
        while True:
            try:
                piece = await anext(pieces, _END)
            except (KlipingError, OSError) as error:
                event(logger, "export.broken", f"an export broke off: {error}", level=logging.ERROR)
                return  # without the message that ends the answer, the server closes the connection
            async with asyncio.timeout(STALL_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": piece != _END})
            if piece == _END:
                return
