"""Times as sources write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from crawler.sources.times import as_instant, iso_time


@pytest.mark.parametrize(
    ("told", "iso"),
    [
        ("Mon, 02 Dec 2024 10:15:00 +0700", "2024-12-02T10:15:00+07:00"),
        ("Sen, 02 Des 2024 10:15:00 +0700", "2024-12-02T10:15:00+07:00"),
        ("Senin, 2 Desember 2024 10:15 WIB", "2024-12-02T10:15:00+07:00"),
        ("Jum'at, 6 Desember 2024 10.15 WITA", "2024-12-06T10:15:00+08:00"),
        ("Senin, 02 Desember 2024 | 10:15 WIT", "2024-12-02T10:15:00+09:00"),
        ("Minggu, 1 Desember 2024 pukul 10:15 WIB", "2024-12-01T10:15:00+07:00"),
        ("Mon, 02 Dec 2024 10:15:00", "2024-12-02T10:15:00+07:00"),
        ("2024-12-02 10:15:00", "2024-12-02T10:15:00+07:00"),
        ("2024-12-02T10:15:00Z", "2024-12-02T10:15:00+00:00"),
        ("2024-12-02T10:15:00.123+0700", "2024-12-02T10:15:00+07:00"),
        ("2024-12-02T10:15+07", "2024-12-02T10:15:00+07:00"),
        ("Sun, 01 Dec 2024 22:15:00 EST", "2024-12-01T22:15:00-05:00"),
        ("Mon, 02 Dec 2024 03:15:00 UT", "2024-12-02T03:15:00+00:00"),
        ("Mon, 2 Dec 24 03:15 GMT", "2024-12-02T03:15:00+00:00"),
        ("Mon, 02 Dec 2024 10:15:00 GMT+7", "2024-12-02T10:15:00+07:00"),
        ("Mon, 02 Dec 2024 10:15:00 +0700 (WIB)", "2024-12-02T10:15:00+07:00"),
        ("Mon, 02 Dec 2024 10:15:00 GMT +07:00", "2024-12-02T10:15:00+07:00"),
        ("Mon, 02 Dec 2024 04:15:00 CET", "2024-12-02T04:15:00+01:00"),
        ("2024-12-02", "2024-12-02"),
        ("1733109300", "2024-12-02T10:15:00+07:00"),
        ("1733109300123", "2024-12-02T10:15:00+07:00"),
        ("20241202101500", "2024-12-02T10:15:00+07:00"),
        ("20241302101500", "20241302101500"),
        ("173310930", "173310930"),
    ],
)
def test_a_time_is_read(told: str, iso: str) -> None:
    assert iso_time(told) == iso


@pytest.mark.parametrize(
    "told",
    ["", "kemarin", "02/12/2024 10:15", "2 Dec 2024 10:15 PM", "32 Dec 2024", "0000-00-00 00:00:00", "2 Xyz 2024"],
)
def test_what_is_not_surely_read_stays_in_the_sources_own_words(told: str) -> None:
    assert iso_time(told) == told
    assert as_instant(told) is None


def test_a_time_without_a_zone_is_the_publishers() -> None:
    assert iso_time("2024-12-02 10:15", ZoneInfo("Asia/Makassar")) == "2024-12-02T10:15:00+08:00"
