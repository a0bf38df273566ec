"""Discovery: visit a source, see what it lists, and keep the links that are articles of the publisher."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from scrapy.http import Response

from base.events import event
from config.catalogue import Adaptive, Source
from config.outcomes import Outcome
from config.settings import CrawlerSettings
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl, check_status, download, header
from crawler.fetch.request_context import RequestContext
from crawler.health.history import REMEMBERED_LINKS, entries_of
from crawler.health.states import State, evidence
from crawler.health.symptoms import is_challenge, look_at_list
from crawler.ledger.documents import Document, keep_documents, known_documents
from crawler.ledger.ledger import SourceState, Visit
from crawler.ledger.links import Link
from crawler.politeness.host_clock import authority
from crawler.schedule.planner import read_profile
from crawler.schedule.policy import next_due
from crawler.schedule.profile import Profile, learn
from crawler.schedule.why import why_pinned
from crawler.sources.entries import Listing, SourceEntry
from crawler.sources.hints import header_hint
from crawler.sources.link_budget import log_spent, newest_first, recent_links, room_today
from crawler.sources.reading import article_links, read_answer
from crawler.sources.sitemap_index import Walk, documents_read, follow_index
from crawler.sources.times import entry_instant
from crawler.sources.validators import answered, conditions, found_wrong, trust_span

logger = logging.getLogger(__name__)

MAX_PAUSE = timedelta(days=1)
"""Of visits further apart, the later one does not tell when an article appeared: a day is as much as readers take a
date for."""


async def visit_source(crawl: Crawl, source: Source, state: SourceState) -> Visit:
    """Ask a source for news and add its new links to the ledger; returns what is to be kept of the visit.

    Empty validators make the next visit unconditional. Raises FetchError where the source cannot be had or read,
    NotSentError where it must not be asked now.
    """
    run = await crawl.run_for(source.url)
    context = crawl.context(run, on_site=False)
    most_bytes = _most_bytes(source, crawl.shared.settings.crawler)
    known = await crawl.shared.write(known_documents, crawl.shared.ledger.engine, crawl.slug, source.url)
    before = _own_document(state, known)
    response = await download(crawl, source.url, context, most_bytes, _conditions(state, before))
    if response.status == 304:
        return await _not_modified(crawl, source, state, (state.etag, state.last_modified, state.body_hash))
    check_status(response)
    now = datetime.now(UTC)
    own = answered(before, response, now)
    validators = own.etag, own.last_modified, own.body_hash
    if state.profile and own.body_hash == state.body_hash:
        await _keep(crawl, source, [own])
        return await _not_modified(crawl, source, state, validators)
    listing, walk, found = await _read_whole(crawl, source, response, context, known, since=_seen_since(state, now))
    if found is None:
        await _keep(crawl, source, documents_read(walk, (), (), now) if walk else [])
        return await _not_modified(crawl, source, state, ("", "", ""))
    await _keep(crawl, source, [_judged(crawl, before, own, found), *_sitemaps_read(walk, found, now)])
    if found.outcome is Outcome.LINKS_LEFT and (found.new or state.outcome != Outcome.LINKS_LEFT):
        log_spent(crawl, source.url, found.left)
    hint = max(listing.hint, header_hint(header(response, "Cache-Control"), header(response, "Age")))
    profile = _learn(state, now, found, hint)
    # What was left over or cut off, or stands behind an index that itself did not change, is for the next visit
    is_whole = not found.left and walk is None and "dataloss" not in response.flags
    return _visited(crawl, source, profile, found.outcome, now, validators if is_whole else ("", "", ""))


def _own_document(state: SourceState, known: Mapping[str, Document]) -> Document:
    """What is known of the source's own document; its validators are those of its state."""
    own = known.get(state.url) or Document(state.url)
    return replace(own, etag=state.etag, last_modified=state.last_modified, body_hash=state.body_hash)


def _conditions(state: SourceState, own: Document) -> dict[str, str]:
    """The validators while they are trusted; none after an upgrade, since a source's first list says how often it
    publishes."""
    trust = trust_span(read_profile(state.profile))
    return conditions(own, datetime.now(UTC), trust) if state.profile else {}


def _judged(crawl: Crawl, before: Document, own: Document, found: _Found) -> Document:
    """The source's document after it was read: validators that stayed the same while news came are wrong for good."""
    is_wrong = bool(found.new) and found_wrong(before, own)
    if is_wrong and not before.distrusted:
        text = "its ETag or Last-Modified stayed the same while news came; they are not used any more"
        event(logger, "source.validators", text, url__full=own.url, labels__publisher=crawl.slug)
    return replace(own, distrusted=before.distrusted or is_wrong)


def _sitemaps_read(walk: Walk | None, found: _Found, now: datetime) -> list[Document]:
    """The sitemaps of an index as they now are, but those of which links are left: they are read again."""
    if walk is None:
        return []
    new, missed = ({one.url for one in found.links if one.key in keys} for keys in (found.new, found.missed))
    return documents_read(walk, new, missed, now)


async def _keep(crawl: Crawl, source: Source, documents: list[Document]) -> None:
    await crawl.shared.write(keep_documents, crawl.shared.ledger.engine, crawl.slug, source.url, documents)


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles that a source listed, the keys of the new ones that were taken and of those that were left, and
    the visit's outcome."""

    links: list[Link]
    new: set[str]
    missed: set[str]
    outcome: Outcome

    @property
    def left(self) -> int:
        """How many new ones were left."""
        return len(self.missed)


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


def _seen_since(state: SourceState, now: datetime) -> str:
    """The instant from which on a source lists what is new in it now; "" where that cannot be said: at its first visit,
    long after the last one that succeeded, and behind one that failed or left links over (a failure hides which)."""
    visited = read_profile(state.profile).visited
    was_whole = state.outcome in (Outcome.FETCHED, Outcome.NOT_MODIFIED)
    if not visited or not was_whole or now.timestamp() - visited > MAX_PAUSE.total_seconds():
        return ""
    return now.isoformat(timespec="seconds")


async def _read_whole(
    crawl: Crawl,
    source: Source,
    response: Response,
    context: RequestContext,
    known: Mapping[str, Document],
    *,
    since: str,
) -> tuple[Listing, Walk | None, _Found | None]:
    """What a source lists, with the sitemaps that it names, and which of it is kept; None in the last place for an
    index of which no sitemap has changed."""
    run = context.run
    try:
        listing = await read_answer(crawl, source, response)
        room = await room_today(crawl, source.url)
        walk = await follow_index(crawl, source, listing, Walk(known, context, room)) if listing.sitemaps else None
        listed = [*listing.links, *(walk.links if walk else ())]
        has_news = walk is None or await _has_articles(crawl, source, walk)
        found = await _add(crawl, source, listed, room, since) if has_news else None
    except FetchError as error:
        if error.outcome is Outcome.BAD_SOURCE and is_challenge(response.body):
            error.shows(State.BLOCKED, evidence("challenge"))
        raise
    if "dataloss" in response.flags and run.look:
        run.look = replace(run.look, state=State.FAILING, evidence=evidence("cut"))
    return listing, walk, found


async def _has_articles(crawl: Crawl, source: Source, walk: Walk) -> bool:
    """Whether the sitemaps that were read now list articles. Where others are known already, it means nothing that
    those which have changed are lists of other things, such as pictures or subjects."""
    if not walk.known or crawl.publisher is None:
        return bool(walk.links)
    return bool(await article_links(crawl, walk.links, source.url))


def _most_bytes(source: Source, settings: CrawlerSettings) -> int:
    """Sitemaps may hold 50,000 addresses; a feed or a section page of that size is no honest one."""
    return settings.max_source_bytes if "sitemap" in source.kind else settings.max_source_bytes // 10


async def _add(crawl: Crawl, source: Source, listed: list[SourceEntry], room: int, since: str) -> _Found:
    """Keep what are articles, as many new ones as the day has room for; returns them. Those that are new are listed
    `since` then."""
    if crawl.publisher is None:
        raise RuntimeError("a source without its publisher")
    run = await crawl.run_for(source.url)
    links = await article_links(crawl, listed, source.url)
    if listed and not links:
        reason = f"none of its {len(listed)} links is an article by the publisher's domains and article_url"
        raise FetchError(Outcome.BAD_SOURCE, reason).shows(State.LYING, evidence("foreign", len(listed)))
    ledger, slug, now = crawl.shared.ledger, crawl.publisher.slug, datetime.now(UTC)
    run.look = look_at_list(source.kind, [one.url for one in listed], entries_of(_dated(links)), 0)
    if links:
        run.look = replace(run.look, host=authority(links[0].url))
    links = recent_links(links, source.max_age_days, now)
    run.counts.update(listed=len(listed), kept=len(links))
    limit = min(crawl.shared.settings.crawler.max_links, room)
    unseen = await crawl.shared.write(ledger.unseen, [link.key for link in links])
    ordered = newest_first(links) if len(unseen) > limit else links
    kept = [replace(link, seen=since) for link in ordered]
    number = await crawl.shared.write(ledger.add_links, slug, source.url, kept, now, limit)
    run.counts["new"] += number
    new = {link.key for link in [one for one in ordered if one.key in unseen][:limit]}
    missed = set(unseen) - new
    is_spent = bool(missed) and len(new) == room
    run.look = replace(run.look, new=number)
    return _Found(links, new, missed, Outcome.LINKS_LEFT if is_spent else Outcome.FETCHED)


def _dated(links: Iterable[Link]) -> Iterator[tuple[str, float | None]]:
    """The keys of links, each with the instant that its source gives."""
    for link in itertools.islice(links, REMEMBERED_LINKS):
        yield link.key, entry_instant(link.published)
