"""robots.txt, asked before all else, as a downloader middleware of Scrapy."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from base.network import is_fixed
from config.outcomes import Outcome
from crawler.fetch.errors import FetchError
from crawler.fetch.runtime import runtime_of
from crawler.health.states import evidence, state_of_status
from crawler.politeness.host_clock import authority
from crawler.politeness.robots import ASKED_AGAIN, KEPT, MAX_BYTES, Rules, clean_rules, robots_token


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt by RFC 9309 and hands Crawl-delay to the clock of hosts.

    Scrapy's own asks once in each crawl and takes any failure for consent. Here a site whose robots.txt answers
    5xx or cannot be reached is not fetched from (section 2.3.1.4), unless its rules are still known from
    before; 4xx means that there are no rules (2.3.1.3).
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._shared = runtime_of(crawler)

    async def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002 - the parent's form
        """Raise FetchError where robots.txt forbids the request or could not be read."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules(request)
        await self._keep_delay(request, rules)  # each time, since the clock may have forgotten the host
        agent = robots_token(str(request.headers["User-Agent"] or b"", "latin-1"))
        if not rules.parser.allowed(request.url, agent):
            raise FetchError(Outcome.ROBOTS_DENIED, f"robots.txt forbids {request.url} to {agent}")

    async def _rules(self, request: Request) -> Rules:
        site = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        cache = self._shared.robots
        async with cache.lock(site):
            known = cache.get(site) or await self._recall(site, request)
            if known:  # the question for the next rules is a request too
                await self._keep_delay(request, known)
            if known is None or known.until < datetime.now(UTC):
                known = await self._ask(site, request, known)
            cache.keep(site, known)
            return known

    async def _keep_delay(self, request: Request, rules: Rules) -> None:
        if rules.delay:
            await self._shared.recall(authority(request.url))
            self._shared.clock.set_crawl_delay(authority(request.url), rules.delay)

    async def _recall(self, site: str, request: Request) -> Rules | None:
        """What an earlier process was told."""
        kept = await self._shared.write(self._shared.ledger.hosts.robots, site)
        return self._read(*kept, request) if kept else None

    async def _ask(self, site: str, request: Request, known: Rules | None) -> Rules:
        """Fetch a site's robots.txt; after a failure the rules known before go on for a while.

        Raises FetchError where there are none: then the host rests, and the next request asks for them again.
        """
        question, now = self._question(site, request), datetime.now(UTC)
        may_go_on = known is not None and known.stale > now
        question.meta["may_fail"] = may_go_on
        try:
            response = await self.crawler.engine.download_async(question)
            failure = _robots_failure(response)
        except FetchError as error:
            failure = error
        if failure is None:
            body = response.body if response.status < 300 else b""
            await self._shared.write(self._shared.ledger.hosts.set_robots, site, body, now)
            return self._read(body, now, request)
        if known and may_go_on:
            return dataclasses.replace(known, until=min(now + ASKED_AGAIN, known.stale))
        if self._is_blocked_for_good(request):
            raise failure
        explained = FetchError(failure.outcome, f"{site}/robots.txt: {failure}", temporary=True)
        if failure.host_until is None:
            fail = partial(self._shared.outages.broken, authority(request.url))
            failure.host_until, _ = await self._shared.host_failed(authority(request.url), fail)
        explained.host_until, explained.of_host = failure.host_until, True
        explained.state, explained.evidence = failure.state, failure.evidence
        raise explained

    def _is_blocked_for_good(self, request: Request) -> bool:
        host = urlsplit(request.url).hostname or ""
        return host in self._shared.resolver.refused and is_fixed(host)

    def _question(self, site: str, request: Request) -> Request:
        context = request.meta["context"].elsewhere()
        return Request(
            f"{site}/robots.txt",
            callback=NO_CALLBACK,
            headers={"User-Agent": request.headers["User-Agent"]},
            meta={"dont_obey_robotstxt": True, "context": context, "download_maxsize": MAX_BYTES},
        )

    def _read(self, body: bytes, fetched: datetime, request: Request) -> Rules:
        parser = ProtegoRobotParser.from_crawler(self.crawler, clean_rules(body))
        delay = parser.crawl_delay(robots_token(str(request.headers["User-Agent"] or b"", "latin-1")))
        until = fetched + KEPT
        return Rules(parser, until, until + KEPT, size=len(body), delay=delay or 0.0)


def forbids_all(robots: Response) -> bool:
    """Whether the site's robots.txt fails (5xx), or the site wants to be left alone (429)."""
    return robots.status >= 500 or robots.status == 429


def _robots_failure(robots: Response) -> FetchError | None:
    if not forbids_all(robots):
        return None
    error = FetchError(Outcome.ROBOTS_DENIED, f"answered {robots.status}, which forbids all", temporary=True)
    error.shows(state_of_status(robots.status), evidence("robots_answered", robots.status))
    error.host_until, _ = robots.meta.get("outage", (None, False))
    return error
