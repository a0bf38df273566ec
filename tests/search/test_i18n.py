"""Numbers, days and times as readers write them, in the time of Jakarta."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from indexer.fields import Language
from search import i18n

WITA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("moment", "indonesian", "english"),
    [
        (datetime(2024, 11, 30, 16, 30, tzinfo=UTC), "30 Nov 2024, 23.30 WIB", "30 Nov 2024, 23:30 WIB"),
        (datetime(2024, 12, 1, 0, 30, tzinfo=WITA), "30 Nov 2024, 23.30 WIB", "30 Nov 2024, 23:30 WIB"),
        (datetime(2024, 8, 31, 17, 5, tzinfo=UTC), "1 Sep 2024, 00.05 WIB", "1 Sep 2024, 00:05 WIB"),
        (datetime(2024, 4, 30, 17, tzinfo=UTC), "1 Mei 2024, 00.00 WIB", "1 May 2024, 00:00 WIB"),
    ],
)
def test_a_moment_is_told_as_in_jakarta(moment: datetime, indonesian: str, english: str) -> None:
    assert (i18n.moment(moment, "id"), i18n.moment(moment, "en")) == (indonesian, english)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2024-12-01T00:30:00+08:00", "30 Nov 2024, 23.30 WIB"),
        ("2024-12-01", "1 Des 2024"),
        (None, "tanpa tanggal; ditemukan 2 Des 2024, 10.00 WIB"),
    ],
)
@pytest.mark.parametrize("key", ["found", "instant"])
def test_a_day_alone_has_no_time(published: str | None, shown: str, key: str) -> None:
    assert i18n.when({"published": published, key: "2024-12-02T03:00:00+00:00"}, "id") == shown


@pytest.mark.parametrize(("language", "written"), [("id", "1.234.567"), ("en", "1,234,567")])
def test_numbers_are_written_as_the_language_has_them(language: Language, written: str) -> None:
    assert i18n.number(1_234_567, language) == written
    assert i18n.number(999, language) == "999"


@pytest.mark.parametrize("code", [code.removesuffix("_one") for code in i18n.LABELS if code.endswith("_one")])
def test_one_is_told_as_one(code: str) -> None:
    one, two, many = (i18n.counted(code, "en", count, "a", "b") for count in (1, 2, 1_000))
    assert one.replace("1", "2", 1) != two
    assert two.replace("2", "1,000", 1) == many
    assert i18n.counted(code, "id", 1_000, "a", "b") == i18n.label(code, "id", "1.000", "a", "b")
