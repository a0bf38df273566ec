"""The closed list of what can become of a page at each stage, and the one call that records it."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The three places where a page can end."""

    FETCH = "fetch"
    EXTRACT = "extract"
    INDEX = "index"


class Outcome(StrEnum):
    """What became of a page; `MEANINGS` says it in a sentence."""

    # fetch
    FETCHED = "fetched"
    NOT_MODIFIED = "not_modified"
    LINKS_LEFT = "links_left"
    LINK_ONLY = "link_only"
    ROBOTS_DENIED = "robots_denied"
    ADDRESS_BLOCKED = "address_blocked"
    OFF_SITE = "off_site"
    NOT_FOUND = "not_found"
    HTTP_ERROR = "http_error"
    NETWORK_ERROR = "network_error"
    TIMED_OUT = "timed_out"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    BAD_SOURCE = "bad_source"
    DISK_FULL = "disk_full"
    # extract
    OK = "ok"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    PART = "part"
    WITHDRAWN = "withdrawn"
    NOT_ARTICLE = "not_article"
    NO_TITLE = "no_title"
    TOO_SHORT = "too_short"
    TOO_DEEP = "too_deep"
    UNREADABLE = "unreadable"
    WORKER_DIED = "worker_died"
    REMOVED = "removed"
    # index
    INDEXED = "indexed"
    DEAD_LETTER = "dead_letter"
    # any
    BUG = "bug"

    @property
    def is_failure(self) -> bool:
        """Whether somebody should look at it: the log line is a warning then."""
        return self in _FAILURES


_FAILURES = {
    Outcome.HTTP_ERROR,
    Outcome.NETWORK_ERROR,
    Outcome.TIMED_OUT,
    Outcome.BAD_SOURCE,
    Outcome.DISK_FULL,
    Outcome.UNREADABLE,
    Outcome.WORKER_DIED,
    Outcome.DEAD_LETTER,
    Outcome.BUG,
}


MEANINGS: dict[Outcome, str] = {
    Outcome.FETCHED: "the page was fetched and archived",
    Outcome.NOT_MODIFIED: "the server said that nothing has changed",
    Outcome.LINKS_LEFT: "the source was read; it has no more new links today (crawler.daily_links), what is left waits",
    Outcome.LINK_ONLY: "the publisher is read by title, summary and link alone; the page was not fetched",
    Outcome.ROBOTS_DENIED: "robots.txt forbids the page, or could not be read",
    Outcome.ADDRESS_BLOCKED: "the address is not public, or its port is neither the web's nor its publisher's own",
    Outcome.OFF_SITE: "the page redirected to another site",
    Outcome.NOT_FOUND: "the server said that there is no such page (404 or 410)",
    Outcome.HTTP_ERROR: "the server answered with an error; tried again later",
    Outcome.NETWORK_ERROR: "no answer: name, connection or certificate failed; tried again later",
    Outcome.TIMED_OUT: "the page took longer than its deadline",
    Outcome.TOO_LARGE: "the page is larger than crawler.max_page_bytes, or has more tags than any article",
    Outcome.NOT_HTML: "what came is not a page of text (a picture, a PDF, ...)",
    Outcome.BAD_SOURCE: "the feed, sitemap or section page could not be read",
    Outcome.DISK_FULL: "the page could not be written: no space left; tried again later",
    Outcome.OK: "a new article",
    Outcome.UPDATED: "a known article with changed text: a new version",
    Outcome.UNCHANGED: "a known article, its text as before",
    Outcome.PART: "a further part of an article in several pages; joined to it",
    Outcome.WITHDRAWN: "the page is gone (404 or 410): its article stays, marked as withdrawn by its publisher",
    Outcome.NOT_ARTICLE: "the page is no article (a home page, an index, a video page, ...)",
    Outcome.NO_TITLE: "no headline could be found",
    Outcome.TOO_SHORT: "too little text for an article",
    Outcome.TOO_DEEP: "the page's tags are nested too deeply to be read",
    Outcome.UNREADABLE: "the bytes are no text or no HTML",
    Outcome.WORKER_DIED: "the process that read the page crashed or was killed, and again when it was tried once more",
    Outcome.REMOVED: "the article was removed by the user and stays out",
    Outcome.INDEXED: "the article is in the search engine",
    Outcome.DEAD_LETTER: "the search engine refused the article; `kliping index --dead-letters` says why",
    Outcome.BUG: "the program failed on this page; the log has the traceback, please report it",
}
