"""In whose name is fetched: one publisher's requests, how they are downloaded, and what is counted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from base.errors import UnavailableError
from base.events import event
from base.network import WEB_PORTS
from base.retry import read_retry_after
from base.urls import check_askable
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.publisher_settings import PublisherSettings
from crawler.fetch.errors import REFUSALS, FetchError
from crawler.fetch.request_context import RequestContext, Run
from crawler.fetch.runtime import Runtime
from crawler.health.states import State, evidence, state_of_status
from crawler.health.symptoms import is_challenge
from crawler.ledger.links import Link
from crawler.politeness.host_clock import MAX_REST

logger = logging.getLogger(__name__)

NOT_FOUND = (404, 410)


@dataclass(slots=True)
class Crawl:
    """`publisher` is None for clips from a site that none owns. `ended` is told the outcome of each page.

    It lasts as long as the process; `runs` are those of its sources that are open, `earlier` those whose source has
    been visited again since.
    """

    shared: Runtime
    engine: ExecutionEngine
    publisher: Publisher | None
    is_clip: bool = False
    ended: Callable[[Link, Outcome, str], None] = lambda *_: None
    runs: dict[str, Run] = field(default_factory=dict)
    earlier: list[Run] = field(default_factory=list)
    _begin: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def slug(self) -> str:
        """The publisher's name in the ledger; "" for none."""
        return self.publisher.slug if self.publisher else ""

    def context(self, run: Run, *, on_site: bool) -> RequestContext:
        """In whose name the requests of a run are sent; `on_site` keeps them, being for pages and not for a visit, on
        the publisher's domains."""
        settings = self.shared.settings.crawler
        politeness = self.publisher.politeness if self.publisher else None
        delay = politeness.delay_seconds if politeness else None
        given = self.shared.settings.publishers.get(self.slug, PublisherSettings())
        return RequestContext(
            run=run,
            user_agent=(politeness.user_agent if politeness else "") or settings.user_agent,
            delay=settings.delay_seconds if delay is None else delay,
            owner=self.publisher if on_site else None,
            is_visit=not on_site,
            is_clip=self.is_clip,
            ports=self._ports(),
            publisher=self.publisher,
            access=given.access,
        )

    def _ports(self) -> frozenset[int] | None:
        """Those of the web and the publisher's own; all on a network of one's own."""
        if self.shared.settings.crawler.allow_private_addresses:
            return None
        return WEB_PORTS | (self.publisher.ports() if self.publisher else frozenset())

    async def run_for(self, source: str) -> Run:
        """The run that counts what belongs to a source; it begins with the first thing that does."""
        async with self._begin:  # else two pages of a source would begin one each
            if source not in self.runs:
                run_id = await self.shared.write(self.shared.ledger.start_run, source, self.slug, datetime.now(UTC))
                self.runs[source] = Run(run_id, source, self.slug)
            return self.runs[source]

    def next_run(self, source: str) -> None:
        """A source is visited again: what was counted for it so far is a run of its own."""
        if source in self.runs:
            self.earlier.append(self.runs.pop(source))

    async def end_runs(self, idle_seconds: float | None = None) -> Counter[str]:
        """Close the runs in the ledger that have been idle for so long (all without it), with one log line each;
        returns their counts."""
        ended: Counter[str] = Counter()
        for run in (*self.earlier, *self.runs.values()):
            if idle_seconds is None or (not run.in_hand and time.monotonic() - run.idle_since >= idle_seconds):
                self.earlier = [one for one in self.earlier if one is not run]
                self.runs = {source: one for source, one in self.runs.items() if one is not run}
                ended.update(await self._end_run(run))
        return ended

    async def _end_run(self, run: Run) -> dict[str, int]:
        counts, (outcome, is_failed) = run.summary(), run.ending()
        fields: dict[str, Any] = {f"kliping__{name}": number for name, number in counts.items()}
        await self.shared.write(self.shared.ledger.end_run, run.id, counts)
        event(
            logger,
            "run.end",
            f"visited {run.source or 'links left from before'}",
            event__outcome="failure" if is_failed else "success",
            kliping__outcome=outcome.value if outcome else None,
            url__full=run.source or None,
            labels__publisher=self.slug or None,
            labels__run=run.id,
            kliping__stage="fetch",
            **fields,
        )
        return counts


async def download(
    crawl: Crawl, url: str, context: RequestContext, most_bytes: int, headers: Mapping[str, str] | None = None
) -> Response:
    """Fetch one address through Scrapy's downloader and its middlewares.

    Raises FetchError where the page cannot be had, NotSentError where it must not be asked for now.
    """
    try:
        request = Request(
            url,
            callback=NO_CALLBACK,
            headers={"User-Agent": context.user_agent, **(headers or {})},
            meta={"context": context, "download_maxsize": most_bytes},
        )
        check_askable(request.url)
    except ValueError as error:
        raise FetchError(Outcome.NOT_FOUND, f"no address that can be fetched: {error}") from error
    if crawl.engine.spider is None:
        raise UnavailableError("Scrapy's engine has stopped; start the crawler again")
    return await crawl.engine.download_async(request)


def check_status(response: Response) -> None:
    """Raise FetchError for an answer that is no page; one that is not found may only not be there yet (404)."""
    status = response.status
    if 200 <= status < 300:
        return
    outcome = Outcome.NOT_FOUND if status in NOT_FOUND else Outcome.HTTP_ERROR
    error = FetchError(outcome, f"answered {status}", temporary=status != 410, refused=status in REFUSALS)
    error.answer = response
    if is_challenge(response.body):
        error.shows(State.BLOCKED, evidence("challenge"))
    else:
        error.shows(state_of_status(status), evidence("answered", status))
    if "outage" in response.meta:
        error.host_until, error.of_host = response.meta["outage"]
    now = datetime.now(UTC)
    asked = read_retry_after(header(response, "Retry-After"), now) if status in (429, 503) else None
    error.retry_after = now + min(asked, MAX_REST) if asked is not None else None
    raise error


def header(response: Response, name: str) -> str:
    """A header's text, "" where it is missing."""
    value = response.headers.get(name)
    return str(value, "latin-1") if isinstance(value, bytes) else ""
