"""One short crawl of one publisher: its sources that are due, then links that are left to fetch.

Scrapy does the fetching, through all its downloader middlewares; what to fetch next is decided here and in the
ledger, since Scrapy's own queue does not survive a `kill -9`.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, datetime
from typing import Any, TypeVar

from scrapy import Spider

from base.errors import DiskFullError, KlipingError
from base.events import event
from config.catalogue import Source
from config.outcomes import Outcome
from crawler.fetch.article import fetch_article
from crawler.fetch.errors import FetchError, pause_before_retry
from crawler.fetch.host_clock import DiskLowError, HostBackoffError, NotSentError, StoppingError, authority
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.runtime import UNSAVED_REQUESTS
from crawler.ledger.ledger import SourceState, Visit
from crawler.ledger.links import Link
from crawler.schedule.policy import next_due
from crawler.sources.visit import visit_source

logger = logging.getLogger(__name__)

T = TypeVar("T")

LINKS_AT_ONCE = 4
LINKS_IN_A_CRAWL = 200


class PublisherSpider(Spider):
    """Carries a crawl into Scrapy; `work` is how it went."""

    name = "publisher"

    def __init__(self, crawl: Crawl) -> None:
        super().__init__()
        self.crawl, self.shared = crawl, crawl.shared
        self.work: asyncio.Task[None] | None = None

    async def start(self) -> AsyncIterator[Any]:
        """The whole crawl. Nothing is yielded: no request waits in Scrapy's own queue."""
        self.crawl.engine = self.crawler.engine
        self.work = asyncio.create_task(crawl_publisher(self.crawl))
        await asyncio.wait([self.work])
        for nothing in tuple[Any, ...]():
            yield nothing


async def crawl_publisher(crawl: Crawl) -> None:
    """Visit the sources that are due, then fetch links, at most so many that the next sources need not wait long."""
    try:
        for source, state in crawl.sources:
            await _try_source(crawl, source, state)
        await _fetch_all(crawl, deque(crawl.clips or await _pending(crawl)))
    except NotSentError as reason:
        crawl.stopped = reason
    finally:
        await crawl.end_runs()


async def _pending(crawl: Crawl) -> list[Link]:
    return await crawl.shared.write(crawl.shared.ledger.pending_links, crawl.slug, LINKS_IN_A_CRAWL, datetime.now(UTC))


async def _try_source(crawl: Crawl, source: Source, state: SourceState) -> None:
    """Visit a source and record how it went and when it is due again."""
    detail = ""
    try:
        _check_room(crawl)
        visit = await _attempt(visit_source(crawl, source, state))
    except HostBackoffError as rest:
        visit, detail = _visit_again(source, state, Outcome.HTTP_ERROR, state.failures, rest.until), str(rest)
    except FetchError as error:
        visit, detail = _visit_again(source, state, error.outcome, state.failures + 1), str(error)
    await crawl.shared.write(crawl.shared.ledger.record_visit, state.id, visit)
    _log_visit(crawl, source, visit, detail)


def _visit_again(
    source: Source, state: SourceState, outcome: Outcome, failures: int, not_before: datetime | None = None
) -> Visit:
    """A visit that brought nothing: what was known stays, and the next one comes later after each failure."""
    now = datetime.now(UTC)
    due = max(next_due(source.schedule, now, failures), not_before or now)
    return Visit(outcome, now, due, state.etag, state.last_modified, state.body_hash, failures, not_before)


def _log_visit(crawl: Crawl, source: Source, visit: Visit, detail: str) -> None:
    event(
        logger,
        "source.visit",
        f"{source.kind}: {visit.outcome.value}",
        level=logging.WARNING if detail else logging.INFO,
        url__full=source.url,
        labels__publisher=crawl.slug,
        event__outcome="failure" if detail else "success",
        kliping__outcome=visit.outcome.value,
        kliping__detail=detail or None,
    )


async def _fetch_all(crawl: Crawl, links: deque[Link]) -> None:
    """Fetch the links, a few at once: a publisher's hosts have their own turns."""

    async def work() -> None:
        try:
            while links:
                await _try_link(crawl, links.popleft())
        except (NotSentError, KlipingError):
            links.clear()  # what stopped this one stops the others
            raise

    for source in dict.fromkeys(link.source for link in links):
        await crawl.run_for(source)
    # Not a TaskGroup: it would cancel the others amid a download, which Scrapy's engine does not survive
    for ending in await asyncio.gather(*(work() for _ in range(LINKS_AT_ONCE)), return_exceptions=True):
        if ending:
            raise ending


async def _try_link(crawl: Crawl, link: Link) -> None:
    """Fetch a link and see that it ends in exactly one outcome, or goes back to the ledger untouched."""
    run = await crawl.run_for(link.source)
    detail = ""
    try:
        _check_room(crawl)
        outcome = await _attempt(fetch_article(crawl, link))
    except HostBackoffError as rest:
        await crawl.shared.write(crawl.shared.ledger.postpone, link.key, rest.until)
        crawl.ended(link, Outcome.HTTP_ERROR, str(rest))
        return
    except FetchError as error:
        outcome, detail = error.outcome, str(error)
        await _record_failure(crawl, link, run.id, error)
    run.outcomes[outcome] += 1
    crawl.ended(link, outcome, detail)
    await crawl.shared.save_requests(UNSAVED_REQUESTS)
    if outcome is Outcome.DISK_FULL:
        raise DiskLowError(detail)


async def _attempt(work: Awaitable[T]) -> T:
    """The stage's loop catches here what nobody foresaw: one page's mistake of ours must not end the others."""
    try:
        return await work
    except (FetchError, NotSentError, KlipingError):
        raise
    except Exception as error:
        logger.exception("a mistake of the program's own; please report it")
        raise FetchError(Outcome.BUG, f"{type(error).__name__}: {error}", temporary=True) from error


def _check_room(crawl: Crawl) -> None:
    if crawl.shared.clock.stopping:
        raise StoppingError
    if crawl.shared.disk_is_low():
        raise DiskLowError("the disk has less room than crawler.min_free_bytes")


async def _record_failure(crawl: Crawl, link: Link, run: str, error: FetchError) -> None:
    """What became of the link, and when it is tried again: later each time, and not before its host may be asked."""
    now = datetime.now(UTC)
    pause = pause_before_retry(link.attempts + 1) if error.temporary and not crawl.clips else None
    retry_at = max(now + pause, crawl.shared.clock.resting_until(authority(link.url)) or now) if pause else None
    ledger = crawl.shared.ledger
    try:
        await crawl.shared.write(
            ledger.record_page,
            str(uuid.uuid4()),
            link.key,
            error.outcome,
            run,
            str(error),
            retry_at,
            url=link.url,
            publisher=crawl.slug,
        )
    except DiskFullError as full:
        event(logger, "ledger.full", f"{full}; {link.url} stays to be fetched", level=logging.WARNING)
