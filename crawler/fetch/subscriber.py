"""What a user's subscription adds to a request, at the last moment before it leaves.

It is put on a copy that goes to the wire and nowhere else: the request that redirects, logs and the archive see never
has it, so that none of them can carry it to another site.
"""

from __future__ import annotations

import asyncio
import base64
from urllib.parse import unquote, urlsplit

from scrapy import Request
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from config.publisher_settings import NO_ACCESS, Access
from crawler.fetch.request_context import RequestContext
from crawler.fetch.resolver import GuardedResolver

MIN_SECRET = 8
"""Shorter values (`consent=1`) are no secret, and stand in headers by chance."""


def outgoing(request: Request, *, in_clear: bool) -> Request:
    """The request as it is sent: with cookies and headers on the publisher's own domains, by its proxy everywhere.

    Over plain http cookies and headers go only where `in_clear` allows it.
    """
    context: RequestContext = request.meta["context"]
    access = context.access
    if access == NO_ACCESS:
        return request
    headers, meta = request.headers.copy(), dict(request.meta)
    if context.publisher and context.publisher.owns(request.url) and (in_clear or _is_encrypted(request)):
        headers.update(dict(access.headers) | ({"Cookie": access.cookies} if access.cookies else {}))
    if access.proxy:
        proxy = urlsplit(access.proxy)
        meta["proxy"] = f"http://{proxy_host(access)}"
        if proxy.username is not None:
            headers["Proxy-Authorization"] = _basic(unquote(proxy.username), unquote(proxy.password or ""))
    return request.replace(headers=headers, meta=meta)


def proxy_host(access: Access) -> str:
    """The host and port of a publisher's proxy, without its user; "" where it has none."""
    return urlsplit(access.proxy).netloc.rpartition("@")[2]


def is_withheld(request: Request) -> bool:
    """Whether cookies and headers were meant for this address and are not sent to it, as it is plain http."""
    context: RequestContext = request.meta["context"]
    given = context.access.cookies or context.access.headers
    return bool(given and context.publisher and context.publisher.owns(request.url) and not _is_encrypted(request))


def _is_encrypted(request: Request) -> bool:
    return request.url.startswith("https:")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


async def check_address(resolver: GuardedResolver, request: Request, seconds: float) -> None:
    """Look the host up here where the guard of addresses would not see it: a proxy connects to it by itself, and the
    proxy's own host is let through. Raises CannotResolveHostError where it leads to no public address."""
    context: RequestContext = request.meta["context"]
    host = urlsplit(request.url).hostname or ""
    if not context.access.proxy and host not in resolver.trusted:
        return
    try:
        addresses = await asyncio.wait_for(resolver.resolve(host), seconds)
    except (OSError, UnicodeError, TimeoutError):
        addresses = []
    if not addresses and not resolver.allows_all:
        raise CannotResolveHostError(f"{host} leads to no public address by the names known here")


def served_headers(request: Request, response: Response) -> tuple[tuple[str, str], ...]:
    """All headers of an answer, as far as Twisted hands them on (not those of the connection itself), without those
    in which the server repeats a secret."""
    secrets = _secrets(request.meta["context"].access)
    named = [(str(name, "latin-1"), values) for name, values in response.headers.items()]
    texts = [(name, str(value, "latin-1")) for name, values in named for value in values]
    return tuple((name, value) for name, value in texts if not any(secret in value for secret in secrets))


def _secrets(access: Access) -> list[str]:
    cookies = [pair.partition("=")[2].strip() for pair in access.cookies.split(";")]
    words = [word for _, value in access.headers for word in (value, *value.split())]
    password = urlsplit(access.proxy).password or ""
    return [secret for secret in (*cookies, *words, password) if len(secret) >= MIN_SECRET]
