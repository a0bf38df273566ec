"""A backfill from its plan to its last article: by this process where none crawls in the data folder, else by the one
that does, which is watched."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from base.data_dir import lock_role, open_folder
from base.errors import AlreadyRunningError, ConfigError
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import Settings
from config.terminal import Progress as Shown
from crawler.backfill.plan import Plan, first_lists, is_sampled, make_plan, sitemaps_of
from crawler.backfill.reading import drop_needless, read_lists
from crawler.backfill.watch import BackfillReport, Watch, stopped_by
from crawler.crawl import choose, signals, without_removed
from crawler.fetch.attempts import fetch_links
from crawler.fetch.engine import open_engine
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.reactor import run
from crawler.fetch.runtime import Runtime, open_runtime
from crawler.ledger import backfills
from crawler.ledger.backfills import Backfill, Progress
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.ledger.links import Link
from crawler.politeness.host_clock import NotSentError
from crawler.politeness.robots import named_sitemaps
from crawler.schedule.pages import LINKS_IN_HAND

STOPPED = "it was interrupted"


@dataclass(slots=True)
class _Work:
    """A backfill under way. `is_run`: its articles are fetched; `planned` is told the plan once it is made."""

    shared: Runtime
    backfill: Backfill
    is_run: bool
    planned: Callable[[Plan], None]
    shown: Shown

    async def progress(self) -> Progress:
        return await self.shared.write(backfills.progress, self.shared.ledger.engine, self.backfill)


def backfill(  # noqa: PLR0913 - what is asked for, and who is told
    settings: Settings,
    data: Path,
    publishers: Mapping[str, Publisher],
    slug: str,
    first: date,
    last: date,
    *,
    only_plan: bool,
    planned: Callable[[Plan], None] = lambda _: None,
    shown: Shown = lambda _: None,
) -> BackfillReport:
    """Plan a backfill and, unless `only_plan`, fetch its articles as far as the day allows. Raises ConfigError where
    nothing is known by which the publisher's past articles can be found."""
    publisher = choose(publishers, [slug])[slug]
    folder = open_folder(data)
    with open_ledger(settings.database.url, folder) as ledger:
        without_removed(ledger, {}, [slug])
        asked = _begin(ledger, publisher, first, last)
    with_plan = _Told(planned)
    while _is_crawling(folder):
        with open_ledger(settings.database.url, folder) as ledger:
            watch = Watch(ledger, asked, settings.crawler.daily_pages, with_plan, shown)
            report = watch.until_done(lambda: _is_crawling(folder), only_plan=only_plan)
        if report:
            return report
    with open_runtime(settings, data, alone=True) as shared, signals(shared.clock.stop):
        return run(_run(_Work(shared, asked, not only_plan, with_plan, shown), publisher))


class _Told:
    """Tells a plan once."""

    def __init__(self, planned: Callable[[Plan], None]) -> None:
        self._planned, self._is_told = planned, False

    def __call__(self, plan: Plan) -> None:
        if not self._is_told:
            self._is_told = True
            self._planned(plan)


def _is_crawling(folder: Path) -> bool:
    """Whether a crawler runs in the data folder, which then does the work with its own clock of hosts."""
    try:
        with lock_role(folder, "crawl"):
            return False
    except AlreadyRunningError:
        return True


def _begin(ledger: Ledger, publisher: Publisher, first: date, last: date) -> Backfill:
    """The backfill in the ledger, with its first lists where it is new."""
    known = backfills.find(ledger.engine, publisher.slug, first, last)
    if known:
        return known
    lists = first_lists(publisher, sitemaps_of(publisher) or _from_robots(ledger, publisher), first, last)
    if not lists:
        raise ConfigError(
            f"{publisher.slug} has no sitemap among its sources, none in a robots.txt that the crawler has seen, "
            "and no dated lists: add [backfill] to its file (docs/reference/publisher-files.md), or crawl it once first"
        )
    made = Backfill(publisher.slug, first, last)
    backfills.begin(ledger.engine, made, lists, datetime.now(UTC))
    return made


def _from_robots(ledger: Ledger, publisher: Publisher) -> list[str]:
    """The sitemaps that the last good robots.txt of the sources' sites names, on the publisher's own domains."""
    sites = dict.fromkeys("{0.scheme}://{0.netloc}".format(urlsplit(source.url)) for source in publisher.sources)
    kept = (ledger.hosts.robots(site) for site in sites)
    named = [found for one in kept if one for found in named_sitemaps(one[0])]
    return [url for url in named if publisher.owns(url) and "news" not in url.rpartition("/")[2]]


async def _run(work: _Work, publisher: Publisher) -> BackfillReport:
    """Read the lists of the plan, tell it, read the others, fetch the articles."""
    pages: Counter[str] = Counter()

    def ended(_link: Link, outcome: Outcome, _detail: str) -> None:
        pages[outcome.value] += 1
        work.shown(dict(pages))

    stopped = ""
    async with work.shared.claims, open_engine(work.shared) as engine:
        crawl = Crawl(work.shared, engine, publisher, ended=ended)
        try:
            await _fetch_all(work, crawl)
        except NotSentError as reason:
            stopped = STOPPED if work.shared.clock.stopping else str(reason)
        finally:
            await crawl.end_runs()
            await work.shared.save_requests()
    return await _report(work, stopped)


async def _fetch_all(work: _Work, crawl: Crawl) -> None:
    await read_lists(crawl, until_planned=True)
    await _tell_plan(work, crawl)
    if not work.is_run or not work.backfill.running:
        return
    await read_lists(crawl)
    engine = work.shared.ledger.engine
    while work.shared.budget.has_room_for_past:
        hosts = await work.shared.write(backfills.pages_due, engine, work.backfill, datetime.now(UTC))
        if not hosts:
            return
        endings = await asyncio.gather(*(_fetch_host(work, crawl, host) for host in hosts), return_exceptions=True)
        for ending in endings:
            if ending:
                raise ending


async def _tell_plan(work: _Work, crawl: Crawl) -> None:
    """The plan, once its lists were read; from then on the backfill runs."""
    state = await work.progress()
    if not is_sampled(state.lists):
        return
    await drop_needless(crawl, work.backfill)
    plan = make_plan(await work.progress())
    work.planned(plan)
    if work.is_run:
        engine, now = work.shared.ledger.engine, datetime.now(UTC)
        await work.shared.write(backfills.start, engine, work.backfill, plan.requests, now)
        work.backfill = await work.shared.write(backfills.again, engine, work.backfill)


async def _fetch_host(work: _Work, crawl: Crawl, host: str) -> None:
    """Fetch the articles that wait at a host, a few at a time."""
    shared, ledger = work.shared, work.shared.ledger
    with shared.claims.using(host):
        while shared.budget.has_room_for_past:
            now = datetime.now(UTC)
            links = await shared.write(backfills.pending, ledger.engine, work.backfill, host, LINKS_IN_HAND, now)
            if not links:
                return
            await fetch_links(crawl, deque(links))


async def _report(work: _Work, stopped: str) -> BackfillReport:
    state = await work.progress()
    stopped = stopped or stopped_by(state, is_spent=not work.shared.budget.has_room_for_past, only_plan=not work.is_run)
    return BackfillReport(work.backfill, make_plan(state), state, stopped, work.shared.clock.stopping)
