"""Who is crawled when: sources that are due are visited at once, links are fetched host by host.

Each visit, and each host at which links wait, is a task of its own. A task that waits holds nothing: its requests
stand in their host's line and take a place in flight only when they leave (`host_clock`), so neither a slow publisher
nor a host with a thousand links keeps anybody else waiting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Collection, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from base.errors import AwayError, UnavailableError
from base.events import event
from base.outcome_log import prune
from config.catalogue import Publisher, Source
from config.outcomes import Outcome
from config.terminal import Progress
from crawler.backfill.reading import read_lists
from crawler.fetch.attempts import try_look, try_source
from crawler.fetch.engine import open_engine
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.reactor import event_loop
from crawler.fetch.runtime import Runtime
from crawler.health.rounds import Rounds
from crawler.ledger.backfills import publishers_with_lists
from crawler.ledger.clock_check import ClockWatch, pull_back
from crawler.ledger.ledger import SourceState
from crawler.ledger.links import Link, host_of
from crawler.ledger.young import claim, due_hosts
from crawler.politeness.host_clock import DiskLowError, NotSentError
from crawler.schedule.pages import fetch_some, hosts_with_pages
from crawler.schedule.pauses import Pauses
from crawler.schedule.policy import make_clock
from crawler.schedule.report import CrawlReport, VisitEnd

logger = logging.getLogger(__name__)

Work = int | tuple[str, str] | tuple[str, str, str]
"""What is under way: the visit of a source by its number, the links of a publisher at a host, or second looks there."""

GRACE_SECONDS = 8.0
IDLE_SECONDS = 10.0  # after so long without a request a run is over
SHARED_TICK_SECONDS = 1.0


class CrawlManager:
    """Owns the visits and the hosts under way, never two of one source or of one publisher's host at once."""

    def __init__(
        self,
        shared: Runtime,
        publishers: Mapping[str, Publisher],
        *,
        once: bool,
        everything: bool,
        progress: Progress | None = None,
        rounds: Rounds | None = None,
    ) -> None:
        self._shared, self._publishers = shared, publishers
        self._once, self._everything, self._progress = once, everything, progress
        self._sources = {(slug, source.url): source for slug, one in publishers.items() for source in one.sources}
        self._crawls: dict[str, Crawl] = {}
        self._running: dict[Work, asyncio.Task[Any]] = {}
        self._visited: set[int] = set()
        self._counts: Counter[str] = Counter()
        self._pages: Counter[str] = Counter()
        self._visits: dict[int, VisitEnd] = {}
        self._rounds = rounds
        self._failure: BaseException | None = None
        self._pauses = Pauses(shared)
        self._left_to_others = False
        self._clock = ClockWatch(datetime.now(UTC), time.monotonic())
        self._ending: asyncio.Future[None] = event_loop().create_future()

    def stop(self) -> None:
        """End soon: nothing new is begun, and who waits for a turn is sent home."""
        self._shared.clock.stop()
        if not self._ending.done():
            self._ending.set_result(None)

    async def run(self) -> CrawlReport:
        """Crawl until nothing is due, or until stopped."""
        async with self._shared.claims, open_engine(self._shared) as engine:
            self._crawls = {
                slug: Crawl(self._shared, engine, publisher, ended=self._count)
                for slug, publisher in self._publishers.items()
            }
            await (self._run_once() if self._once else self._run_always())
            return await self._finish()

    async def _run_once(self) -> None:
        while not self._ending.done():
            await self.tick()
            if not self._running and not self._left_to_others:
                break
            await self._wait_for_work()

    async def _wait_for_work(self) -> None:
        """Until all that runs has ended; where workers share, for a moment, as they give hosts back at any time."""
        if self._shared.claims.is_shared:
            await asyncio.wait([self._ending], timeout=SHARED_TICK_SECONDS)
        while self._running and not self._ending.done() and not self._shared.claims.is_shared:
            await asyncio.wait([*self._running.values(), self._ending], return_when=asyncio.FIRST_COMPLETED)

    async def _run_always(self) -> None:
        at_work = asyncio.Lock()

        async def tick() -> None:
            async with at_work:
                await self.tick()

        clock = make_clock(tick)
        clock.start()
        await asyncio.wait([self._ending])
        clock.remove_all_jobs()
        async with at_work:  # else a tick would be cut off amid its work, which is told as a bug
            clock.shutdown(wait=False)

    async def tick(self) -> None:
        """Visit the sources that are due, and see to the hosts at which links wait."""
        if self._ending.done() or not self._pauses.may_ask_database():
            return
        try:
            await self._pauses.catch_up()
            reason = self._pauses.reason()
            if self._clock.has_jumped(datetime.now(UTC), time.monotonic()):
                publishers = self._publishers.values()
                await self._shared.write(pull_back, self._shared.ledger.engine, publishers, datetime.now(UTC))
            if self._shared.planner.is_due(datetime.now(UTC)):
                await self._shared.write(self._shared.planner.make, datetime.now(UTC))
            await self._take_hosts(may_ask=not reason)
            if not reason:
                await self._start_visits()
                await self._start_hosts(self._crawls)
                await self._start_looks()
                await self._start_past()
            await self._end_runs(IDLE_SECONDS)
            if self._rounds:
                await self._rounds.tick(self._shared.write)
            await self._prune()
        except UnavailableError as error:  # the database is away; a later tick asks again
            if self._once:
                raise
            reason = str(error)
            self._pauses.database_is_away(reason, asked=True)
        self._pauses.tell(reason or self._pauses.reason() or self._pauses.spent())

    async def _prune(self) -> None:
        keep = timedelta(days=self._shared.settings.log.keep_outcome_days)
        await self._shared.write(prune, self._shared.ledger.engine, keep)

    async def _take_hosts(self, *, may_ask: bool) -> None:
        """Where several workers share: take this one's share of the hosts at which there is work, none while it pauses.
        What is due there is looked up after that, since another worker may just have seen to it."""
        hosts = []
        if may_ask and self._shared.claims.is_shared:
            visits = [host_of(source.url) for source, _ in await self._due()]
            waiting = await hosts_with_pages(self._shared, list(self._crawls))
            hosts = list(dict.fromkeys([*visits, *(host for host in waiting if not self._rests(host))]))
        await self._shared.claims.take_share(hosts)
        self._left_to_others = not all(map(self._shared.claims.holds, hosts))

    async def _due(self) -> list[tuple[Source, SourceState]]:
        """The sources to be visited, with what is known of them; none where the day has no visits left."""
        ledger, now = self._shared.ledger, datetime.now(UTC)
        if self._shared.planner.is_spent(now):
            return []
        states = await self._shared.write(ledger.due_sources, now, list(self._publishers), self._everything)
        found = [(self._sources.get((state.publisher, state.url)), state) for state in states]
        return [
            (source, state)
            for source, state in found
            if source and not (self._everything and state.id in self._visited)
        ]

    async def _start_visits(self) -> None:
        """Visit all that is due; the places in flight, not their number, are what is bounded."""
        due = await self._due()
        ours = [(source, state) for source, state in due if self._shared.claims.holds(host_of(source.url))]
        for source, state in ours:
            self._visited.add(state.id)
            self._start(state.id, self._visit(self._crawls[state.publisher], source, state))
        if not self._once and due and len(ours) == len(due):
            self._everything = False  # from here on by their schedules

    async def _visit(self, crawl: Crawl, source: Source, state: SourceState) -> None:
        with self._shared.claims.using(host_of(source.url)):
            run = await try_source(crawl, source, state)
            if run.visit:
                self._visits[state.id] = VisitEnd(crawl.slug, source.url, run.visit, run.is_failed)
            if run.counts["new"] and not self._pauses.reason():
                await self._start_hosts([crawl.slug])

    async def _start_hosts(self, slugs: Collection[str]) -> None:
        """See to each host at which links of these publishers wait, unless it rests."""
        if self._shared.budget.spent:
            return
        past = self._shared.budget.has_room_for_past
        for work in await self._shared.write(self._shared.ledger.waiting_hosts, datetime.now(UTC), slugs, past=past):
            slug, host = work
            await self._shared.recall(host)
            if self._may_go_on(host):
                self._start(work, self._fetch_host(self._crawls[slug], host))

    async def _fetch_host(self, crawl: Crawl, host: str) -> None:
        """Fetch the links of a publisher that wait at a host, a few at a time, until none is left."""
        with self._shared.claims.using(host):
            while not self._pauses.reason() and not self._shared.budget.spent and self._may_go_on(host):
                if not await fetch_some(crawl, host):
                    return

    def _may_go_on(self, host: str) -> bool:
        claims = self._shared.claims
        return claims.holds(host) and not claims.must_leave(host) and not self._rests(host)

    async def _start_looks(self) -> None:
        """See to the young articles that are due to be looked at again, where nothing new waits."""
        now = datetime.now(UTC)
        if not self._shared.planner.may_look(now):
            return
        for slug, host in await self._shared.write(due_hosts, self._shared.ledger.engine, now, list(self._crawls)):
            await self._shared.recall(host)
            if self._may_go_on(host) and (slug, host) not in self._running:
                self._start((slug, host, "looks"), self._look_at_host(self._crawls[slug], host))

    async def _look_at_host(self, crawl: Crawl, host: str) -> None:
        """Look at the young articles of a host, one at a time, until links wait there."""
        shared = self._shared
        with shared.claims.using(host):
            while not self._pauses.reason() and self._may_go_on(host) and (crawl.slug, host) not in self._running:
                article = await shared.write(claim, shared.ledger.engine, crawl.slug, host, datetime.now(UTC))
                if article is None:
                    return
                if not await shared.write(shared.planner.take_look, datetime.now(UTC)):
                    return
                await try_look(crawl, article)

    async def _start_past(self) -> None:
        """Read on in the lists of past articles that a backfill waits for; its articles wait behind the news."""
        now, engine = datetime.now(UTC), self._shared.ledger.engine
        for slug in await self._shared.write(publishers_with_lists, engine, now, list(self._crawls)):
            if self._shared.budget.has_room_for_past:
                self._start((slug, "", "lists"), read_lists(self._crawls[slug]))

    def _rests(self, host: str) -> bool:
        return self._shared.clock.refuses(host) or self._shared.outages.rests(host)

    def _start(self, work: Work, task: Coroutine[Any, Any, object]) -> None:
        """Run something unless it runs already, or all is ending."""
        if work in self._running or self._ending.done():
            task.close()
            return
        self._running[work] = asyncio.create_task(task)
        self._running[work].add_done_callback(lambda done: self._ended(work, done))

    def _ended(self, work: Work, task: asyncio.Task[Any]) -> None:
        """Forget what has ended. A full disk makes all pause, and so does a database that is away, where there is time
        to wait for it; a failure of the stage ends them all."""
        del self._running[work]
        error = task.exception()
        if isinstance(error, DiskLowError):
            self._pauses.disk_is_full()
        elif isinstance(error, AwayError) and not self._once:
            self._pauses.database_is_away(str(error), asked=False)
            self._pauses.tell(str(error))
        elif error and not isinstance(error, NotSentError) and not self._failure:
            self._failure = error
            self.stop()

    async def _end_runs(self, idle_seconds: float | None = None) -> None:
        for crawl in self._crawls.values():
            self._counts.update(await crawl.end_runs(idle_seconds))
        await self._shared.save_requests()

    def _count(self, _link: Link, outcome: Outcome, _detail: str) -> None:
        self._pages[outcome.value] += 1
        if self._progress:
            self._progress(dict(self._pages))

    async def _finish(self) -> CrawlReport:
        """Wait a little for what is still running. Whatever is in flight after that stays to be fetched."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=GRACE_SECONDS)
        if self._running:
            text = f"{len(self._running)} visits or hosts had requests in flight; their links stay to be fetched"
            event(logger, "crawl.left", text)
        if self._failure:
            raise self._failure
        await self._end_runs()
        if self._rounds:
            await self._rounds.end(self._shared.write, wait=not self._ending.done())
        counts = {name: number for name, number in self._counts.items() if name != "milliseconds"}
        return CrawlReport(counts, self._pauses.told, self._ending.done(), list(self._visits.values()))
