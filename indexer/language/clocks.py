"""Finds clock times and zones in dates, such as `pukul 10.07 WIB`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, time, timedelta, timezone, tzinfo

from base.clock import JAKARTA

WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
ZONES: dict[str, tzinfo] = {"wib": JAKARTA, "wita": WITA, "wit": WIT, "utc": UTC, "gmt": UTC, "z": UTC}
ZONES |= dict.fromkeys(("myt", "sgt"), timezone(timedelta(hours=8)))
_FURTHER_ZONES = {
    "ut": 0, "bst": 1, "cet": 1, "cest": 2, "ist": 5.5, "ict": 7, "hkt": 8, "awst": 8, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
"""Hours ahead of UTC: the zones of RFC 822, and those that feeds and agencies of the region name."""
ZONES |= {name: timezone(timedelta(hours=hours)) for name, hours in _FURTHER_ZONES.items()}

_CLOCK = re.compile(
    r"(?<![0-9:])(?<![0-9][.,])(?P<hour>[01]?[0-9]|2[0-3]|24(?=[:.]00))"
    r"(?:[:.](?P<minute>[0-5][0-9])(?:[:.](?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)?(?![0-9])"
    r"|(?<=t[0-9]{2})-(?P<minute2>[0-5][0-9])-(?P<second2>[0-5][0-9])(?![0-9])"
    r"|(?<=t[0-9]{2})(?P<minute3>[0-5][0-9])(?P<second3>[0-5][0-9])(?![0-9])"
    r"|(?=\s{0,2}(?:wib|wita|wit|[ap]\.?m|pagi|siang|sore|petang|malam|dini hari)(?![a-z]))"
    r")"
)
_HALF = re.compile(r"\s{0,2}(?:(?P<am>a\.?m\b)|(?P<pm>p\.?m\b)|(?P<part>pagi|siang|sore|petang|malam|dini hari)\b)")
_ZONE_WORD = re.compile(r"[^a-z0-9]{0,3}(?P<word>wita|wib|wit)(?![a-z])")
_OFFSET = re.compile(
    r"\s{0,2}\(?(?:(?:gmt|utc)\s?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
    r"|(?P<sign2>[+-])(?P<hours2>[0-9]{2})(?::?(?P<minutes2>[0-9]{2}))?"
    rf"|(?P<word>{'|'.join(sorted(ZONES, key=len, reverse=True))}))(?![a-z0-9:])"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time, the zone stated with it (else None), where it ends in the text, and whether it is that of the day
    after, as 24:00 is."""

    time: time
    zone: tzinfo | None
    end: int
    day_after: bool = False


def find_clock(text: str, start: int, end: int, *, last: bool = False) -> Clock | None:
    """The first (or last) clock time in a stretch of lower-case text. Its zone may stand behind the stretch."""
    matches = list(_CLOCK.finditer(text, start, end))
    if not matches:
        return None
    return _read(text, matches[-1 if last else 0])


def zone_word(text: str, position: int) -> tzinfo | None:
    """The Indonesian zone named at a position of a lower-case text; None if there is none."""
    word = _ZONE_WORD.match(text, position)
    return ZONES[word["word"]] if word else None


def _read(text: str, match: re.Match[str]) -> Clock:
    parts = match.groupdict()
    minute = next(_numbers(parts, "minute"), 0)
    second = next(_numbers(parts, "second"), 0)
    half = _HALF.match(text, match.end())
    end = half.end() if half else match.end()
    hour = _hour_of_day(int(parts["hour"]), half)
    zone, end = _zone_at(text, end)
    return Clock(time(hour % 24, minute, second), zone, end, day_after=hour == 24)


def _numbers(parts: dict[str, str | None], name: str) -> Iterator[int]:
    for key, value in parts.items():
        if value is not None and key.rstrip("23") == name:
            yield int(value)


def _hour_of_day(hour: int, half: re.Match[str] | None) -> int:
    if half is None or hour > 12:
        return hour
    if half["am"]:
        return hour % 12
    if half["part"] == "malam" and hour == 12:
        return 24
    afternoon = half["pm"] or half["part"] in ("sore", "petang", "malam") or (half["part"] == "siang" and hour < 6)
    return hour % 12 + 12 if afternoon and (half["pm"] or 0 < hour < 12) else hour


def _zone_at(text: str, position: int) -> tuple[tzinfo | None, int]:
    """The zone after a clock time and where it ends; WIB, WITA and WIT win over a number before them."""
    word = _ZONE_WORD.match(text, position)
    if word:
        return ZONES[word["word"]], word.end()
    offset = _OFFSET.match(text, position)
    if offset is None:
        return None, position
    behind = _ZONE_WORD.match(text, offset.end())
    if behind:
        return ZONES[behind["word"]], behind.end()
    return (ZONES[offset["word"]] if offset["word"] else _offset_of(offset)), offset.end()


def _offset_of(match: re.Match[str]) -> tzinfo | None:
    hours = int(match["hours"] or match["hours2"])
    minutes = int(match["minutes"] or match["minutes2"] or 0)
    if hours > 14 or minutes > 59:
        return None
    sign = -1 if (match["sign"] or match["sign2"]) == "-" else 1
    return timezone(sign * timedelta(hours=hours, minutes=minutes)) if hours or minutes else UTC
