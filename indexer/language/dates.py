"""Parses dates as Indonesian, English and Malay news pages write them.

Our own rules know the forms that publishers use; dateparser is asked only where they find nothing and the text still
looks like a date. Anything else (a page counter, a telephone number, the 32nd of a month, a weekday) gives None.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from base.clock import MONTHS
from indexer.language.clocks import Clock, find_clock, zone_word
from indexer.language.relative import parse_relative

_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")(?![a-z])"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_SHORT_YEAR = r"['’]?(?P<short>[0-9]{2})(?=\s*(?:$|[,|(]|-\s|[0-9]{1,2}[:.][0-9]{2}))"
_GAP = r"[\s.,/+-]{0,4}"
_ALONE = r"(?<![0-9])(?<![0-9][/.-])"

_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_ALONE}(?P<year>(?:19|20)[0-9]{{2}})(?P<sign>[-/.])(?P<number>[0-9]{{1,2}})(?P=sign)(?P<day>[0-9]{{1,2}})(?![0-9])",
        r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<number>[0-9]{2})(?P<day>[0-9]{2})(?=t[0-9]{2})",
        rf"(?<![0-9]){_DAY}(?:\s+of)?{_GAP}(?<![a-z]){_MONTH}{_GAP}(?:{_YEAR}|{_SHORT_YEAR})",
        rf"(?<![a-z]){_MONTH}{_GAP}{_DAY}(?![0-9:]){_GAP}{_YEAR}",
        (
            rf"{_ALONE}(?<!v)(?P<day>[0-9]{{1,2}})(?P<sign>\s?[/-]\s?|\.)(?P<number>[0-9]{{1,2}})(?P=sign)"
            r"(?:(?P<year>(?:19|20)[0-9]{2})|(?P<short>[0-9]{2}))(?![0-9])(?![/.-][0-9])"
        ),
    )
)
_DIGIT = re.compile("[0-9]")
_WEEKDAY_ONLY = re.compile(r"\W*(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)?\W*")
_YEARLESS = re.compile(rf"(?<![0-9]){_DAY}\s{{1,3}}{_MONTH}(?!\s*[0-9]{{4}})")
_DAY_AND_MONTH = re.compile(
    r"(?:[a-z]{3,15}\s?[:|]\s?)?(?P<weekday>(?:senin|selasa|rabu|kamis|jum.?at|sabtu|minggu|ahad)\W{1,3})?(?P<open>\()?"
    r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})(?![0-9/])\)?(?P<rest>.{0,30})"
)
_PLAIN_DAY = re.compile(r"[^a-z0-9]*(?:[a-z'’]{3,9}[\s,]+)?[0-9]{1,2}\s")

MAX_LENGTH = 400
"""Characters of a text that are searched for a date."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A day found in a text, between two character offsets of it, with its clock time where one stands beside it."""

    day: date
    clock: Clock | None
    start: int
    end: int

    def at(self, zone: tzinfo) -> datetime | date:
        """The instant, in the zone that the text states, else in `zone`; the day where there is no clock time."""
        if self.clock is None:
            return self.day
        return datetime.combine(self.day, self.clock.time, tzinfo=self.clock.zone or zone)


def parse_date(text: str, *, now: datetime, zone: tzinfo) -> datetime | date | None:
    """Parse one date: an aware datetime, a date if it has no clock time, None if it is no date.

    Relative dates ("2 jam lalu") count from `now` (aware); `zone` is for times without one.
    """
    text = _simplify(text)
    candidates = list(_candidates(text))
    stamp = next(_stamps(text, candidates), None)
    if stamp is not None:
        return stamp.at(zone)
    if candidates:
        return None
    found = parse_relative(text, now, zone) or _parse_yearless(text, now, zone) or _parse_numbers(text, now, zone)
    return found or _ask_dateparser(text, now, zone)


@functools.lru_cache(maxsize=512)  # a page tells one date in several places
def find_stamps(text: str) -> tuple[Stamp, ...]:
    """All days that a text names in full, in order, in its first 4,000 characters. Offsets are those of the text."""
    if not _DIGIT.search(text):
        return ()
    folded = text[: 10 * MAX_LENGTH].lower()
    if len(folded) != len(text[: 10 * MAX_LENGTH]):  # letters such as the Turkish capital I become two
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in text[: 10 * MAX_LENGTH])
    return tuple(_stamps(folded, list(_candidates(folded))))


def _simplify(text: str) -> str:
    """The text in lower case and compatibility form, white space folded, without marks that show nothing (a soft
    hyphen), cut to `MAX_LENGTH`."""
    folded = unicodedata.normalize("NFKC", text[:MAX_LENGTH]).lower()
    folded = "".join(c for c in folded if c.isascii() or unicodedata.category(c) != "Cf")
    return " ".join(folded.split())[:MAX_LENGTH]


def _candidates(text: str) -> Iterator[re.Match[str]]:
    """The matches of date forms, in order and without overlaps, the longest first; the day may be impossible."""
    found = sorted((match for form in _FORMS for match in form.finditer(text)), key=lambda m: (m.start(), -m.end()))
    end = 0
    for match in found:
        if match.start() >= end and _is_plausible(match):
            end = match.end()
            yield match


def _is_plausible(match: re.Match[str]) -> bool:
    """Whether a match can be a date: a two-digit year after a dot or hyphen needs a clock time, or no other text but a
    weekday."""
    parts = match.groupdict()
    if not parts.get("short") or not parts.get("number"):
        return True
    if parts["sign"].strip() == "/" or find_clock(match.string, match.end(), match.end() + 12):
        return True
    return _WEEKDAY_ONLY.fullmatch(match.string[: match.start()] + match.string[match.end() :]) is not None


def _stamps(text: str, candidates: list[re.Match[str]]) -> Iterator[Stamp]:
    """The candidates that are possible days, each with the clock time that belongs to it."""
    borders = [0, *(match.end() for match in candidates)]
    followers = [*(match.start() for match in candidates[1:]), len(text)]
    for match, previous, following in zip(candidates, borders, followers, strict=False):
        day = _day_of(match)
        if day is not None:
            clock = _zoned(text, match, _clock_beside(text, match, previous, following))
            day += timedelta(days=1) if clock and clock.day_after else timedelta()
            yield Stamp(day, clock, match.start(), max(match.end(), clock.end if clock else 0))


def _clock_beside(text: str, match: re.Match[str], previous: int, following: int) -> Clock | None:
    """The first clock time within 40 characters after the day, else the last one within 25 before it."""
    after = find_clock(text, match.end(), min(following, match.end() + 40))
    if after is not None:
        return after
    start = max(previous, match.start() - 25)
    return find_clock(text, start, match.start(), last=True)


def _zoned(text: str, match: re.Match[str], clock: Clock | None) -> Clock | None:
    """A clock time without a zone gets the one that follows the day."""
    if clock is None or clock.zone is not None:
        return clock
    zone = zone_word(text, match.end())
    return dataclasses.replace(clock, zone=zone) if zone else clock


def _day_of(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else 2000 + int(parts["short"])
    day = int(parts["day"])
    month = MONTHS[parts["month"]] if parts.get("month") else int(parts["number"])
    if month > 12 and day <= 12 and match.start("day") < match.start("number"):
        day, month = month, day  # written the American way
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _parse_yearless(text: str, now: datetime, zone: tzinfo) -> datetime | date | None:
    """A text of hardly more than a day and a month by its name: the last such day up to tomorrow."""
    match = _YEARLESS.search(text)
    if match is None or not _PLAIN_DAY.match(text) or len(text) > 40:
        return None
    clock = find_clock(text, match.end(), len(text))
    return _last_such_day(int(match["day"]), MONTHS[match["month"]], clock, now, zone)


def _parse_numbers(text: str, now: datetime, zone: tzinfo) -> datetime | date | None:
    """A text of hardly more than a day and a month in figures (`Jumat, 29/11 pukul 19.30`): the last such day.

    A weekday, brackets or a clock time tell it from a counter (`3 of 12`), in which the first number is never greater.
    """
    match = _DAY_AND_MONTH.fullmatch(text)
    if match is None:
        return None
    day, month, clock = int(match["day"]), int(match["month"]), find_clock(text, match.start("rest"), len(text))
    alone = day > month and not match["rest"].strip()
    if month > 12 or not (match["weekday"] or match["open"] or clock or alone):
        return None
    return _last_such_day(day, month, clock, now, zone)


def _last_such_day(day: int, month: int, clock: Clock | None, now: datetime, zone: tzinfo) -> datetime | date | None:
    """The last day of this number and month up to tomorrow; None where there is none in five years."""
    today = now.astimezone(zone).date()
    for year in range(today.year + 1, today.year - 5, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= today + timedelta(days=1):
            found += timedelta(days=1) if clock and clock.day_after else timedelta()
            return Stamp(found, clock, 0, 0).at(zone)
    return None


_LOOKS_LIKE_DATE = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9]).{0,40}[a-z]{3}|[a-z]{3}.{0,40}(?:19|20)[0-9]{2}|\bago\b|\blalu\b"
)


def _ask_dateparser(text: str, now: datetime, zone: tzinfo) -> datetime | date | None:
    if len(text) > 80 or not any(c.isdigit() for c in text) or not _LOOKS_LIKE_DATE.search(text):
        return None
    from dateparser.date import DateDataParser  # noqa: PLC0415 - takes a third of a second, and is hardly ever needed

    settings = {
        "DATE_ORDER": "DMY",
        "STRICT_PARSING": True,
        "RETURN_TIME_AS_PERIOD": True,
        "RELATIVE_BASE": now.astimezone(zone).replace(tzinfo=None),
        "PARSERS": ["relative-time", "absolute-time"],
    }
    try:
        data = DateDataParser(languages=["id", "en"], settings=settings).get_date_data(text)
    except (ValueError, OverflowError, TypeError):  # what it raises on numbers that are no dates
        return None
    found: datetime | None = data.date_obj
    if found is None:
        return None
    if data.period != "time":
        return found.date()
    return found if found.tzinfo else found.replace(tzinfo=zone)
