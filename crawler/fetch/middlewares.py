"""What every request passes on its way out and back, robots.txt and redirects included.

From outermost to innermost: `FailureMiddleware`, `PortsMiddleware`, `OnSiteMiddleware`, `RobotsMiddleware` (in
`robots_middleware`), `DecompressionMiddleware`, `RedirectionMiddleware`, `OutageMiddleware`; behind them
`PoliteHandler` sends it. They are Scrapy's downloader middlewares; what they share lies on the spider.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from isal import isal_zlib
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from base.network import is_fixed
from base.urls import check_askable
from config.outcomes import Outcome
from crawler.archive.archive import Redirect
from crawler.fetch.errors import AWAY, REFUSALS, FetchError, is_unreachable, to_fetch_error
from crawler.fetch.request_context import RequestContext
from crawler.fetch.robots_middleware import forbids_all
from crawler.fetch.runtime import Runtime, runtime_of
from crawler.fetch.subscriber import proxy_host, served_headers
from crawler.health.states import State, evidence
from crawler.politeness.host_clock import NotSentError, authority
from crawler.politeness.outages import Outages, Trouble

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
            if proxy := proxy_host(request.meta["context"].access):
                error.args = (f"by the proxy {proxy}: {error}",)
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


class DecompressionMiddleware(HttpCompressionMiddleware):
    """Scrapy's own, with its failures as ours."""

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        """What is packed whole as gzip at one call; Scrapy's own way takes three times as long, for what is not."""
        if encoding in (b"gzip", b"x-gzip") and max_size:
            unpack = isal_zlib.decompressobj(isal_zlib.MAX_WBITS | 16)
            with suppress(isal_zlib.error):  # type: ignore[arg-type] # its stubs take the class for an instance
                plain = unpack.decompress(body, max_size)
                if unpack.eof and not unpack.unused_data:
                    return plain
        return HttpCompressionMiddleware._decode(body, encoding, max_size)  # noqa: SLF001 - the parent's

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
        return outages.broken if forbids_all(response) and not request.meta["may_fail"] else None
    if response.status in AWAY and "Retry-After" not in response.headers:
        return outages.broken
    if response.status in REFUSALS and request.meta["context"].owner:
        return outages.refused
    return None
