"""The way back from an upgrade, as docs/operations.md says it: the older program refuses the folder and touches
nothing; a backup from before and the files of the archive since give all that there was, and nothing is fetched again.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.news_site import NewsSite, serve_site
from tests.processes import kliping

PRIVATE = {"KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": "true"}
PUBLISHER = """
name = "Uji"
domains = ["127.0.0.1:{port}"]
article_url = '/baca/'
[politeness]
delay_seconds = 0
[[sources]]
kind = "feed"
url = "http://127.0.0.1:{port}/umpan"
"""
BEFORE, SINCE = ["Banjir surut di Demak", "Panen raya di Blitar"], "Jembatan gantung diresmikan"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[NewsSite]:
    with serve_site() as site:
        (tmp_path / "data" / "publishers").mkdir(parents=True)
        text = PUBLISHER.format(port=site.base.rpartition(":")[2])
        (tmp_path / "data" / "publishers" / "uji.toml").write_text(text, encoding="utf-8")
        yield site


def publish(site: NewsSite, titles: list[str]) -> None:
    for number, title in enumerate(titles):
        site.page(f"/baca/{number}", title)
    site.feed("/umpan", [f"/baca/{number}" for number, _ in enumerate(titles)])


def work(data: Path) -> None:
    kliping("crawl", "--once", "--all", "--publisher", "uji", "--data", str(data), **PRIVATE)
    kliping("index", "--once", "--data", str(data))


def become_newer(data: Path) -> None:
    """What an upgrade leaves behind: tables of a revision that this program does not know."""
    for name in ("ledger", "articles"):
        with closing(sqlite3.connect(data / f"{name}.sqlite")) as connection, connection:
            connection.execute(f"UPDATE {name}_version SET version_num = '0999'")
            connection.execute("PRAGMA user_version = 999")


def digests(data: Path) -> dict[str, bytes]:
    """The files that hold something; SQLite may make and remove its `-wal` and `-shm` as it likes."""
    files = [*data.glob("*.sqlite"), *(data / "archive").iterdir(), *(data / "index").rglob("*.*")]
    return {str(file): file.read_bytes() for file in files if file.is_file()}


def titles(data: Path) -> list[str]:
    found = json.loads(kliping("search", "", "--json", "--data", str(data)).stdout)
    return sorted(hit["title"] for hit in found["hits"])


def test_a_backup_and_the_archive_since_are_the_way_back(site: NewsSite, tmp_path: Path) -> None:
    data, backup, again = tmp_path / "data", tmp_path / "backup", tmp_path / "again"
    publish(site, BEFORE)
    work(data)
    kliping("backup", str(backup), "--data", str(data))
    publish(site, [*BEFORE, SINCE])
    work(data)
    become_newer(data)

    held = digests(data)
    for command in (
        ["crawl", "--once"],
        ["index", "--once"],
        ["search", "banjir"],
        ["status"],
        ["backup", str(backup)],
    ):
        refused = kliping(*command, "--data", str(data), code=2, **PRIVATE).stderr
        assert "were written by a newer version of Kliping" in refused
        assert "install that version again, or restore a backup" in refused
    assert digests(data) == held

    kliping("restore", str(backup), "--data", str(again))
    for file in (data / "archive").glob("*.warc.gz"):
        if (
            not (again / "archive" / file.name).exists()
            or file.stat().st_size > (again / "archive" / file.name).stat().st_size
        ):
            shutil.copy(file, again / "archive")
    asked = len(site.paths("/baca/"))
    work(again)
    assert len(site.paths("/baca/")) == asked
    assert titles(again) == sorted([*BEFORE, SINCE])
    kliping("verify", "--data", str(again))
