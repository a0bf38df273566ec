"""Crawls the feed of a site: `python -m tests.crawler.crawl_program DATA SITE [once] [all] [often]`."""

from __future__ import annotations

import sys
import warnings
from datetime import timedelta
from pathlib import Path

from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.crawl import crawl
from crawler.schedule import manager


def run(data: Path, base: str, options: list[str]) -> None:
    """Crawl, and say how it ended."""
    warnings.simplefilter("error")
    sys.warnoptions.append("error")  # which its own processes are given
    manager.GRACE_SECONDS = 1.0
    often = timedelta(seconds=1) if "often" in options else timedelta(hours=1)
    sources = (Source("feed", f"{base}/rss", Every(often)),)
    uji = Publisher("uji", "Uji", ("127.0.0.1",), article_url="/baca/", politeness=Politeness(0.0), sources=sources)
    settings = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0))
    report = crawl(settings, data, {"uji": uji}, once="once" in options, everything="all" in options)
    print("interrupted" if report.interrupted else "done")


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
