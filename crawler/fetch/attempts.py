"""One attempt at a source or a link, from its room on the disk to what is recorded of it."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
import uuid
from collections import deque
from collections.abc import Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from base.clock import jakarta_day
from base.errors import DiskFullError, KlipingError
from base.events import event
from config.catalogue import Source
from config.outcomes import Outcome
from crawler.fetch.article import fetch_article
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import NOT_FOUND, Crawl
from crawler.fetch.request_context import Run
from crawler.fetch.runtime import UNSAVED_REQUESTS
from crawler.fetch.second_look import look_again
from crawler.fetch.withdrawals import save_withdrawal, withdrawn_page
from crawler.health.history import Look
from crawler.health.symptoms import look_at_failure
from crawler.health.watch import Seen
from crawler.ledger.day_requests import give_back_visit
from crawler.ledger.ledger import SourceState, Visit
from crawler.ledger.links import Link, host_of
from crawler.ledger.retries import Failure
from crawler.ledger.young import YoungArticle, end_look, link_of
from crawler.politeness.host_clock import (
    BudgetSpentError,
    DiskLowError,
    HostBackoffError,
    NotSentError,
    StoppingError,
    authority,
)
from crawler.schedule.policy import next_due
from crawler.schedule.why import why_failed, why_put_off
from crawler.sources.visit import visit_source

logger = logging.getLogger(__name__)

T = TypeVar("T")

PAGES_AT_ONCE = 2  # of one host; more would only wait for its turns
MAX_GROWTH = 10
"""Failures after which the time that a server asks for grows no more: by then it is a million times as long."""


async def try_source(crawl: Crawl, source: Source, state: SourceState) -> Run:
    """Visit a source and record how it went and when it is due again; returns the run that began with it."""
    crawl.next_run(source.url)
    with await crawl.run_for(source.url) as run:
        await _try_source(crawl, source, state, run)
    return run


async def _try_source(crawl: Crawl, source: Source, state: SourceState, run: Run) -> None:
    detail = ""
    check_room(crawl)
    day = await _take_visit(crawl)
    try:
        visit = await attempt(visit_source(crawl, source, state))
        look: Look | None = run.look or Look(time.time())
    except HostBackoffError as rest:
        await _give_back_visit(crawl, day)
        visit, detail, look = _put_off(state, Outcome.HTTP_ERROR, rest.until), str(rest), None
    except NotSentError:
        await _give_back_visit(crawl, day)
        raise
    except FetchError as error:
        visit, detail = _visit_again(source, state, error), str(error)
        look = look_at_failure(error.outcome, error.state, error.evidence, detail)
    run.visit, run.is_failed = visit.outcome, bool(detail)
    crawl.shared.claims.check(host_of(source.url))
    await crawl.shared.write(crawl.shared.ledger.record_visit, state.id, visit)
    if look:
        await crawl.shared.watch.note(crawl.shared.write, Seen(state.id, crawl.slug, source.url, look))
    _log_visit(crawl, source, visit, detail)


async def _take_visit(crawl: Crawl) -> date:
    """Count a visit of the day, for all workers together. Raises BudgetSpentError where it has none left."""
    now = datetime.now(UTC)
    if not await crawl.shared.write(crawl.shared.planner.take_visit, now):
        raise BudgetSpentError("the day's visits (crawler.daily_requests) are used up")
    return jakarta_day(now)


async def _give_back_visit(crawl: Crawl, day: date) -> None:
    """A visit was not made after all."""
    await crawl.shared.write(give_back_visit, crawl.shared.ledger.engine, day)


def _visit_again(source: Source, state: SourceState, error: FetchError) -> Visit:
    """A visit that brought nothing: what was known stays, and the next one comes later after each failure.

    Where the host is away, it comes as soon as that may be asked again: the host's own rests grow already.
    """
    now = datetime.now(UTC)
    if error.host_until and error.host_until > now:
        return _put_off(state, error.outcome, error.host_until)
    due = next_due(source.schedule, now, state.failures + 1, source.url)
    if error.retry_after:  # a server that says "in 3 seconds" again and again is believed less each time
        later = (error.retry_after - now) * 4 ** min(state.failures, MAX_GROWTH)
        due = max(error.retry_after, min(due, now + later))
    return dataclasses.replace(
        _unchanged(state, error.outcome, now, due, why_failed(state.failures + 1)), failures=state.failures + 1
    )


def _put_off(state: SourceState, outcome: Outcome, until: datetime) -> Visit:
    """A visit that could not be made, by no fault of the source."""
    now = datetime.now(UTC)
    return dataclasses.replace(_unchanged(state, outcome, now, until, why_put_off(until)), not_before=until)


def _unchanged(state: SourceState, outcome: Outcome, now: datetime, due: datetime, why: str) -> Visit:
    """A visit that taught nothing."""
    known = (state.etag, state.last_modified, state.body_hash)
    return Visit(outcome, now, due, *known, failures=state.failures, profile=state.profile, why=why)


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


async def fetch_links(crawl: Crawl, links: deque[Link]) -> None:
    """Fetch the links of one host, a few at once; raises what keeps the others from being fetched now."""

    async def work() -> None:
        try:
            while links:
                await _try_link(crawl, links.popleft())
        except (NotSentError, KlipingError):
            links.clear()  # what stopped this one stops the others
            raise

    # Not a TaskGroup: it would cancel the others amid a download, which Scrapy's engine does not survive
    for ending in await asyncio.gather(*(work() for _ in range(PAGES_AT_ONCE)), return_exceptions=True):
        if ending:
            raise ending


async def _try_link(crawl: Crawl, link: Link) -> None:
    """Fetch a link and see that it ends in exactly one outcome, or goes back to the ledger untouched."""
    host = host_of(link.url)
    with await crawl.run_for(link.source) as run, crawl.shared.claims.using(host):
        detail = ""
        try:
            check_room(crawl)
            await crawl.shared.claims.take(host)
            outcome = await attempt(fetch_article(crawl, link))
        except HostBackoffError as rest:
            await crawl.shared.write(crawl.shared.ledger.postpone, link.key, rest.until)
            crawl.ended(link, Outcome.HTTP_ERROR, str(rest))
            return
        except FetchError as error:
            outcome, detail = error.outcome, str(error)
            crawl.shared.claims.check(host)
            await _record_failure(crawl, link, run.id, error)
        run.outcomes[outcome] += 1
    crawl.ended(link, outcome, detail)
    await crawl.shared.save_requests(UNSAVED_REQUESTS)
    if outcome is Outcome.DISK_FULL:
        raise DiskLowError(detail)


async def try_look(crawl: Crawl, article: YoungArticle) -> None:
    """Look at a young article again; one that is gone by now is asked for again as any link is that is missing."""
    shared, engine = crawl.shared, crawl.shared.ledger.engine
    with await crawl.run_for(article.source) as run:
        run.counts["looks"] += 1
        link = await shared.write(link_of, engine, article)
        try:
            check_room(crawl)
            outcome, article = await attempt(look_again(crawl, link, article))
        except FetchError as error:
            outcome = error.outcome
            shared.claims.check(host_of(link.url))
            if outcome is Outcome.NOT_FOUND:
                await _record_failure(crawl, link, run.id, error)
        if outcome in (Outcome.FETCHED, Outcome.NOT_FOUND):
            run.outcomes[outcome] += 1
            crawl.ended(link, outcome, "")
        else:
            run.counts["looks_in_vain"] += 1
        await shared.write(end_look, engine, article, datetime.now(UTC))


async def attempt(work: Awaitable[T]) -> T:
    """The stage's loop catches here what nobody foresaw: one page's mistake of ours must not end the others."""
    try:
        return await work
    except (FetchError, NotSentError, KlipingError):
        raise
    except Exception as error:
        event(logger, "page.bug", f"fetching failed: {error!r}; please report it", level=logging.ERROR, error=error)
        raise FetchError(Outcome.BUG, f"{type(error).__name__}: {error}", temporary=True) from error


def check_room(crawl: Crawl) -> None:
    if crawl.shared.clock.stopping:
        raise StoppingError
    if crawl.shared.disk_is_low():
        raise DiskLowError("the disk has less room than crawler.min_free_bytes")


async def _record_failure(crawl: Crawl, link: Link, run: str, error: FetchError) -> None:
    """What became of the link; when it is due again follows from its age, and not before its host may be asked."""
    resting = [error.host_until, crawl.shared.clock.resting_until(authority(link.url)) if error.temporary else None]
    not_before = max((until for until in resting if until), default=None)
    failure = Failure(error.outcome, error.temporary, not_before, error.of_host)
    days = crawl.shared.settings.crawler.give_up_days
    archive, ledger = crawl.shared.archive, crawl.shared.ledger
    try:
        if error.answer and error.answer.status in NOT_FOUND and not crawl.is_clip:
            page = withdrawn_page(crawl, link, run, error.answer)
            if await crawl.shared.write(save_withdrawal, archive, ledger, page, failure):
                return
        await crawl.shared.write(
            ledger.record_failure,
            str(uuid.uuid4()),
            link.key,
            failure,
            run,
            str(error),
            give_up_after=None if crawl.is_clip else timedelta(days=days),
            url=link.url,
            publisher=crawl.slug,
        )
    except DiskFullError as full:
        event(logger, "ledger.full", f"{full}; {link.url} stays to be fetched", level=logging.WARNING)
