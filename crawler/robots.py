"""robots.txt by RFC 9309: what is known of each site, for all crawls of the process together."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass

from scrapy.robotstxt import ProtegoRobotParser

from crawler.failures import FetchError

KEPT_SECONDS = 24 * 3600.0
KEPT_FAILURE_SECONDS = 240.0  # less than the first pause before a link is tried again
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of a site's robots.txt: its rules, or why there are none to go by."""

    parser: ProtegoRobotParser | None
    until: float  # monotonic
    failure: FetchError | None = None


class RobotsCache:
    """The rules of all sites for the life of the process; one lock a site, so that each is asked once."""

    def __init__(self) -> None:
        self.rules: dict[str, Rules] = {}
        self.locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that the sites asked so far name."""
        return tuple(address for known in self.rules.values() if known.parser for address in known.parser.rp.sitemaps)


def robots_token(user_agent: str) -> str:
    """The name to look for in robots.txt: the last product of a User-Agent outside its comments."""
    products = re.findall(r"([A-Za-z][A-Za-z_-]*)(?:/\S*)?", re.sub(r"\([^()]*\)", " ", user_agent))
    return products[-1] if products else user_agent
