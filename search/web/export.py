"""`/api/v1/export`: all that a search finds, as a stream."""

from __future__ import annotations

import threading
from functools import partial
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from search.export.columns import COLUMNS, ColumnError
from search.export.formats import FORMATS, MEDIA, Format
from search.export.stream import Export, Matched, open_export
from search.parameter_values import choice, names
from search.request import PARAMETERS, Mistake, ParameterError, SearchRequest
from search.web.app_state import Site
from search.web.cut_stream import CutStream, first_piece, place_for_stream
from search.web.openapi import described, described_body, empty_is, problems
from search.web.posted import read_parameters, take_choice

MAX_EXPORTS = 4
"""Exports that run at once: each holds a state of the index, and keeps a core busy."""
MEANINGLESS = ("top", "after", "fold", "body")
"""Parameters of a search that say which part of it is shown, or what beside its columns."""
FORMAT = "The form of the file."
MATCHED = "`nearest`: export what is only near, too."
SELECTING = tuple(one for one in PARAMETERS if one.name not in MEANINGLESS)
NAMES = ("format", "matched", *(one.name for one in SELECTING))
OF_COLUMNS = names(COLUMNS)
MATCHES: tuple[Matched, ...] = get_args(Matched)


def export_routes(site: Site) -> APIRouter:
    """The export of a search."""
    routes = APIRouter(tags=["search"])
    places = threading.BoundedSemaphore(MAX_EXPORTS)
    files: dict[str, Any] = {media.name.partition(";")[0]: {} for media in MEDIA.values()}
    answers = {200: {"content": files, "description": "The articles"}, **problems(400, 503)}

    async def send(asked: SearchRequest, form: Format, matched: Matched) -> StreamingResponse:
        with place_for_stream(places):
            found = await site.lanes.of(asked.pairs()).run(partial(_open, site, asked, form, matched))
            pieces = found.pieces()
            first = await first_piece(pieces)
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
