"""The archive keeps every page whole, through crashes and full disks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crawler.archive import Page, follow, open_archive, read_page


def make_page(number: int, body: bytes = b"<p>Banjir surut.</p>") -> Page:
    url = f"https://kabar.id/{number}"
    return Page(
        id=f"00000000-0000-4000-8000-{number:012d}",
        kind="page",
        url=url,
        final_url=f"{url}/akhir",
        key=url,
        publisher="kabar",
        captured=datetime(2026, 11, 25, 6, 30, 0, 123456, UTC),
        status=200,
        content_type="text/html; charset=utf-8",
        body=body,
        run="lari-1",
        link={"title": "Banjir “surut”", "published": "25 Nov 2026"},
        parts=("satu", "dua"),
    )


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    page = make_page(1, bytes(range(256)) + b"\r\n\r\nsetelah baris kosong")
    with open_archive(tmp_path) as archive:
        position = archive.append(page)
    assert list(follow(tmp_path, {})) == [(page, position)]
    assert read_page(tmp_path, position._replace(offset=0)) == page
