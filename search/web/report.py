"""`/laporan`: a report of a search as a file, made in a process of its own, since that takes seconds of work."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from base.deadline import TooSlowError, deadline
from base.errors import ConfigError, UnavailableError
from base.events import event
from base.workers import JobTimeoutError, Limits, WorkerDiedError, Workers
from search.report.look import Look, read_look
from search.report.render import FORMS, MEDIA, Form, can_make, render
from search.report.report import USUAL_CLIPPINGS, Report, make_report
from search.request import read_query
from search.web.app_state import Site
from search.web.lanes import BusyError

READ_SECONDS = 30.0
"""Twenty thousand articles are read for their origin."""
LIMITS = Limits(seconds=180.0, cpu_seconds=120.0, memory_bytes=3_000_000_000, jobs=20)
"""Of a process that makes a report: far above what 400 clippings cost as PDF (decision 118)."""
MAX_TITLE = 200

logger = logging.getLogger(__name__)


class ReportMaker:
    """Makes one report at a time for the whole server; another one is refused meanwhile. The process that it needs is
    started with the first."""

    def __init__(self) -> None:
        self._place, self._lock = threading.Semaphore(1), threading.Lock()
        self._workers: Workers | None = None

    def make(self, data: Path, read: Callable[[Look], Report], form: Form) -> bytes:
        """The file. Raises BusyError, TooSlowError, UnavailableError, and what `read` raises."""
        if not self._place.acquire(blocking=False):
            raise BusyError
        try:
            look = read_look(data)
            return self._begin(read(look), form, look).result()
        except JobTimeoutError as error:
            raise TooSlowError from error
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


def report_routes(site: Site, data: Path, maker: ReportMaker) -> APIRouter:
    """The address that the page of results leads to."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/laporan")
    async def report(request: Request) -> Response:
        """A report of a search, whose parameters it takes beside `format` and `title`."""
        form = next((one for one in FORMS if one == request.query_params.get("format", "html")), None)
        if form is None or not can_make(form):
            raise HTTPException(404)
        read = partial(_read, site, request.url.query, request.query_params.get("title", "")[:MAX_TITLE])
        content = await to_thread.run_sync(maker.make, data, read, form)
        named = f'attachment; filename="laporan.{form}"'
        headers = {"Content-Disposition": named, "Cache-Control": "no-store"}
        return Response(content, 200, headers, MEDIA[form])

    return routes


def _read(site: Site, query: str, title: str, look: Look) -> Report:
    asked, _ = read_query(query)
    with site.context() as context, deadline(READ_SECONDS):
        return make_report(context, asked, site.publishers, title=title, heading=look.heading, most=USUAL_CLIPPINGS)
