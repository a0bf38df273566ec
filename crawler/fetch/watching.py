"""Which fetched articles are looked at again, and by what a correction of theirs is told."""

from __future__ import annotations

import dataclasses
import hashlib
import re
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
_PARAGRAPH = re.compile(rb"<(?:p|h1)\b[^>]*>(.*?)</(?:p|h1)\s*>", re.DOTALL | re.IGNORECASE)
_HEADLINE = re.compile(rb"<h1\b", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(script|style|noscript)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)


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
    texts = [(_HEADLINE.match(found[0]), _text(found[1])) for found in _PARAGRAPH.finditer(body)]
    kept = sorted({text for is_headline, text in texts if is_headline or len(text) >= MIN_PARAGRAPH})
    if sum(map(len, kept)) < 3 * MIN_PARAGRAPH:
        kept = [_text(body)]
    return hashlib.blake2b(b"\n".join(kept), digest_size=16).hexdigest()


def _text(html: bytes) -> bytes:
    return b" ".join(_UNSEEN.sub(b" ", html).split())
