"""A source's daily budget of new links: how many it has left, and which are taken."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from base.clock import day_start, jakarta_day
from base.events import event
from config.publisher_settings import PublisherSettings
from crawler.fetch.publisher_crawl import Crawl
from crawler.ledger.link_budget import new_links_since
from crawler.ledger.links import Link
from crawler.sources.times import as_instant

logger = logging.getLogger(__name__)


async def room_today(crawl: Crawl, source: str) -> int:
    """How many new links the day has left for a source."""
    settings = crawl.shared.settings
    today = datetime.fromtimestamp(day_start(jakarta_day(datetime.now(UTC))), UTC)
    given = settings.publishers.get(crawl.slug, PublisherSettings()).daily_links
    ended = await crawl.shared.write(new_links_since, crawl.shared.ledger.engine, crawl.slug, source, today)
    open_runs = [run for run in (*crawl.earlier, *crawl.runs.values()) if run.source == source]
    taken = ended + sum(run.counts["new"] for run in open_runs)
    return max(0, (given or settings.crawler.daily_links) - taken)


def recent_links(links: list[Link], max_age_days: float | None, now: datetime) -> list[Link]:
    """The links without those that their source dates further back than so many days."""
    if max_age_days is None:
        return links
    earliest = now - timedelta(days=max_age_days)
    dated = ((link, as_instant(link.published)) for link in links)
    return [link for link, instant in dated if instant is None or instant > earliest]


def newest_first(links: Sequence[Link]) -> list[Link]:
    """The links by their dates where all have one (a sitemap's order says nothing); else as they are listed."""
    dated = [(instant, link) for link in links if (instant := as_instant(link.published))]
    if len(dated) < len(links):
        return list(links)
    return [link for _, link in sorted(dated, key=lambda one: one[0], reverse=True)]


def log_spent(crawl: Crawl, source: str, left: int) -> None:
    """Say that a source's budget is used up; called when it is, not at each visit after that."""
    event(
        logger,
        "source.links_left",
        f"the day's new links of this source are taken; {left} others that it lists wait",
        level=logging.WARNING,
        url__full=source,
        labels__publisher=crawl.slug,
        labels__count=left,
    )
