from __future__ import annotations

from datetime import UTC, datetime

import pytest

from base.http_date import read_http_date

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Wed, 25 Nov 2026 05:00:00 GMT", NOON),
        ("Wed, 25 Nov 2026 12:00:00 +0700", NOON),
        ("Wed, 25 Nov 2026 05:00:00 -0000", NOON),
        ("Wednesday, 25-Nov-26 05:00:00 GMT", NOON),
        ("besok", None),
        ("", None),
        ("Wed, 99 Nov 2026 05:00:00 GMT", None),
        ("Wed, 25 Nov 99999999999 05:00:00 GMT", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)
def test_a_date_of_a_header_is_an_instant_of_the_calendar(text: str, instant: datetime | None) -> None:
    assert read_http_date(text) == instant
