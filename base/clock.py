"""The clock of Jakarta, in which days begin and end here, and the months as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
JAKARTA_SECONDS = 7 * HOUR_SECONDS
"""How far Jakarta is ahead of UTC."""
# Fixed, not Asia/Jakarta: the zone's other offsets all lie before 1964, and engines count days by one (decision 57).
JAKARTA = timezone(timedelta(seconds=JAKARTA_SECONDS), "WIB")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MONTH_NAMES: tuple[tuple[str, ...], ...] = (
    ("januari", "january"),
    ("februari", "february", "pebruari", "febuari"),
    ("maret", "march", "mac", "mrt"),
    ("april", "april"),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july", "julai"),
    ("agustus", "august", "ogos", "agst", "ags", "agt", "ag"),
    ("september", "september", "sptmbr", "spt"),
    ("oktober", "october"),
    ("november", "november", "nopember"),
    ("desember", "december", "disember"),
)
"""Each month in Indonesian and in English, then its other spellings, Malay ones too, and contractions."""
_MIN_MONTH_LETTERS = 3
MONTHS = {
    name[:length]: number
    for number, names in enumerate(MONTH_NAMES, 1)
    for name in names
    for length in range(min(len(name), _MIN_MONTH_LETTERS), len(name) + 1)
}
"""The number of a month by any of its names, whole or cut off behind its third letter or later."""


def time_zone(name: str) -> tzinfo:
    """A zone by its name, Jakarta's with the one offset that days are counted by."""
    return JAKARTA if name == "Asia/Jakarta" else ZoneInfo(name)


def jakarta_day(instant: datetime) -> date:
    """The day that it is in Jakarta."""
    return instant.astimezone(JAKARTA).date()


def day_start(day: date) -> int:
    """The first second of a Jakarta day, in seconds since 1970."""
    return int((datetime(day.year, day.month, day.day, tzinfo=JAKARTA) - _EPOCH).total_seconds())


def day_end(day: date) -> int:
    """The first second after a Jakarta day, in seconds since 1970."""
    return day_start(day) + DAY_SECONDS


def day_of(second: int) -> date:
    """The Jakarta day of a second since 1970."""
    return jakarta_day(_EPOCH + timedelta(seconds=second))
