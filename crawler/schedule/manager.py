"""Who is crawled when: starts a short crawl for each publisher with something to do and sees it to its end."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scrapy.crawler import AsyncCrawlerRunner

from base.errors import UnavailableError
from base.events import event
from base.outcome_log import prune
from config.catalogue import Publisher, Source
from config.outcomes import Outcome
from config.terminal import Progress
from crawler.fetch.host_clock import DiskLowError
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.reactor import event_loop
from crawler.fetch.runtime import Runtime
from crawler.fetch.scrapy_settings import scrapy_settings
from crawler.fetch.spider import PublisherSpider
from crawler.ledger.clock_check import ClockWatch, pull_back
from crawler.ledger.ledger import SourceState
from crawler.ledger.links import Link
from crawler.schedule.policy import make_clock

logger = logging.getLogger(__name__)

GRACE_SECONDS = 8.0
PAUSE_SECONDS = 60.0
DISK_LOW = "the disk is full, or has less room than crawler.min_free_bytes"
BUDGET_SPENT = "the day's requests (crawler.daily_requests) are used up"


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a crawl came to: the counts of all its runs, why it stopped before its end (or ""), and whether a
    signal ended it."""

    counts: Mapping[str, int]
    stopped: str = ""
    interrupted: bool = False


async def run_crawl(crawl: Crawl) -> None:
    """Give a crawl to Scrapy and wait for its end; raises what ended it."""
    runner = AsyncCrawlerRunner(scrapy_settings(crawl.shared.settings.crawler))
    crawler = runner.create_crawler(PublisherSpider)
    await runner.crawl(crawler, crawl=crawl)
    spider = crawler.spider
    if not isinstance(spider, PublisherSpider) or spider.work is None:
        raise RuntimeError("Scrapy did not start the crawl")
    await spider.work


class CrawlManager:
    """Owns the running crawls, never two of one publisher at once."""

    def __init__(
        self,
        shared: Runtime,
        publishers: Mapping[str, Publisher],
        *,
        once: bool,
        everything: bool,
        progress: Progress | None = None,
    ) -> None:
        self._shared, self._publishers = shared, publishers
        self._once, self._everything, self._progress = once, everything, progress
        self._sources = {(slug, source.url): source for slug, one in publishers.items() for source in one.sources}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._visited: set[int] = set()
        self._counts: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._failure: BaseException | None = None
        self._paused, self._paused_until = "", 0.0
        self._clock = ClockWatch(datetime.now(UTC), time.monotonic())
        self._ending: asyncio.Future[None] = event_loop().create_future()

    def stop(self) -> None:
        """End soon: nothing new is begun, and who waits for a turn is sent home."""
        self._shared.clock.stop()
        if not self._ending.done():
            self._ending.set_result(None)

    async def run(self) -> CrawlReport:
        """Crawl until nothing is due, or until stopped."""
        return await (self._run_once() if self._once else self._run_always())

    async def _run_once(self) -> CrawlReport:
        while not self._ending.done():
            await self.tick()
            if not self._running:
                break
            await asyncio.wait([*self._running.values(), self._ending], return_when=asyncio.FIRST_COMPLETED)
            self._collect()
        return await self._finish()

    async def _run_always(self) -> CrawlReport:
        clock = make_clock(self.tick)
        clock.start()
        while not self._ending.done():
            waiting = [*self._running.values(), self._ending]
            await asyncio.wait(waiting, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            self._collect()
        clock.shutdown(wait=False)
        return await self._finish()

    async def tick(self) -> None:
        """Start a crawl for each publisher that has something to do, as far as there is room."""
        if self._ending.done():
            return
        reason, work = self._reason_to_pause(), {}
        try:
            if self._clock.has_jumped(datetime.now(UTC), time.monotonic()):
                publishers = self._publishers.values()
                await self._shared.write(pull_back, self._shared.ledger.engine, publishers, datetime.now(UTC))
            work = {} if reason else await self._due()
            await self._prune()
        except UnavailableError as error:  # the database is away; the next tick asks again
            if self._once:
                raise
            reason = str(error)
        self._tell_pause(reason)
        for slug, sources in work.items():
            if slug not in self._running and len(self._running) < self._shared.settings.crawler.concurrent_publishers:
                self._visited.update(state.id for _, state in sources)
                crawl = Crawl(self._shared, self._publishers[slug], sources, ended=self._count)
                self._running[slug] = asyncio.create_task(self._run(crawl))

    async def _prune(self) -> None:
        keep = timedelta(days=self._shared.settings.log.keep_outcome_days)
        await self._shared.write(prune, self._shared.ledger.engine, keep)

    async def _due(self) -> dict[str, list[tuple[Source, SourceState]]]:
        """The publishers with something to do, and their sources that are due; none where only links are left."""
        now = datetime.now(UTC)
        ledger = self._shared.ledger
        states = await self._shared.write(ledger.due_sources, now, list(self._publishers), self._everything)
        with_links = await self._shared.write(ledger.publishers_with_links, now)
        work: dict[str, list[tuple[Source, SourceState]]] = {slug: [] for slug in with_links & set(self._publishers)}
        for state in states:
            source = self._sources.get((state.publisher, state.url))
            if source and not (self._everything and state.id in self._visited):
                work.setdefault(state.publisher, []).append((source, state))
        if not self._once and all(state.id in self._visited for state in states):
            self._everything = False  # from here on by their schedules
        return work

    async def _run(self, crawl: Crawl) -> None:
        await run_crawl(crawl)
        for run in crawl.runs.values():
            self._counts.update({name: n for name, n in run.summary().items() if name != "milliseconds"})
        if isinstance(crawl.stopped, DiskLowError):
            self._paused_until = time.monotonic() + PAUSE_SECONDS

    def _count(self, _link: Link, outcome: Outcome, _detail: str) -> None:
        self._pages[outcome.value] += 1
        if self._progress:
            self._progress(dict(self._pages))

    def _reason_to_pause(self) -> str:
        """Why nothing may be begun now, "" where it may."""
        if self._shared.budget.spent:
            return BUDGET_SPENT
        return DISK_LOW if self._shared.disk_is_low() or time.monotonic() < self._paused_until else ""

    def _tell_pause(self, reason: str) -> None:
        """Log a pause once when it begins, and its end."""
        if reason and not self._paused:
            event(logger, "crawl.pause", f"crawling pauses: {reason}", level=logging.WARNING)
        elif self._paused and not reason:
            event(logger, "crawl.resume", "crawling goes on")
        self._paused = reason

    def _collect(self) -> None:
        """Take the crawls that have ended out of the running; the first one that failed ends them all."""
        for slug, task in list(self._running.items()):
            if task.done():
                del self._running[slug]
                error = task.exception()
                if error and not self._failure:
                    self._failure = error
                    self.stop()

    async def _finish(self) -> CrawlReport:
        """Wait a little for the crawls that are still running. Whatever is in flight after that stays to be fetched."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=GRACE_SECONDS)
            self._collect()
        if self._running:
            left = ", ".join(sorted(self._running))
            event(logger, "crawl.left", f"requests were still in flight: {left}; their links stay to be fetched")
        if self._failure:
            raise self._failure
        return CrawlReport(dict(self._counts), self._paused, self._ending.done())
