"""`kliping backfill`: what was fetched for nothing, and the report for people and programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.clock import time_zone
from base.database import reading
from config.catalogue import Publisher
from config.outcomes import Outcome
from config.settings import Settings
from crawler.backfill.plan import NOT_NEEDED, Plan
from crawler.backfill.watch import BackfillReport
from crawler.ledger.backfills import fetched_pages
from crawler.ledger.ledger import open_ledger
from indexer.articles.page_status import read_pages
from indexer.articles.read import articles_database
from kliping.speech import outcome_name, text, written

HAD = ("", Outcome.FETCHED.value, Outcome.LINK_ONLY.value)


@dataclass(frozen=True, slots=True)
class Waste:
    """Pages that were asked for in vain: `missing` could not be had, `no_article` and `outside` the range are known of
    those that `kliping index` has `read`. `tried` are all pages, and `empty_lists` the lists without a new article."""

    tried: int
    missing: int
    read: int
    no_article: int
    outside: int
    empty_lists: int

    @property
    def pages(self) -> int:
        """All pages in vain."""
        return self.missing + self.no_article + self.outside

    @property
    def share(self) -> float:
        """Of the pages that were asked for."""
        return self.pages / self.tried if self.tried else 0.0


def measure(settings: Settings, data: Path, publisher: Publisher, report: BackfillReport) -> Waste:
    """What a backfill has fetched for nothing, as far as that is known."""
    state, asked, zone = report.progress, report.backfill, time_zone(publisher.timezone)
    tried = sum(number for outcome, number in state.pages.items() if outcome)
    missing = sum(number for outcome, number in state.pages.items() if outcome not in HAD)
    with open_ledger(settings.database.url, data) as ledger:
        pages = fetched_pages(ledger.engine, asked)
    with articles_database(settings, data) as database, reading(database) as connection:
        read = read_pages(connection, pages)
    days = [one.published.astimezone(zone).date() for one in read if one.outcome is Outcome.OK and one.published]
    return Waste(
        tried=tried,
        missing=missing,
        read=len(read),
        no_article=sum(one.outcome is not Outcome.OK for one in read),
        outside=sum(not asked.first <= day <= asked.last for day in days),
        empty_lists=sum(not one.due and not one.new and one.outcome != NOT_NEEDED for one in state.lists),
    )


def plan_line(plan: Plan, delay: float) -> str:
    """A plan in a sentence; `delay` is the publisher's, in seconds."""
    requests = text("requests", plan.requests)
    parts = text("lists", plan.lists), text("articles", plan.articles)
    hours = plan.requests * delay / 3600
    return text("backfill_plan", requests if plan.is_exact else text("about", requests), *parts, f"{delay:g}", hours)


def lines(report: BackfillReport, waste: Waste) -> Iterator[str]:
    """The report for people."""
    state = report.progress
    read = sum(not one.due and one.outcome != NOT_NEEDED for one in state.lists)
    left = sum(one.outcome == NOT_NEEDED for one in state.lists)
    needless = text("needless_lists", left) if left else ""
    yield text("backfill_lists", read, sum(bool(one.due) for one in state.lists), needless)
    shown = sorted((outcome, number) for outcome, number in state.pages.items() if outcome)
    told = ", ".join(f"{written(number)} {outcome_name(outcome)}" for outcome, number in shown)
    yield text("backfill_articles", told or text("none_asked"), state.waiting)
    if report.backfill.planned is not None and waste.tried:
        yield text("backfill_requests", report.backfill.planned, read + waste.tried)
    unread = waste.tried - waste.missing - waste.read
    known = text("not_indexed_yet", unread) if unread > 0 else ""
    tried, share = text("pages", waste.tried), 100 * waste.share
    parts = waste.missing, waste.no_article, waste.outside, known, text("lists_without_news", waste.empty_lists)
    yield text("backfill_waste", waste.pages, tried, share, *parts)


def to_json(report: BackfillReport, waste: Waste) -> dict[str, Any]:
    """The report for programs."""
    state, asked, plan = report.progress, report.backfill, report.plan
    lists = [one for one in state.lists if one.outcome != NOT_NEEDED]
    return {
        "publisher": asked.publisher,
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "plan": {"requests": plan.requests, "lists": plan.lists, "articles": plan.articles, "exact": plan.is_exact},
        "planned": asked.planned,
        "done": {
            "requests": sum(not one.due for one in lists) + waste.tried,
            "lists": sum(not one.due for one in lists),
            "pages": {outcome: number for outcome, number in sorted(state.pages.items()) if outcome},
        },
        "waiting": {"lists": sum(bool(one.due) for one in lists), "pages": state.waiting},
        "waste": {
            "share": round(waste.share, 4),
            "pages": waste.pages,
            "missing": waste.missing,
            "no_article": waste.no_article,
            "outside": waste.outside,
            "read": waste.read,
            "empty_lists": waste.empty_lists,
        },
        "stopped": report.stopped,
    }
