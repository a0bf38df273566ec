"""The sitemaps that an index names: which of them are asked for at a visit, and how.

Those that were never read or have changed by the index's word come first, newest first. Of the others one is asked for
the less often the longer it has had no news, with its own validators; so an index of a thousand archives costs a few
requests.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from base.events import event
from config.catalogue import Source
from config.outcomes import Outcome
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl, check_status, download
from crawler.fetch.request_context import RequestContext
from crawler.ledger.documents import Document
from crawler.sources.entries import ChildSitemap, Listing, SourceEntry
from crawler.sources.reading import read_answer
from crawler.sources.validators import answered, conditions, found_wrong, without_validators

logger = logging.getLogger(__name__)

MAX_SITEMAPS = 50
"""Requests of a visit; what is left is for the next one."""
MAX_LEVELS = 3
"""Indexes that may stand in each other, the source's own counted."""
MAX_WAIT = timedelta(hours=6)
"""How long at most a sitemap without news is left alone."""
MIN_WAIT_TOLD, MAX_WAIT_TOLD = timedelta(hours=1), timedelta(days=1)
"""The same, at least and at most, where its index tells that it has not changed: some never change what they tell."""
TRUST = timedelta(hours=6)


@dataclass(slots=True)
class Walk:
    """Following an index: what is known of its sitemaps, and `room` for so many new links.

    Then what came of it: links, the documents that were asked for with the links of each, failures, and how many lists
    of links there are (read now or known), sitemaps left for lack of room or requests, and indexes not followed,
    being in a circle or too deep.
    """

    known: Mapping[str, Document]
    context: RequestContext
    room: int
    links: list[SourceEntry] = field(default_factory=list)
    read: list[tuple[Document, tuple[SourceEntry, ...]]] = field(default_factory=list)
    failures: list[FetchError] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    asked: int = 0
    lists: int = 0
    left: int = 0
    circles: int = 0


async def follow_index(crawl: Crawl, source: Source, index: Listing, walk: Walk) -> Walk:
    """Ask for the sitemaps of an index that are due. One that cannot be had is logged.

    Raises FetchError where none can be had, or none of them lists anything but other indexes.
    """
    walk.seen.add(source.url)
    await _follow(crawl, source, index.sitemaps, walk, level=1)
    if walk.failures and len(walk.failures) == walk.asked:
        raise walk.failures[0]
    if not (walk.lists or walk.left or walk.failures):
        raise FetchError(Outcome.BAD_SOURCE, _nothing(walk))
    return walk


def _nothing(walk: Walk) -> str:
    if walk.circles:
        return "the sitemap index leads in a circle, or more than three levels deep, and to no list of links"
    return "the sitemap index leads to no list of links"


async def _follow(crawl: Crawl, source: Source, children: Collection[ChildSitemap], walk: Walk, level: int) -> None:
    fresh = [child for child in children if child.url not in walk.seen]
    walk.circles += len(children) - len(fresh)
    walk.seen.update(child.url for child in fresh)
    now = datetime.now(UTC)
    due = [child for child in fresh if _is_due(child, walk.known.get(child.url), now)]
    walk.lists += len(fresh) - len(due)
    for child in sorted(due, key=lambda child: not _has_changed(child, walk.known.get(child.url))):
        if not await _may_ask(crawl, walk, now):
            walk.left += 1
            continue
        walk.asked += 1
        try:
            further = await _ask(crawl, source, child, walk)
        except FetchError as error:
            walk.failures.append(error)
            _log(crawl, child.url, str(error))
            continue
        if level < MAX_LEVELS:
            await _follow(crawl, source, further, walk, level + 1)
        elif further:
            walk.circles += 1
            _log(crawl, child.url, "an index in the third level of indexes is not followed")


async def _may_ask(crawl: Crawl, walk: Walk, now: datetime) -> bool:
    """Whether there is room for more links, and requests of this visit and visits of the day are left."""
    unread = sum(len(links) for document, links in walk.read if document.url not in walk.known)
    if unread >= walk.room or walk.asked >= MAX_SITEMAPS:
        return False
    return await crawl.shared.write(crawl.shared.planner.take_visit, now)


def _has_changed(child: ChildSitemap, known: Document | None) -> bool:
    return known is None or (bool(child.lastmod) and child.lastmod != known.lastmod)


def _is_due(child: ChildSitemap, known: Document | None, now: datetime) -> bool:
    """Whether a sitemap is to be asked for: at half the time for which it has had no news."""
    if known is None or known.asked is None or known.news is None or _has_changed(child, known):
        return True
    wait = (known.asked - known.news) / 2
    wait = max(MIN_WAIT_TOLD, min(wait, MAX_WAIT_TOLD)) if child.lastmod else min(wait, MAX_WAIT)
    return not known.asked <= now < known.asked + wait


async def _ask(crawl: Crawl, source: Source, child: ChildSitemap, walk: Walk) -> tuple[ChildSitemap, ...]:
    """Ask for one sitemap, keep its links, and return those that it names if it is an index itself."""
    now = datetime.now(UTC)
    before = walk.known.get(child.url) or Document(child.url, asked=now, news=now)
    # what has changed by its index's word is asked for whole: validators that say otherwise are wrong
    headers = {} if _has_changed(child, before) else conditions(before, now, TRUST)
    try:
        response = await download(
            crawl, child.url, walk.context, crawl.shared.settings.crawler.max_source_bytes, headers
        )
        if response.status != 304:
            check_status(response)
    except FetchError:
        walk.read.append((replace(before, asked=now), ()))
        raise
    walk.lists += 1
    if response.status == 304:
        walk.read.append((replace(before, asked=now, lastmod=child.lastmod), ()))
        return ()
    after = replace(answered(before, response, now), lastmod=child.lastmod)
    if after.body_hash == before.body_hash:
        walk.read.append((after, ()))
        return ()
    listing = await read_answer(crawl, source, response)
    if listing.sitemaps:
        walk.lists -= 1
        after = without_validators(after)  # its sitemaps change while it does not
    elif "dataloss" in response.flags:
        after = without_validators(after)
    walk.read.append((replace(after, distrusted=before.distrusted or found_wrong(before, after)), listing.links))
    walk.links.extend(listing.links)
    return listing.sitemaps


def documents_read(walk: Walk, new: Collection[str], missed: Collection[str], now: datetime) -> list[Document]:
    """The documents that were asked for as they are to be kept. `new` are the addresses that were not known before and
    were taken; a document with one of `missed`, which were left, is to be read again."""
    kept = []
    for document, links in walk.read:
        if any(link.url in missed for link in links):
            continue
        before = walk.known.get(document.url)
        has_news = any(link.url in new for link in links)
        distrusted = document.distrusted and (has_news or (before is not None and before.distrusted))
        kept.append(replace(document, news=now if has_news else document.news, distrusted=distrusted))
    return kept


def _log(crawl: Crawl, url: str, message: str) -> None:
    event(logger, "source.sitemap", message, level=logging.WARNING, url__full=url, labels__publisher=crawl.slug)
