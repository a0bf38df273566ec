"""`/laporan`: a report of a search as a file, made in a process of its own, since that takes seconds of work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from base.deadline import TooSlowError, deadline
from base.errors import ConfigError, UnavailableError
from base.events import event
from base.workers import JobTimeoutError, WorkerDiedError, Workers
from config.settings import Settings
from search.report.folder import folder_texts
from search.report.look import Look, read_look
from search.report.render import FORMS, LIMITS, MEDIA, Form, can_make, render
from search.report.report import Report, make_report
from search.request import read_query
from search.web.app_state import Site
from search.web.http.problems import answer_problem
from search.web.lanes import BusyError

READ_SECONDS = 30.0
"""Twenty thousand articles are read for their origin."""
LABEL_SETS = "label_set"
"""The parameter that names a set of labels to be counted by; it may come several times."""
MAX_TITLE = 200

logger = logging.getLogger(__name__)


class SlowReportError(UnavailableError):
    """A report took more time than it may."""

    def __init__(self) -> None:
        super().__init__("the report takes too long: ask for fewer days, or another form")


class ReportMaker:
    """Makes one report at a time for the whole server; another one is refused meanwhile. The process that it needs is
    started with the first."""

    def __init__(self) -> None:
        self._place, self._lock = threading.Semaphore(1), threading.Lock()
        self._workers: Workers | None = None

    def make(self, data: Path, read: Callable[[Look], Report], form: Form) -> bytes:
        """The file. Raises BusyError, SlowReportError, UnavailableError, and what `read` raises."""
        if not self._place.acquire(blocking=False):
            raise BusyError
        try:
            look = read_look(data)
            return self._begin(read(look), form, look).result()
        except (JobTimeoutError, TooSlowError) as error:
            raise SlowReportError from error
        except (WorkerDiedError, ConfigError) as error:
            event(logger, "report.failed", f"a report as {form} failed: {error}", level=logging.ERROR)
            raise UnavailableError(str(error)) from error
        finally:
            self._place.release()

    def _begin(self, report: Report, form: Form, look: Look) -> Future[bytes]:
        with self._lock:
            if self._workers is None:
                self._workers = Workers(1, LIMITS, ["search.report.render"])
            return self._workers.submit(render, report, form, look)

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            workers, self._workers = self._workers, None
        if workers is not None:
            workers.close()


def report_routes(site: Site, settings: Settings, data: Path, maker: ReportMaker) -> APIRouter:
    """The address that the page of results leads to."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/laporan")
    async def report(request: Request) -> Response:
        """A report of a search, whose parameters it takes beside `format`, `title` and `label_set`."""
        form = next((one for one in FORMS if one == request.query_params.get("format", "html")), None)
        if form is None or not can_make(form):
            raise HTTPException(404)
        read = partial(_read, site, settings, data, request.url.query, request.query_params)
        try:
            content = await to_thread.run_sync(maker.make, data, read, form)
        except SlowReportError as error:
            event(logger, "report.failed", str(error), level=logging.WARNING)
            return answer_problem(request, HTTPStatus.SERVICE_UNAVAILABLE, "report_too_slow")
        named = f'attachment; filename="laporan.{form}"'
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return Response(content, 200, headers, MEDIA[form])

    return routes


def _read(site: Site, settings: Settings, data: Path, query: str, given: QueryParams, look: Look) -> Report:
    asked, _ = read_query(query)
    with site.context() as context, deadline(READ_SECONDS), folder_texts(settings, data, asked) as folder:
        return make_report(
            context,
            asked,
            site.publishers,
            title=given.get("title", "")[:MAX_TITLE] or (folder.name if folder else ""),
            heading=look.heading,
            folder=folder,
            label_sets=given.getlist(LABEL_SETS) or None,
        )
