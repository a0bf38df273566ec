"""What every request passes on its way out and back, robots.txt and redirects included.

From outermost to innermost: `FailureMiddleware`, `PortsMiddleware`, `OnSiteMiddleware`, `RobotsMiddleware`,
`DecompressionMiddleware`, `RedirectionMiddleware`, `OutageMiddleware`; behind them `PoliteHandler` sends it. They are
Scrapy's downloader middlewares; what they share lies on the spider.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser

from base.network import is_fixed
from base.urls import check_askable
from config.outcomes import Outcome
from crawler.archive.archive import Redirect
from crawler.fetch.errors import AWAY, REFUSALS, FetchError, is_unreachable, to_fetch_error
from crawler.fetch.request_context import RequestContext
from crawler.fetch.runtime import Runtime, runtime_of
from crawler.fetch.subscriber import served_headers
from crawler.health.states import State, evidence, state_of_status
from crawler.politeness.host_clock import NotSentError, authority
from crawler.politeness.outages import Outages, Trouble
from crawler.politeness.robots import ASKED_AGAIN, KEPT, MAX_BYTES, Rules, clean_rules, robots_token

ENCODINGS = frozenset({b"gzip", b"x-gzip", b"deflate"})


class FailureMiddleware:
    """Turns whatever a download raises into FetchError, so that no one else need know Scrapy's errors."""

    def __init__(self, refused: set[str]) -> None:
        self._refused = refused

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(runtime_of(crawler).resolver.refused)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise the error as ours; one that no download gives goes on as it is."""
        host = urlsplit(request.url).hostname
        if isinstance(exception, CannotResolveHostError) and host in self._refused:
            # A name may lead elsewhere tomorrow: some networks answer each with an address of their own for a while
            text, may_change = f"{host} leads to no public address", not is_fixed(host)
            raise FetchError(Outcome.ADDRESS_BLOCKED, text, temporary=may_change) from exception
        error = to_fetch_error(exception)
        if error:
            error.host_until, error.of_host = request.meta.get("outage", (None, False))
            raise error from exception


class PortsMiddleware:
    """Keeps requests, redirects included, on the ports of the web, so that no page leads them to other services."""

    def process_request(self, request: Request) -> None:
        """Raise FetchError before anything is sent to another port."""
        ports, port = request.meta["context"].ports, urlsplit(request.url).port
        if port and ports is not None and port not in ports:
            allowed = ", ".join(map(str, sorted(ports)))
            raise FetchError(Outcome.ADDRESS_BLOCKED, f"{request.url} names port {port}; only {allowed} may be asked")


class OnSiteMiddleware:
    """Keeps an article's request, redirects included, on the site of its publisher."""

    def process_request(self, request: Request) -> None:
        """Raise FetchError before anything is sent to a foreign site, even the question for its robots.txt."""
        owner = request.meta["context"].owner
        if owner and not owner.owns(request.url):
            raise FetchError(Outcome.OFF_SITE, f"redirected to {request.url}")


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


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, with its failures as ours."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:  # noqa: ARG002 - the parent's form
        """Ask for nothing but what `ENCODINGS` has."""
        request.headers["Accept-Encoding"] = b"gzip, deflate"

    def process_response(  # the parent's form
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """Unpack within the limit. Raises FetchError for a bomb or for bytes that are not what they claim."""
        request.meta["served"] = served_headers(request, response)  # before the parent takes away what it has undone
        packed = b",".join(response.headers.getlist("Content-Encoding")).lower()
        if {name.strip() for name in packed.split(b",")} - ENCODINGS - {b"", b"identity"}:
            raise FetchError(Outcome.NETWORK_ERROR, f"the body is packed as {packed!r}, which was not asked for")
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise FetchError(Outcome.TOO_LARGE, "the body is too large when unpacked") from error
        except (OSError, EOFError, zlib.error) as error:
            raise FetchError(Outcome.NETWORK_ERROR, f"the body cannot be unpacked: {error}") from error


class RedirectionMiddleware(RedirectMiddleware):
    """Scrapy's own, with its failure as ours and no Referer."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Without the parent's look for a Referer middleware, which is off."""
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    async def process_response(  # type: ignore[override] # Scrapy awaits what can be awaited
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002
    ) -> Request | Response:
        """Follow a redirect. Raises FetchError at one too many."""
        try:
            answer = super().process_response(request, response)
            check_askable(answer.url)
        except IgnoreRequest as error:
            raise await self._refused(request, "too many redirects") from error
        except ValueError as error:
            raise FetchError(Outcome.HTTP_ERROR, f"redirects to no address: {error}") from error
        if isinstance(answer, Request) and answer.url in (request.url, *request.meta.get("redirect_urls", ())):
            raise await self._refused(request, "redirects in a circle, as sites do that want cookies")
        if isinstance(answer, Request):
            passed = Redirect(request.url, response.status, served_headers(request, response))
            answer.meta["redirects"] = (*request.meta.get("redirects", ()), passed)
        return answer

    async def _refused(self, request: Request, detail: str) -> FetchError:
        """The error of a page that nobody is led to; a host that does so again and again rests."""
        shared, host = runtime_of(self.crawler), authority(request.url)
        error = FetchError(Outcome.HTTP_ERROR, detail, refused=True).shows(State.BLOCKED, evidence("said", detail))
        if request.meta["context"].owner:
            error.host_until, error.of_host = await shared.host_failed(host, lambda: shared.outages.refused(host))
        return error


class OutageMiddleware:
    """Keeps requests from hosts that are away or refuse, but for a probe, and notes what each answer tells of its host.
    The innermost."""

    def __init__(self, shared: Runtime) -> None:
        self._shared = shared

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make one."""
        return cls(runtime_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Raise NotSentError where the host rests; what a user asks for by name is tried all the same."""
        context: RequestContext = request.meta["context"]
        host = authority(request.url)
        for left in ("outage", "admitted", "sent"):  # by a request that was redirected to this one
            request.meta.pop(left, None)
        await self._shared.claims.take(host)
        await self._shared.recall(host)
        if not context.is_clip:
            await self._shared.outages.admit(host, article=context.owner is not None)
            request.meta["admitted"] = True

    async def process_response(self, request: Request, response: Response) -> Response:
        """Note how it stands with the host, for all that is fetched."""
        context: RequestContext = request.meta["context"]
        host, outages = authority(request.url), self._shared.outages
        fail = _trouble(outages, request, response)
        if fail:
            outages.network_answers()
            request.meta["outage"] = await self._shared.host_failed(host, lambda: fail(host))
        else:
            served = context.owner is not None and not 300 <= response.status < 400
            await self._shared.host_answered(host, served=served)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that a host gave no answer, or that a probe did not leave; other errors pass."""
        context: RequestContext = request.meta["context"]
        host, outages = authority(request.url), self._shared.outages
        name = urlsplit(request.url).hostname
        is_blocked = isinstance(exception, CannotResolveHostError) and name in self._shared.resolver.refused
        if isinstance(exception, NotSentError) and request.meta.get("admitted"):
            outages.not_sent(host, article=context.owner is not None)
        elif is_unreachable(exception) and not is_blocked:
            fail = partial(outages.unreachable, host, context.run.publisher, request.meta.get("sent"))
            request.meta["outage"] = await self._shared.host_failed(host, fail)


def _trouble(outages: Outages, request: Request, response: Response) -> Callable[[str], Trouble] | None:
    """What an answer says against its host: nothing is behind it, it refuses an article, its robots.txt fails."""
    if request.meta.get("dont_obey_robotstxt"):
        return outages.broken if _forbids_all(response) and not request.meta["may_fail"] else None
    if response.status in AWAY and "Retry-After" not in response.headers:
        return outages.broken
    if response.status in REFUSALS and request.meta["context"].owner:
        return outages.refused
    return None


def _forbids_all(robots: Response) -> bool:
    """Whether the site's robots.txt fails (5xx), or the site wants to be left alone (429)."""
    return robots.status >= 500 or robots.status == 429


def _robots_failure(robots: Response) -> FetchError | None:
    if not _forbids_all(robots):
        return None
    error = FetchError(Outcome.ROBOTS_DENIED, f"answered {robots.status}, which forbids all", temporary=True)
    error.shows(state_of_status(robots.status), evidence("robots_answered", robots.status))
    error.host_until, _ = robots.meta.get("outage", (None, False))
    return error
