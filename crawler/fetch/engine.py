"""Scrapy's engine, open for as long as a process fetches.

Scrapy does the fetching, through all its downloader middlewares. What to fetch next, and when, is decided by the
crawl manager, the ledger and the clock of hosts: no request waits in Scrapy's own queue, which does not survive a
`kill -9` and knows nothing of turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from scrapy import Spider
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler

from crawler.fetch.runtime import Runtime
from crawler.fetch.scrapy_settings import scrapy_settings

CLOSE_SECONDS = 2.0  # what is still in flight then is left; the process is ending


class FetchingSpider(Spider):
    """Carries what is shared into Scrapy, and keeps its engine open until it is told to close."""

    name = "kliping"

    def __init__(self, shared: Runtime, opened: asyncio.Future[None], closing: asyncio.Future[None]) -> None:
        super().__init__()
        self.shared, self._opened, self._closing = shared, opened, closing

    async def start(self) -> AsyncIterator[Any]:
        """Wait. Nothing is yielded: no request goes through Scrapy's own queue."""
        self._opened.set_result(None)
        await self._closing
        for nothing in tuple[Any, ...]():
            yield nothing


@asynccontextmanager
async def open_engine(shared: Runtime) -> AsyncIterator[ExecutionEngine]:
    """An engine to download with; it is closed at the end, and requests that are then in flight are left behind."""
    loop = asyncio.get_running_loop()
    opened, closing = loop.create_future(), loop.create_future()
    crawler = Crawler(FetchingSpider, scrapy_settings(shared.settings.crawler))
    running = asyncio.create_task(crawler.crawl_async(shared=shared, opened=opened, closing=closing))
    await asyncio.wait([opened, running], return_when=asyncio.FIRST_COMPLETED)
    if running.done() or crawler.engine is None:
        raise RuntimeError("Scrapy's engine did not open") from running.exception()
    try:
        yield crawler.engine
    finally:
        closing.set_result(None)
        # Not wait_for: it would cancel the engine amid a download, which it does not survive
        await asyncio.wait([running], timeout=CLOSE_SECONDS)
