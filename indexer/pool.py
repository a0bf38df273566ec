"""Extraction in worker processes with a deadline, since a page may hang, crash or exhaust memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Self

from base.workers import Limits, Workers
from config.catalogue import Publisher
from config.settings import IndexerSettings
from crawler.archive.archive import Page
from indexer.articles.article import Extraction

MEMORY_BYTES = 4 * 1024**3
"""Address space of a process. Libraries take a quarter of it, hardly any of which is ever real memory."""

STARVED = 6
"""So many times longer than its deadline a page may take on the clock. The deadline is of processor time: on a machine
with many other busy processes two of 600 good pages were given up after twenty seconds, of which they had used .02."""


class ExtractionPool:
    """Worker processes for extraction, as many as the settings say, started with the first page."""

    def __init__(self, settings: IndexerSettings) -> None:
        self._count = settings.workers or os.cpu_count() or 1
        seconds = settings.page_deadline_seconds
        limits = Limits(STARVED * seconds, seconds, MEMORY_BYTES)
        self._workers = Workers(self._count, limits, [__name__, "indexer.extract"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    def warm_up(self) -> None:
        """Start the processes before the first page comes, which then need not wait for their libraries."""
        for _ in range(self._count):
            self._workers.submit(os.getpid)

    def start(self, page: Page, publisher: Publisher | None, parts: Sequence[bytes]) -> Future[Extraction]:
        """Start the extraction of a page. The future raises what extraction and `Workers.submit` raise."""
        return self._workers.submit(_read, page, publisher, parts)


def _read(page: Page, publisher: Publisher | None, parts: Sequence[bytes]) -> Extraction:
    from indexer.extract import extract  # noqa: PLC0415 - takes a second to load, which only these processes need

    return extract(
        page.body,
        url=page.final_url or page.url,
        publisher=publisher,
        captured=page.captured,
        content_type=page.content_type,
        parts=parts,
        listed=bool(page.link.get("source")),
    )
