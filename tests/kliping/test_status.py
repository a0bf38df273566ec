"""`kliping status` and what `kliping crawl` says of sources that it could not read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.errors import ConfigError
from kliping.main import run
from kliping.status import read_since
from tests.news_site import Answer, NewsSite, serve_site

FEED_OF = """
name = "{slug}"
domains = ["127.0.0.1:{port}"]
article_url = "/baca/"
politeness.delay_seconds = 0.0
sources = [{{ kind = "feed", url = "http://127.0.0.1:{port}/rss", schedule = "every 30m" }}]
"""


@pytest.fixture
def crawled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[NewsSite, Callable[..., int]]]:
    """A site, and a crawl of the two publishers that are on it and on a port where nobody listens."""
    monkeypatch.setenv("KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("KLIPING_LOG__LEVEL", "error")
    with serve_site() as site:
        (tmp_path / "publishers").mkdir()
        for slug, port in (("ada", site.base.rpartition(":")[2]), ("tiada", "1")):
            (tmp_path / "publishers" / f"{slug}.toml").write_text(FEED_OF.format(slug=slug, port=port))
        names = ["--publisher", "ada", "--publisher", "tiada"]
        crawl = ["crawl", "--once", "--all", "--data", str(tmp_path)]
        yield site, lambda *more: run([*crawl, *(more or names)])


def test_a_crawl_names_what_it_could_not_read_and_fails_only_where_that_is_all(
    crawled: tuple[NewsSite, Callable[..., int]], capsys: pytest.CaptureFixture[str]
) -> None:
    site, crawl = crawled
    site.feed("/rss", ["/baca/1"])
    site.page("/baca/1")
    assert crawl() == 0
    assert "1 of 2 sources could not be read: tiada (network_error); see `kliping status`" in capsys.readouterr().out
    site.answers["/rss"] = Answer(b"rusak", status=500)
    assert crawl() == 3
    assert "2 of 2 sources could not be read" in capsys.readouterr().out
    assert crawl("--json", "--publisher", "ada") == 3
    failed = json.loads(capsys.readouterr().out)["sources"]["failed"]
    assert [(one["publisher"], one["outcome"]) for one in failed] == [("ada", "http_error")]


def test_status_shows_what_is_wrong_first_and_fails_a_check(
    crawled: tuple[NewsSite, Callable[..., int]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site, crawl = crawled
    status = ["status", "--data", str(tmp_path)]
    site.feed("/rss", ["/baca/1"])
    site.page("/baca/1")
    crawl("--publisher", "ada")
    assert run([*status, "--check"]) == 0
    site.answers["/rss"] = Answer(b"<h1>Maaf</h1>", status=403)
    for _ in range(2):
        crawl("--publisher", "ada")
    capsys.readouterr()
    assert run([*status, "--check", "--json"]) == 1
    shown = json.loads(capsys.readouterr().out)
    assert set(shown) == {"at", "stages", "waiting", "lag_seconds", "disk", "held", "alerts", "findings", "sources"}
    assert shown["stages"]["fetch"] == {"fetched": 1}
    assert shown["waiting"] == {"links": 0, "retries": 0, "pages": 1, "articles": 0}
    assert shown["lag_seconds"] > 0
    assert shown["disk"]["free_bytes"] > 0
    [finding] = shown["findings"]
    url = f"{site.base}/rss"
    assert (finding["state"], finding["publishers"], finding["sources"]) == ("blocked", ["ada"], [url])
    assert (finding["evidence"], bool(finding["advice"]), bool(finding["since"])) == ("answered 403", True, True)
    first = shown["sources"][0]
    assert (first["url"], first["kind"], first["schedule"], first["state"]) == (url, "feed", "every 30m", "blocked")
    assert first["why"] == "it failed 2 times in a row: tried again at twice the distance each time"
    assert (first["listed"], first["new"]) == (1, 1)
    assert {one["state"] for one in shown["sources"]} == {"blocked", "unvisited", "off"}
    assert run(status) == 0
    text = capsys.readouterr().out
    assert text.index("BLOCKED  ada") < text.index("what to do: ") < text.index("next visit")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90m", "2026-11-29T10:30:00+00:00"),
        ("7d", "2026-11-22T12:00:00+00:00"),
        ("2026-11-28", "2026-11-28T00:00:00+07:00"),
        ("2026-11-28T10:00", "2026-11-28T10:00:00+07:00"),
        ("2026-11-28T10:00Z", "2026-11-28T10:00:00+00:00"),
    ],
)
def test_since_when_the_stages_are_counted(text: str, expected: str) -> None:
    found = read_since(text, datetime(2026, 11, 29, 12, tzinfo=UTC))
    assert found
    assert found.isoformat() == expected


def test_since_all_is_the_beginning_and_rubbish_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read_since("all", datetime.now(UTC)) is None
    assert run(["status", "--since", "kemarin", "--data", str(tmp_path)]) == 2
    assert "--since must be like 24h" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["999999d", "0001-01-01", "0001-01-01T00:00+14:00", "9999-12-31T23:00-12:00"])
def test_since_before_the_first_day_of_the_calendar_is_named(text: str) -> None:
    with pytest.raises(ConfigError, match="--since must be like 24h"):
        read_since(text, datetime(2026, 11, 29, 12, tzinfo=UTC))
