"""An article's versions and the articles that share its text, as the API and the page show them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from base.errors import UnavailableError
from base.urls import article_id, canonical_url
from config.settings import Settings
from indexer.articles import history
from indexer.articles.article import Content
from indexer.articles.history import HistoryReader
from indexer.articles.read import Version
from indexer.engines import open_engine
from indexer.pipeline import index_archive
from search.article_history import with_changes
from tests.indexing import HARBOUR, LIBRARY, NOON, PUBLISHERS, SETTINGS, archive, html, later, page
from tests.search.client import Client, client_of

ARTICLE = article_id(canonical_url("https://www.kabar.id/baca/1"))
EDITED = (HARBOUR[0], "Bupati menyebut biaya dermaga &lt;b&gt;delapan miliar&lt;/b&gt; rupiah.", *HARBOUR[2:])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article that was fetched again with another title and paragraph, and one that shares three paragraphs."""
    made = tmp_path_factory.mktemp("history")
    archive(made, page("baca/1", html("Dermaga tua ramai", HARBOUR)))
    archive(made, page("baca/2", html("Ikan turun harga", (*HARBOUR[2:], *LIBRARY[:2]))))
    archive(made, page("baca/1", html("Dermaga lama ramai", EDITED), captured=later(3)))
    index_archive(SETTINGS, made, PUBLISHERS, once=True)
    return made


@pytest.fixture(scope="module")
def reader(data: Path) -> Iterator[Client]:
    engine = open_engine(SETTINGS, data)
    yield client_of(data, lambda: engine)
    engine.close()


def test_the_api_sets_each_version_against_the_one_before(reader: Client) -> None:
    first, second = reader.get(f"/api/v1/articles/{ARTICLE}").json()["versions"]
    assert (first["number"], first["title"], first["body"]) == (1, "Dermaga tua ramai", list(HARBOUR))
    assert (first["captured"], second["captured"]) == ("2024-11-27T05:00:00+00:00", "2024-11-27T08:00:00+00:00")
    assert first["changes"] == []
    assert [(one["part"], one["change"], one["text"]) for one in second["changes"]][:5] == [
        ("title", "removed", "Dermaga tua ramai"),
        ("title", "added", "Dermaga lama ramai"),
        ("body", "same", HARBOUR[0]),
        ("body", "removed", HARBOUR[1]),
        ("body", "added", second["body"][1]),
    ]


def test_the_api_names_related_articles(reader: Client) -> None:
    found = reader.get(f"/api/v1/articles/{ARTICLE}").json()
    assert [(one["title"], one["publisher"]) for one in found["related"]] == [("Ikan turun harga", "kabar")]
    assert 0.5 <= found["related"][0]["shared"] < 0.9
    assert (found["copies"], found["notes"]) == ([], [])


def test_the_page_marks_what_came_and_went(reader: Client) -> None:
    text = reader.get(f"/artikel/{ARTICLE}").text
    assert "<h2>Versi</h2>" in text
    assert "<summary>Versi 2, diambil 27 Nov 2024, 15.00 WIB</summary>" in text
    assert f'<del><span class="hidden" lang="id" dir="ltr">Dihapus: </span>{HARBOUR[1]}</del>' in text
    assert '<ins><span class="hidden" lang="id" dir="ltr">Ditambahkan: </span>Bupati' in text
    assert text.index("Versi 2,") < text.index("Versi 1,")
    assert "Artikel terkait" in text
    assert text.count("Ikan turun harga") == 1  # not among the similar ones too


def test_the_page_of_versions_speaks_english_by_choice(reader: Client) -> None:
    text = reader.get(f"/artikel/{ARTICLE}?ui=en").text
    assert "<h2>Versions</h2>" in text
    assert '<div class="version" lang="id">' in text
    assert '<span class="hidden" lang="en" dir="ltr">Removed: </span>' in text


def test_what_an_old_version_says_is_text(reader: Client) -> None:
    text = reader.get(f"/artikel/{ARTICLE}").text
    assert "&lt;b&gt;delapan miliar&lt;/b&gt;" in text
    assert "<b>" not in text


@pytest.mark.parametrize("query", ["nelayan menurunkan", '"menurunkan hasil tangkapan"', "isi:nelayan", "bupati"])
def test_what_only_one_of_the_versions_says_is_found(query: str, reader: Client) -> None:
    assert [hit["id"] for hit in reader.get("/api/v1/search", {"q": query}).json()["hits"]] == [ARTICLE]


def test_a_hit_leads_to_its_versions(reader: Client) -> None:
    assert f'<a href="/artikel/{ARTICLE}?q=nelayan#versi">2 versi</a>' in reader.get("/?q=nelayan").text
    assert "#versi" not in reader.get("/?q=perpustakaan").text


def test_an_article_of_one_version_has_no_section_of_versions(reader: Client) -> None:
    other = article_id(canonical_url("https://www.kabar.id/baca/2"))
    assert 'id="versi"' not in reader.get(f"/artikel/{other}").text
    assert [one["number"] for one in reader.get(f"/api/v1/articles/{other}").json()["versions"]] == [1]


@pytest.mark.parametrize("content", [None, b"rusak" * 1000])
def test_without_its_database_an_article_is_shown_with_a_note(
    content: bytes | None, data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if content:
        (tmp_path / "articles.sqlite").write_bytes(content)
    engine = open_engine(SETTINGS, data)
    client = client_of(tmp_path, lambda: engine)
    with caplog.at_level(logging.WARNING):
        found = client.get(f"/api/v1/articles/{ARTICLE}?ui=en")
    assert found.status_code == 200
    assert found.json()["notes"] == ["Earlier versions and related articles cannot be shown now."]
    assert (found.json()["versions"], found.json()["related"]) == ([], [])
    assert "articles.sqlite" in caplog.text
    shown = client.get(f"/artikel/{ARTICLE}")
    assert shown.status_code == 200
    assert "Versi lama dan artikel terkait sedang tidak dapat ditampilkan." in shown.text
    engine.close()


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="indexed elsewhere, or not yet"):
        HistoryReader(Settings(), tmp_path).read(ARTICLE)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_away_is_left_alone_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "articles.sqlite").write_bytes(b"rusak" * 1000)
    histories = HistoryReader(Settings(), tmp_path)
    with pytest.raises(UnavailableError, match="damaged"):
        histories.read(ARTICLE)
    with pytest.raises(UnavailableError, match="a moment ago"):
        histories.read(ARTICLE)
    monkeypatch.setattr(history, "BACKOFF_SECONDS", 0.0)
    again = HistoryReader(Settings(), tmp_path)
    for _ in range(2):
        with pytest.raises(UnavailableError, match="damaged"):
            again.read(ARTICLE)


def test_of_many_versions_the_newest_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_VERSIONS", 2)
    for number in range(4):
        archive(tmp_path, page("baca/1", html(f"Judul {number}", HARBOUR), captured=later(number)))
    index_archive(SETTINGS, tmp_path, PUBLISHERS, once=True)
    histories = HistoryReader(Settings(), tmp_path)
    assert [one.number for one in histories.read(ARTICLE).versions] == [3, 4]
    assert histories.read("tidak ada") == history.History((), ())
    histories.close()


def test_paragraphs_that_moved_are_removed_and_added() -> None:
    old, new = (Version(n, NOON, "", Content("Judul", body=body)) for n, body in ((1, ("a", "b")), (2, ("b", "a"))))
    (_, none), (_, changes) = with_changes([old, new])
    assert none == []
    assert [one[1:] for one in changes] == [("same", "Judul"), ("added", "b"), ("same", "a"), ("removed", "b")]
