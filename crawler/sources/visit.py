"""Discovery: visit a source, see what it lists, and keep the links that are articles of the publisher."""

from __future__ import annotations

import hashlib
import itertools
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scrapy.http import Response

from base.clock import jakarta_day
from base.events import event
from base.urls import canonical_url
from config.catalogue import Adaptive, Publisher, Source
from config.outcomes import Outcome
from config.settings import CrawlerSettings
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl, check_status, download, header
from crawler.fetch.request_context import RequestContext
from crawler.health.history import REMEMBERED_LINKS, entries_of
from crawler.health.states import State, evidence
from crawler.health.symptoms import is_challenge, look_at_list
from crawler.ledger.ledger import SourceState, Visit
from crawler.ledger.links import Link
from crawler.schedule.planner import read_profile
from crawler.schedule.policy import next_due
from crawler.schedule.profile import Profile, learn
from crawler.schedule.why import why_pinned
from crawler.sources.entries import BadSourceError, Listing, SourceEntry
from crawler.sources.hints import header_hint
from crawler.sources.link_budget import log_spent, newest_first, room_today
from crawler.sources.parsers import SourceDocument
from crawler.sources.times import entry_instant

logger = logging.getLogger(__name__)

MAX_SITEMAPS = 50
MAX_URL_LENGTH = 2_083


async def visit_source(crawl: Crawl, source: Source, state: SourceState) -> Visit:
    """Ask a source for news and add its new links to the ledger; returns what is to be kept of the visit.

    Empty validators make the next visit unconditional. Raises FetchError where the source cannot be had or read,
    NotSentError where it must not be asked now.
    """
    run = await crawl.run_for(source.url)
    context = crawl.context(run, on_site=False)
    most_bytes = _most_bytes(source, crawl.shared.settings.crawler)
    response = await download(crawl, source.url, context, most_bytes, _conditions(state))
    if response.status == 304:
        return await _not_modified(crawl, source, state, (state.etag, state.last_modified, state.body_hash))
    check_status(response)
    body_hash = hashlib.blake2b(response.body, digest_size=16).hexdigest()
    validators = header(response, "ETag"), header(response, "Last-Modified"), body_hash
    if state.profile and body_hash == state.body_hash:
        return await _not_modified(crawl, source, state, validators)
    now = datetime.now(UTC)
    listing, found = await _read_whole(crawl, source, response, context)
    if found.outcome is Outcome.LINKS_LEFT and (found.new or state.outcome != Outcome.LINKS_LEFT):
        log_spent(crawl, source.url, found.left)
    hint = max(listing.hint, header_hint(header(response, "Cache-Control"), header(response, "Age")))
    profile = _learn(state, now, found, hint)
    # What was left over or cut off, or stands behind an index that itself did not change, is for the next visit
    is_whole = not found.left and not listing.sitemaps and "dataloss" not in response.flags
    return _visited(crawl, source, profile, found.outcome, now, validators if is_whole else ("", "", ""))


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles that a source listed, the keys of the new ones that were taken, how many new ones were left, and
    the visit's outcome."""

    links: list[Link]
    new: set[str]
    left: int
    outcome: Outcome


def _learn(state: SourceState, now: datetime, found: _Found, hint: float) -> Profile:
    """What the visit teaches of the source's rhythm; the first one by all that it lists."""
    profile = read_profile(state.profile)
    new = [one for one in found.links if one.key in found.new] if profile.visited else found.links
    return learn(profile, now.timestamp(), [entry_instant(one.published) for one in new], len(found.links), hint)


async def _not_modified(crawl: Crawl, source: Source, state: SourceState, validators: tuple[str, str, str]) -> Visit:
    now, profile = datetime.now(UTC), read_profile(state.profile)
    await crawl.shared.write(crawl.shared.ledger.still_listed, crawl.slug, source.url, now)
    profile = learn(profile, now.timestamp(), [], profile.listed, profile.hint)
    return _visited(crawl, source, profile, Outcome.NOT_MODIFIED, now, validators)


def _visited(
    crawl: Crawl, source: Source, profile: Profile, outcome: Outcome, now: datetime, validators: tuple[str, str, str]
) -> Visit:
    """A visit that succeeded, and when the next one is due."""
    if isinstance(source.schedule, Adaptive):
        due, why = crawl.shared.planner.due(profile, now)
    else:
        due, why = next_due(source.schedule, now, url=source.url), why_pinned(source.schedule)
    return Visit(outcome, now, due, *validators, profile=profile.to_json(), why=why)


async def _read_whole(
    crawl: Crawl, source: Source, response: Response, context: RequestContext
) -> tuple[Listing, _Found]:
    """What a source lists, with the sitemaps that it names, and which of it is kept."""
    run = context.run
    try:
        listing = await _read(crawl, source, response)
        listed = [*listing.links, *await _sitemaps(crawl, source, listing, context)]
        found = await _add(crawl, source, listed)
    except FetchError as error:
        if error.outcome is Outcome.BAD_SOURCE and is_challenge(response.body):
            error.shows(State.BLOCKED, evidence("challenge"))
        raise
    if "dataloss" in response.flags and run.look:
        run.look = replace(run.look, state=State.FAILING, evidence=evidence("cut"))
    return listing, found


def _most_bytes(source: Source, settings: CrawlerSettings) -> int:
    """Sitemaps may hold 50,000 addresses; a feed or a section page of that size is no honest one."""
    return settings.max_source_bytes if "sitemap" in source.kind else settings.max_source_bytes // 10


def _conditions(state: SourceState) -> dict[str, str]:
    """The validators of the last answer, verbatim. The day's first visit goes without: some feeds keep theirs
    though they have changed."""
    today = jakarta_day(datetime.now(UTC))
    if not state.profile:  # as after an upgrade: its first list says how often it publishes
        return {}
    if state.last_visit is None or jakarta_day(state.last_visit) != today:
        return {}
    validators = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in validators.items() if value}


async def _read(crawl: Crawl, source: Source, response: Response) -> Listing:
    document = SourceDocument(
        source.kind,
        response.url,
        response.body,
        crawl.shared.settings.crawler.max_source_bytes,
        content_type=header(response, "Content-Type"),
        links=source.links,
        timezone=crawl.publisher.timezone if crawl.publisher else "Asia/Jakarta",
    )
    try:
        return await crawl.shared.readers.read(document)
    except BadSourceError as error:
        raise FetchError(Outcome.BAD_SOURCE, str(error)) from error


async def _sitemaps(crawl: Crawl, source: Source, index: Listing, context: RequestContext) -> list[SourceEntry]:
    """The links of the sitemaps that an index names, newest first; those they name in turn are left.

    One that cannot be had is logged; raises FetchError where none can.
    """
    links: list[SourceEntry] = []
    failures: list[FetchError] = []
    asked = [one.url for one in index.sitemaps[:MAX_SITEMAPS]]
    for url in asked:
        if not await crawl.shared.write(crawl.shared.planner.take_visit, datetime.now(UTC)):
            break  # the day's visits are used up; the rest is for the next visit
        try:
            links.extend(await _sitemap(crawl, source, url, context))
        except FetchError as error:
            failures.append(error)
            event(
                logger, "source.sitemap", str(error), level=logging.WARNING, url__full=url, labels__publisher=crawl.slug
            )
    if failures and len(failures) == len(asked):
        raise failures[0]
    return links


async def _sitemap(crawl: Crawl, source: Source, url: str, context: RequestContext) -> tuple[SourceEntry, ...]:
    response = await download(crawl, url, context, crawl.shared.settings.crawler.max_source_bytes)
    check_status(response)
    return (await _read(crawl, source, response)).links


async def _add(crawl: Crawl, source: Source, listed: list[SourceEntry]) -> _Found:
    """Keep what are articles; returns them."""
    if crawl.publisher is None:
        raise RuntimeError("a source without its publisher")
    run = await crawl.run_for(source.url)
    links = article_links(listed, crawl.publisher, source.url)
    run.counts.update(listed=len(listed), kept=len(links))
    if listed and not links:
        reason = f"none of its {len(listed)} links is an article by the publisher's domains and article_url"
        raise FetchError(Outcome.BAD_SOURCE, reason).shows(State.LYING, evidence("foreign", len(listed)))
    room = await room_today(crawl, source.url)
    limit = min(crawl.shared.settings.crawler.max_links, room)
    ledger, slug, now = crawl.shared.ledger, crawl.publisher.slug, datetime.now(UTC)
    unseen = await crawl.shared.write(ledger.unseen, [link.key for link in links])
    ordered = newest_first(links) if len(unseen) > limit else links
    number = await crawl.shared.write(ledger.add_links, slug, source.url, ordered, now, limit)
    run.counts["new"] += number
    new = [link.key for link in ordered if link.key in unseen][:limit]
    left = len(unseen) - len(new)
    is_spent = left > 0 and len(new) == room
    run.look = look_at_list(source.kind, [one.url for one in listed], entries_of(_dated(links)), number)
    return _Found(links, set(new), left, Outcome.LINKS_LEFT if is_spent else Outcome.FETCHED)


def _dated(links: Iterable[Link]) -> Iterator[tuple[str, float | None]]:
    """The keys of links, each with the instant that its source gives."""
    for link in itertools.islice(links, REMEMBERED_LINKS):
        yield link.key, entry_instant(link.published)


def article_links(listed: Iterable[SourceEntry], publisher: Publisher, source: str) -> list[Link]:
    """The listed links on the publisher's site that match its `article_url`, one for each key, in their order."""
    pattern = re.compile(publisher.article_url)
    own = canonical_url(source)
    links: dict[str, Link] = {}
    for one in listed:
        if not one.url or len(one.url) > MAX_URL_LENGTH:
            continue
        key = canonical_url(one.url)
        if key != own and publisher.owns(one.url) and pattern.search(one.url):
            links.setdefault(key, Link(one.url, key, one.title, one.published, one.summary, source))
    return list(links.values())
