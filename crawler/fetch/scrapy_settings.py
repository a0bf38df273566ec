"""The settings Scrapy runs under: nothing listens, nothing is remembered, nothing unchecked is fetched."""

from __future__ import annotations

from typing import Any

from config.settings import CrawlerSettings

UNLIMITED = 1_000_000  # Scrapy takes 0 for no limit in all, but for no request at a host
HANDLER = "crawler.fetch.polite_handler.PoliteHandler"
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def scrapy_settings(settings: CrawlerSettings) -> dict[str, Any]:
    """Scrapy's settings. Its defaults leave robots.txt, certificates and several doors open."""
    return {
        "ROBOTSTXT_OBEY": True,
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": ACCEPT, "Accept-Language": "id,en;q=0.5"},
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_TIMEOUT": settings.timeout_seconds,
        "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": False,
        # Nothing of Scrapy's may make a request wait: `PoliteHandler` sends it when its turn has come
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": UNLIMITED,
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "file": None, "data": None, "ftp": None, "s3": None},
        "REDIRECT_MAX_TIMES": 5,
        "COOKIES_ENABLED": False,
        "REFERER_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPPROXY_ENABLED": False,  # the environment's is not ours; `subscriber` sets the one of a publisher
        "RETRY_ENABLED": False,  # the ledger knows when a link is due again
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "EXTENSIONS_BASE": {},  # none of them does anything here, and all are loaded, one with an HTTP server
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # our own counts are kept by run
        "LOGSTATS_INTERVAL": 0,
        # Its own list would be loaded whole, what is switched off too: cookies alone load three libraries
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": _middlewares(),
    }


def _middlewares() -> dict[str, int]:
    theirs = "scrapy.downloadermiddlewares"
    return {
        "crawler.fetch.middlewares.FailureMiddleware": 10,
        "crawler.fetch.middlewares.PortsMiddleware": 40,
        "crawler.fetch.middlewares.OnSiteMiddleware": 50,
        "crawler.fetch.robots_middleware.RobotsMiddleware": 100,
        f"{theirs}.downloadtimeout.DownloadTimeoutMiddleware": 350,
        f"{theirs}.defaultheaders.DefaultHeadersMiddleware": 400,
        f"{theirs}.useragent.UserAgentMiddleware": 500,
        "crawler.fetch.middlewares.DecompressionMiddleware": 590,
        "crawler.fetch.middlewares.RedirectionMiddleware": 600,
        "crawler.fetch.middlewares.OutageMiddleware": 900,
    }
