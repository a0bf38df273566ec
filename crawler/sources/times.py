"""Times as feeds and sitemaps write them: RFC 822, ISO 8601, the same with Indonesian words and zones, and numbers."""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone, tzinfo

from base.clock import JAKARTA, MONTHS

# RFC 822 names the American zones and UT; EST is not Jakarta's time, though most sources here name none
_ZONES = {"wib": 7.0, "wita": 8.0, "wit": 9.0, "myt": 8.0, "sgt": 8.0, "z": 0.0, "ut": 0.0, "utc": 0.0, "gmt": 0.0}
_ZONES |= {"est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0}
_ZONES |= {"cet": 1.0, "cest": 2.0, "bst": 1.0, "msk": 3.0, "ist": 5.5, "ict": 7.0, "hkt": 8.0, "jst": 9.0, "kst": 9.0}
_ZONES |= {"aest": 10.0, "aedt": 11.0}
_CLOCK = (
    r"(?:(?:t|[\s,|-]+|\s*pukul\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?"
    r"\s*\(?(?P<zone>(?:gmt|utc)?\s?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,4})?\)?)?\s*(?:\([a-z]{1,5}\))?"
)
_WORDS = re.compile(
    r"(?:[a-z]+['’`]?[a-z]*\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]+)\.?[\s-]+(?P<year>\d{4}|\d\d)" + _CLOCK
)
_NUMBERS = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _CLOCK)
_COUNTED = re.compile(r"(?P<seconds>1\d{9})(?:\d{3})?")
"""Seconds or milliseconds since 1970, of the years from 2001 to 2033."""
_DIGITS = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<zone>)"
)
MAX_LENGTH = 100
"""Characters that a time has at most."""
_OFFSET = re.compile(r"(?:gmt|utc)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?")


def read_time(text: str, zone: tzinfo = JAKARTA) -> datetime | date | None:
    """The instant that a source tells, in `zone` where it names none; a day without a clock time; None if unread."""
    text = " ".join(text[:MAX_LENGTH].lower().split())
    if counted := _COUNTED.fullmatch(text):
        return datetime.fromtimestamp(int(counted["seconds"]), zone)
    match = _NUMBERS.fullmatch(text) or _WORDS.fullmatch(text) or _DIGITS.fullmatch(text)
    if match is None:
        return None
    month = int(match["month"]) if match["month"].isdecimal() else MONTHS.get(match["month"], 0)
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    if not MINYEAR < year < MAXYEAR:  # its instant may lie outside the calendar of another zone
        return None
    try:
        day = date(year, month, int(match["day"]))
        if match["hour"] is None:
            return day
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        told = _zone(match["zone"]) if match["zone"] else zone
        return datetime.combine(day, clock, told) if told else None
    except ValueError:
        return None


def _zone(text: str) -> tzinfo | None:
    """A zone by its name or offset; None for one that is not known."""
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    match = _OFFSET.fullmatch(text)
    if match is None:
        return None
    ahead = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(ahead if match["sign"] == "+" else -ahead)


def iso_time(text: str, zone: tzinfo = JAKARTA) -> str:
    """A source's time in ISO 8601 with its offset, or its day; its own words where they cannot be read."""
    found = read_time(text, zone)
    return found.isoformat() if found else text


def as_instant(text: str, zone: tzinfo = JAKARTA) -> datetime | None:
    """The instant of a source's time, a day being its midnight; None where it cannot be read."""
    found = read_time(text, zone)
    if found is None or isinstance(found, datetime):
        return found
    return datetime.combine(found, time(), zone)


def entry_instant(text: str) -> float | None:
    """Seconds since 1970 by which the rhythm of a source is learnt; None where a day alone or nothing is told."""
    found = read_time(text)
    return found.timestamp() if isinstance(found, datetime) else None
