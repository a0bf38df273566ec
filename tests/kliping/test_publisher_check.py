"""`kliping publisher check` on three copies of one site: as its file says, left behind, and rebuilt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from kliping.main import run
from tests.news_site import Answer, NewsSite, serve_site

FILE = """
name = "Uji"
domains = ["127.0.0.1"]
article_url = "/baca/"

[politeness]
delay_seconds = 0

[[sources]]
kind = "feed"
url = "{base}/rss"

[[rules]]
title = ["css:h1.judul"]
published = ["css:.waktu"]
body = ["css:.isi"]
"""
PAGE = """<!doctype html><html lang="id"><title>{title}</title><article><h1 class="judul">{title}</h1>
<div class="waktu">{day:%d/%m/%Y} 08:15 WIB</div><div class="isi">{text}</div></article></html>"""
TEXT = "".join(
    f"<p>Warga desa nomor {number} mulai membersihkan rumah mereka pada Selasa pagi setelah air surut di sana.</p>"
    for number in range(6)
)


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        yield made


def put(site: NewsSite, age: timedelta = timedelta(hours=3), page: str = PAGE) -> None:
    """Three articles of such an age, and the feed that lists them."""
    day = datetime.now(UTC) - age
    items = ""
    for number in range(3):
        title, path = f"Banjir surut di Demak bagian {number}", f"/baca/{number}"
        site.answers[path] = Answer(page.format(title=title, day=day, text=TEXT).encode())
        told = format_datetime(day - timedelta(hours=number))
        items += f"<item><title>{title}</title><link>{site.base}{path}</link><pubDate>{told}</pubDate></item>"
    feed = f'<rss version="2.0"><channel><title>Uji</title>{items}</channel></rss>'
    site.answers["/rss"] = Answer(feed.encode(), "application/rss+xml")


def check(
    site: NewsSite, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *options: str
) -> tuple[int, dict[str, object]]:
    monkeypatch.setenv("KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("KLIPING_CRAWLER__MIN_FREE_BYTES", "0")
    (folder / "publishers").mkdir(exist_ok=True)
    (folder / "publishers" / "uji.toml").write_text(FILE.format(base=site.base))
    code = run(["publisher", "check", "uji", "--data", str(folder), *(options or ["--json"])])
    out = capsys.readouterr().out
    return code, {"text": out} if options else json.loads(out)


def test_one_that_is_as_its_file_says(
    site: NewsSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site)
    code, found = check(site, tmp_path, capsys, monkeypatch)
    assert (code, found["ok"], found["problems"]) == (0, True, [])
    assert found["articles"] == {"fetched": 2}
    assert found["rules"]["body"] == {"found": 2, "pages": 2}  # type: ignore[index]
    assert {one.name for one in tmp_path.iterdir()} <= {"publishers", "kliping.lock"}  # nothing is kept


def test_one_that_was_left_behind(
    site: NewsSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, age=timedelta(days=60))
    code, found = check(site, tmp_path, capsys, monkeypatch)
    assert code == 1
    [source] = found["sources"]  # type: ignore[misc]
    assert source["state"] == "stale"  # type: ignore[has-type]
    assert "another one" in source["advice"]  # type: ignore[has-type]


def test_one_that_was_rebuilt(
    site: NewsSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site, page=PAGE.replace('class="waktu"', 'class="jam"').replace('class="judul"', 'class="title"'))
    code, shown = check(site, tmp_path, capsys, monkeypatch, "--data", str(tmp_path))
    assert code == 1
    text = str(shown["text"])
    assert "FAILED" in text
    assert "no path of its rules for published finds anything" in text
    assert "no path of its rules for title finds anything" in text
    assert "for body" not in text


def test_robots_rules_are_kept_and_named(
    site: NewsSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site)
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /baca/\n", "text/plain")
    code, found = check(site, tmp_path, capsys, monkeypatch)
    assert code == 1
    assert "robots.txt forbids 2 of its articles" in str(found["problems"])
    assert site.paths() == ["/rss"]


def test_one_that_there_is_not_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["publisher", "check", "tidak-ada", "--data", str(tmp_path)]) == 2
    assert "no publisher tidak-ada" in capsys.readouterr().err


def test_one_that_cannot_be_reached_or_visited_is_not_called_well(
    site: NewsSite, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(site)
    monkeypatch.setenv("KLIPING_CRAWLER__DAILY_REQUESTS", "0")
    code, found = check(site, tmp_path, capsys, monkeypatch)
    assert (code, site.paths()) == (1, [])
    assert "was not visited: the day's" in str(found["problems"])
    monkeypatch.delenv("KLIPING_CRAWLER__DAILY_REQUESTS")
    site.away = True
    code, found = check(site, tmp_path, capsys, monkeypatch)
    assert code == 1
    assert "unreachable" in str(found["problems"]) or "was not visited" in str(found["problems"])
