"""The page of sources: what is wrong first, then how every source is. It asks no engine, so it waits in no lane."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from base.errors import UnavailableError
from base.events import event
from crawler.health.report import Finding, SourceHealth
from crawler.health.states import State
from crawler.health.wording import advice, name, show
from indexer.fields import Language
from search import i18n
from search.i18n import label
from search.labels.outcomes import IN_INDONESIAN
from search.request import SearchRequest, make_filters
from search.status import Status
from search.status_json import why
from search.status_reader import StatusReader
from search.web.pages.addresses import other, page_href, results_href
from search.web.templating import page, read_language

logger = logging.getLogger(__name__)

HIDDEN = (State.OFF, State.UNVISITED)
"""States of which only the number is shown: nobody waits for these sources."""


def sources_routes(reader: StatusReader) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/sumber")
    def sources(request: Request) -> Response:
        language = read_language(request.query_params)
        try:
            values = _shown(reader.read(), language)
        except UnavailableError as error:  # the ledger is on another host, or its database is away
            event(logger, "status.unavailable", str(error), level=logging.WARNING)
            values = {"status": None}
        return page("sources.html", language, page_href("/sumber", other(language)), values)

    return routes


def _shown(status: Status, language: Language) -> dict[str, Any]:
    """What the page shows."""
    states = Counter(one.state for one in status.sources)
    counts = [{"name": name(state, language), "number": states[state]} for state in State if states[state]]
    return {
        "status": status,
        "at": i18n.moment(status.at, language),
        "counts": counts,
        "findings": [_finding(one, language) for one in status.findings],
        "rows": [_row(one, language) for one in status.sources if one.state not in HIDDEN],
        "stages": [(stage, _outcomes(outcomes, language)) for stage, outcomes in status.stages.items()],
        "waiting": list(status.waiting.items()),
    }


def _outcomes(counts: Mapping[str, int], language: Language) -> Sequence[tuple[str, int]]:
    """The outcomes as readers call them, the commonest first; one that a newer version wrote stays as it is."""
    names = {code: IN_INDONESIAN.get(code, code) if language == "id" else code.replace("_", " ") for code in counts}
    return sorted(((names[code], count) for code, count in counts.items()), key=lambda one: -one[1])


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding; its advice is in pieces, each with whether it is code."""
    return {
        "name": name(finding.state, language),
        "since": i18n.moment(finding.since, language),
        "evidence": "" if finding.sources else show(finding.evidence, language),
        "advice": [(part, place % 2 == 1) for place, part in enumerate(advice(finding.state, language).split("`"))],
        "sources": [_row(one, language) for one in finding.sources],
    }


def _row(one: SourceHealth, language: Language) -> dict[str, Any]:
    of_publisher = SearchRequest(filters=make_filters({"publisher": (one.publisher,)}), ui=language)
    return {
        "state": name(one.state, language),
        "is_sick": one.state.is_sick,
        "publisher": one.name,
        "articles": results_href(of_publisher),
        "url": one.source.url,
        "kind": label(f"kind_{one.source.kind}", language),
        "since": i18n.moment(one.since, language) if one.since else "",
        "evidence": show(one.evidence, language),
        "is_said": one.evidence.code == "said",
        "newest": i18n.moment(one.newest, language) if one.newest else "",
        "last": i18n.moment(one.last_visit, language) if one.last_visit else "",
        "next": i18n.moment(one.next_visit, language) if one.next_visit else "",
        "why": why(one, language),
    }
