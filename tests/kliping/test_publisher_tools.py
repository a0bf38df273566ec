"""A first publisher's file for a site that nobody has described yet."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from base.errors import ConfigError, UnavailableError
from config.catalogue import read_publisher
from config.outcomes import Outcome
from config.settings import CrawlerSettings, Settings
from indexer.extract import extract
from kliping.options import WebAddress
from kliping.publisher_tools import write_proposal
from tests.news_site import Answer, NewsSite, serve_site

SETTINGS = Settings(crawler=CrawlerSettings(allow_private_addresses=True, min_free_bytes=0, delay_seconds=0.0))


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with serve_site() as made:
        made.page("/baca/1")
        yield made


def test_the_sitemap_that_robots_name_is_a_source(site: NewsSite, tmp_path: Path) -> None:
    robots = f"User-agent: *\nDisallow: /cari\nSitemap: {site.base}/peta.xml\nsitemap: {site.base}/peta-news.xml\n"
    site.answers["/robots.txt"] = Answer(robots.encode(), "text/plain")
    written = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")
    (source,) = read_publisher(written.file).sources
    assert (source.kind, source.url) == ("news-sitemap", f"{site.base}/peta-news.xml")
    assert [seen.path for seen in site.seen] == ["/robots.txt", "/baca/1"]


def test_without_robots_the_home_page_is_the_source(site: NewsSite, tmp_path: Path) -> None:
    written = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")
    (source,) = read_publisher(written.file).sources
    assert (source.kind, source.url) == ("section", f"{site.base}/")
    assert any("no sitemap" in note for note in written.notes)


def test_a_fixture_is_the_page_as_fetched_and_what_is_read_off_it(site: NewsSite, tmp_path: Path) -> None:
    links = '<nav><a href="/baca/2">Dua</a><a href="/video">Video</a><a href="http://b.example/c">Luar</a></nav>'
    site.page("/baca/1", "Banjir \u201csurut\u201d di Demak", f"<p>Penutup \x7f berita ini.</p>{links}")
    written = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1", fixture=True)
    assert written.saved_page is not None
    assert written.expected is not None
    answer = site.answers["/baca/1"]
    assert isinstance(answer, Answer)
    assert written.saved_page.read_bytes() == answer.body
    expected = tomllib.loads(written.expected.read_text("utf-8"))
    publisher = read_publisher(written.file)
    read = extract(answer.body, url=expected["url"], publisher=publisher, captured=expected["captured"])
    assert read.outcome is Outcome.OK
    assert (expected["title"], expected["body"]) == (read.content.title, list(read.content.body))
    assert (expected["published"], expected["authors"]) == ("", [])
    assert expected["others"] == [f"{site.base}/video"]


def test_a_fixture_is_read_by_the_file_that_is_there(site: NewsSite, tmp_path: Path) -> None:
    site.page("/baca/1", more='<span class="rubrik">Daerah</span>')
    first = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")
    with first.file.open("a", encoding="utf-8") as file:
        file.write('[[rules]]\nsection = ["css:.rubrik"]\n')
    written = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1", fixture=True)
    assert (written.kept, written.file) == (True, first.file)
    assert written.expected is not None
    assert tomllib.loads(written.expected.read_text("utf-8"))["section"] == "Daerah"


@pytest.mark.parametrize("name", ["127-0-0-1.toml", "pages/127-0-0-1.html", "expected/127-0-0-1.toml"])
def test_nothing_is_overwritten_unless_that_is_asked_for(site: NewsSite, tmp_path: Path, name: str) -> None:
    file = tmp_path / "publishers" / name.replace("127", "site-127")
    file.parent.mkdir(parents=True)
    file.write_text('name = "milik pengguna"')
    asked_for_fixture = "/" in name
    with pytest.raises(ConfigError, match=r"already there: .*--overwrite"):
        write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1", fixture=asked_for_fixture)
    assert [one.read_text() for one in tmp_path.rglob("*.*") if one.is_file()] == ['name = "milik pengguna"']
    write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1", fixture=True, overwrite=True)
    assert "milik pengguna" not in file.read_text()


def test_a_page_that_is_read_as_no_article_is_noted(site: NewsSite, tmp_path: Path) -> None:
    site.answers["/baca/1"] = Answer(b"<!doctype html><title>Judul berita</title><h1>Judul berita</h1><p>Pendek.</p>")
    written = write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1", fixture=True)
    assert "the page is read as no article: not_article" in written.notes


def test_a_server_that_cannot_be_reached_is_no_mistake_of_the_user(site: NewsSite, tmp_path: Path) -> None:
    site.away = True
    with pytest.raises(UnavailableError, match=r"baca/1: no answer"):
        write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/1")


def test_a_page_that_is_not_there_is(site: NewsSite, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such page"):
        write_proposal(SETTINGS, tmp_path, f"{site.base}/baca/2")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("www.tempo.example/abc", "https://www.tempo.example/abc"),
        (" http://a.example/ ", "http://a.example/"),
        ("HTTPS://a.example/", "HTTPS://a.example/"),
    ],
)
def test_an_address_is_taken_as_it_is_pasted(given: str, meant: str) -> None:
    assert WebAddress()(given) == meant


@pytest.mark.parametrize("given", ["", "  ", "dua kata", "https://a.example/dua kata"])
def test_what_can_be_no_address_is_refused(given: str) -> None:
    with pytest.raises(click.BadParameter, match="no address"):
        WebAddress()(given)
