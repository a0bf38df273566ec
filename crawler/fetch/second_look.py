"""A second look at a young article: asked for with its validators, and archived only where its text has changed."""

from __future__ import annotations

import dataclasses

from config.outcomes import Outcome
from crawler.fetch.article import fetch_html, finish_article
from crawler.fetch.errors import FetchError
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.watching import seen
from crawler.ledger.links import Link
from crawler.ledger.retries import is_empty
from crawler.ledger.young import YoungArticle


async def look_again(crawl: Crawl, link: Link, article: YoungArticle) -> tuple[Outcome, YoungArticle]:
    """Ask for an article again; whether it has changed, and what is to be kept of it. A changed one is archived.

    Raises FetchError where it cannot be had, NotSentError where it must not be asked for now.
    """
    run = await crawl.run_for(article.source)
    context = dataclasses.replace(crawl.context(run, on_site=True), is_look=True)
    validators = {"If-None-Match": article.etag, "If-Modified-Since": article.last_modified}
    headers = {name: value for name, value in validators.items() if value}
    try:
        response = await fetch_html(crawl, link, article.asked, context, headers)
    except FetchError as error:
        if headers and error.answer is not None and error.answer.status == 304:
            return Outcome.NOT_MODIFIED, article
        if article.asked != article.url:
            error.temporary = True  # the page that shows all at once is gone (410), the article may be there
        raise
    now_seen = seen(article, response)
    if now_seen.fingerprint == article.fingerprint or is_empty(response.body):
        return Outcome.NOT_MODIFIED, dataclasses.replace(now_seen, fingerprint=article.fingerprint)
    await finish_article(crawl, link, run, response, context, whole=article.asked != article.url)
    return Outcome.FETCHED, now_seen
