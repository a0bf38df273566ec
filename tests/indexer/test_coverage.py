"""The index stage counts what publishers' pages give, so that rot is seen while their articles still come in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.archive.archive import Page
from crawler.health.coverage import Coverage, falls
from indexer.coverage_reader import read_coverage
from indexer.pipeline import index_archive
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, page, ready

DATED = (
    b'<meta property="article:published_time" content="2024-11-27T09:15:00+07:00">',
    b"Rabu, 27 November 2024 09:15 WIB",
)


def counted(data: Path) -> Coverage:
    index_archive(SETTINGS, data, PUBLISHERS, once=True)
    return read_coverage(SETTINGS, data)["kabar"]


def some(first: int, number: int, day: int, *, lost: tuple[bytes, ...] = ()) -> list[Page]:
    """Pages of a day, each of which its source gives a time; they lack what is `lost`."""
    made = []
    for place in range(first, first + number):
        body = html(f"Kabar ke-{place} dari pelabuhan", [f"Kabar ke-{place}.", *HARBOUR])
        for text in lost:
            body = body.replace(text, b"")
        said = {"published": "Wed, 27 Nov 2024 09:15:00 +0700"}
        made.append(page(f"baca/{place}", body, captured=NOON + timedelta(days=day), link=said))
    return made


def test_a_publisher_whose_rules_rot_on_the_third_day_is_found_within_thirty_pages(tmp_path: Path) -> None:
    archive(tmp_path, *some(0, 25, 0), *some(25, 25, 1))
    before = counted(tmp_path)
    assert falls(before) == []
    assert sum(one.pages for one in before.days) + len(before.recent) == 50
    archive(tmp_path, *some(50, 28, 2, lost=DATED))
    assert [(one.field, one.before) for one in falls(counted(tmp_path))] == [("date", 1.0)]


def test_what_counts_and_what_does_not(tmp_path: Path) -> None:
    whole = page("baca/1", html("Kabar dari pelabuhan", HARBOUR))
    short = page("baca/2", html("Kabar singkat", ["Satu."]))
    part = replace(whole, id="bagian", kind="part", key="https://www.kabar.id/baca/1?page=2")
    nobody = page("baca/3", html("Kabar dari perpustakaan", LIBRARY), publisher="")
    past = page("baca/4", html("Kabar lama", HARBOUR), link={"source": "backfill:kabar/2019-01-01/2019-01-31"})
    archive(tmp_path, whole, short, part, nobody, past, ready("impor", "Kabar impor", LIBRARY, publisher="kabar"))
    recent = counted(tmp_path).recent
    assert sorted(bits for _, bits in recent) == [0b0111, 0b1101]  # without author; without body
