"""Which lists and which of their entries belong to a range of days. Nothing here fetches or stores."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo

from config.catalogue import DatedLists, Publisher
from crawler.ledger.backfills import PastList
from crawler.ledger.links import Link
from crawler.sources.entries import ChildSitemap
from crawler.sources.times import read_time

SAMPLED_DAYS = 7
"""Days whose lists are read for a plan, one of each weekday, since papers print half as much on Sundays."""
ONE_DAY = timedelta(days=1)

_DAY_IN_URL = re.compile(r"/((?:19|20)\d\d)([/-]?)([01]\d)\2([0-3]\d)(?=\D|\d{6}(?:\D|$)|$)")
_SPAN_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-_/.]?([01]\d)(?:[-_/.]?([0-3]\d))?)?(?!\d)")
_OTHER_THINGS = re.compile(r"(?:image|video|photo|foto|tag|author|penulis|categor|kategori)", re.IGNORECASE)


def dated_lists(publisher: Publisher, first: date, last: date) -> list[PastList]:
    """The first page of each dated list of a publisher in a range, the newest first; those of some days `sampled`."""
    lists = publisher.backfill
    made = []
    for url in lists.urls:
        spans = list(_spans(first, last, by_day="{day}" in url))
        chosen = sampled(spans)
        for start, end in reversed(spans):
            one = PastList(url, "section", url, start, end, sampled=(start, end) in chosen)
            made.append(replace(one, url=page_url(lists, one)))
    return made


def _spans(first: date, last: date, *, by_day: bool) -> Iterator[tuple[date, date]]:
    """The days of a range, or its months, each whole."""
    day = first if by_day else first.replace(day=1)
    while day <= last:
        end = day if by_day else day.replace(day=calendar.monthrange(day.year, day.month)[1])
        yield day, end
        day = end + ONE_DAY


def sampled(spans: Sequence[tuple[date, date]]) -> set[tuple[date, date]]:
    """Those of the spans by which the others are estimated: spread over them, of days one of each weekday."""
    if len(spans) <= SAMPLED_DAYS:
        return set(spans)
    steps = (len(spans) - SAMPLED_DAYS) / (SAMPLED_DAYS - 1)
    # Each is moved by up to six days so that its place in the range, divided by seven, leaves another rest
    starts = [round(steps * number) for number in range(SAMPLED_DAYS)]
    return {spans[start + (number - start) % SAMPLED_DAYS] for number, start in enumerate(starts)}


def page_url(lists: DatedLists, one: PastList) -> str:
    """The address of a page of a dated list."""
    names = {
        "year": f"{one.first.year:04}",
        "month": f"{one.first.month:02}",
        "day": f"{one.first.day:02}",
        "page": str(lists.first_page + (one.page - 1) * lists.page_step),
    }
    return re.sub(r"\{(\w+)\}", lambda match: names[match[1]], one.series)


def may_hold(child: ChildSitemap, first: date, last: date, zone: tzinfo) -> bool:
    """Whether a sitemap that an index names can list articles of a range, by its name and by when it was changed."""
    if _OTHER_THINGS.search(child.url.rpartition("/")[2]):
        return False
    changed = _day(child.lastmod, zone)
    if changed and changed < first:
        return False
    span = span_of(child.url)
    return span is None or (span[0] <= last and span[1] >= first)


def span_of(url: str) -> tuple[date, date] | None:
    """The days of the year, month or day that stands in the name of a sitemap."""
    named = _SPAN_IN_NAME.search(url)
    return _span(named) if named else None


def _span(named: re.Match[str]) -> tuple[date, date] | None:
    year, month, day = (int(part) if part else 0 for part in named.groups())
    try:
        start = date(year, month or 1, day or 1)
    except ValueError:
        return None
    last_month = month or 12
    return start, start if day else date(year, last_month, calendar.monthrange(year, last_month)[1])


def in_range(link: Link, one: PastList, first: date, last: date, zone: tzinfo) -> bool:
    """Whether an entry of a list is of the range: by the day in its address, by its date, else by the list's own days.

    An entry without either counts only where its list does not reach beyond the range.
    """
    day = day_in_url(link.url) or _day(link.published, zone)
    if day:
        return first <= day <= last
    return bool(one.series) or (one.first >= first and one.last <= last)


def dated(link: Link, one: PastList, *, is_chosen: bool) -> Link:
    """The link with the day of its list where it tells none, if the list is of a day and its links are a selector's: a
    page has other links too."""
    is_told = link.published or not one.series or one.first != one.last or not is_chosen
    return link if is_told else replace(link, published=one.first.isoformat())


def day_in_url(url: str) -> date | None:
    """The day in an address such as `/2026/03/04/` or `/20260304101500-12-3/`, None where there is none."""
    match = _DAY_IN_URL.search(url)
    try:
        return date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _day(told: str, zone: tzinfo) -> date | None:
    found = read_time(told, zone) if told else None
    try:
        return found.astimezone(zone).date() if isinstance(found, datetime) else found
    except OverflowError:  # the first or last instant of the calendar, as some sites have for "not known"
        return None
