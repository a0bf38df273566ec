"""What a crawl and an index run say of themselves."""

from __future__ import annotations

from config.outcomes import Outcome
from crawler.schedule.report import CrawlReport, VisitEnd
from kliping.summary import crawl_summary, index_summary


def test_a_crawl_tells_the_news_first_then_what_did_not_come() -> None:
    visits = [
        VisitEnd("detik", "https://detik.example/rss", Outcome.FETCHED, is_failed=False),
        VisitEnd("tempo", "https://tempo.example/rss", Outcome.BAD_SOURCE, is_failed=True),
    ]
    counts = {"requests": 1234, "bytes": 5_000_000, "outcome_fetched": 1000, "outcome_not_found": 3}
    assert list(crawl_summary(CrawlReport(counts, visits=visits))) == [
        "1,000 new pages (2 sources asked, 1,234 requests, 5.0 MB).",
        "      3  not_found: the server said that there is no such page (404 or 410)",
        "1 of 2 sources could not be read: tempo (bad_source); see `kliping status`",
    ]


def test_one_is_one() -> None:
    visits = [VisitEnd("detik", "https://detik.example/rss", Outcome.FETCHED, is_failed=False)]
    counts = {"requests": 1, "bytes": 0, "outcome_fetched": 1}
    assert list(crawl_summary(CrawlReport(counts, visits=visits))) == [
        "1 new page (1 source asked, 1 request, 0.0 MB)."
    ]


def test_where_nothing_was_due_it_says_so() -> None:
    assert list(crawl_summary(CrawlReport({}))) == ["Nothing was due."]


def test_an_index_run_tells_articles_first_then_other_pages_by_number() -> None:
    extracted = {"ok": 64, "updated": 2, "too_short": 1, "not_article": 5}
    assert list(index_summary(extracted, {"indexed": 66})) == [
        "64 new articles, 2 changed; 66 went into the index.",
        "      5  not_article: the page is no article (a home page, an index, a video page, ...)",
        "      1  too_short: too little text for an article",
    ]
    assert list(index_summary({}, {})) == ["Nothing to do: everything archived is searchable."]
