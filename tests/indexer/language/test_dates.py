"""Date strings: what is read, what is refused, and that nothing makes the reader fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.clock import MONTH_NAMES
from indexer.language.dates import find_stamps, parse_date

JAKARTA = ZoneInfo("Asia/Jakarta")
NOW = datetime(2025, 3, 14, 9, 30, tzinfo=JAKARTA)


def read(text: str) -> str | None:
    found = parse_date(text, now=NOW, zone=JAKARTA)
    return None if found is None else found.isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kamis, 13 Mar 2025 08:15 WIB", "2025-03-13T08:15:00+07:00"),
        ("Jum'at, 7 Maret 2025 | 21:40 WITA", "2025-03-07T21:40:00+08:00"),
        ("Jum’at (7 Maret 2025) - 21.40 wit", "2025-03-07T21:40:00+09:00"),
        ("Ahad, 02 Nopember 2014 pukul 6.05 WIB", "2014-11-02T06:05:00+07:00"),
        ("Berita.com - Diperbarui 09/03/2025, 17:53 WIB", "2025-03-09T17:53:00+07:00"),
        ("9/3/2025 7:05", "2025-03-09T07:05:00+07:00"),
        ("03/19/2025 7:05", "2025-03-19T07:05:00+07:00"),
        ("09.03.2025 07.05", "2025-03-09T07:05:00+07:00"),
        ("9 / 3 / 25 07:05 WIB", "2025-03-09T07:05:00+07:00"),
        ("09-03-25 07:05", "2025-03-09T07:05:00+07:00"),
        ("09-03-25", "2025-03-09"),
        ("Maret 09 / 2025 11:58 WIB", "2025-03-09T11:58:00+07:00"),
        ("Agt 9, 2024 08:00", "2024-08-09T08:00:00+07:00"),
        ("9+August+2024", "2024-08-09"),
        ("9 Agustus '24, 10:00", "2024-08-09T10:00:00+07:00"),
        ("Kamis (13/3/2025) sore", "2025-03-13"),
        ("Kamis, 13 Maret 2025, 3 sore", "2025-03-13T15:00:00+07:00"),
        ("March 9th, 2025 at 2:05 p.m.", "2025-03-09T14:05:00+07:00"),
        ("12:30 AM, 9 March 2025", "2025-03-09T00:30:00+07:00"),
        ("07:05 WITA, Minggu 9 Maret 2025", "2025-03-09T07:05:00+08:00"),
        ("Minggu 9 Maret 2025 08:00-10:00 WIB", "2025-03-09T08:00:00+07:00"),
        ("Isnin, 10 Mac 2025 8:30 PM", "2025-03-10T20:30:00+07:00"),
        ("2025-03-09T07:05:00Z", "2025-03-09T07:05:00+00:00"),
        ("2025-03-09T07:05:00.123-08:00", "2025-03-09T07:05:00-08:00"),
        ("2025-03-09T23-55-42Z", "2025-03-09T23:55:42+00:00"),
        ("20250309T070500+0700", "2025-03-09T07:05:00+07:00"),
        ("2025/03/09 07:05", "2025-03-09T07:05:00+07:00"),
        ("Sun, 09 Mar 2025 07:05:00 GMT", "2025-03-09T07:05:00+00:00"),
        ("9 Maret 2025 14:05 GMT+8", "2025-03-09T14:05:00+08:00"),
        ("Minggu, 9 Maret 2025 25:99 WIB", "2025-03-09"),
        ("Minggu, 9 Maret 2025 | Dibaca 10.500 kali", "2025-03-09"),
        ("\u00a0 9\u00a0Maret\u00a02025,\u00a007:05\u00a0WIB", "2025-03-09T07:05:00+07:00"),
        ("Minggu, 09-03-25", "2025-03-09"),
        ("9 Agst 2024", "2024-08-09"),
        ("9 Ag. 2024", "2024-08-09"),
        ("9 Agus 2024 10.00", "2024-08-09T10:00:00+07:00"),
        ("9 Dese 2024", "2024-12-09"),
        ("9 Desem\u00adber 2024", "2024-12-09"),
        ("9 Maret 2025 24:00 WIB", "2025-03-10T00:00:00+07:00"),
        ("Kemarin, 24:00 WIB", "2025-03-14T00:00:00+07:00"),
        ("9 Maret 2025 pukul 12 malam", "2025-03-10T00:00:00+07:00"),
        ("9 Maret 2025 pukul 1 dini hari", "2025-03-09T01:00:00+07:00"),
        ("9 Maret 2025 24:15", "2025-03-09"),
        ("Sun, 09 Mar 2025 16:18:00 EST", "2025-03-09T16:18:00-05:00"),
        ("Sun, 09 Mar 2025 16:18:00 UT", "2025-03-09T16:18:00+00:00"),
        ("Sun, 09 Mar 2025 16:18 AEDT", "2025-03-09T16:18:00+11:00"),
        ("Rabu, 12/3 pukul 19.30", "2025-03-12T19:30:00+07:00"),
        ("Terbit: Jum'at (29/11)", "2024-11-29"),
        ("29/11", "2024-11-29"),
        ("29/11 19:30 WIT", "2024-11-29T19:30:00+09:00"),
        ("3/12", None),
        ("12/20", None),
        ("7/10 (baik)", None),
        ("3 hr lalu", "2025-03-11"),
        ("3 hr ago", "2025-03-14T06:30:00+07:00"),
        ("4 thn lalu", "2021-03-14"),
        ("2j lalu", "2025-03-14T07:30:00+07:00"),
        ("5m yg lalu", "2025-03-14T09:25:00+07:00"),
        ("Air naik 5 m lalu surut", None),
        ("Senin lalu", "2025-03-10"),
        ("Jumat lalu", "2025-03-07"),
        ("Senin pekan lalu", "2025-03-03"),
        ("Senin lalu pukul 10.15", "2025-03-10T10:15:00+07:00"),
        ("Minggu lalu", "2025-03-07"),
        ("Minggu lalu, 20.15 WIB", "2025-03-09T20:15:00+07:00"),
        ("Senin", None),
        ("20:15, 9 Maret 2025 WITA", "2025-03-09T20:15:00+08:00"),
        ("9 Maret 2025 WIT 20:15", "2025-03-09T20:15:00+09:00"),
        ("9 Maret 2025 pukul 7 malam WIB", "2025-03-09T19:00:00+07:00"),
        ("12 Des, 14:05 WIB", "2024-12-12T14:05:00+07:00"),
        ("2025 Maret 9", "2025-03-09"),
    ],
)
def test_forms_of_publishers_are_read(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 jam yang lalu", "2025-03-14T06:30:00+07:00"),
        ("dua menit lalu", "2025-03-14T09:28:00+07:00"),
        ("1 jam 20 menit yang lalu", "2025-03-14T08:10:00+07:00"),
        ("1 jam, 20 menit yang lalu", "2025-03-14T08:10:00+07:00"),
        ("setengah jam lalu", "2025-03-14T09:00:00+07:00"),
        ("an hour ago", "2025-03-14T08:30:00+07:00"),
        ("sehari lalu", "2025-03-13"),
        ("2 pekan lalu", "2025-02-28"),
        ("sebulan yang lalu", "2025-02-14"),
        ("2 tahun lalu", "2023-03-14"),
        ("4 hari lalu, 20:15 WITA", "2025-03-10T20:15:00+08:00"),
        ("Tayang: Hari ini, 08:10 WIB", "2025-03-14T08:10:00+07:00"),
        ("Kemarin", "2025-03-13"),
        ("yesterday at 7:00 pm", "2025-03-13T19:00:00+07:00"),
        ("Tadi malam, 20:15", "2025-03-13T20:15:00+07:00"),
        ("bulan lalu", "2025-02-14"),
        ("Baru saja", "2025-03-14T09:30:00+07:00"),
    ],
)
def test_dates_told_from_now_are_counted(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 Maret 08:15", "2025-03-14T08:15:00+07:00"),
        ("15 Maret", "2025-03-15"),  # tomorrow: the next day has begun further east
        ("16 Maret", "2024-03-16"),
        ("Kamis, 13 Maret", "2025-03-13"),
        ("29 Februari", "2024-02-29"),
        ("14 Maret di kota", "2025-03-14"),
        ("Rapat 14 Maret dihadiri semua kepala desa", None),
    ],
)
def test_a_day_without_a_year_is_the_last_such_day_up_to_tomorrow(text: str, expected: str | None) -> None:
    assert read(text) == expected


def test_on_the_last_day_of_a_year_tomorrow_is_in_the_next() -> None:
    last = datetime(2025, 12, 31, 9, tzinfo=JAKARTA)
    assert parse_date("1 Januari", now=last, zone=JAKARTA) == date(2026, 1, 1)
    assert parse_date("2 Januari", now=last, zone=JAKARTA) == date(2025, 1, 2)


@pytest.mark.parametrize(
    ("clock", "hour"),
    [
        ("10 pagi", 10),
        ("10 siang", 10),
        ("11 siang", 11),
        ("12 siang", 12),
        ("1 siang", 13),
        ("5 siang", 17),
        ("6 siang", 6),
        ("3 sore", 15),
        ("7 malam", 19),
        ("14 siang", 14),
        ("12 a.m.", 0),
        ("12 p.m.", 12),
    ],
)
def test_the_part_of_the_day_says_which_hour_is_meant(clock: str, hour: int) -> None:
    assert read(f"9 Maret 2025, {clock}") == f"2025-03-09T{hour:02}:00:00+07:00"


def test_a_month_back_from_its_last_day_is_the_shorter_months_last_day() -> None:
    found = parse_date("sebulan lalu", now=datetime(2025, 3, 31, 9, tzinfo=JAKARTA), zone=JAKARTA)
    assert found == date(2025, 2, 28)


def test_yesterday_is_counted_in_the_stated_zone() -> None:
    late = datetime(2025, 3, 14, 23, 30, tzinfo=JAKARTA)
    found = parse_date("Kemarin, 20:15 WIT", now=late, zone=JAKARTA)
    assert found == datetime(2025, 3, 14, 20, 15, tzinfo=timezone(timedelta(hours=9)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nan",
        "Selasa",
        "Minggu malam",
        "31 April 2025",
        "Jumat, 30 Februari 2024 10:00 WIB",
        "31/04/2025 10:00",
        "Halaman 3/7",
        "Halaman 2 dari 3",
        "0813 2025 1122",
        "0813-2025-1122",
        "1741910400",
        "14:05 WIB",
        "UU Nomor 12 Tahun 2011",
        "Maret 2025",
        "Tanggal tidak tersedia",
        "Baca berita hari ini selengkapnya di aplikasi kami sekarang juga",
        "9999 tahun lalu",
        "versi 2.0.2025",
        "v1.2.2025",
        "2025-13-05",
        "Faks 12-12-24",
        "Baca 5 menit",
        "Piala Dunia 2026",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read(text) is None


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.times(), st.data())
def test_every_day_and_minute_is_read_back(day: date, clock: time, data: st.DataObject) -> None:
    month = data.draw(st.sampled_from(MONTH_NAMES[day.month - 1])).capitalize()
    hour, minute = clock.hour, clock.minute
    sign = data.draw(st.sampled_from([", ", " | ", " - ", " ", " pukul "]))
    text = f"{day.day} {month} {day.year}{sign}{hour:02}{data.draw(st.sampled_from('.:'))}{minute:02} WITA"
    assert read(text) == f"{day.isoformat()}T{hour:02}:{minute:02}:00+08:00"


@given(st.text(max_size=80) | st.from_regex(r"[0-9a-z:/., +-]{0,60}", fullmatch=True))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = parse_date(text, now=NOW, zone=JAKARTA)
    assert found is None or not isinstance(found, datetime) or found.tzinfo is not None


@pytest.mark.parametrize(
    "text", ["1 " * 50_000, "1/" * 50_000, "se" * 50_000, "januari " * 20_000, "satu menit " * 9_000]
)
def test_a_long_text_is_cut_before_it_is_read(text: str) -> None:
    assert read(text) is None


def test_stamps_say_where_they_stand() -> None:
    text = "Terbit 9 Maret 2025 07:05 WIB. Diperbarui 10 Maret 2025, 08:00 WIB"
    first, second = find_stamps(text)
    assert text[first.start : first.end] == "9 Maret 2025 07:05 WIB"
    assert second.at(UTC) == datetime(2025, 3, 10, 8, 0, tzinfo=timezone(timedelta(hours=7)))
