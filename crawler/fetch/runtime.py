"""What all crawls of a process share: settings, manners, robots.txt rules, and the one thread that writes."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from socket import gethostname
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from scrapy.crawler import Crawler

from base.data_dir import lock_role, open_folder
from base.events import event
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import Archive, open_archive
from crawler.fetch.host_claims import HostClaims, SharedHostClaims
from crawler.fetch.page_writer import PageWriter
from crawler.fetch.reactor import event_loop, install_resolver
from crawler.fetch.resolver import GuardedResolver
from crawler.health.watch import Watch
from crawler.ledger.claims import Claims
from crawler.ledger.day_requests import add_others, day_requests
from crawler.ledger.hosts import HostState
from crawler.ledger.ledger import Ledger, open_ledger
from crawler.politeness.host_clock import Budget, HostClock
from crawler.politeness.outages import Outages, Trouble
from crawler.politeness.robots import RobotsCache
from crawler.schedule.planner import Planner, open_planner
from crawler.sources.parsers import Readers

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

ARCHIVE = "archive"
UNSAVED_REQUESTS = 50


@dataclass(frozen=True, slots=True)
class Runtime:
    """One for the life of a crawling process. Used on the event loop; `write` is the way to the disk."""

    settings: Settings
    data: Path
    ledger: Ledger
    archive: Archive
    writer: ThreadPoolExecutor
    pages: PageWriter
    readers: Readers
    resolver: GuardedResolver
    robots: RobotsCache
    clock: HostClock
    budget: Budget
    outages: Outages
    planner: Planner
    watch: Watch
    claims: HostClaims

    async def write(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call something that blocks on the disk in the one thread that may, so that writes keep their order."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.writer, lambda: function(*args, **kwargs))

    async def recall(self, host: str) -> None:
        """Let the clock know what an earlier process learnt of a host."""
        if not self.clock.knows(host):
            state: HostState = await self.write(self.ledger.hosts.host_state, host)
            if not self.clock.knows(host):
                self.clock.remember(host, state.not_before, state.delay or 0.0)
                away, refusing = (state.failures, state.away_until), (state.refusals, state.refused_until)
                self.outages.remember(host, away, refusing)

    async def back_off(self, host: str, retry_after: str) -> None:
        """Leave a host alone as long as it asks, and remember that over a restart."""
        until = self.clock.rest(host, retry_after)
        await self.write(self.ledger.hosts.set_host_state, host, until, self.clock.delay(host) or None)

    async def host_failed(self, host: str, fail: Callable[[], Trouble]) -> tuple[datetime | None, bool]:
        """Note that a host is in trouble, over a restart too; until when it rests, and whether it was known before."""
        was_down = self.outages.network.until is not None
        before = self.outages.known(host)
        trouble = fail()
        if trouble is self.outages.network:
            if not was_down:
                event(logger, "network.down", "no publisher answers: the network here is down", level=logging.WARNING)
            return trouble.until, True
        if trouble.until and not before:
            text = f"{host} is away or refuses: left alone until {trouble.until:%H:%M:%S} UTC, then asked once"
            event(logger, "host.rests", text, level=logging.WARNING, server__address=host)
        await self._save_outage(host)
        return trouble.until, before

    async def host_answered(self, host: str, *, served: bool) -> None:
        """Note that a host is there, and that it gives articles to us where it `served` one."""
        if self.outages.network_answers():
            event(logger, "network.up", "the network here is there again")
        was_away = self.outages.answered(host)
        was_refusing = served and self.outages.served(host)
        if was_away or was_refusing:
            event(logger, "host.back", f"{host} answers again", server__address=host)
            await self._save_outage(host)

    async def _save_outage(self, host: str) -> None:
        if not self.claims.holds(host):
            return  # another worker sees now how it stands with the host
        away, refusing = self.outages.away.get(host, Trouble()), self.outages.refusing.get(host, Trouble())
        counts = {"failures": away.failures, "refusals": refusing.failures}
        await self.write(
            self.ledger.hosts.set_host_outage, host, away_until=away.until, refused_until=refusing.until, **counts
        )

    async def save_requests(self, at_least: int = 1) -> None:
        """Bring the day's count of requests to the ledger, once so many have come together."""
        if self.budget.unsaved >= at_least:
            for day, number in self.budget.take_unsaved().items():
                await self.write(add_others, self.ledger.engine, day, number)
        if self.claims.is_shared and not self.budget.unsaved:
            counted = await self.write(day_requests, self.ledger.engine, self.budget.day)
            self.budget.remember(counted.others)

    def disk_is_low(self) -> bool:
        """Whether the disk has less room than `crawler.min_free_bytes`."""
        return shutil.disk_usage(self.data).free < self.settings.crawler.min_free_bytes


def runtime_of(crawler: Crawler) -> Runtime:
    """What all that is fetched shares; the spider carries it, since Scrapy would copy it in the settings."""
    return cast("Runtime", vars(crawler.spider)["shared"])


@contextmanager
def open_runtime(settings: Settings, data: Path, *, alone: bool) -> Iterator[Runtime]:
    """Open the data folder for fetching. The crawler is `alone` in it: it holds the lock, and after a crash it
    brings the ledger up to date with the archive; clips may be fetched beside it. Another crawler in the folder is
    waited for. Raises UnavailableError where the folder cannot be used.
    """
    folder = open_folder(data)
    with (
        lock_role(folder, "crawl", wait=True, advice=_advice(settings)) if alone else nullcontext(),
        open_ledger(settings.database.url, folder) as ledger,
        open_archive(folder / ARCHIVE, _archive_info(settings.crawler)) as archive,
        ThreadPoolExecutor(1, "writer") as writer,
        Readers() as readers,
    ):
        if alone:
            ledger.replay(folder / ARCHIVE)
        budget = Budget(settings.crawler.daily_pages)
        budget.remember(day_requests(ledger.engine, budget.day).others)
        resolver = _resolver(settings)
        clock = HostClock(settings.crawler.concurrent_requests)
        outages = Outages(lambda: clock.stopping)
        watch = Watch(ledger.engine, outages)
        claims = HostClaims()
        if ledger.engine.dialect.name == "postgresql":
            name = f"{gethostname()}:{folder.resolve()}"
            own = Claims(ledger.engine, name, "crawl" if alone else "clip")
            claims = SharedHostClaims(own, ledger.hosts, clock, outages)
        yield Runtime(
            settings,
            folder,
            ledger,
            archive,
            writer,
            PageWriter(archive, ledger, writer, claims),
            readers,
            resolver,
            RobotsCache(),
            clock,
            budget,
            outages,
            open_planner(ledger.engine, settings.crawler),
            watch,
            claims,
        )


def _advice(settings: Settings) -> str:
    """How two crawlers can work at once, where their ledger lets them."""
    is_shared = settings.database.url.startswith("postgresql")
    return "; to share its work, give this one a data folder of its own with --data" if is_shared else ""


def _archive_info(settings: CrawlerSettings) -> dict[str, str]:
    """What the head of an archive file says of how we fetch; `classic` is the standard's word for robots.txt obeyed."""
    return {"robots": "classic", "http-header-user-agent": settings.user_agent}


def _resolver(settings: Settings) -> GuardedResolver:
    proxies = (urlsplit(one.access.proxy).hostname for one in settings.publishers.values())
    resolver = GuardedResolver(
        event_loop(),
        private=settings.crawler.allow_private_addresses,
        timeout=settings.crawler.timeout_seconds,
        trusted=frozenset(filter(None, proxies)),
    )
    install_resolver(resolver)
    return resolver
