"""`kliping read-source`: what is read off a saved source, in the promised form."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from kliping.main import run

FEED = (
    "<rss><channel><link>https://warta.example/</link><item><title>Sawit&Karet</title><link>/read?a=1&b=2</link>"
    "<pubDate>{}</pubDate></item></channel></rss>"
)


def read(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[dict[str, object]], str]:
    code = run(["read-source", *arguments])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("Senin, 2 Desember 2024 10:15 WITA", "2024-12-02T10:15:00+08:00"),
        ("02/12/2024 10:15 WIB", "2024-12-02T10:15:00+07:00"),
        ("entah", None),
    ],
)
def test_a_feed_is_shown_as_json_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], told: str, published: str | None
) -> None:
    file = tmp_path / "rss.xml"
    file.write_text(FEED.format(told))
    code, lines, _ = read(capsys, str(file), "--kind", "feed", "--url", "https://warta.example/rss")
    wanted = {"url": "https://warta.example/read?a=1&b=2", "title": "Sawit&Karet", "published": published}
    assert (code, lines) == (0, [{**wanted, "summary": None}])


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    index = b"<sitemapindex><sitemap><loc>https://warta.example/a.xml</loc></sitemap></sitemapindex>"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(index)))
    code, [line], err = read(capsys, "-", "--kind", "sitemap")
    assert (code, line["url"], line["sitemap"]) == (0, "https://warta.example/a.xml", True)
    assert "An index" in err


def test_what_is_no_source_ends_with_1_and_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rss.xml"
    file.write_text("<!doctype html><title>404</title>")
    code, lines, err = read(capsys, str(file), "--kind", "feed")
    assert (code, lines) == (1, [])
    assert "an HTML page: 404" in err


def test_a_source_of_the_catalogue_is_read_by_its_selector(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    publisher = tmp_path / "publishers" / "uji.toml"
    publisher.parent.mkdir()
    publisher.write_text(
        'name = "Uji"\ndomains = ["warta.example"]\n[[sources]]\nkind = "section"\n'
        'url = "https://warta.example/"\nlinks = "css:h2 a"\n'
    )
    page = tmp_path / "page.html"
    page.write_text("<a href=/tag>Tag</a><h2><a href=/baca/1>Satu</a></h2>")
    _, lines, _ = read(
        capsys, str(page), "--kind", "section", "--url", "https://warta.example/", "--data", str(tmp_path)
    )
    assert [line["url"] for line in lines] == ["https://warta.example/baca/1"]
