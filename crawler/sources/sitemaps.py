"""Sitemaps, news sitemaps and their indexes (sitemaps.org 0.9 and Google's news extension): bytes to links."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo

from lxml import etree

from base.clock import JAKARTA
from crawler.sources.document import decode, mended, unescape_ampersands, unescape_references, unpack, xml_of
from crawler.sources.entries import BadSourceError, ChildSitemap, Listing, SourceEntry, absolute, plain
from crawler.sources.feeds import read_feed
from crawler.sources.times import iso_time

MAX_ENTRIES = 50_000  # sitemaps.org's own limit
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_MONTH = re.compile(r"(\d{4})(?:-(\d\d))?$")

# For documents that no XML parser takes: only what stands whole between its tags is believed
_START = re.compile(r"<(?:(?!image:|video:|news:)[\w-]+:)?(url|sitemap)(?=[\s>])[^<>]*>", re.IGNORECASE)
_VALUE = r"<{prefix}{name}(?:\s[^<>]*)?>(?:\s*<!\[CDATA\[(?P<cdata>[^<]*?)\]\]>\s*|(?P<text>[^<]*))</{prefix}{name}\s*>"
_FIELDS = {
    "loc": re.compile(_VALUE.format(prefix=r"(?:(?!image:|video:)[\w-]+:)?", name="loc"), re.IGNORECASE),
    "lastmod": re.compile(_VALUE.format(prefix=r"(?:[\w-]+:)?", name="lastmod"), re.IGNORECASE),
    "title": re.compile(_VALUE.format(prefix="(?:news|n):", name="title"), re.IGNORECASE),
    "publication_date": re.compile(_VALUE.format(prefix="(?:news|n):", name="publication_date"), re.IGNORECASE),
}

Entry = tuple[str, dict[str, str]]
"""`url` or `sitemap`, and what it tells."""


def read_sitemap(body: bytes, url: str, limit: int, charset: str = "", zone: tzinfo = JAKARTA) -> Listing:
    """The links or the further sitemaps of a sitemap, gzipped or not, newest first by publication date or `lastmod`.

    It may be a list of addresses or a feed, as sitemaps.org allows. `limit` bounds the unpacked size in bytes. Raises
    BadSourceError where the bytes are no sitemap.
    """
    text = decode(unpack(body, limit), charset)
    if text.lstrip().startswith(("http://", "https://")):
        return _read_lines(text, url)
    xml = xml_of(text)
    if re.match(r"<(?:rss|feed|rdf:rdf)[\s>]", xml.lstrip(), re.IGNORECASE):
        return read_feed(xml.encode(), url, "", zone)
    whole = [(kind, fields, _changed(fields, zone)) for kind, fields in _entries(xml) if fields.get("loc")]
    whole.sort(key=lambda entry: _instant(entry[2], zone), reverse=True)
    links = [_listed(fields, changed, url) for kind, fields, changed in whole if kind == "url"]
    further = [
        ChildSitemap(_address(fields, url), fields.get("lastmod", "")) for kind, fields, _ in whole if kind == "sitemap"
    ]
    return Listing(tuple(one for one in links if one.url), tuple(dict.fromkeys(one for one in further if one.url)))


def _read_lines(text: str, url: str) -> Listing:
    """A sitemap that is a plain list of addresses. Raises BadSourceError where most lines are none."""
    lines = text.split()
    links = [absolute(url, line) for line in lines[:MAX_ENTRIES] if line.startswith(("http://", "https://"))]
    if 2 * len(links) < len(lines[:MAX_ENTRIES]):
        raise BadSourceError("not a sitemap: a text that is no list of addresses")
    if len(links) > 1 and text[-1:] not in "\r\n" and len(text.encode()) % 1024 == 0:
        links.pop()  # cut off at the end of a block, amid this address
    return Listing(tuple(SourceEntry(link) for link in links if link))


def _listed(fields: Mapping[str, str], changed: str, url: str) -> SourceEntry:
    return SourceEntry(_address(fields, url), plain(fields.get("title")), changed)


def _address(fields: Mapping[str, str], url: str) -> str:
    """Where an entry leads; sitemaps name addresses in whole, so what begins in the middle is what is left of one."""
    told = unescape_ampersands(fields["loc"])
    return absolute(url, told) if told.startswith(("http://", "https://", "/")) else ""


def _changed(fields: Mapping[str, str], zone: tzinfo) -> str:
    """When an entry was published, or changed where that is not told, in ISO 8601 where it can be read."""
    return iso_time(fields.get("publication_date") or fields.get("lastmod", ""), zone)


def _instant(changed: str, zone: tzinfo) -> datetime:
    """What entries are sorted by; a year or month alone is its first day."""
    month = _MONTH.fullmatch(changed)
    try:
        found = datetime.fromisoformat(f"{month[1]}-{month[2] or '01'}-01" if month else changed)
    except ValueError:
        return _LONG_AGO
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _entries(xml: str) -> list[Entry]:
    """Each `url` and `sitemap` with what it tells. Raises BadSourceError where there is none and should be."""
    for read in (_strictly, lambda text: _strictly(mended(text))):
        try:
            return list(read(xml))
        except etree.XMLSyntaxError as error:
            reason = error
    entries = list(_tolerantly(xml))
    if not entries:
        raise BadSourceError(f"not a sitemap: {reason}")
    return entries


def _strictly(xml: str) -> Iterator[Entry]:
    """The entries of well-formed XML; they are dropped as soon as they are read. Raises XMLSyntaxError."""
    count, root = 0, ""
    document = io.BytesIO(xml.encode("utf-8", "replace"))
    for _, element in etree.iterparse(
        document, ("end",), resolve_entities=False, no_network=True, encoding="utf-8", remove_comments=True
    ):
        root = name = _split(element)[1]
        if name in ("url", "sitemap"):
            yield name, _fields(element)
            count += 1
            element.clear()
        if count >= MAX_ENTRIES:
            return
    if not count and root not in ("urlset", "sitemapindex"):
        raise BadSourceError(f"not a sitemap: its outermost element is <{root}>")


def _fields(entry: etree._Element) -> dict[str, str]:
    """What an entry tells, in its own vocabulary or Google's for news; pictures and films have others."""
    own, _ = _split(entry)
    fields: dict[str, str] = {}
    for child in entry.iter(etree.Element):
        vocabulary, name = _split(child)
        is_own = child.getparent() is entry and vocabulary in (own, "") and name in ("loc", "lastmod")
        if not len(child) and (is_own or ("news" in vocabulary and name in ("title", "publication_date"))):
            fields.setdefault(name, (child.text or "").strip())
    return fields


def _split(element: etree._Element) -> tuple[str, str]:
    """The vocabulary and the name of an element; a prefix that stands for none is its own vocabulary."""
    return _split_tag(str(element.tag))


@functools.lru_cache(maxsize=256)
def _split_tag(tag: str) -> tuple[str, str]:
    vocabulary, _, name = tag.rpartition("}")
    prefix, _, local = name.rpartition(":")
    return vocabulary.lstrip("{") or prefix, local.lower()


def _tolerantly(xml: str) -> Iterator[Entry]:
    """What stands whole between its tags in a document that is not well-formed."""
    starts = list(_START.finditer(xml))[:MAX_ENTRIES]
    ends = [*(start.start() for start in starts[1:]), len(xml)]
    for start, end in zip(starts, ends, strict=False):
        block = xml[start.end() : end]
        found = {name: pattern.search(block) for name, pattern in _FIELDS.items()}
        yield start[1].lower(), {name: _value(match) for name, match in found.items() if match}


def _value(match: re.Match[str]) -> str:
    return (match["cdata"] if match["cdata"] is not None else unescape_references(mended(match["text"]))).strip()
