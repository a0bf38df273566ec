"""robots.txt by RFC 9309: what is known of each site, for all crawls of the process together."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from scrapy.robotstxt import ProtegoRobotParser

KEPT = timedelta(hours=24)
"""How long rules are gone by before they are asked for again, and once more where the site then fails."""
ASKED_AGAIN = timedelta(hours=1)
"""How long rules are gone by after the site failed to give new ones."""
MAX_BYTES = 1024 * 1024
MAX_CACHE_BYTES = 3 * MAX_BYTES
"""Bytes of robots.txt whose rules are kept. Parsed, rules take some 55 times their bytes, and a publisher's domain may
have any number of names below it; a usual one has 2 KB."""
_ENTRY_BYTES = 1024
"""What a site costs at least, so that their number is bounded too."""
_PRODUCT = re.compile(r"([A-Za-z][A-Za-z_-]*)(?:/\S*)?")
_COMMENTED = re.compile(r"([A-Za-z][A-Za-z_-]*)([ /]\d\S*)?")
_BROWSER = re.compile(
    "android|applewebkit|build|chrom(?:e|ium)|compatible|(?:cr|fx)ios|edg(?:e|a|ios)?|firefox|gecko|intel|ip(?:ad|hone)"
    "|khtml|like|linux|macintosh|mobile|mozilla|msie|opera|opr|presto|safari|samsungbrowser|trident|u|ubuntu|version"
    "|windows",
    re.IGNORECASE,
)
_SITEMAP = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(https?://\S+)", re.IGNORECASE | re.MULTILINE)
_KNOWN_LINE = re.compile(
    rb"\s*(?:user[ -]?agent|allow|d[a-z]{2,6}l+[ao]w|crawl[ -]delay|site-?maps?|request[ -]rate|visit[ -]time|host)"
    rb"(?![a-z-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of a site's robots.txt: gone by until `until`, or until `stale` where the site fails to answer."""

    parser: ProtegoRobotParser
    until: datetime
    stale: datetime
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
        return tuple(address for known in self._rules.values() for address in known.parser.rp.sitemaps)


def robots_token(user_agent: str) -> str:
    """The name of ours to look for in robots.txt: a User-Agent's product that is no browser's, outside its comments
    or else in them, as in `Mozilla/5.0 (compatible; Name/1.0; +https://...)`."""
    outside, comments = _split_comments(user_agent)
    products: list[str] = _PRODUCT.findall(outside)
    own = [name for name in products if not _BROWSER.fullmatch(name)]
    if own:
        return own[-1]
    said = [part.strip() for part in re.split("[;,]", comments)]
    named = [match for part in said if (match := _COMMENTED.fullmatch(part)) and not _BROWSER.fullmatch(match[1])]
    named.sort(key=lambda match: not match[2])  # what has a version is a product
    return str(named[0][1]) if named else products[-1] if products else user_agent


def is_browser(name: str) -> bool:
    """Whether a product of a User-Agent is one that browsers name, and so no name of ours."""
    return _BROWSER.fullmatch(name) is not None


def _split_comments(user_agent: str) -> tuple[str, str]:
    """What stands outside and inside its brackets, which may lie in each other."""
    outside, inside, depth = "", "", 0
    for character in user_agent:
        if character in "()":
            depth = max(0, depth + (1 if character == "(" else -1))
            outside, inside = outside + " ", inside + ";"
        elif depth:
            inside += character
        else:
            outside += character
    return outside, inside


def named_sitemaps(body: bytes) -> list[str]:
    """The sitemaps that a robots.txt names, without its rules being parsed."""
    return [found.decode("utf-8", "replace") for found in _SITEMAP.findall(body)]


def clean_rules(body: bytes) -> bytes:
    """A robots.txt without the lines that mean nothing to us: protego lets one between two User-agent lines end their
    group, so that the first of them would lose its rules."""
    lines = re.split(rb"\r\n?|\n", body.removeprefix(b"\xef\xbb\xbf"))
    return b"\n".join(line for line in lines if _KNOWN_LINE.match(line))
