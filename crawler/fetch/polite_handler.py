"""Where requests leave: Scrapy's handler for http and https, behind the clock of hosts.

A turn that is taken anywhere earlier is worth nothing, since whatever a request waits for afterwards brings it to the
host together with the next one. Here nothing lies between the turn and the connection, and the host's next turn
counts from the instant at which the request is written: connecting may take seconds.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from twisted.internet.defer import Deferred, fail
from twisted.web.client import HTTPConnectionPool, _RetryingHTTP11ClientProtocol

from base.events import event
from crawler.fetch.request_context import RequestContext
from crawler.fetch.runtime import Runtime, runtime_of
from crawler.fetch.subscriber import check_address, is_withheld, outgoing
from crawler.politeness.host_clock import ClaimLostError, authority

logger = logging.getLogger(__name__)

IDLE_CONNECTIONS = 2  # of one host, kept open for its next requests
PROXY = b"http-proxy"  # Scrapy's key for the connections to one that is asked for unencrypted pages


class KeptConnectionClosedError(DownloadFailedError):
    """A kept connection was closed before a request on it was answered, as servers do with idle ones."""


class PoliteHandler(HTTP11DownloadHandler):
    """Waits for the host's turn, counts the request and its answer, and keeps the rest that a host asks for."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._shared = runtime_of(crawler)
        self._warned: set[str] = set()
        self._pool = _Pool(self._pool, self._shared)

    async def download_request(self, request: Request) -> Response:
        """Send a request when its turn has come. Raises NotSentError where it must not be sent now."""
        context: RequestContext = request.meta["context"]
        host = authority(request.url)
        async with self._shared.claims.taken(host):
            try:
                response = await self._send(host, context, request)
            except KeptConnectionClosedError:  # the server may have read the request: it is asked a second time
                response = await self._send(host, context, request)
            await self._count(host, context, response)
        return response

    async def _send(self, host: str, context: RequestContext, request: Request) -> Response:
        settings = self._shared.settings.crawler
        await self._shared.recall(host)
        await check_address(self._shared.resolver, request, settings.timeout_seconds)
        async with self._shared.clock.turn(host, context.delay, is_visit=context.is_visit):
            if not (context.is_visit or context.is_look):  # those were taken as a whole before
                self._shared.budget.take()
            context.run.counts["requests"] += 1
            request.meta["sent"] = datetime.now(UTC)
            sent = outgoing(request, in_clear=settings.allow_private_addresses)
            if is_withheld(request) and not settings.allow_private_addresses:
                self._warn_once(host, context)
            if "proxy" in sent.meta and sent.url.startswith("http:"):
                self._shared.claims.check(host)
                self._shared.clock.sent(host)  # the connection is the proxy's, who may have one for all
            return await super().download_request(sent)

    def _warn_once(self, host: str, context: RequestContext) -> None:
        """Say that a subscription is not used, once for each publisher: nobody would know why pages come without it."""
        if context.run.publisher not in self._warned:
            self._warned.add(context.run.publisher)
            text = (
                f"cookies and headers are not sent to http://{host}, which is not encrypted: use https in its sources"
            )
            event(logger, "publisher.in_clear", text, level=logging.WARNING, labels__publisher=context.run.publisher)

    async def _count(self, host: str, context: RequestContext, response: Response) -> None:
        """Count the answer; 429, and 503 that says until when, send the host to rest for all that is fetched."""
        context.run.counts[f"responses_{response.status // 100}xx"] += 1
        context.run.counts["bytes"] += len(response.body)
        retry_after = str(response.headers.get("Retry-After") or b"", "latin-1")
        if response.status == 429 or (response.status == 503 and retry_after):
            await self._shared.back_off(host, retry_after)
        else:
            self._shared.clock.answered(host)


class _Pool(HTTPConnectionPool):
    """Connections as in Scrapy's own pool. When one is ready its request is written at once: that is when the host's
    turn counts, and the last instant at which a host that was lost to another worker can be left alone."""

    def __init__(self, scrapys: HTTPConnectionPool, shared: Runtime) -> None:
        reactor = scrapys._reactor  # noqa: SLF001 - the one that Scrapy's own runs on
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call] # Twisted has left it untyped
        self.maxPersistentPerHost = IDLE_CONNECTIONS
        self._factory = scrapys._factory  # noqa: SLF001 - it is lenient with broken servers
        self._shared = shared

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:  # noqa: N802 - Twisted's name
        """Get one, as the parent does; `key` begins with scheme, host and port, or names a proxy."""
        found = super().getConnection(key, endpoint).addCallback(_without_resending)
        if key[0] == PROXY:  # whose connections serve many hosts
            return found
        return found.addCallback(self._ready, _host(key))

    def _ready(self, connection: Any, host: str) -> Any:
        try:
            self._shared.claims.check(host)
        except ClaimLostError:
            getattr(connection, "_clientProtocol", connection).abort()
            raise
        # Twisted hands the request to the kernel in the loop's next round, and this one may last: the turn counts then
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._shared.clock.sent, host)
        return connection


def _without_resending(connection: Any) -> Any:
    """A kept connection that says when it was closed: Twisted would send the request again at once, out of turn."""
    if isinstance(connection, _RetryingHTTP11ClientProtocol):
        connection._newConnection = lambda: fail(KeptConnectionClosedError("the kept connection was closed"))  # noqa: SLF001
    return connection


def _host(key: Any) -> str:
    scheme, name, port = (str(part, "ascii") if isinstance(part, bytes) else part for part in key[:3])
    return authority(f"{scheme}://{f'[{name}]' if ':' in name else name}:{port}")
