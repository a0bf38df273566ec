"""`/metrics`: the state of the installation and of this server for Prometheus."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from base.errors import UnavailableError
from base.events import event
from config.settings import Settings
from search.metrics.exposition import CONTENT_TYPE, Metric, render
from search.metrics.http_times import HttpTimes
from search.metrics.metrics import hold_counters, of_installation, of_process
from search.metrics.numbers import read_numbers
from search.status_reader import StatusReader
from search.web.app_state import Site

logger = logging.getLogger(__name__)


def metrics_routes(settings: Settings, data: Path, site: Site, status: StatusReader, times: HttpTimes) -> APIRouter:
    """The route. It has a lane of its own, so that it answers where searches are refused."""
    routes = APIRouter(tags=["health"])
    started, seen, is_away = time.time(), dict[str, float](), False
    publishers = [slug for slug, one in site.publishers.items() if one.enabled]

    def read() -> list[Metric]:
        nonlocal is_away
        try:
            known, numbers = status.read(), read_numbers(settings, data, datetime.now(UTC))
        except UnavailableError as error:  # what this process counts itself is worth having even then
            if not is_away:  # once, not at every scrape
                event(logger, "status.unavailable", str(error), level=logging.WARNING)
            is_away = True
            return list(of_process(can_read=False, started=started))
        is_away = False
        found = of_installation(known, numbers, settings.crawler, publishers)
        return [*of_process(can_read=True, started=started), *hold_counters(found, seen)]

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {CONTENT_TYPE: {}}}})
    async def metrics() -> Response:
        """The metrics in Prometheus' text format."""
        found = await site.lanes.scrapes.run(read)
        return Response(
            render([*found, *times.metrics()]), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
        )

    return routes
