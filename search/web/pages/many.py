"""Many queries at once: a list of them, and a CSV file with how many articles each finds and the best of these."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from base.deadline import TooSlowError
from base.errors import ConfigError
from indexer.fields import Language
from search.answer.batch import Answered, Asked, answer_one, csv_lines, read_list
from search.i18n import label, number
from search.request import SearchRequest, read_query
from search.web.app_state import Site
from search.web.cut_stream import CutStream, first_piece, place_for_stream
from search.web.pages.addresses import bad_days, other, page_href
from search.web.posted import MAX_BYTES, read_body
from search.web.templating import page, read_language

PATH = "/banyak"
MAX_QUERIES = 1_000
MOST_HITS, USUAL_HITS = 100, 10
LISTS_AT_ONCE = 1
"""A thousand queries keep a core busy for a while; whoever comes meanwhile is told to try again."""
HEADERS = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="kueri.csv"'}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a form says: the queries, how many hits of each are wanted, and the days that all of them share."""

    queries: Sequence[Asked]
    hits: int
    request: SearchRequest


def many_routes(site: Site) -> APIRouter:
    """The routes of the page and of the file that it makes; they change nothing."""
    routes = APIRouter(include_in_schema=False)
    places = threading.BoundedSemaphore(LISTS_AT_ONCE)

    @routes.get(PATH)
    def empty(request: Request) -> Response:
        return _page(read_language(request.query_params), {})

    @routes.post(PATH)
    async def answered(request: Request) -> Response:
        language = read_language(request.query_params)
        body = await read_body(request, MAX_BYTES)
        form = dict(parse_qsl((body or b"").decode("utf-8", "replace"), keep_blank_values=True))
        try:
            listed = _read(form, language, is_whole=body is not None)
        except ConfigError as error:
            return _page(language, form, str(error), HTTPStatus.BAD_REQUEST)
        pieces = _pieces(site, listed)
        with place_for_stream(places):
            first = await first_piece(pieces)
        return CutStream(first, pieces, places, headers=HEADERS, media_type="text/csv; charset=utf-8")

    return routes


def _read(form: Mapping[str, str], language: Language, *, is_whole: bool) -> Listed:
    """What a form asks for. Raises ConfigError that says what of it cannot be."""
    queries = read_list(form.get("queries", ""))
    if not is_whole or len(queries) > MAX_QUERIES:
        raise ConfigError(label("many_too_many", language, number(MAX_QUERIES, language)))
    if not queries:
        raise ConfigError(label("many_none", language))
    hits = form.get("top", "")
    if hits and not (hits.isascii() and hits.isdecimal() and len(hits) < 4 and int(hits) <= MOST_HITS):
        raise ConfigError(label("many_bad_hits", language, str(MOST_HITS)))
    days = urlencode([(name, form.get(name, "")) for name in ("from", "to")])
    request, mistakes = read_query(days)
    if mistakes:
        raise ConfigError(" ".join(bad_days(mistakes, language)))
    return Listed(queries, int(hits or USUAL_HITS), request)


def _pieces(site: Site, listed: Listed) -> Generator[bytes]:
    """The file, a query's lines at a time."""
    for line in csv_lines(_answers(site, listed)):
        yield f"{line}\r\n".encode("utf-8", "replace")  # JSON can escape half of a character


def _answers(site: Site, listed: Listed) -> Iterator[Answered]:
    """Each query within the time of a search; one that takes longer holds up no other."""
    request = replace(listed.request, top=max(1, listed.hits))
    for asked in listed.queries:
        try:
            with site.context() as context:
                found = answer_one(context, request, asked)
        except TooSlowError:
            found = Answered(asked, None, ())
        yield found._replace(hits=found.hits[: listed.hits])


def _page(language: Language, form: Mapping[str, str], error: str = "", status: HTTPStatus = HTTPStatus.OK) -> Response:
    values = {
        "action": page_href(PATH, language),
        "form": {"queries": "", "top": str(USUAL_HITS), "from": "", "to": "", **form},
        "error": error,
        "most_hits": MOST_HITS,
        "most": MAX_QUERIES,
    }
    return page("many.html", language, page_href(PATH, other(language)), values, status)
