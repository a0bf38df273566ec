"""`/spikes.atom`, `/spikes.rss`, `/spikes.json`: the spikes of saved searches that were told, the newest first."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path

from fastapi import APIRouter, Request
from sqlalchemy.engine import Connection
from starlette.responses import Response

from base.clock import jakarta_day
from base.database import reading
from base.safe_text import for_xml
from config.settings import Settings
from indexer.fields import Language
from search.i18n import label
from search.request import DayRange, SearchRequest
from search.saved.searches import SavedSearch, saved_database, saved_searches
from search.saved.spikes.watching import Spike, spikes_of
from search.web.feeds import MEDIA
from search.web.feeds.entries import Entry, Feed
from search.web.feeds.routes import FORMS
from search.web.pages.addresses import page_href, results_href
from search.web.templating import read_language


def spike_feed_routes(settings: Settings, data: Path) -> APIRouter:
    """The feeds in their forms; `alert` names a search, else they are of all."""
    routes = APIRouter(include_in_schema=False)
    for form, write in FORMS.items():
        routes.add_api_route(f"/spikes.{form}", _answering(settings, data, MEDIA[form], write), name=f"spikes_{form}")
    return routes


def _answering(settings: Settings, data: Path, media: str, write: Callable[[Feed], bytes]) -> Callable[..., Response]:
    def spikes(request: Request) -> Response:
        language, name = read_language(request.query_params), request.query_params.get("alert", "")
        with saved_database(settings, data) as saved, reading(saved) as connection:
            found = _found(connection, name)
        made = _feed(found, language, str(request.base_url).rstrip("/"), request.url.path, name, request.url.query)
        headers = {"Last-Modified": format_datetime(made.updated.astimezone(UTC), usegmt=True)}
        return Response(write(made), headers=headers, media_type=media)

    return spikes


def _found(connection: Connection, name: str) -> list[tuple[SavedSearch, Spike]]:
    searches = [one for one in saved_searches(connection) if name in ("", one.name)]
    found = [(one, spike) for one in searches for spike in spikes_of(connection, one.id)]
    return sorted(found, key=lambda pair: -pair[1].number)[:50]


def _feed(
    found: list[tuple[SavedSearch, Spike]], language: Language, base: str, path: str, name: str, query: str
) -> Feed:
    title = label("spike_at", language, name) if name else label("spikes", language)
    return Feed(
        id=f"urn:kliping:spikes:{json.dumps(name)}",
        title=for_xml(f"{label('site', language)}: {title}"),
        language=language,
        self_url=base + path + (f"?{query}" if query else ""),
        page_url=base + page_href("/tersimpan", language),
        entries=tuple(_entry(search, spike, language, base) for search, spike in found),
    )


def _entry(search: SavedSearch, spike: Spike, language: Language, base: str) -> Entry:
    href = base + day_href(search.request, spike, language)
    return Entry(
        id=f"urn:kliping:spike:{spike.number}",
        title=for_xml(label("spike_at", language, search.name)),
        url=href,
        archive=href,
        published=spike.told,
        updated=spike.ended or spike.told,
        publisher="Kliping",
        authors=(),
        categories=(),
        language=language,
        summary=spike.said(language),
    )


def day_href(request: SearchRequest, spike: Spike, language: Language) -> str:
    """The address of what the search found on the day of a spike."""
    day = jakarta_day(spike.told)
    return results_href(request.change(ui=language, sort="newest").narrow("published", DayRange(day, day)))
