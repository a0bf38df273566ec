"""Days as they are written in a query: Jakarta days, months and years, and spans up to today."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from base.clock import MONTHS, jakarta_day

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_NAMED = re.compile(r"(?:(\d{1,2})[-/. ]*)?([a-z]+)[-/. ]*(\d{4})")
_SPAN = re.compile(r"(\d{1,5})\s*([a-z]+)")
_CENTURY = 2000
_WORDS = {"hari ini": 0, "hari-ini": 0, "today": 0, "kemarin": 1, "yesterday": 1}
_UNITS = {
    "id": {
        "h": "day", "hari": "day", "j": "hour", "jam": "hour", "m": "week", "minggu": "week", "pekan": "week",
        "b": "month", "bulan": "month", "t": "year", "tahun": "year",
    },
    "en": {
        "h": "hour", "hour": "hour", "hours": "hour", "d": "day", "day": "day", "days": "day", "w": "week",
        "week": "week", "weeks": "week", "m": "month", "month": "month", "months": "month", "y": "year",
        "year": "year", "years": "year",
    },
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_UNIT = "|".join(name for units in _UNITS.values() for name in units if len(name) > 2)
LONG_DATE = re.compile(
    rf"(?:(?:\d{{1,2}}\s+)?(?:{_MONTH})\.?\s+\d{{4}}|\d{{1,5}}\s+(?:{_UNIT})|hari ini)(?!\w)", re.IGNORECASE
)
"""A day and a span with blanks in them, which need no quotation marks: `sejak:27 November 2024`."""


def read_day(text: str, now: datetime, *, last: bool = False) -> date | None:
    """The day that a text names; of a month or year its first day, or its `last`. None where it names none."""
    text = text.strip().lower()
    if text in _WORDS:
        return jakarta_day(now) - timedelta(days=_WORDS[text])
    year, month, day = _numbers(text)
    try:
        if month and day:
            return date(year, month, day)
        month = month or (12 if last else 1)
        return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _numbers(text: str) -> tuple[int, int, int]:
    """Year, month and day; 0 where the text does not say."""
    if found := _YEAR_FIRST.fullmatch(text):
        return int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found := _DAY_FIRST.fullmatch(text):
        year = int(found[3])
        return year + _CENTURY if len(found[3]) == len("24") else year, int(found[2]), int(found[1])
    if (found := _NAMED.fullmatch(text)) and found[2] in MONTHS:
        return int(found[3]), MONTHS[found[2]], int(found[1] or 0)
    return 0, 0, 0


def read_span(text: str, now: datetime, language: str = "id") -> date | None:
    """The first day of a span that ends today: `7h` is seven days in Indonesian, `7d` in English."""
    found = _SPAN.fullmatch(text.strip().lower())
    unit = (_UNITS[language].get(found[2]) or _UNITS["en"].get(found[2])) if found else None
    if found is None or unit is None or int(found[1]) == 0:
        return None
    today, number = jakarta_day(now), int(found[1])
    try:
        match unit:
            case "hour":
                return jakarta_day(now - timedelta(hours=number))
            case "day" | "week":
                return today - timedelta(days=number * (7 if unit == "week" else 1) - 1)
            case _:
                return _months_back(today, number * (12 if unit == "year" else 1))
    except (OverflowError, ValueError):
        return date(1970, 1, 1)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])) + timedelta(days=1)
