"""Which fetched articles are looked at again, and by what a correction of theirs is told."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from scrapy.http import Response

from crawler.archive.archive import PAST
from crawler.fetch.publisher_crawl import Crawl, header
from crawler.ledger.links import Link
from crawler.ledger.retries import is_empty
from crawler.ledger.young import YoungArticle
from crawler.sources.times import entry_instant

MAX_AGE = timedelta(hours=24)
"""An article that was published earlier has had its corrections."""
MIN_PARAGRAPH = 60
"""Characters: shorter ones are bylines, captions and lists, which change by themselves."""
MAX_FINGERPRINTED = 2 * 1024 * 1024
"""Bytes of a page, many times a long article's; this is done on the loop, where a page of nothing but tags would hold
up all others."""
_PARAGRAPH = re.compile(rb"<(?:p|h1)\b", re.IGNORECASE)
_PARAGRAPH_END = re.compile(rb"</(?:p|h1)\s*>", re.IGNORECASE)
_MARKUP = re.compile(rb"<(?:(script|style|noscript)\b|!--)?", re.IGNORECASE)
_ENDS = {name: re.compile(rb"</%b\s*>" % name, re.IGNORECASE) for name in (b"script", b"style", b"noscript")} | {
    b"": re.compile(b"-->")
}
"""What ends a thing that is not seen. The ends are looked for by themselves, and those that are missing are remembered:
one pattern from start to end would look through the rest of the page for each thing that is left open."""


def young_article(crawl: Crawl, link: Link, asked: str, response: Response) -> YoungArticle | None:
    """A fetched article as it is to be looked at again; None where it is too old, or was not found by a source."""
    now = datetime.now(UTC)
    published = entry_instant(link.published)
    is_old = published is not None and published < (now - MAX_AGE).timestamp()
    is_old |= link.source.startswith(PAST)
    if crawl.is_clip or crawl.publisher is None or is_old or is_empty(response.body):
        return None
    return seen(YoungArticle(link.key, link.url, crawl.slug, link.source, asked, now, "", "", ""), response)


def seen(article: YoungArticle, response: Response) -> YoungArticle:
    """The article with the validators and the fingerprint of an answer."""
    etag, last_modified = header(response, "ETag"), header(response, "Last-Modified")
    return dataclasses.replace(article, etag=etag, last_modified=last_modified, fingerprint=fingerprint(response.body))


def fingerprint(body: bytes) -> str:
    """A hash of the headline and the longer paragraphs, by which a correction is told from new advertisements and
    lists around the article; of all text where a page has no such paragraphs."""
    body = body[:MAX_FINGERPRINTED]
    texts = list(_paragraphs(body))
    kept = sorted({text for is_headline, text in texts if is_headline or len(text) >= MIN_PARAGRAPH})
    if sum(map(len, kept)) < 3 * MIN_PARAGRAPH:
        kept = [_text(body)]
    return hashlib.blake2b(b"\n".join(kept), digest_size=16).hexdigest()


def _paragraphs(body: bytes) -> Iterator[tuple[bool, bytes]]:
    """The text of each headline and paragraph that is closed, with whether it is a headline."""
    place = 0
    while start := _PARAGRAPH.search(body, place):
        tag_end = body.find(b">", start.end())
        end = _PARAGRAPH_END.search(body, tag_end + 1) if tag_end >= 0 else None
        if end is None:  # nor does anything end that begins further on
            return
        yield start[0].lower() == b"<h1", _text(body[tag_end + 1 : end.start()])
        place = end.end()


def _text(html: bytes) -> bytes:
    """What is seen of a piece of a page, one blank between words."""
    pieces, place, left_open = list[bytes](), 0, set[bytes]()
    while markup := _MARKUP.search(html, place):
        end = _markup_end(html, markup, left_open)
        if end is None:
            break
        pieces.append(html[place : markup.start()])
        place = end
    return b" ".join(b" ".join([*pieces, html[place:]]).split())


def _markup_end(html: bytes, markup: re.Match[bytes], left_open: set[bytes]) -> int | None:
    """Where a script, comment or tag ends; None where no `>` follows. Of one that is left open only the tag counts."""
    name = (markup[1] or b"").lower()
    if len(markup[0]) > 1 and name not in left_open:
        end = _ENDS[name].search(html, markup.end())
        if end:
            return end.end()
        left_open.add(name)
    return html.find(b">", markup.start()) + 1 or None
