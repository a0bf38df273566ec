"""When an entry of a source was published, by what the source says: for the rhythm of the source, not for articles."""

from __future__ import annotations

import email.utils
import re
from datetime import datetime

from base.clock import JAKARTA, MONTHS

_ZONES = {"WIB": "+0700", "WITA": "+0800", "WIT": "+0900"}
_ZONE = re.compile(r"\b(?:WIB|WITA|WIT)\b")
_MONTH = re.compile(r"(?<=\d[ -])[A-Za-z]{3,9}(?=[ -]\d{4})")
_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def entry_instant(text: str) -> float | None:
    """Seconds since 1970; None where there is no date or a day alone. What names no zone is Jakarta's."""
    said = _ZONE.sub(lambda zone: _ZONES[zone[0]], text.strip())
    if len(said) <= len("2026-11-24"):
        return None
    try:
        read = _read(said)
        return (read if read.tzinfo else read.replace(tzinfo=JAKARTA)).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return email.utils.parsedate_to_datetime(_MONTH.sub(lambda month: _in_english(month[0]), text))


def _in_english(month: str) -> str:
    number = MONTHS.get(month.lower())
    return _ENGLISH[number - 1] if number else month
