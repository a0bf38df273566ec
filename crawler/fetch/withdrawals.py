"""Articles that their publisher has withdrawn: pages that were had before and now answer 404 or 410."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from scrapy.http import Response

from base.errors import UnavailableError
from crawler.archive.archive import Archive, Page
from crawler.fetch.publisher_crawl import Crawl, header
from crawler.ledger.ledger import Ledger
from crawler.ledger.links import Link
from crawler.ledger.page_outcomes import is_withdrawal, record_archived
from crawler.ledger.retries import Failure


def withdrawn_page(crawl: Crawl, link: Link, run: str, answer: Response) -> Page:
    """Such an answer as the archive keeps it, from which the index learns of it."""
    return Page(
        id=str(uuid.uuid4()),
        kind="gone",
        url=link.url,
        final_url=answer.url,
        key=link.key,
        publisher=crawl.slug,
        captured=datetime.now(UTC),
        status=answer.status,
        content_type=header(answer, "Content-Type"),
        body=answer.body,
        run=run,
        link={},
        headers=answer.meta["served"],
        redirects=answer.meta.get("redirects", ()),
    )


def save_withdrawal(archive: Archive, ledger: Ledger, page: Page, failure: Failure) -> bool:
    """Archive and record that a page is gone, if it was had before and this is to be believed now; whether it was.

    As with all pages first the archive, then the ledger; what a crash leaves between the two is replayed.
    """
    if not is_withdrawal(ledger.engine, page, failure):
        return False
    position = archive.append(page)
    try:
        record_archived(ledger.engine, page, position)
    except UnavailableError:
        archive.close()  # so that the ledger's place in this file stays before the page
        ledger.replay(archive.folder)
    return True
