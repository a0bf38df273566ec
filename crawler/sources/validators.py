"""How long a publisher's ETag and Last-Modified are trusted: some say "not modified" for hours while news comes in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

from scrapy.http import Response

from crawler.fetch.publisher_crawl import header
from crawler.ledger.documents import Document
from crawler.schedule.profile import Profile

MIN_TRUST, MAX_TRUST = timedelta(minutes=30), timedelta(hours=6)
"""A busy feed costs 48 whole answers a day at most, and frozen validators hide news for six hours at most."""
EXPECTED_GAPS = 3


def trust_span(profile: Profile) -> timedelta:
    """How long after a whole answer a source may say "not modified": three of the gaps that its entries have had."""
    entries, hours = sum(profile.entries), sum(profile.hours)
    gap = timedelta(hours=min(hours / entries, 24.0)) if entries > 0 else MAX_TRUST
    return max(MIN_TRUST, min(MAX_TRUST, EXPECTED_GAPS * gap))


def conditions(document: Document, now: datetime, trust: timedelta) -> dict[str, str]:
    """The validators of the last answer, verbatim, while they are trusted."""
    if document.distrusted or document.answered is None or not document.answered <= now < document.answered + trust:
        return {}
    validators = {"If-None-Match": document.etag, "If-Modified-Since": document.last_modified}
    return {name: value for name, value in validators.items() if value}


def answered(document: Document, response: Response, now: datetime) -> Document:
    """A document after a whole answer."""
    return replace(
        document,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
        body_hash=hashlib.blake2b(response.body, digest_size=16).hexdigest(),
        asked=now,
        answered=now,
    )


def without_validators(document: Document) -> Document:
    """A document that is to be asked for and read anew, whether it changes or not."""
    return replace(document, etag="", last_modified="", body_hash="")


def found_wrong(before: Document, after: Document) -> bool:
    """Whether a document that had news came under the validators that it had before."""
    same_tag = bool(before.etag) and before.etag == after.etag
    same_time = not after.etag and bool(before.last_modified) and before.last_modified == after.last_modified
    return (same_tag or same_time) and before.body_hash not in ("", after.body_hash)
