"""Parses dates relative to now, such as `2 jam yang lalu` and `Kemarin, 20:15 WIB`."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta, tzinfo

from indexer.language.clocks import Clock, find_clock

_NUMBERS: dict[str, float] = {
    **dict.fromkeys(("satu", "a", "an", "one"), 1),
    **dict(
        zip(
            ("dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"),
            range(2, 11),
            strict=True,
        )
    ),
    **dict(zip(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), range(2, 11), strict=True)),
    "sebelas": 11,
    "setengah": 0.5,
}
_UNITS = {
    "second": ("detik", "dtk", "seconds", "second", "secs", "sec", "saat"),
    "minute": ("menit", "mnt", "mnit", "minit", "minutes", "minute", "mins", "min"),
    "hour": ("jam", "hours", "hour", "hrs"),
    "day": ("hari", "days", "day"),
    "week": ("minggu", "mgg", "mg", "pekan", "weeks", "week"),
    "month": ("bulan", "bln", "months", "month", "mo"),
    "year": ("tahun", "thn", "th", "years", "year", "yrs", "yr"),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_LETTERS = {"j": "hour", "m": "minute", "d": "day", "w": "week", "y": "year"}
_UNIT_BEFORE_AGO = {**_UNIT_OF, **_LETTERS, "hr": "hour", "h": "hour"}
_UNIT_BEFORE_LALU = {**_UNIT_OF, **_LETTERS, "hr": "day", "h": "day"}
"""`3 hr ago` is hours in English, `3 hr lalu` days in Indonesian (hari)."""
_UNIT = "|".join(sorted(_UNIT_BEFORE_AGO, key=len, reverse=True))
_WORD_UNIT = "|".join(sorted((*_UNIT_OF, "hr"), key=len, reverse=True))
# A letter alone is a unit only right behind its number: `5m lalu`, but not `turun 5 m lalu naik` (metres).
_NUMBER = rf"[0-9]{{1,4}}\s{{0,2}}|(?:{'|'.join(_NUMBERS)})\s{{1,2}}|se"
_AMOUNT = rf"(?:(?:{_NUMBER})(?:{_WORD_UNIT})|[0-9]{{1,4}}[jmhdwy])\.?(?![a-z])"
_AGO = re.compile(
    rf"(?<![a-z0-9.,])(?P<amounts>{_AMOUNT}(?:,?\s{{1,2}}(?:dan\s|and\s)?{_AMOUNT})?)"
    r"\s{1,2}(?:yang\s|yg\s|y)?(?P<word>lalu|ll|silam|lepas|ago)(?![a-z])"
)
_ONE_AMOUNT = re.compile(
    rf"(?<![a-z0-9])(?P<number>[0-9]{{1,4}}|{'|'.join(_NUMBERS)}|se)\s{{0,2}}(?P<unit>{_UNIT})(?![a-z])"
)
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("senin", "sen", "isnin", "monday"),
            ("selasa", "sel", "tuesday"),
            ("rabu", "rab", "wednesday"),
            ("kamis", "kam", "khamis", "thursday"),
            ("jumat", "jum'at", "jum’at", "jum", "friday"),
            ("sabtu", "sab", "saturday"),
            ("ahad", "minggu", "sunday"),
        )
    )
    for name in names
}
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_LAST_WEEKDAY = re.compile(
    rf"(?:(?:hari\s)?(?P<day>{_WEEKDAY})\W{{1,2}}(?:(?P<week>(?:minggu|pekan)\s)(?:yang\s)?lalu|(?:yang\s)?(?:lalu|silam|kemarin))"
    rf"|last\s(?P<english>{_WEEKDAY}))(?![a-z])"
)
_DAYS_BACK = {
    **dict.fromkeys(("hari ini", "pagi ini", "siang ini", "sore ini", "malam ini", "today"), 0),
    **dict.fromkeys(("tadi pagi", "tadi siang", "tadi sore", "pagi tadi", "siang tadi", "sore tadi"), 0),
    **dict.fromkeys(("kemarin", "kemaren", "semalam", "tadi malam", "yesterday"), 1),
    **dict.fromkeys(("kemarin lusa", "kemarin dulu"), 2),
}
_LONGEST_FIRST = "|".join(sorted(_DAYS_BACK, key=len, reverse=True))
_ONE_BACK = re.compile(r"\W{0,4}(?P<unit>minggu|pekan|bulan|tahun)\s{1,2}(?:yang\s)?(?:lalu|silam)\W{0,4}")
_LABEL = (
    r"(?:(?:tayang|terbit|diterbitkan|dipublikasikan|publikasi|dibuat|ditulis|dirilis|rilis|diposting|diperbarui"
    r"|diupdate|published|posted|updated|update|tanggal)\s?(?:pada|on|at|sejak)?\W{0,4})?"
)
_NAMED = re.compile(rf"\W{{0,4}}{_LABEL}(?P<name>{_LONGEST_FIRST}|baru saja|barusan|just now)(?![a-z])")
_FURTHER_WORDS = 5


def parse_relative(text: str, now: datetime, zone: tzinfo) -> datetime | date | None:
    """Parse a relative date in lower case: hours and less give an instant, days and more a date; None if it is none."""
    ago = _AGO.search(text)
    if ago:
        return _count_back(text, ago, now, zone)
    one_back = _ONE_BACK.fullmatch(text)
    if one_back:
        return _back(now.astimezone(zone), 1, _UNIT_OF[one_back["unit"]]).date()
    weekday = _LAST_WEEKDAY.match(text)
    if weekday and len(text[weekday.end() :].split()) <= _FURTHER_WORDS:
        clock = find_clock(text, weekday.end(), len(text))
        return _on_day(_days_since(weekday, now.astimezone(zone).date()), clock, now, zone)
    named = _NAMED.match(text)
    if named is None or len(text[named.end() :].split()) > _FURTHER_WORDS:
        return None
    if named["name"] not in _DAYS_BACK:
        return now.astimezone(zone)
    return _on_day(_DAYS_BACK[named["name"]], find_clock(text, named.end(), len(text)), now, zone)


def _days_since(match: re.Match[str], today: date) -> int:
    """Days since the last such weekday before today, or since that of the week before this one."""
    weekday = _WEEKDAYS[match["day"] or match["english"]]
    if match["week"]:
        return 7 + today.weekday() - weekday
    return (today.weekday() - weekday - 1) % 7 + 1


def _on_day(days_back: int, clock: Clock | None, now: datetime, zone: tzinfo) -> datetime | date:
    there = (clock.zone if clock else None) or zone
    day = (now.astimezone(there) - timedelta(days=days_back)).date()
    return _at(day, clock, there) if clock else day


def _at(day: date, clock: Clock, zone: tzinfo) -> datetime:
    """A clock time of a day; that of 24:00 is the next one's midnight."""
    return datetime.combine(day + timedelta(days=clock.day_after), clock.time, tzinfo=clock.zone or zone)


def _count_back(text: str, ago: re.Match[str], now: datetime, zone: tzinfo) -> datetime | date | None:
    local = now.astimezone(zone)
    coarse = False
    unit_of = _UNIT_BEFORE_AGO if ago["word"] == "ago" else _UNIT_BEFORE_LALU
    try:
        for amount in _ONE_AMOUNT.finditer(ago["amounts"]):
            unit = unit_of[amount["unit"]]
            local = _back(local, _amount(amount["number"]), unit)
            coarse = coarse or unit not in ("second", "minute", "hour")
    except (OverflowError, ValueError):  # thousands of years
        return None
    if not coarse:
        return local
    clock = find_clock(text, ago.end(), len(text))
    return _at(local.date(), clock, zone) if clock else local.date()


def _amount(word: str) -> float:
    if word == "se":
        return 1
    return _NUMBERS[word] if word in _NUMBERS else float(word)


def _back(instant: datetime, amount: float, unit: str) -> datetime:
    if unit not in ("month", "year"):
        return instant - timedelta(**{f"{unit}s": amount})
    months = round(amount * (12 if unit == "year" else 1))
    year, month = divmod(instant.year * 12 + instant.month - 1 - months, 12)
    day = min(instant.day, calendar.monthrange(year, month + 1)[1])
    return instant.replace(year=year, month=month + 1, day=day)
