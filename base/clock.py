"""The clock of Jakarta, in which days begin and end here, and the months as they are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

DAY_SECONDS = 86_400
JAKARTA_SECONDS = 7 * 3_600
"""How far Jakarta is ahead of UTC."""
# Fixed, not Asia/Jakarta: the zone's other offsets all lie before 1964, and engines count days by one (decision 57).
JAKARTA = timezone(timedelta(seconds=JAKARTA_SECONDS), "WIB")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MONTH_NAMES: tuple[tuple[str, ...], ...] = (
    ("januari", "january", "jan"),
    ("februari", "february", "pebruari", "febuari", "feb", "peb"),
    ("maret", "march", "mac", "mar", "mrt"),
    ("april", "april", "apr"),
    ("mei", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "julai", "jul"),
    ("agustus", "august", "ogos", "agust", "agu", "ags", "agt", "aug", "ogo"),
    ("september", "september", "sept", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "november", "nopember", "nov", "nop"),
    ("desember", "december", "disember", "des", "dec", "dis"),
)
"""Each month in Indonesian and in English, then its other spellings and abbreviations, Malay ones too."""
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names}
"""The number of a month by any of its names."""


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
