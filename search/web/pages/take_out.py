"""What leads out of a page of results: files of all that was found, feeds, a saved search, the search as code."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

from indexer.fields import Language
from search import i18n
from search.answer.answer import Answer
from search.as_code import as_code
from search.export.formats import FORMATS
from search.i18n import label
from search.report.render import FORMS as REPORTS
from search.report.render import Form, can_make
from search.report.report import USUAL_CLIPPINGS
from search.request import SearchRequest
from search.web.export import SELECTING
from search.web.feeds import MEDIA
from search.web.pages.addresses import saved_href


def values(request: SearchRequest, found: Answer, base: str) -> dict[str, Any]:
    """What the panel shows; `base` is the address of the server. What is only nearest is no result to be taken out."""
    selecting = {one.name for one in SELECTING}
    chosen = [pair for pair in request.pairs() if pair[0] in selecting]
    feed = request.change(sort="relevance", fold=True, top=SearchRequest().top).to_query()
    is_whole = found.total > 0 and found.matched == "all"
    code = as_code(request.change(), base)
    return {
        "files": [_file(chosen, form, request.ui) for form in FORMATS] if is_whole else [],
        "reports": [_report(chosen, form, request.ui) for form in made_reports() if is_whole],
        "clippings": i18n.number(USUAL_CLIPPINGS, request.ui),
        "number": i18n.counted("articles", request.ui, found.total),
        "feeds": _feeds(feed, request.ui),
        "save": saved_href(request, request.ui),
        "code": [("kliping", code.command), ("curl", code.curl), ("Python", code.python)],
    }


@cache
def made_reports() -> tuple[Form, ...]:
    """The forms of reports that can be made, looked for once: every page of results has them."""
    return tuple(form for form in REPORTS if can_make(form))


def folder_files(inside: SearchRequest) -> dict[str, Any]:
    """The files and feeds of a folder, by a search for what lies in it."""
    return {
        "files": [
            *(_file(inside.pairs(), form, inside.ui) for form in FORMATS),
            *(_named(_report(inside.pairs(), form, inside.ui), inside.ui) for form in made_reports()),
        ],
        "feeds": _feeds(inside.to_query(), inside.ui),
    }


def _feeds(query: str, language: Language) -> list[dict[str, str]]:
    return [
        {"name": label(f"feed_{form}", language), "media": media, "href": f"/feed.{form}?{query}"}
        for form, media in MEDIA.items()
    ]


def _report(chosen: list[tuple[str, str]], form: str, language: Language) -> dict[str, str]:
    query = urlencode([*chosen, ("format", form)], errors="replace")
    return {"name": label(f"file_{form}", language), "href": f"/laporan?{query}"}


def _named(file: dict[str, str], language: Language) -> dict[str, str]:
    """The link of a report among those of other files."""
    return {**file, "name": f"{label('report', language)}: {file['name']}"}


def _file(chosen: list[tuple[str, str]], form: str, language: Language) -> dict[str, str]:
    query = urlencode([*chosen, ("format", form)], errors="replace")
    return {"name": label(f"file_{form}", language), "href": f"/api/v1/export?{query}"}
