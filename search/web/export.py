"""`/api/v1/export`: all that a search finds, as a stream. One that breaks off is cut, so that no client takes it for
the whole."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Annotated, Any, get_args

from anyio import CancelScope, to_thread
from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from base.errors import KlipingError
from base.events import event
from search.export.columns import COLUMNS, ColumnError
from search.export.formats import FORMATS, MEDIA, Format
from search.export.stream import Export, Matched, open_export
from search.parameter_values import choice, names
from search.request import PARAMETERS, Mistake, ParameterError, SearchRequest
from search.web.app_state import Site
from search.web.lanes import BusyError
from search.web.openapi import described, described_body, empty_is, problems
from search.web.posted import read_parameters, take_choice

MAX_EXPORTS = 4
"""Exports that run at once: each holds a state of the index, and keeps a core busy."""
STALL_SECONDS = 60.0
"""So long a client may take for a piece; one that reads no more would hold its place for ever."""
MEANINGLESS = ("top", "after", "fold", "body")
"""Parameters of a search that say which part of it is shown, or what beside its columns."""
FORMAT = "The form of the file."
MATCHED = "`nearest`: export what is only near, too."
SELECTING = tuple(one for one in PARAMETERS if one.name not in MEANINGLESS)
NAMES = ("format", "matched", *(one.name for one in SELECTING))
OF_COLUMNS = names(COLUMNS)
MATCHES: tuple[Matched, ...] = get_args(Matched)

logger = logging.getLogger(__name__)
END = b""
"""Behind the last piece of a stream."""


def export_routes(site: Site) -> APIRouter:
    """The export of a search."""
    routes = APIRouter(tags=["search"])
    places = threading.BoundedSemaphore(MAX_EXPORTS)
    files: dict[str, Any] = {media.name.partition(";")[0]: {} for media in MEDIA.values()}
    answers = {200: {"content": files, "description": "The articles"}, **problems(400, 503)}

    async def send(asked: SearchRequest, form: Format, matched: Matched) -> StreamingResponse:
        if not places.acquire(blocking=False):
            raise BusyError
        with ExitStack() as at_failure:
            at_failure.callback(places.release)
            found = await site.lanes.of(asked.pairs()).run(partial(_open, site, asked, form, matched))
            pieces = found.pieces()
            first = await to_thread.run_sync(next, pieces, END)
            at_failure.pop_all()
        return CutStream(first, pieces, places, headers=_headers(found), media_type=MEDIA[form].name)

    @routes.get(
        "/export",
        response_class=StreamingResponse,
        responses=answers,
        openapi_extra=described(SELECTING, fields=OF_COLUMNS),
    )
    async def export_articles(
        request: Request,
        format: Annotated[Format, empty_is("csv"), Query(description=FORMAT)] = "csv",  # noqa: A002 - its public name
        matched: Annotated[Matched, empty_is("all"), Query(description=MATCHED)] = "all",
    ) -> StreamingResponse:
        """All articles that a search finds, each copy too, from one state of the index; nothing is left out for length.
        What is only nearest to the query comes where `matched` asks for it, and `Kliping-Matched` says so."""
        return await send(SearchRequest.from_query(request.url.query), format, matched)

    @routes.post(
        "/export",
        response_class=StreamingResponse,
        responses=answers,
        openapi_extra=described_body(SELECTING, fields=OF_COLUMNS, format=choice(FORMATS), matched=choice(MATCHES)),
    )
    async def export_by_post(request: Request) -> StreamingResponse:
        """Export by a long query: the same parameters as a JSON object or a form."""
        given = await read_parameters(request, NAMES)
        form, matched = take_choice(given, "format", FORMATS), take_choice(given, "matched", MATCHES)
        return await send(SearchRequest.from_json(given), form, matched)

    return routes


def _open(site: Site, asked: SearchRequest, form: Format, matched: Matched) -> Export:
    try:
        with site.context() as context:
            return open_export(context, asked, form, names=",".join(asked.fields), matched=matched)
    except ColumnError as error:
        raise ParameterError([Mistake("fields", ",".join(asked.fields)[:40], str(error))]) from error


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
    while piece != END:
        yield piece
        piece = await to_thread.run_sync(next, pieces, END)


class CutStream(StreamingResponse):
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
                piece = await anext(pieces, END)
            except (KlipingError, OSError) as error:
                event(logger, "export.broken", f"an export broke off: {error}", level=logging.ERROR)
                return  # without the message that ends the answer, the server closes the connection
            async with asyncio.timeout(STALL_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": piece != END})
            if piece == END:
                return
