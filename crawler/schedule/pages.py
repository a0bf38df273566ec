"""The pages that wait at hosts: where, and the next few of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from crawler.fetch.attempts import fetch_links
from crawler.fetch.publisher_crawl import Crawl
from crawler.fetch.runtime import Runtime
from crawler.ledger.young import due_hosts

LINKS_IN_HAND = 8
"""Of a host, looked up at a time: news that comes meanwhile goes before what waits, and a host is given back to another
worker that soon."""
IN_HAND = timedelta(minutes=5)
"""Where several workers share: so long what one of them has in hand is left to it, for when it has died over it and
starts again, and finds in its archive what it has fetched."""


async def hosts_with_pages(shared: Runtime, slugs: Collection[str]) -> list[str]:
    """The hosts at which links of these publishers wait, or young articles to be looked at again."""
    now, ledger = datetime.now(UTC), shared.ledger
    found: set[tuple[str, str]] = set()
    if not shared.budget.spent:
        found |= await shared.write(ledger.waiting_hosts, now, slugs, past=shared.budget.has_room_for_past)
    if shared.planner.may_look(now):
        found |= await shared.write(due_hosts, ledger.engine, now, slugs)
    return sorted({host for _, host in found})


async def fetch_some(crawl: Crawl, host: str) -> bool:
    """Fetch a few of the links of a publisher that wait at a host; returns whether there were any."""
    shared, ledger, now = crawl.shared, crawl.shared.ledger, datetime.now(UTC)
    until = now + IN_HAND if shared.claims.is_shared else None
    past = shared.budget.has_room_for_past
    links = await shared.write(ledger.pending_links, crawl.slug, LINKS_IN_HAND, now, host, until, past=past)
    try:
        await fetch_links(crawl, deque(links))
    finally:
        if until and links:
            await shared.write(ledger.put_back, links, until, now)
    return bool(links)
