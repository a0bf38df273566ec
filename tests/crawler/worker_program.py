"""One of several that crawl the same sites: `python -m tests.crawler.worker_program DATA DATABASE DELAY SITE...`."""

from __future__ import annotations

import sys
import warnings
from datetime import timedelta
from pathlib import Path

from base import postgres
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, DatabaseSettings, Settings
from crawler.crawl import crawl
from crawler.fetch import host_claims
from crawler.ledger import claims
from crawler.schedule import manager, pages, policy


def hurry() -> None:
    """Let all that is counted in seconds and minutes go faster, in the same proportions; but a page is in hand for
    longer than a busy machine takes to start a worker, which then finds in its archive what it has kept."""
    manager.GRACE_SECONDS, pages.IN_HAND = 1.0, timedelta(seconds=25.0)
    policy.TICK_SECONDS = 0.5
    claims.LEASE, postgres.MAX_IDLE["ledger"] = timedelta(seconds=2.0), "2s"
    host_claims.BEAT_SECONDS, host_claims.VALID_SECONDS = 0.3, 1.0


def run(data: Path, url: str, delay: float, bases: list[str]) -> None:
    """Crawl the feeds of the sites until it is ended."""
    warnings.simplefilter("error")
    sys.warnoptions.append("error")  # which its own processes are given
    settings = Settings(
        crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, user_agent=f"{data.name}/1.0"),
        database=DatabaseSettings(url=url),
    )
    publishers = {}
    for number, base in enumerate(bases):
        slug, domain = f"uji{number}", base.removeprefix("http://")
        sources = (Source("feed", f"{base}/rss", Every(timedelta(seconds=3))),)
        polite = Politeness(delay)
        publishers[slug] = Publisher(slug, slug, (domain,), article_url="/baca/", politeness=polite, sources=sources)
    crawl(settings, data, publishers)


if __name__ == "__main__":
    hurry()
    run(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4:])
