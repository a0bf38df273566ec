"""Fetch one article: its page, or the pages it is spread over, into the archive and then into the ledger."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from scrapy.http import Response

from base.errors import DiskFullError
from base.events import event
from base.urls import canonical_url
from config.outcomes import Outcome
from crawler.archive.archive import Page
from crawler.fetch.errors import TEMPORARY, FetchError
from crawler.fetch.pagination import may_have_further, page_number, whole_page_url
from crawler.fetch.publisher_crawl import Crawl, check_status, download, header
from crawler.fetch.request_context import RequestContext, Run
from crawler.fetch.watching import young_article
from crawler.ledger.links import Link
from crawler.ledger.young import YoungArticle
from crawler.sources.entries import BadSourceError

logger = logging.getLogger(__name__)

PART_TRIES = 4
"""After so many tries an article is kept without a further page that cannot be had."""
MAX_LOOKED_THROUGH = 512 * 1024
"""Bytes of a page that is looked through on the loop, in a millisecond; handing it to a thread takes half as long."""
_HTML_START = (b"<!doctype html", b"<html")


async def fetch_article(crawl: Crawl, link: Link) -> Outcome:
    """Fetch what is behind a link and keep it; returns what became of it.

    Raises FetchError where it cannot be had, NotSentError where it must not be asked for now.
    """
    run = await crawl.run_for(link.source)
    if crawl.publisher and crawl.publisher.mode == "link" and not crawl.is_clip:
        await _save(crawl, [_link_only(crawl, link, run)])
        return Outcome.LINK_ONLY
    context = crawl.context(run, on_site=True)
    response, asked = await _fetch_first(crawl, link, context)
    young = young_article(crawl, link, asked, response)
    await finish_article(crawl, link, run, response, context, whole=asked != link.url, young=young)
    return Outcome.FETCHED


async def finish_article(
    crawl: Crawl,
    link: Link,
    run: Run,
    first: Response,
    context: RequestContext,
    *,
    whole: bool,
    young: YoungArticle | None = None,
) -> None:
    """Archive an article whose first page was had, with its further pages unless that shows the `whole` of it; as
    `young` it is looked at again."""
    further = [] if whole else await _fetch_parts(crawl, link, first, context)
    parts = [_page(crawl, link, run, part, "part") for part in further]
    page = _page(crawl, link, run, first, "page", tuple(part.id for part in parts))
    await _save(crawl, [*parts, page], young)


async def _fetch_first(crawl: Crawl, link: Link, context: RequestContext) -> tuple[Response, str]:
    """The page that shows the whole article where the publisher has one (and robots.txt allows it), else its first;
    and the address that was asked for."""
    single_page = crawl.publisher.single_page if crawl.publisher else ""
    whole = whole_page_url(link.url, single_page)
    if whole != link.url:
        try:
            return await fetch_html(crawl, link, whole, context), whole
        except FetchError as error:
            if error.outcome not in (Outcome.ROBOTS_DENIED, Outcome.NOT_FOUND):
                raise
    return await fetch_html(crawl, link, link.url, context), link.url


async def fetch_html(
    crawl: Crawl, link: Link, url: str, context: RequestContext, headers: Mapping[str, str] | None = None
) -> Response:
    """Fetch a page. Raises FetchError where it cannot be had whole, or is none."""
    response = await download(crawl, url, context, crawl.shared.settings.crawler.max_page_bytes, headers)
    check_status(response)
    if not is_html(response):
        raise FetchError(Outcome.NOT_HTML, f"is {header(response, 'Content-Type') or 'of no declared type'}")
    if "dataloss" in response.flags and link.attempts == 0:
        # Some servers never end a page as they should, so a second time it is taken as it comes
        raise FetchError(Outcome.NETWORK_ERROR, "the connection was cut before the page had ended")
    return response


def is_html(response: Response) -> bool:
    """Whether an answer is a page of text: by its label, or by its first bytes where that says nothing."""
    kind = header(response, "Content-Type").partition(";")[0].strip().lower()
    if kind in ("", "text/plain", "application/octet-stream"):
        return any(start in response.body[:1024].lower() for start in _HTML_START)
    return "html" in kind


async def _fetch_parts(crawl: Crawl, link: Link, first: Response, context: RequestContext) -> list[Response]:
    """The further pages of an article, in their order. One that cannot be had ends them, unless it may come later."""
    parts: list[Response] = []
    seen = {link.key, canonical_url(first.url)}
    waiting = await _further(crawl, first, first.url)
    while waiting and len(parts) < crawl.shared.settings.crawler.max_parts:
        url = waiting.pop(0)
        if canonical_url(url) in seen:
            continue
        seen.add(canonical_url(url))
        try:
            part = await fetch_html(crawl, link, url, context)
        except FetchError as error:
            may_come = error.of_host or (error.outcome in TEMPORARY and link.attempts < PART_TRIES)
            if may_come and error.outcome is not Outcome.ADDRESS_BLOCKED:
                raise
            return parts
        if part.body == (parts[-1] if parts else first).body:
            return parts
        parts.append(part)
        found = await _further(crawl, part, first.url)
        waiting = sorted({*waiting, *found}, key=lambda one: page_number(one, first.url) or 0)
    return parts


async def _further(crawl: Crawl, page: Response, first: str) -> list[str]:
    if len(page.body) <= MAX_LOOKED_THROUGH:
        may_have = may_have_further(page.body, first, crawl.publisher)
    else:
        may_have = await asyncio.to_thread(may_have_further, page.body, first, crawl.publisher)
    if not may_have:
        return []
    try:
        return await crawl.shared.readers.further_pages(page.body, page.url, first, crawl.publisher)
    except BadSourceError as error:
        event(
            logger,
            "publisher.next",
            f"further pages: {error}",
            level=logging.WARNING,
            url__full=page.url,
            labels__publisher=crawl.slug,
        )
        return []


def _page(
    crawl: Crawl,
    link: Link,
    run: Run,
    response: Response,
    kind: Literal["page", "part"],
    parts: tuple[str, ...] = (),
) -> Page:
    url = link.url if kind == "page" else response.url
    return Page(
        id=str(uuid.uuid4()),
        kind=kind,
        url=url,
        final_url=response.url,
        key=link.key if kind == "page" else canonical_url(url),
        publisher=crawl.slug,
        captured=datetime.now(UTC),
        status=response.status,
        content_type=header(response, "Content-Type"),
        body=response.body,
        run=run.id,
        link=_said(link),
        parts=parts,
        headers=response.meta["served"],
        redirects=response.meta.get("redirects", ()),
    )


def _link_only(crawl: Crawl, link: Link, run: Run) -> Page:
    entry = {"title": link.title, "summary": link.summary, "link": link.url, "published": link.published}
    return Page(
        id=str(uuid.uuid4()),
        kind="link",
        url=link.url,
        final_url=link.url,
        key=link.key,
        publisher=crawl.slug,
        captured=datetime.now(UTC),
        status=200,
        content_type="application/json",
        body=json.dumps(entry, ensure_ascii=False).encode(),
        run=run.id,
        link=_said(link),
    )


def _said(link: Link) -> dict[str, str]:
    said = {
        "title": link.title,
        "published": link.published,
        "summary": link.summary,
        "source": link.source,
        "seen": link.seen,
    }
    return {name: text for name, text in said.items() if text}


async def _save(crawl: Crawl, pages: Sequence[Page], young: YoungArticle | None = None) -> None:
    try:
        await crawl.shared.pages.save(pages, young)
    except DiskFullError as error:
        raise FetchError(Outcome.DISK_FULL, str(error)) from error
