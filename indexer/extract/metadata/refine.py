"""Makes a visible date exact by the metadata that agrees with it: its seconds, zone and clock time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from indexer.extract.metadata.metadata_dates import MetadataDate
from indexer.language.clocks import Clock
from indexer.language.dates import Stamp

_INDONESIAN_HOURS = (7, 8, 9)


def refine(stamp: Stamp, stated: Sequence[MetadataDate], zone: tzinfo) -> datetime | date:
    """A visible date refined by the metadata that agrees with it."""
    stamps = [one.stamp for one in stated]
    if stamp.clock is None:
        return next(filter(None, (on_day(one, stamp.day, zone) for one in stamps)), stamp.day)
    return _exact(stamp, stamp.clock, stamps, zone)


def _exact(stamp: Stamp, clock: Clock, stated: Sequence[Stamp], zone: tzinfo) -> datetime:
    """The visible instant with the seconds of metadata that has its clock time, or the zone of one of that instant."""
    for one in stated:
        if one.clock and one.day == stamp.day and minute(one.clock) == minute(clock):
            return datetime.combine(
                stamp.day, one.clock.time, tzinfo=clock.zone or _trusted_zone(one.clock.zone) or zone
            )
    bare = datetime.combine(stamp.day, clock.time)
    for one in stated:
        there = _zone_between(bare, one)
        if one.clock and there and clock.zone in (None, there):
            return bare.replace(second=one.clock.time.second, tzinfo=clock.zone or _publisher_zone(there, zone, bare))
    return bare.replace(tzinfo=clock.zone or zone)


def on_day(stated: Stamp, day: date, zone: tzinfo) -> datetime | None:
    """A told instant that falls on a day, in its own zone or in the publisher's; None where it does not."""
    instant = stated.at(zone)
    if not isinstance(instant, datetime):
        return None
    return next((one for one in (instant, instant.astimezone(zone)) if one.date() == day), None)


def possible_clocks(stated: Stamp) -> Iterator[time]:
    """The clock times, to the minute, that a told date may be shown with in Indonesia."""
    if stated.clock:
        yield minute(stated.clock)
        if stated.clock.zone:
            instant = datetime.combine(stated.day, stated.clock.time, tzinfo=stated.clock.zone)
            for hours in _INDONESIAN_HOURS:
                yield instant.astimezone(timezone(timedelta(hours=hours))).time().replace(second=0)


def minute(clock: Clock) -> time:
    return clock.time.replace(second=0)


def _trusted_zone(zone: tzinfo | None) -> tzinfo | None:
    """The zone in metadata that repeats the visible clock time; None for UTC, which is then a label without meaning."""
    return None if zone is None or not zone.utcoffset(None) else zone


def _zone_between(bare: datetime, stated: Stamp) -> tzinfo | None:
    """The Indonesian zone in which a told instant has this clock time, if there is one."""
    if stated.clock is None or stated.clock.zone is None:
        return None
    instant = datetime.combine(stated.day, stated.clock.time, tzinfo=stated.clock.zone)
    for hours in _INDONESIAN_HOURS:
        there = timezone(timedelta(hours=hours))
        if abs(instant.astimezone(there).replace(tzinfo=None) - bare) <= timedelta(seconds=60):
            return there
    return None


def _publisher_zone(there: tzinfo, zone: tzinfo, bare: datetime) -> tzinfo:
    """The publisher's zone where it is the same as a fixed offset, else the offset."""
    return zone if zone.utcoffset(bare) == there.utcoffset(bare) else there
