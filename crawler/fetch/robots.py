"""robots.txt by RFC 9309: what is known of each site, for all crawls of the process together."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakValueDictionary

from scrapy.robotstxt import ProtegoRobotParser

from crawler.fetch.errors import FetchError

KEPT_SECONDS = 24 * 3600.0
KEPT_FAILURE_SECONDS = 240.0  # less than the first pause before a link is tried again
MAX_BYTES = 1024 * 1024
MAX_CACHE_BYTES = 3 * MAX_BYTES
"""Bytes of robots.txt whose rules are kept. Parsed, rules take some 55 times their bytes, and a publisher's domain may
have any number of names below it; a usual one has 2 KB."""
_ENTRY_BYTES = 1024
"""What a site costs at least, so that their number is bounded too."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of a site's robots.txt: its rules, or why there are none to go by."""

    parser: ProtegoRobotParser | None
    until: float  # monotonic
    failure: FetchError | None = None
    size: int = 0  # bytes of the file
    delay: float = 0.0  # the Crawl-delay it asks for, in seconds


class RobotsCache:
    """The rules of the sites asked last; one lock a site, so that each is asked once."""

    def __init__(self, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._rules: OrderedDict[str, Rules] = OrderedDict()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._bytes, self._max_bytes = 0, max_bytes

    def lock(self, site: str) -> asyncio.Lock:
        """Who holds it may ask the site; it lasts as long as somebody holds or awaits it."""
        return self._locks.setdefault(site, asyncio.Lock())

    def get(self, site: str) -> Rules | None:
        """What is known of a site; None where it was not asked, or so long ago that it was forgotten."""
        if site in self._rules:
            self._rules.move_to_end(site)
        return self._rules.get(site)

    def keep(self, site: str, rules: Rules) -> None:
        """Remember the rules of a site, and forget those of the sites that were not looked for the longest."""
        self._forget(site)
        self._rules[site] = rules
        self._bytes += rules.size + _ENTRY_BYTES
        while self._bytes > self._max_bytes and len(self._rules) > 1:
            self._forget(next(iter(self._rules)))

    def _forget(self, site: str) -> None:
        gone = self._rules.pop(site, None)
        self._bytes -= gone.size + _ENTRY_BYTES if gone else 0

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the sites asked so far name."""
        return tuple(address for known in self._rules.values() if known.parser for address in known.parser.rp.sitemaps)


def robots_token(user_agent: str) -> str:
    """The name to look for in robots.txt: the last product of a User-Agent outside its comments."""
    products = re.findall(r"([A-Za-z][A-Za-z_-]*)(?:/\S*)?", re.sub(r"\([^()]*\)", " ", user_agent))
    return products[-1] if products else user_agent
