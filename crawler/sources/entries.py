"""What a source lists: the values that the readers of feeds, sitemaps and section pages give, and their error."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

from w3lib.html import replace_entities

MAX_URL_LENGTH = 2_083
"""Characters of an address: browsers had no room for more, and the time to make its key grows with their square."""
MAX_MARKUP = 20_000
"""Characters of a title or summary that are looked at; whole articles stand in some feeds."""
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_UNSEEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|td|table|blockquote)\b[^<>]*>", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n\t]+")
_UNLIKELY = re.compile('[<>"\ufffd]')
"""What stands in no address that a publisher wrote: the traces of a broken document."""
_C1 = {number: bytes([number]).decode("cp1252", "replace") for number in range(0x80, 0xA0)}
"""What windows-1252 means by characters that Unicode gives to terminals: `&#147;` is a quotation mark."""
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


class BadSourceError(Exception):
    """A source that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One link and what the source says about it, in plain texts.

    `published` is an ISO 8601 instant with its offset, or a day where no clock time is told, or the source's own words
    where they could not be read here.
    """

    url: str
    title: str = ""
    published: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class ChildSitemap:
    """A sitemap that an index names, and when the index says that it changed (in its own words, "" for not told)."""

    url: str
    lastmod: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that one document lists, newest first where it says so: links, and further sitemaps if it is an index. `hint`
    is the distance of visits in seconds for which it asks, 0 for none."""

    links: tuple[SourceEntry, ...] = ()
    sitemaps: tuple[ChildSitemap, ...] = ()
    hint: float = 0.0


def plain(text: object, limit: int = 2_000) -> str:
    """A title or summary as plain text on one line: tags, entities and runs of space removed."""
    if not isinstance(text, str):
        return ""
    text = text[:MAX_MARKUP]
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub(" ", _UNSEEN.sub("", text)))
    shown = _SPACE.sub(" ", replace_entities(text).translate(_C1)).strip()[:limit]
    return shown.encode("utf-8", "replace").decode()  # JSON can hold half a character, a database cannot


def absolute(base: str, link: object) -> str:
    """A link as an address of its own; "" for one that leads to no web page."""
    if not isinstance(link, str) or not link.strip():
        return ""
    try:
        link = _LINE_END.sub("", link.strip())
        address = urldefrag(link if link.startswith(("http://", "https://")) else urljoin(base, link)).url
        parts = urlsplit(address)
        address.encode()
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and "\0" not in address
    except ValueError:  # such as half an IPv6 address, half a character, or a port that is no number
        return ""
    return address if is_web and not _UNLIKELY.search(address) else ""
