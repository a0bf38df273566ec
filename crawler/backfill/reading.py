"""Reading the lists of past articles, one at a time for each publisher, with the manners of all fetching."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from base.clock import time_zone
from base.events import event
from config.catalogue import Adaptive, Publisher, Source
from config.outcomes import Outcome
from crawler.backfill.plan import NOT_NEEDED, is_sampled, needless
from crawler.backfill.ranges import dated, in_range, may_hold, page_url, span_of
from crawler.fetch.attempts import attempt, check_room
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl, check_status, download
from crawler.ledger.backfills import (
    Backfill,
    PastList,
    Read,
    due_lists,
    earlier_pages,
    progress,
    put_off_list,
    record_failed_list,
    record_list,
    skip_lists,
)
from crawler.ledger.links import Link
from crawler.ledger.retries import pause
from crawler.politeness.host_clock import HostBackoffError
from crawler.sources.entries import Listing
from crawler.sources.reading import article_links, read_answer

logger = logging.getLogger(__name__)

MAX_TRIES = 5
MAX_LEVELS = 3
"""Indexes of sitemaps that may stand in each other."""
MAX_SAMPLED = 50
"""Sitemaps of an index that are read for the plan; one names thousands of articles, so there are seldom more."""
IN_HAND = timedelta(minutes=2)
"""Where several workers share: so long a list that one of them reads is left to it."""
MIN_FULL = 0.5
"""A page with less than this part of the first one's articles is the last of its day: no further one is asked for."""
END = (Outcome.NOT_FOUND, Outcome.BAD_SOURCE, Outcome.HTTP_ERROR)
"""What sites answer for a page behind the last one of a day."""


async def read_lists(crawl: Crawl, *, until_planned: bool = False) -> bool:
    """Read the lists that are due for a publisher, until none is left or the day's share for past articles is used up;
    those for a plan alone where that is made first. Returns whether any was due.

    Raises NotSentError where they must not be asked for now.
    """
    shared = crawl.shared
    any_due = False
    while shared.budget.has_room_for_past:
        now = datetime.now(UTC)
        until = now + IN_HAND if shared.claims.is_shared else None
        found = await shared.write(due_lists, shared.ledger.engine, [crawl.slug], now, until)
        if not found or (until_planned and not found[0][1].sampled):
            break
        any_due = True
        await _try_list(crawl, *found[0])
    return any_due


async def _try_list(crawl: Crawl, backfill: Backfill, one: PastList) -> None:
    """Read a list and keep what it gives; one that cannot be had comes again later, or is given up."""
    shared, engine = crawl.shared, crawl.shared.ledger.engine
    with await crawl.run_for(backfill.id) as run:
        run.counts["lists"] += 1
        try:
            check_room(crawl)
            read = await attempt(_read(crawl, backfill, one))
        except HostBackoffError as rest:
            await shared.write(put_off_list, engine, backfill, one, rest.until)
            return
        except FetchError as error:
            await _failed(crawl, backfill, one, error)
            return
        await shared.write(record_list, engine, backfill, one, read, datetime.now(UTC))
    if one.sampled:
        await drop_needless(crawl, backfill)


async def drop_needless(crawl: Crawl, backfill: Backfill) -> None:
    """Once the lists for the plan were read: leave those of which the sitemaps name all articles."""
    engine = crawl.shared.ledger.engine
    lists = (await crawl.shared.write(progress, engine, backfill)).lists
    if is_sampled(lists):
        await crawl.shared.write(skip_lists, engine, backfill, needless(lists), NOT_NEEDED)


async def _read(crawl: Crawl, backfill: Backfill, one: PastList) -> Read:
    """Fetch a list; what it names. Raises FetchError where it cannot be had, or read."""
    settings = crawl.shared.settings.crawler
    most_bytes = settings.max_source_bytes if one.kind == "sitemap" else settings.max_source_bytes // 10
    run = await crawl.run_for(backfill.id)
    try:
        response = await download(crawl, one.url, crawl.context(run, on_site=True), most_bytes)
        check_status(response)
        links = crawl.publisher.backfill.links if crawl.publisher and one.series else ""
        listing = await read_answer(crawl, Source(one.kind, one.url, Adaptive(), links), response)
    except FetchError as error:
        if one.page > 1 and one.series and error.outcome in END and not error.of_host and _is_answer(error):
            return Read(Outcome.NOT_FOUND, 0)  # behind the last page
        raise
    articles = await article_links(crawl, listing.links, response.url)
    earlier = await crawl.shared.write(earlier_pages, crawl.shared.ledger.engine, backfill, one)
    return _chosen(crawl.publisher, backfill, one, listing, articles, earlier)


def _is_answer(error: FetchError) -> bool:
    """Whether the site said that there is no such page, and not that it has trouble."""
    return error.answer is None or error.answer.status in (400, 404, 410)


def _chosen(
    publisher: Publisher | None,
    backfill: Backfill,
    one: PastList,
    listing: Listing,
    links: Sequence[Link],
    earlier: Sequence[tuple[str, int]],
) -> Read:
    if publisher is None:
        raise RuntimeError("a backfill without its publisher")
    zone = time_zone(publisher.timezone)
    wanted = [
        dated(link, one, is_chosen=bool(publisher.backfill.links))
        for link in links
        if in_range(link, one, backfill.first, backfill.last, zone)
    ]
    mark = hashlib.blake2b("\n".join(link.key for link in wanted).encode(), digest_size=8).hexdigest()
    is_short = any(len(wanted) < MIN_FULL * number for _, number in earlier[:1])
    is_last = not wanted or is_short or any(mark == before for before, _ in earlier)
    further = _children(publisher, backfill, one, listing) or ([] if is_last else _next_page(publisher, one))
    return Read(Outcome.FETCHED, len(links), wanted, further, mark)


def _children(publisher: Publisher, backfill: Backfill, one: PastList, listing: Listing) -> list[PastList]:
    """The sitemaps of an index that can hold articles of the range."""
    zone = time_zone(publisher.timezone)
    held = [child for child in listing.sitemaps if may_hold(child, backfill.first, backfill.last, zone)]
    if one.page >= MAX_LEVELS:
        return []
    whole = backfill.last, date.max
    spans = [span_of(child.url) or whole for child in held]
    return [
        PastList(child.url, "sitemap", "", *span, page=one.page + 1, sampled=one.sampled and number < MAX_SAMPLED)
        for number, (child, span) in enumerate(zip(held, spans, strict=True))
    ]


def _next_page(publisher: Publisher, one: PastList) -> list[PastList]:
    """The page behind this one of a dated list, as far as the site has any."""
    lists = publisher.backfill
    if not one.series or one.page >= lists.max_pages:
        return []
    following = replace(one, page=one.page + 1, tries=0)
    return [replace(following, url=page_url(lists, following))]


async def _failed(crawl: Crawl, backfill: Backfill, one: PastList, error: FetchError) -> None:
    now = datetime.now(UTC)
    may_come = error.temporary and one.tries + 1 < MAX_TRIES
    due = max(now + pause(one.tries + 1, timedelta(0)), error.host_until or now) if may_come else None
    shared = crawl.shared
    await shared.write(record_failed_list, shared.ledger.engine, backfill, one, error.outcome.value, due)
    event(
        logger,
        "backfill.list",
        f"a list of past articles: {error}",
        level=logging.WARNING,
        url__full=one.url,
        labels__publisher=crawl.slug,
        kliping__outcome=error.outcome.value,
    )
