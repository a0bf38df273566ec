"""Extraction in processes of their own, since a page may hang, crash or swallow memory, and each has a deadline."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Self

from pebble import ProcessPool

from config.catalogue import Publisher
from config.settings import IndexerSettings
from crawler.archive import Page
from indexer.article import Extraction

TASKS_PER_PROCESS = 2_000
"""A process is replaced after so many pages, so that no leak of a library grows for ever."""

MEMORY_BYTES = 4 * 1024**3
"""Address space of a process. Libraries take a quarter of it, hardly any of which is ever real memory."""


class ExtractionPool:
    """As many processes as the settings say, started with the first page."""

    def __init__(self, settings: IndexerSettings) -> None:
        self._workers = settings.workers or os.cpu_count() or 1
        self._deadline = settings.page_deadline_seconds
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it unannotated
            self._pool.join()

    def warm_up(self) -> None:
        """Start the processes before the first page comes, which then need not wait for their libraries."""
        pool = self._started()
        for _ in range(self._workers):
            pool.schedule(_load)

    def start(self, page: Page, publisher: Publisher | None, parts: Sequence[bytes]) -> Future[Extraction]:
        """Begin to read a page. The result raises TimeoutError behind the deadline, and whatever extraction raised."""
        arguments = (page, publisher, parts)
        future: Future[Extraction] = self._started().schedule(_read, args=arguments, timeout=self._deadline)
        return future

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = _make_pool(self._workers)
        return self._pool


def _make_pool(workers: int) -> ProcessPool:
    # A fork of this process would copy its threads' locks; the server is a clean process that has the libraries loaded.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "indexer.extract"])
    return ProcessPool(workers, max_tasks=TASKS_PER_PROCESS, initializer=_prepare, context=context)


def _prepare() -> None:
    """Ctrl-C is for the parent, which ends its processes itself; memory without end is that page's fault alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _load() -> None:
    importlib.import_module("indexer.extract")


def _read(page: Page, publisher: Publisher | None, parts: Sequence[bytes]) -> Extraction:
    from indexer.extract import extract  # noqa: PLC0415 - takes a second to load, which only these processes need

    return extract(
        page.body,
        url=page.final_url or page.url,
        publisher=publisher,
        captured=page.captured,
        content_type=page.content_type,
        parts=parts,
    )
