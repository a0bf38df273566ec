"""What leads out of a page of results: files of all that was found, feeds, a saved search, the search as code."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from indexer.fields import Language
from search import i18n
from search.answer.answer import Answer
from search.as_code import as_code
from search.export.formats import FORMATS
from search.i18n import label
from search.request import SearchRequest
from search.web.export import SELECTING
from search.web.feeds import MEDIA
from search.web.pages.addresses import saved_href


def values(request: SearchRequest, found: Answer, base: str) -> dict[str, Any]:
    """What the panel shows; `base` is the address of the server. What is only nearest is no result to be taken out."""
    selecting = {one.name for one in SELECTING}
    chosen = [pair for pair in request.pairs() if pair[0] in selecting]
    feed = request.change(sort="relevance", fold=True, top=SearchRequest().top).to_query()
    code = as_code(request.change(), base)
    return {
        "files": [_file(chosen, form, request.ui) for form in FORMATS]
        if found.total and found.matched == "all"
        else [],
        "number": i18n.counted("articles", request.ui, found.total),
        "feeds": _feeds(feed, request.ui),
        "save": saved_href(request, request.ui),
        "code": [("kliping", code.command), ("curl", code.curl), ("Python", code.python)],
    }


def folder_files(inside: SearchRequest) -> dict[str, Any]:
    """The files and feeds of a folder, by a search for what lies in it."""
    return {
        "files": [_file(inside.pairs(), form, inside.ui) for form in FORMATS],
        "feeds": _feeds(inside.to_query(), inside.ui),
    }


def _feeds(query: str, language: Language) -> list[dict[str, str]]:
    return [
        {"name": label(f"feed_{form}", language), "media": media, "href": f"/feed.{form}?{query}"}
        for form, media in MEDIA.items()
    ]


def _file(chosen: list[tuple[str, str]], form: str, language: Language) -> dict[str, str]:
    query = urlencode([*chosen, ("format", form)], errors="replace")
    return {"name": label(f"file_{form}", language), "href": f"/api/v1/export?{query}"}
