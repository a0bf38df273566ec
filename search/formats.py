"""Numbers, days and times as readers of Indonesian and of English write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from base.clock import JAKARTA, MONTH_NAMES
from search.labels import label
from search.notes import Language

_LANGUAGE_COLUMN: dict[Language, int] = {"id": 0, "en": 1}


def number(value: int, language: Language) -> str:
    """1.234 in Indonesian, 1,234 in English."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "id" else grouped


def day(value: date, language: Language) -> str:
    """30 Nov 2024."""
    return f"{value.day} {_short_month(value, language)} {value.year}"


def month(value: date, language: Language) -> str:
    """Nov 2024."""
    return f"{_short_month(value, language)} {value.year}"


def _short_month(value: date, language: Language) -> str:
    return MONTH_NAMES[value.month - 1][_LANGUAGE_COLUMN[language]][:3].capitalize()


def moment(value: datetime, language: Language) -> str:
    """30 Nov 2024, 09.15 WIB."""
    local = value.astimezone(JAKARTA)
    return f"{day(local.date(), language)}, {local:%H{'.' if language == 'id' else ':'}%M} WIB"


def published(stored: Mapping[str, Any], language: Language) -> str:
    """When an article was published: to the minute, to the day where no clock time is known, "" where nothing is."""
    value = stored["published"]
    if not value:
        return ""
    return moment(datetime.fromisoformat(value), language) if "T" in value else day(date.fromisoformat(value), language)


def when(stored: Mapping[str, Any], language: Language) -> str:
    """When an article was published, or when it was found where its page does not say."""
    found = datetime.fromisoformat(stored["instant"])
    return published(stored, language) or label("undated", language, moment(found, language))


_LANGUAGES: dict[str, dict[Language, str]] = {
    "id": {"id": "Indonesia", "en": "Indonesian"},
    "en": {"id": "Inggris", "en": "English"},
    "ms": {"id": "Melayu", "en": "Malay"},
    "jv": {"id": "Jawa", "en": "Javanese"},
    "su": {"id": "Sunda", "en": "Sundanese"},
    "ar": {"id": "Arab", "en": "Arabic"},
    "zh": {"id": "Mandarin", "en": "Chinese"},
}


def language_name(code: str, language: Language) -> str:
    """The name of a language, its code where it is none of those that are common here."""
    return _LANGUAGES.get(code, {}).get(language, code)
