"""The guard against private addresses: names are resolved here, and only here, for everything that is fetched.

What the resolver returns is what is connected, so redirects, robots.txt, sitemaps and
DNS rebinding gain nothing. Twisted passes address literals through it too, in every spelling (decision 15).
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Sequence
from typing import Any

from scrapy.resolver import HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostnameResolver
from zope.interface import implementer  # type: ignore[import-untyped] # it has no stubs

from base.network import is_public

_KEPT_SECONDS = 300.0  # Scrapy's own cache never forgets, which a process of months cannot afford
_KEPT_NAMES = 10_000


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names to public addresses only, unless `allows_all`; remembers which names it refused.

    The names of proxies, which the user has set, are `trusted` wherever they lead when they are connected. Whoever
    asks for a page must therefore `resolve` its host where that is one of them.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        private: bool,
        timeout: float,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        self.refused: set[str] = set()
        self.allows_all, self.trusted = private, trusted
        self._loop, self._timeout = loop, timeout
        self._known: dict[str, tuple[float, list[str]]] = {}
        self._running: set[asyncio.Task[None]] = set()

    def resolveHostName(  # noqa: N802 - the interface's name
        self,
        resolutionReceiver: Any,  # noqa: N803 - the interface's name
        hostName: str,  # noqa: N803 - the interface's name
        portNumber: int = 0,  # noqa: N803 - the interface's name
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: ARG002, N803 - the interface's name
        transportSemantics: str = "TCP",  # noqa: ARG002, N803 - the interface's name
    ) -> HostResolution:
        """Twisted's entry: tell the receiver each address; none means that the name cannot be resolved."""
        resolution = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        task = self._loop.create_task(self._tell(resolutionReceiver, hostName, portNumber))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return resolution

    async def _tell(self, receiver: Any, name: str, port: int) -> None:
        try:
            look = self._recall if name in self.trusted else self.resolve
            addresses = await asyncio.wait_for(look(name), self._timeout)
        except (OSError, UnicodeError, TimeoutError):
            addresses = []
        for address in addresses:
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()

    async def resolve(self, name: str) -> list[str]:
        """The addresses of a name that may be connected. Raises OSError where there is no such name."""
        addresses = await self._recall(name)
        allowed = [address for address in addresses if self.allows_all or is_public(address)]
        if addresses and not allowed:
            self.refused.add(name)
        else:
            self.refused.discard(name)
        return allowed

    async def _recall(self, name: str) -> list[str]:
        until, addresses = self._known.get(name, (0.0, []))
        if until < time.monotonic():
            addresses = await self._look_up(name)
            if len(self._known) >= _KEPT_NAMES:
                self._known.clear()
                self.refused.clear()
            self._known[name] = (time.monotonic() + _KEPT_SECONDS, addresses)
        return addresses

    async def _look_up(self, name: str) -> list[str]:
        found: list[Any] = await self._loop.getaddrinfo(name, None, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(entry[4][0]) for entry in found))
