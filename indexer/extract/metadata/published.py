"""Finds when an article was published and modified.

The visible date near the headline is trusted before the metadata, which often names a wrong zone (decision 24). The
metadata adds what is not visible: seconds, the zone, the clock time, or all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from base.clock import JAKARTA, time_zone
from indexer.articles.article import RELATIVE
from indexer.extract.metadata.metadata_dates import MetadataDate, modified_dates, published_dates
from indexer.extract.metadata.refine import minute, on_day, possible_clocks, refine
from indexer.extract.metadata.time_elements import instant_behind_text, time_element_date, times_near
from indexer.extract.metadata.visible_dates import (
    VisibleDate,
    date_below_text,
    dates_near_headline,
    first_date_anywhere,
    publication_stamp,
    relative_date,
    url_day,
)
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines, last_paragraph
from indexer.language.dates import Stamp, parse_date

ANYWHERE = "anywhere"
"""Origin of a date found anywhere on a page without a visible headline: no sign of an article (see `classify`)."""

_RIGHT_BELOW = 80
"""Characters after the headline within which a date overrules one above it, which may be a clock in the header."""


class Dates(NamedTuple):
    """The two dates of an article, each with its origin ("" if there is none)."""

    published: datetime | date | None = None
    published_origin: str = ""
    modified: datetime | date | None = None
    modified_origin: str = ""


def published_from_text(text: str, zone: tzinfo, now: datetime | None) -> datetime | date | None:
    """Parse a date in the publisher's zone; relative dates need `now`. None if there is no date."""
    if now is None:
        stamp = publication_stamp(text)
        return stamp.at(zone) if stamp else None
    return parse_date(text, now=now, zone=zone)


def zone_of(page: ParsedPage) -> tzinfo:
    """The zone for times without one: the publisher's, else Jakarta's."""
    return time_zone(page.publisher.timezone) if page.publisher else JAKARTA


def read_dates(page: ParsedPage, lines: Lines, ruled: str = "", ruled_origin: str = "") -> Dates:
    """The dates of an article. `ruled` is the text that the publisher's rule found, which is trusted most."""
    zone = zone_of(page)
    stated = list(published_dates(page, lines.title))
    shown = dates_near_headline(lines, page.captured)
    published, origin = _by_rule(page, ruled, stated, zone), ruled_origin
    if published is None:
        published, origin = _visible(shown, stated, zone), "visible"
    if published is None:
        published, origin = _without_visible_date(page, lines, stated, shown)
    published = in_publisher_zone(page, _with_clock(page, lines, published), origin)
    changes = list(modified_dates(page, lines.title))
    modified, modified_origin = _modified(zone, published, shown, stated, changes)
    return Dates(
        published, origin if published else "", in_publisher_zone(page, modified, modified_origin), modified_origin
    )


def _with_clock(page: ParsedPage, lines: Lines, published: datetime | date | None) -> datetime | date | None:
    """A day completed by the clock time of its own `<time>`, if that falls on the day."""
    if published is None or isinstance(published, datetime) or lines.headline is None:
        return published
    stated = time_element_date(times_near(page.tree, lines), published)
    return (on_day(stated.stamp, published, zone_of(page)) if stated else None) or published


def in_publisher_zone(page: ParsedPage, stated: datetime | date | None, origin: str) -> datetime | date | None:
    """An instant told in UTC, in the zone of its publisher where that is known, unless readers see the day of UTC."""
    if page.publisher is None or not isinstance(stated, datetime) or stated.utcoffset():
        return stated
    local = stated.astimezone(zone_of(page))
    return stated if origin == "visible" and local.date() != stated.date() else local


def _by_rule(page: ParsedPage, text: str, stated: Sequence[MetadataDate], zone: tzinfo) -> datetime | date | None:
    """The date that the publisher's rule found, refined by the metadata; it may be relative to the capture."""
    stamp = publication_stamp(text)
    if stamp is not None:
        return refine(stamp, stated, zone)
    return published_from_text(text, zone, page.captured) if text else None


def _visible(shown: Sequence[VisibleDate], stated: Sequence[MetadataDate], zone: tzinfo) -> datetime | date | None:
    """The visible date. If only an update is visible, the metadata may know the publication before it."""
    days = {day for one in stated for day in _days(one.stamp, zone)}
    clocks = {clock for one in stated for clock in possible_clocks(one.stamp)}
    own = [one for one in shown if not (one.listed and clocks) or _has_clock(one.stamp, clocks)]
    strong = [one for one in own if not one.weak or one.stamp.day in days]
    chosen = _choose_shown([one for one in strong if not one.update] or strong, stated)
    if chosen is None:
        return None
    if chosen.update and stated and stated[0].stamp.day <= chosen.stamp.day:
        return _from_metadata(stated, zone)[0]
    return refine(chosen.stamp, stated, zone)


def _has_clock(stamp: Stamp, clocks: Set[time]) -> bool:
    return stamp.clock is not None and minute(stamp.clock) in clocks


def _choose_shown(shown: Sequence[VisibleDate], stated: Sequence[MetadataDate]) -> VisibleDate | None:
    """The visible date that the metadata agrees with, else one with a clock time, else the nearest to the headline.

    None if the best is more than a day from every date in the metadata: then it is that of something else.
    """
    if not shown:
        return None
    days = {one.stamp.day for one in stated}
    clocks = {clock for one in stated for clock in possible_clocks(one.stamp)}

    below = {one.stamp.day for one in shown if not one.before and one.distance <= _RIGHT_BELOW and not one.aside}

    def rank(one: VisibleDate) -> tuple[bool, bool, bool, bool, bool, bool, int]:
        far = bool(days) and all(abs(one.stamp.day - day) > timedelta(days=1) for day in days)
        other_clock = not _has_clock(one.stamp, clocks)
        contradicted = one.before and bool(below) and one.stamp.day not in below
        return far, other_clock, one.aside, contradicted, one.stamp.clock is None, one.before, one.distance

    best = min(shown, key=rank)
    return None if rank(best)[0] else best


def _days(stated: Stamp, zone: tzinfo) -> set[date]:
    """The days that a told date may be shown with: its own and that in the publisher's zone."""
    instant = stated.at(zone)
    return {stated.day, instant.astimezone(zone).date()} if isinstance(instant, datetime) else {stated.day}


def _without_visible_date(
    page: ParsedPage, lines: Lines, stated: Sequence[MetadataDate], shown: Sequence[VisibleDate]
) -> tuple[datetime | date | None, str]:
    """The date where none is surely visible: the metadata's, else the exact one behind a relative one, else that in a
    line below the text, else a relative one, else the day in the URL (which can lag behind the publication), else the
    first date near the headline."""
    zone = zone_of(page)
    if stated:
        published, origin = _from_metadata(stated, zone)
        return _not_after_capture(published, page.captured, zone), origin
    exact = instant_behind_text(times_near(page.tree, lines))
    if exact is not None:
        return exact.stamp.at(zone), exact.origin
    others = _less_certain(page, lines, shown, zone)
    return next(((found, origin) for found, origin in others if found), (None, ANYWHERE))


def _less_certain(
    page: ParsedPage, lines: Lines, shown: Sequence[VisibleDate], zone: tzinfo
) -> Iterator[tuple[datetime | date | None, str]]:
    """What may tell the date where nothing surely does, the most reliable first; each is looked for when it is asked
    for, since some read the whole page."""
    yield _below_text(page, lines), "visible"
    yield relative_date(lines, page.captured, zone), RELATIVE
    yield url_day(page.url), "url"
    yield next((one.stamp.at(zone) for one in shown if not one.aside or one.stamp.clock), None), "visible"
    yield first_date_anywhere(lines, page.captured, zone), ANYWHERE


def _below_text(page: ParsedPage, lines: Lines) -> datetime | date | None:
    """The date in a line below the text, with the clock time of the `<time>` in it."""
    found = date_below_text(lines, last_paragraph(lines), page.captured)
    if found is None:
        return None
    stamp, run = found
    exact = time_element_date(list(run.box.element.iter("time")), stamp.day) if stamp.clock is None else None
    return (on_day(exact.stamp, stamp.day, zone_of(page)) if exact else None) or stamp.at(zone_of(page))


def _from_metadata(stated: Sequence[MetadataDate], zone: tzinfo) -> tuple[datetime | date, str]:
    """The first date in the metadata with a clock time; one without a zone is local time and checks the others."""
    bare = next((one for one in stated if one.stamp.clock and one.stamp.clock.zone is None), None)
    if bare:
        return refine(bare.stamp, [one for one in stated if one is not bare], zone), bare.origin
    best = next((one for one in stated if one.stamp.clock), stated[0])
    return best.stamp.at(zone), best.origin


def _not_after_capture(published: datetime | date, captured: datetime | None, zone: tzinfo) -> datetime | date:
    """The instant; one after the capture is taken for local time with a wrong zone, if that puts it before."""
    if captured is None or not isinstance(published, datetime) or published <= captured:
        return published
    local = published.replace(tzinfo=zone)
    return local if local <= captured + timedelta(minutes=10) else published


def _modified(
    zone: tzinfo,
    published: datetime | date | None,
    shown: Sequence[VisibleDate],
    stated: Sequence[MetadataDate],
    changes: Sequence[MetadataDate],
) -> tuple[datetime | date | None, str]:
    """The last change: a visible update, else the first that the metadata states; None unless it is after the
    publication."""
    visible = next((one.stamp for one in shown if one.update), None)
    if visible is not None:
        modified, origin = refine(visible, changes, zone), "visible"
    elif changes:
        modified, origin = _corrected_change(changes[0].stamp, published, stated, zone), changes[0].origin
    else:
        return None, ""
    return (modified, origin) if published is None or _is_before(published, modified) else (None, "")


def _corrected_change(
    stamp: Stamp, published: datetime | date | None, stated: Sequence[MetadataDate], zone: tzinfo
) -> datetime | date:
    """A told change in the zone of the publication; where the metadata's zone was false there, it is false here."""
    if not isinstance(published, datetime) or stamp.clock is None:
        return stamp.at(zone)
    bare = published.replace(tzinfo=None)
    false_zones = {
        one.stamp.clock.zone
        for one in stated
        if one.stamp.clock
        and datetime.combine(one.stamp.day, one.stamp.clock.time) == bare
        and one.stamp.at(zone) != published
    }
    if stamp.clock.zone is None or stamp.clock.zone in false_zones:
        return datetime.combine(stamp.day, stamp.clock.time, tzinfo=published.tzinfo)
    return datetime.combine(stamp.day, stamp.clock.time, tzinfo=stamp.clock.zone).astimezone(published.tzinfo)


def _is_before(one: datetime | date, other: datetime | date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return (one.date() if isinstance(one, datetime) else one) < (other.date() if isinstance(other, datetime) else other)
