"""What every request passes on its way out and back, robots.txt and redirects included.

From outermost to innermost: `FailureMiddleware`, `PortsMiddleware`, `OnSiteMiddleware`, `RobotsMiddleware`,
`DecompressionMiddleware`, `RedirectionMiddleware`; behind them `PoliteHandler` sends it. They are Scrapy's downloader
middlewares; what they share lies on the spider.
"""

from __future__ import annotations

import dataclasses
import time
import zlib
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

from base.urls import check_askable
from config.outcomes import Outcome
from crawler.fetch.errors import FetchError, to_fetch_error
from crawler.fetch.host_clock import authority
from crawler.fetch.robots import KEPT_FAILURE_SECONDS, KEPT_SECONDS, MAX_BYTES, Rules, robots_token
from crawler.fetch.runtime import runtime_of

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
            raise FetchError(Outcome.ADDRESS_BLOCKED, f"{host} leads to no public address") from exception
        error = to_fetch_error(exception)
        if error:
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
        if rules.delay:  # each time, since the clock may have forgotten the host
            await self._shared.recall(authority(request.url))
            self._shared.clock.set_crawl_delay(authority(request.url), rules.delay)
        if rules.parser is None and rules.failure:
            raise FetchError(rules.failure.outcome, str(rules.failure), temporary=rules.failure.temporary)
        agent = robots_token(str(request.headers["User-Agent"] or b"", "latin-1"))
        if rules.parser and not rules.parser.allowed(request.url, agent):
            raise FetchError(Outcome.ROBOTS_DENIED, f"robots.txt forbids {request.url} to {agent}")

    async def _rules(self, request: Request) -> Rules:
        site = "{0.scheme}://{0.netloc}".format(urlsplit(request.url))
        cache = self._shared.robots
        async with cache.lock(site):
            known = cache.get(site)
            if known is None or known.until < time.monotonic():
                known = await self._ask(site, request, known)
                cache.keep(site, known)
            return known

    async def _ask(self, site: str, request: Request, known: Rules | None) -> Rules:
        """Fetch a site's robots.txt; after a failure the rules known before go on for a while."""
        try:
            response = await self.crawler.engine.download_async(self._question(site, request))
            failure = _server_failure(response)
        except FetchError as error:
            failure = error
        if failure is None:
            return self._read(response, request)
        soon = time.monotonic() + KEPT_FAILURE_SECONDS
        if known and known.parser:
            return dataclasses.replace(known, until=soon)
        explained = FetchError(failure.outcome, f"{site}/robots.txt: {failure}", temporary=failure.temporary)
        return Rules(None, soon, explained)

    def _question(self, site: str, request: Request) -> Request:
        context = request.meta["context"].elsewhere()
        return Request(
            f"{site}/robots.txt",
            callback=NO_CALLBACK,
            headers={"User-Agent": request.headers["User-Agent"]},
            meta={"dont_obey_robotstxt": True, "context": context, "download_maxsize": MAX_BYTES},
        )

    def _read(self, response: Response, request: Request) -> Rules:
        parser = ProtegoRobotParser.from_crawler(self.crawler, response.body if response.status < 300 else b"")
        delay = parser.crawl_delay(robots_token(str(request.headers["User-Agent"] or b"", "latin-1")))
        return Rules(parser, time.monotonic() + KEPT_SECONDS, size=len(response.body), delay=delay or 0.0)


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

    def process_response(  # the parent's form
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
            raise FetchError(Outcome.HTTP_ERROR, "too many redirects") from error
        except ValueError as error:
            raise FetchError(Outcome.HTTP_ERROR, f"redirects to no address: {error}") from error
        return answer


def _server_failure(response: Response) -> FetchError | None:
    """What forbids everything: the server failed (5xx), or it wants to be left alone (429)."""
    if response.status >= 500 or response.status == 429:
        return FetchError(Outcome.ROBOTS_DENIED, f"answered {response.status}, which forbids all", temporary=True)
    return None
