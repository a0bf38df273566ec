"""When an article was published and modified.

What readers see near the headline is trusted before what the page tells to machines: publishers' metadata
often names a false zone. The metadata gives what is not visible (seconds, the zone, the clock time, or all).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from base.clock import JAKARTA, time_zone
from indexer.extract.metadata.metadata_dates import MetadataDate, told_by_time, told_modified, told_published
from indexer.extract.metadata.visible_dates import (
    VisibleDate,
    relative_near,
    seen_anywhere,
    seen_near,
    stamp_in,
    url_day,
)
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines
from indexer.language.clocks import Clock
from indexer.language.dates import Stamp, parse_date

ANYWHERE = "anywhere"
"""The origin of a date that stands somewhere on a page without a visible headline: hardly a sign of an article."""

_RIGHT_BELOW = 80
"""Characters below the headline within which a date contradicts another one above it."""
_INDONESIAN_HOURS = (7, 8, 9)


class Dates(NamedTuple):
    """The two dates of an article, each with the place it came from ("" where there is none)."""

    published: datetime | date | None = None
    published_origin: str = ""
    modified: datetime | date | None = None
    modified_origin: str = ""


def published_from_text(text: str, zone: tzinfo, now: datetime | None) -> datetime | date | None:
    """Read a date text in the publisher's zone; without `now`, what counts from now is no date."""
    if now is None:
        stamp = stamp_in(text)
        return stamp.at(zone) if stamp else None
    return parse_date(text, now=now, zone=zone)


def zone_of(page: ParsedPage) -> tzinfo:
    """The zone for times that state none: the publisher's, else Jakarta's."""
    return time_zone(page.publisher.timezone) if page.publisher else JAKARTA


def read_dates(page: ParsedPage, lines: Lines, ruled: str = "", ruled_origin: str = "") -> Dates:
    """The dates of an article. `ruled` is the text that the publisher's own rule found, trusted most."""
    zone = zone_of(page)
    told = list(told_published(page, lines.title))
    seen = seen_near(lines, page.captured)
    published, origin = _ruled(page, ruled, told, zone), ruled_origin
    if published is None:
        published, origin = _visible(seen, told, zone), "visible"
    if published is None:
        published, origin = _without_visible(page, lines, told, seen)
    published = at_home(page, _with_clock(page, lines, published), origin)
    modified, modified_origin = _modified(page, lines.title, published, seen, told)
    return Dates(published, origin if published else "", at_home(page, modified, modified_origin), modified_origin)


def _with_clock(page: ParsedPage, lines: Lines, published: datetime | date | None) -> datetime | date | None:
    """A day with the clock time that its own `<time>` tells, where that falls on the day."""
    if published is None or isinstance(published, datetime) or lines.headline is None:
        return published
    told = told_by_time(lines.runs[lines.headline].box.element, published)
    return (_on_day(told.stamp, published, zone_of(page)) if told else None) or published


def at_home(page: ParsedPage, told: datetime | date | None, origin: str) -> datetime | date | None:
    """An instant told in UTC, in the zone of its publisher where that is known, unless readers see the day of UTC."""
    if page.publisher is None or not isinstance(told, datetime) or told.utcoffset():
        return told
    local = told.astimezone(zone_of(page))
    return told if origin == "visible" and local.date() != told.date() else local


def _ruled(page: ParsedPage, text: str, told: Sequence[MetadataDate], zone: tzinfo) -> datetime | date | None:
    """What the publisher's rule found, made exact by the metadata; it may count from the capture."""
    stamp = stamp_in(text)
    if stamp is not None:
        return _refine(stamp, told, zone)
    return published_from_text(text, zone, page.captured) if text else None


def _visible(seen: Sequence[VisibleDate], told: Sequence[MetadataDate], zone: tzinfo) -> datetime | date | None:
    """What readers see. Where they see only an update, the metadata may know the publication before it."""
    days = {day for one in told for day in _days(one.stamp, zone)}
    strong = [one for one in seen if not one.weak or one.stamp.day in days]
    chosen = _choose([one for one in strong if not one.update] or strong, told)
    if chosen is None:
        return None
    if chosen.update and told and told[0].stamp.day <= chosen.stamp.day:
        return _alone(told, zone)[0]
    return _refine(chosen.stamp, told, zone)


def _choose(seen: Sequence[VisibleDate], told: Sequence[MetadataDate]) -> VisibleDate | None:
    """The date of the article among those seen: the metadata agrees with it, it has a clock time, it is nearest."""
    if not seen:
        return None
    days = {one.stamp.day for one in told}
    clocks = {clock for one in told for clock in _clocks(one.stamp)}

    below = {one.stamp.day for one in seen if not one.before and one.distance <= _RIGHT_BELOW and not one.aside}

    def rank(one: VisibleDate) -> tuple[bool, bool, bool, bool, bool, bool, int]:
        far = bool(days) and all(abs(one.stamp.day - day) > timedelta(days=1) for day in days)
        other_clock = one.stamp.clock is None or _minute(one.stamp.clock) not in clocks
        contradicted = one.before and bool(below) and one.stamp.day not in below
        return far, other_clock, one.aside, contradicted, one.stamp.clock is None, one.before, one.distance

    best = min(seen, key=rank)
    return None if rank(best)[0] else best


def _days(told: Stamp, zone: tzinfo) -> set[date]:
    """The days that a told date may be shown with: its own and that in the publisher's zone."""
    instant = told.at(zone)
    return {told.day, instant.astimezone(zone).date()} if isinstance(instant, datetime) else {told.day}


def _clocks(told: Stamp) -> Iterator[time]:
    """The clock times, to the minute, that a told date may be shown with in Indonesia."""
    if told.clock:
        yield _minute(told.clock)
        if told.clock.zone:
            instant = datetime.combine(told.day, told.clock.time, tzinfo=told.clock.zone)
            for hours in _INDONESIAN_HOURS:
                yield instant.astimezone(timezone(timedelta(hours=hours))).time().replace(second=0)


def _refine(stamp: Stamp, told: Sequence[MetadataDate], zone: tzinfo) -> datetime | date:
    """A visible date made exact by the metadata that agrees with it."""
    stamps = [one.stamp for one in told]
    if stamp.clock is None:
        return next(filter(None, (_on_day(one, stamp.day, zone) for one in stamps)), stamp.day)
    return _exact(stamp, stamp.clock, stamps, zone)


def _exact(stamp: Stamp, clock: Clock, told: Sequence[Stamp], zone: tzinfo) -> datetime:
    """The metadata with the same clock time gives the seconds, that with the same instant the zone too."""
    for one in told:
        if one.clock and one.day == stamp.day and _minute(one.clock) == _minute(clock):
            return datetime.combine(stamp.day, one.clock.time, tzinfo=clock.zone or _trusted(one.clock.zone) or zone)
    bare = datetime.combine(stamp.day, clock.time)
    for one in told:
        there = _zone_between(bare, one)
        if one.clock and there and clock.zone in (None, there):
            return bare.replace(second=one.clock.time.second, tzinfo=clock.zone or _named(there, zone, bare))
    return bare.replace(tzinfo=clock.zone or zone)


def _on_day(told: Stamp, day: date, zone: tzinfo) -> datetime | None:
    """A told instant that falls on a day, in its own zone or in the publisher's; None where it does not."""
    instant = told.at(zone)
    if not isinstance(instant, datetime):
        return None
    return next((one for one in (instant, instant.astimezone(zone)) if one.date() == day), None)


def _minute(clock: Clock) -> time:
    return clock.time.replace(second=0)


def _trusted(zone: tzinfo | None) -> tzinfo | None:
    """A zone that metadata states beside the visible clock time; UTC there is a label that nobody looked at."""
    return None if zone is None or not zone.utcoffset(None) else zone


def _zone_between(bare: datetime, told: Stamp) -> tzinfo | None:
    """The Indonesian zone in which a told instant has this clock time, if there is one."""
    if told.clock is None or told.clock.zone is None:
        return None
    instant = datetime.combine(told.day, told.clock.time, tzinfo=told.clock.zone)
    for hours in _INDONESIAN_HOURS:
        there = timezone(timedelta(hours=hours))
        if abs(instant.astimezone(there).replace(tzinfo=None) - bare) <= timedelta(seconds=60):
            return there
    return None


def _named(there: tzinfo, zone: tzinfo, bare: datetime) -> tzinfo:
    """The publisher's zone where it is the same as a fixed offset, else the offset."""
    return zone if zone.utcoffset(bare) == there.utcoffset(bare) else there


def _without_visible(
    page: ParsedPage, lines: Lines, told: Sequence[MetadataDate], seen: Sequence[VisibleDate]
) -> tuple[datetime | date | None, str]:
    """No sure date is visible: the metadata alone, else what counts from the capture, else the day in the URL, else
    the day above the headline."""
    zone = zone_of(page)
    if told:
        published, origin = _alone(told, zone)
        return _not_ahead(published, page.captured, zone), origin
    relative = relative_near(lines, page.captured, zone)
    if relative is not None:
        return relative, "visible"
    day = url_day(page.url)
    if day is not None:
        return day, "url"
    if seen:
        return seen[0].stamp.at(zone), "visible"
    return seen_anywhere(lines, page.captured, zone), ANYWHERE


def _alone(told: Sequence[MetadataDate], zone: tzinfo) -> tuple[datetime | date, str]:
    """The first of the metadata's dates with a clock time. One without a zone checks those with one."""
    bare = next((one for one in told if one.stamp.clock and one.stamp.clock.zone is None), None)
    if bare:
        return _refine(bare.stamp, [one for one in told if one is not bare], zone), bare.origin
    best = next((one for one in told if one.stamp.clock), told[0])
    return best.stamp.at(zone), best.origin


def _not_ahead(published: datetime | date, captured: datetime | None, zone: tzinfo) -> datetime | date:
    """An instant behind the capture is a local clock time with a false zone, where that makes it possible."""
    if captured is None or not isinstance(published, datetime) or published <= captured:
        return published
    local = published.replace(tzinfo=zone)
    return local if local <= captured + timedelta(minutes=10) else published


def _modified(
    page: ParsedPage,
    title: str,
    published: datetime | date | None,
    seen: Sequence[VisibleDate],
    told: Sequence[MetadataDate],
) -> tuple[datetime | date | None, str]:
    """The last change: a visible update, else the metadata's; None where it does not lie behind the publication."""
    zone = zone_of(page)
    changes = list(told_modified(page, title))
    visible = next((one.stamp for one in seen if one.update), None)
    if visible is not None:
        modified, origin = _refine(visible, changes, zone), "visible"
    elif changes:
        modified, origin = _corrected(changes[0].stamp, published, told, zone), changes[0].origin
    else:
        return None, ""
    return (modified, origin) if published is None or _is_before(published, modified) else (None, "")


def _corrected(
    stamp: Stamp, published: datetime | date | None, told: Sequence[MetadataDate], zone: tzinfo
) -> datetime | date:
    """A told change in the zone of the publication; where the metadata's zone was false there, it is false here."""
    if not isinstance(published, datetime) or stamp.clock is None:
        return stamp.at(zone)
    bare = published.replace(tzinfo=None)
    false_zones = {
        one.stamp.clock.zone
        for one in told
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
