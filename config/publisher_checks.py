"""What the values of a publisher's file may be. Each check raises ValueError that says what is allowed."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

PATH_LANGUAGES = ("json-ld", "meta", "css")


def one_of(*allowed: str) -> Callable[[str], None]:
    """A check that raises ValueError for any other word."""

    def check(value: str) -> None:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {value!r}")

    return check


def check_domain(value: str) -> None:
    """A host name, with a port where it is needed."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", value):
        raise ValueError(f"must be a host name in small letters, with a port where needed, not {value!r}")
    check_port(value.partition(":")[2])


def check_port(port: str) -> None:
    """A valid port number, or "" for the default."""
    if port and not 0 < int(port) < 65536:
        raise ValueError(f"must have a port between 1 and 65535, not {port}")


def check_timezone(value: str) -> None:
    """Raise ValueError for what is no time zone of the IANA database."""
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:  # `Asia` is a folder of them
        raise ValueError(f"is no time zone (such as Asia/Jakarta, Asia/Makassar, Asia/Jayapura): {value!r}") from error


def check_language(value: str) -> None:
    """Raise ValueError for what is no language code of ISO 639."""
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise ValueError(f"must be a language code such as id, ms or en, not {value!r}")


def check_pattern(value: str) -> None:
    """Raise ValueError for what is no regular expression."""
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"is no regular expression: {error}") from error


def check_single_page(value: str) -> None:
    """How the address of an article on one page is made of its own."""
    if not re.fullmatch(r"query:[^=&\s]+=[^=&\s]+|suffix:/\S+", value):
        raise ValueError(f'must be like "query:page=all" or "suffix:/all", not {value!r}')


def check_css(value: str) -> None:
    """Raise ValueError for what is not `css:` and a selector."""
    if not re.fullmatch(r"css:\s*\S.*", value, re.DOTALL):
        raise ValueError(f'must be like "css:h2 a", not {value!r}')
    _check_selector(value.removeprefix("css:").strip())


def check_path(value: str) -> None:
    """A path in one of the three languages."""
    language, colon, path = value.partition(":")
    if language not in PATH_LANGUAGES or not colon or not path.strip():
        raise ValueError(f"must start with one of {', '.join(p + ':' for p in PATH_LANGUAGES)}, not {value!r}")
    if language == "css":
        _check_selector(path.strip())
    if language == "json-ld" and not all(key.strip() for key in path.split(".")):
        raise ValueError(f"must be keys with dots between them, such as json-ld:author.name, not {value!r}")


def _check_selector(css: str) -> None:
    """As crawler and indexer translate it, by the library that both use."""
    from cssselect import HTMLTranslator, SelectorError  # noqa: PLC0415 - only where there is a selector

    try:
        HTMLTranslator().css_to_xpath(css)
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"{css!r} is no CSS selector: {error}") from error


def check_cron(expression: str) -> None:
    """Five fields, each with values that there are. Holds for what `crawler.schedule.policy` makes of it."""
    for part, field in zip(expression.split(" "), _CRON_FIELDS, strict=True):
        for one in part.lower().split(","):
            if not _is_cron_range(one, field):
                raise ValueError(f"{one!r} is no {field.name} of cron in {expression!r}")


class _CronField(NamedTuple):
    name: str
    first: int
    last: int
    names: tuple[str, ...] = ()


_CRON_FIELDS = (
    _CronField("minute", 0, 59),
    _CronField("hour", 0, 23),
    _CronField("day of the month", 1, 31),
    _CronField("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    _CronField("day of the week", 0, 7, ("mon", "tue", "wed", "thu", "fri", "sat", "sun")),
)


def _is_cron_range(text: str, field: _CronField) -> bool:
    """`*`, a value or `first-last`, with `/step` where there are numbers; or names, without a step."""
    first, _, last = text.partition("-")
    if first in field.names:
        return not last or (last in field.names and field.names.index(first) <= field.names.index(last))
    match = re.fullmatch(r"(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:/(\d{1,2}))?", text)
    if not match:
        return False
    begin = int(match[1]) if match[1] else field.first
    end = int(match[2]) if match[2] else field.last
    is_step = not match[3] or 1 <= int(match[3]) <= end - begin
    return field.first <= begin <= end <= field.last and is_step


def check_url(value: str) -> None:
    """An address that can be fetched."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError(f"must be an http or https address, not {value!r}")


def check_dated_url(value: str) -> None:
    """The address of a list by day or month, with the names of what changes in it in braces."""
    names = re.findall(r"\{([^{}]*)\}", value)
    if re.search(r"[{}]", re.sub(r"\{(?:year|month|day|page)\}", "", value)) or not {"year", "month"} <= set(names):
        raise ValueError(f"must have {{year}} and {{month}}, may have {{day}} and {{page}}, and no others: {value!r}")
    check_url(re.sub(r"\{\w+\}", "1", value))
