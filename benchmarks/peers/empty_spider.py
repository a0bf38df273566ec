"""A Scrapy spider that fetches the addresses in a file and does nothing with them: `empty_spider.py FILE`.

As in the crawler, nothing waits and nothing is logged, and two requests are in flight at each host; else as Scrapy is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class EmptySpider(Spider):
    """Reads nothing off a page."""

    name = "empty"

    def parse(self, response: Response, **_: Any) -> None:
        """Do nothing."""


def main() -> int:
    """Fetch them all; 1 where one was not had."""
    urls = Path(sys.argv[1]).read_text("utf-8").split()
    settings = {"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
                "DOWNLOAD_DELAY": 0, "ROBOTSTXT_OBEY": False}  # fmt: skip
    process = CrawlerProcess(settings)
    crawler = process.create_crawler(EmptySpider)
    process.crawl(crawler, start_urls=urls)
    process.start()
    fetched = crawler.stats.get_value("downloader/response_status_count/200", 0) if crawler.stats else 0
    return int(fetched != len(urls))


if __name__ == "__main__":
    raise SystemExit(main())
