"""Sitemaps, news sitemaps and their indexes (sitemaps.org 0.9 and Google's news extension): bytes to links."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, Literal

from lxml import etree

from crawler.sources.entries import BadSourceError, Listing, SourceEntry, absolute, plain, refuse_entities

MAX_ENTRIES = 50_000  # sitemaps.org's own limit
_GZIP = b"\x1f\x8b"


def read_sitemap(body: bytes, url: str, limit: int) -> Listing:
    """The links or the further sitemaps of a sitemap, gzipped or not, newest first by `lastmod` or publication date.

    `limit` bounds the unpacked size in bytes. Raises BadSourceError where the bytes are no sitemap.
    """
    if body.startswith(_GZIP):
        body = _unpack(body, limit)
    refuse_entities(body)
    pages: list[dict[str, str]] = []
    indexes: list[dict[str, str]] = []
    try:
        for kind, fields in _entries(body):
            (indexes if kind == "sitemap" else pages).append(fields)
    except etree.XMLSyntaxError as error:
        raise BadSourceError(f"not a sitemap: {error}") from error
    if pages and not body.rstrip().endswith(b">"):
        pages.pop()  # the document was cut off amid this one's address
    links = tuple(_listed(fields, url) for fields in sorted(pages, key=_changed, reverse=True) if "loc" in fields)
    further = sorted(indexes, key=_changed, reverse=True)
    return Listing(links, tuple(absolute(url, fields["loc"]) for fields in further if "loc" in fields))


def _listed(fields: dict[str, str], url: str) -> SourceEntry:
    return SourceEntry(absolute(url, fields["loc"]), plain(fields.get("title")), fields.get("publication_date", ""))


def _unpack(body: bytes, limit: int) -> bytes:
    try:
        unpacked = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, limit + 1)
    except zlib.error as error:
        raise BadSourceError(f"the gzip file cannot be unpacked: {error}") from error
    if len(unpacked) > limit:
        raise BadSourceError(f"the gzip file is larger than {limit} bytes when unpacked")
    return unpacked


def _changed(fields: dict[str, str]) -> str:
    return fields.get("publication_date") or fields.get("lastmod", "")


def _entries(body: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Each `url` and `sitemap` element with the texts below it; elements are dropped as soon as they are read."""
    fields: dict[str, str] = {}
    count, root = 0, ""
    for _, element in etree.iterparse(
        io.BytesIO(body), events=("end",), resolve_entities=False, no_network=True, recover=True
    ):
        root = name = _local_name(element)
        if name in ("url", "sitemap"):
            yield name, fields
            fields, count = {}, count + 1
            element.clear()
        elif name in ("loc", "lastmod", "title", "publication_date") and (text := _readable(element, "text")):
            fields.setdefault(name, text.strip())
        if count >= MAX_ENTRIES:
            return
    if not count and root not in ("urlset", "sitemapindex"):
        raise BadSourceError(f"not a sitemap: its outermost element is <{root}>" if root else "not a sitemap: no XML")


def _local_name(element: Any) -> str:
    """The name without its namespace, or without a prefix that stands for none; "" for a comment."""
    return re.split("[}:]", _readable(element, "tag"))[-1].lower()


def _readable(element: Any, attribute: Literal["tag", "text"]) -> str:
    """What lxml gives as text; "" for a comment's tag and for what is no UTF-8 (half of a surrogate pair)."""
    try:
        value = getattr(element, attribute)
    except UnicodeDecodeError:
        return ""
    return value if isinstance(value, str) else ""
