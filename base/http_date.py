"""Dates in the headers of HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_http_date(text: str) -> datetime | None:
    """The instant of a header such as Date or If-Modified-Since; None for what is no date, or one of no calendar."""
    try:
        found = parsedate_to_datetime(text)
        # One without a zone is of GMT, as all dates of HTTP are (RFC 9110, 5.6.7)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
