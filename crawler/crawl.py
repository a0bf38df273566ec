"""The crawl stage: what is due is visited, new links are fetched, pages are archived and recorded.

One process, one asyncio loop. APScheduler is its clock, Scrapy fetches, one thread writes. Sources that are due are
visited at once and pages wait in a line for each host; all of them share one clock of hosts.
"""

from __future__ import annotations

import dataclasses
import signal
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

# Before all that need it: it looks at each frame of the stack, of which there would be five for each import in between
import scrapy.core.downloader.contextfactory  # noqa: F401

from base.database import reading
from base.errors import ConfigError
from base.urls import canonical_url
from config.catalogue import Cron, Publisher, publisher_of
from config.outcomes import Outcome
from config.settings import Settings
from config.terminal import Progress
from crawler.fetch.attempts import fetch_links
from crawler.fetch.engine import open_engine
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.reactor import event_loop, run
from crawler.fetch.runtime import Runtime, open_runtime
from crawler.health.review import ReadCoverage, Review, no_coverage
from crawler.health.rounds import Rounds
from crawler.health.telling import Teller, channels, check_channels
from crawler.ledger.clock_check import pull_back
from crawler.ledger.ledger import Ledger
from crawler.ledger.links import Link
from crawler.ledger.removals import removed_keys, removed_publishers
from crawler.politeness.host_clock import NotSentError
from crawler.schedule.changes import apply_changes
from crawler.schedule.manager import CrawlManager
from crawler.schedule.policy import cron_trigger
from crawler.schedule.report import CrawlReport


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What became of one clipped page; `page` is its id in the archive, where it was fetched."""

    url: str
    outcome: Outcome
    detail: str = ""
    page: str = ""


def crawl(
    settings: Settings,
    data: Path,
    publishers: Mapping[str, Publisher],
    *,
    slugs: Collection[str] = (),
    once: bool = False,
    everything: bool = False,
    progress: Progress | None = None,
    read_coverage: ReadCoverage = no_coverage,
) -> CrawlReport:
    """Crawl the enabled publishers, or those of `slugs`, until stopped; `once`: until nothing is due.

    With `everything` each source is visited first, due or not; with both exactly once. `progress` is called with the
    counts after each page, `read_coverage` gives what the index stage has counted. Raises ConfigError, or
    UnavailableError where the data folder cannot be used.
    """
    chosen = choose(publishers, slugs)
    check_channels(settings)
    with open_runtime(settings, data, alone=True) as shared:
        chosen = without_removed(shared.ledger, chosen, slugs)
        shared.ledger.sync_sources(publishers.values())
        apply_changes(shared.ledger.engine, publishers.values())
        pull_back(shared.ledger.engine, publishers.values(), datetime.now(UTC))
        review = Review(shared.ledger, list(publishers.values()), read_coverage, channels(settings))
        rounds = Rounds(shared.watch, review, Teller(shared.ledger.engine, settings))
        manager = CrawlManager(shared, chosen, once=once, everything=everything, progress=progress, rounds=rounds)
        with signals(manager.stop):
            return run(manager.run())


def clip(settings: Settings, data: Path, publishers: Mapping[str, Publisher], urls: Sequence[str]) -> list[ClipResult]:
    """Fetch these pages now, from any site, the same way as all others; what became of each, in their order."""
    with open_runtime(settings, data, alone=False) as shared:
        return run(_clip(shared, publishers, urls))


def probe(
    settings: Settings, data: Path, publishers: Mapping[str, Publisher], url: str
) -> tuple[ClipResult, tuple[str, ...]]:
    """Fetch one page as `clip` does; with it the sitemaps that its site's robots.txt, asked before it, names."""
    with open_runtime(settings, data, alone=False) as shared:
        return run(_clip(shared, publishers, [url]))[0], shared.robots.sitemaps()


async def _clip(shared: Runtime, publishers: Mapping[str, Publisher], urls: Sequence[str]) -> list[ClipResult]:
    endings: dict[str, ClipResult] = {}

    def ended(link: Link, outcome: Outcome, detail: str) -> None:
        endings[link.url] = ClipResult(link.url, outcome, detail)

    by_publisher: defaultdict[str, list[Link]] = defaultdict(list)
    with reading(shared.ledger.engine) as connection:
        gone, away = removed_keys(connection, map(canonical_url, urls)), removed_publishers(connection)
    for url in dict.fromkeys(urls):
        publisher = publisher_of(url, publishers.values())
        owner, link = publisher.slug if publisher else "", Link(url, canonical_url(url))
        if link.key in gone or owner in away:
            ended(link, Outcome.REMOVED, "was removed for good; `kliping remove --list` says when and why")
        else:
            by_publisher[owner].append(link)
    async with shared.claims, open_engine(shared) as engine:
        for slug, links in by_publisher.items():
            one = Crawl(shared, engine, publishers.get(slug), is_clip=True, ended=ended)
            stopped = await _fetch_clips(one, links)
            for link in links:
                ending = endings.get(link.url) or ClipResult(link.url, Outcome.HTTP_ERROR, f"was not asked: {stopped}")
                if ending.outcome is Outcome.FETCHED:
                    page = await shared.write(shared.ledger.last_page, link.key)
                    ending = dataclasses.replace(ending, page=page)
                endings[link.url] = ending
    return [endings[url] for url in urls]


async def _fetch_clips(crawl: Crawl, links: Iterable[Link]) -> NotSentError | None:
    """Fetch the links; returns what kept the rest from being asked, if anything did."""
    try:
        await fetch_links(crawl, deque(links))
    except NotSentError as reason:
        return reason
    finally:
        await crawl.end_runs()
        await crawl.shared.save_requests()
    return None


def choose(publishers: Mapping[str, Publisher], slugs: Collection[str]) -> dict[str, Publisher]:
    """The publishers to crawl. Raises ConfigError for one that is unknown, switched off, or has a wrong schedule."""
    for slug in slugs:
        if slug not in publishers:
            raise ConfigError(f"there is no publisher {slug}; `kliping publisher list` names them")
        if not publishers[slug].enabled:
            raise ConfigError(f"publisher {slug} is switched off; set enabled = true under [publishers.{slug}]")
    chosen = {slug: one for slug, one in publishers.items() if one.enabled and (not slugs or slug in slugs)}
    for publisher in chosen.values():
        for source in publisher.sources:
            if isinstance(source.schedule, Cron):
                _check_cron(publisher, source.schedule)
    return chosen


def without_removed(ledger: Ledger, chosen: Mapping[str, Publisher], slugs: Collection[str]) -> dict[str, Publisher]:
    """The publishers but those that were removed for good. Raises ConfigError where one of these was asked for."""
    with reading(ledger.engine) as connection:
        removed = removed_publishers(connection)
    for slug in slugs:
        if slug in removed:
            raise ConfigError(f"publisher {slug} was removed for good (`kliping remove --list`)")
    return {slug: one for slug, one in chosen.items() if slug not in removed}


def _check_cron(publisher: Publisher, schedule: Cron) -> None:
    try:
        cron_trigger(schedule.expression)
    except ConfigError as error:
        raise ConfigError(f"publisher {publisher.slug}: {error}") from error


@contextmanager
def signals(stop: Callable[[], None]) -> Iterator[None]:
    """SIGTERM and Ctrl-C end the crawl cleanly; a second one ends the process at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = event_loop()

    def first() -> None:
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(one)
        stop()

    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, first)
    try:
        yield
    finally:
        for one in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(one)
