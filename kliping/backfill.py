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
    about = "" if plan.is_exact else "about "
    hours = plan.requests * delay / 3600
    parts = f"{plan.lists:,} lists and {plan.articles:,} articles that are not here yet"
    return (
        f"Plan: {about}{plan.requests:,} requests: {parts}; at one request in {delay:g} s that takes {hours:,.1f} hours"
    )


def lines(report: BackfillReport, waste: Waste) -> Iterator[str]:
    """The report for people."""
    state = report.progress
    read = sum(not one.due and one.outcome != NOT_NEEDED for one in state.lists)
    left = sum(one.outcome == NOT_NEEDED for one in state.lists)
    needless = f", {left:,} left out, since the sitemaps name all that they do" if left else ""
    yield f"Lists: {read:,} read, {sum(bool(one.due) for one in state.lists):,} wait{needless}"
    shown = sorted((outcome, number) for outcome, number in state.pages.items() if outcome)
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in shown)
    yield f"Articles: {told or 'none asked for'}; {state.waiting:,} wait"
    if report.backfill.planned is not None and waste.tried:
        yield f"Requests: {report.backfill.planned:,} were planned, {read + waste.tried:,} made"
    parts = f"{waste.missing:,} could not be had, {waste.no_article:,} no articles, {waste.outside:,} of other days"
    unread = waste.tried - waste.missing - waste.read
    known = f"; {unread:,} pages are not indexed yet" if unread > 0 else ""
    empty = f"{waste.empty_lists:,} lists without news"
    yield f"Waste: {waste.pages:,} of {waste.tried:,} pages ({waste.share:.1%}): {parts}{known}; {empty}"


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
