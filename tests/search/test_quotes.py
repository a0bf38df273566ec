"""Who said what: found, filtered and counted by speaker, given by the API, shown beside the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from indexer.articles.article import Content
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import Lexicon
from search.export.columns import COLUMNS
from search.export.formats import cell
from tests.search.articles import article, fill
from tests.search.client import Client, client_of

FLOOD = (
    "Bupati Demak Wahyu Kencana meninjau tanggul yang jebol.",
    '"Tanggul kami perkuat pekan ini," kata Wahyu.',
    '"Semoga selesai sebelum musim hujan," ujarnya.',
    '"Air sudah surut sejak pagi," kata seorang warga.',
)
PLAN = ('Gubernur Ratna Mahadewi menilai tanggul lama rapuh. "Kami bangun yang baru," kata Ratna.',)
ENGLISH = ('"We will build it again," kata Wahyu Kencana.',)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Iterator[Client]:
    """Three articles on a dike, one of them in English."""
    folder = tmp_path_factory.mktemp("quotes")
    engine = EmbeddedEngine(folder / "index", 15_000_000)
    common = ("antara", "2026-02-01T03:00:00", "Daerah", (), ())
    made = [
        article(1, "banjir", *common, "banjir", "Tanggul jebol", FLOOD),
        article(2, "rencana", *common, "rencana", "Tanggul baru", PLAN),
        article(3, "inggris", *common, "inggris", "A tanggul", ENGLISH, "en"),
    ]
    fill(engine, lexicon, made)
    yield client_of(folder, lambda: engine)
    engine.close()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=penutur:kencana", ["banjir"]),
        ("q=speaker:%22ratna mahadewi%22", ["rencana"]),
        ("q=tanggul -penutur:ratna", ["banjir", "inggris"]),
        ("q=tanggul&speaker=Wahyu Kencana&speaker=Ratna Mahadewi", ["banjir", "rencana"]),
        ("q=penutur:warga", []),
        ("q=tokoh:kencana", ["banjir"]),
        ("q=tanggul -person:ratna&person=Wahyu Kencana", ["banjir"]),
    ],
)
def test_articles_are_found_by_who_is_quoted(client: Client, query: str, found: list[str]) -> None:
    hits = client.get(f"/api/v1/search?{query}").json()["hits"]
    assert sorted(hit["id"] for hit in hits) == found


@pytest.mark.parametrize("by", ["speaker", "person"])
def test_articles_are_counted_by_who_is_quoted_or_named(client: Client, by: str) -> None:
    rows = client.get(f"/api/v1/count?q=tanggul&by={by}").json()["rows"]
    assert {row["value"]: row["count"] for row in rows} == {"Wahyu Kencana": 1, "Ratna Mahadewi": 1, "": 1}


def test_an_article_has_its_quotes(client: Client) -> None:
    whole = client.get("/api/v1/articles/banjir").json()
    assert whole["speakers"] == ["Wahyu Kencana"]
    assert [(one["speaker"], one["how"], one["office"]) for one in whole["quotes"]] == [
        ("Wahyu Kencana", "part", "Bupati Demak"),
        ("Wahyu Kencana", "pronoun", "Bupati Demak"),
        (None, None, "seorang warga"),
    ]
    text = "\n".join(whole["body"])
    assert [text[one["start"] : one["end"]] for one in whole["quotes"]] == [one["text"] for one in whole["quotes"]]


def test_the_quotes_of_a_search(client: Client) -> None:
    every = client.get("/api/v1/quotes?q=tanggul").json()
    assert every["total"] == 3
    assert sorted((one["id"], len(one["quotes"])) for one in every["articles"]) == [("banjir", 3), ("rencana", 2)]
    hers = client.get("/api/v1/quotes?q=tanggul&speaker=Ratna Mahadewi").json()["articles"]
    assert [[(one["kind"], one["text"]) for one in article["quotes"]] for article in hers] == [
        [("indirect", "tanggul lama rapuh"), ("direct", "Kami bangun yang baru")]
    ]
    assert client.get("/api/v1/quotes?q=tanggul&unknown=1").status_code == 400


def test_the_page_shows_who_said_what_and_what_was_read_from_the_context(client: Client) -> None:
    html = client.get("/artikel/banjir").text
    section = html[html.index('<section id="kutipan"') :]
    section = section[: section.index("</section>")]
    assert section.count('href="/penutur/Wahyu%20Kencana"') == 2
    assert section.count("penutur dibaca dari konteks") == 1
    assert "tanpa nama" in section
    assert re.search("<q[^>]*>Tanggul kami perkuat pekan ini</q>", section)
    assert 'id="kutipan"' not in client.get("/artikel/inggris").text


def test_quotes_in_a_cell_say_who_said_what(client: Client) -> None:
    assert {"quotes", "speakers", "people"} <= COLUMNS.keys()
    quotes = client.get("/api/v1/articles/banjir").json()["quotes"]
    assert cell(quotes[1:]) == ("Wahyu Kencana: Semoga selesai sebelum musim hujan; ?: Air sudah surut sejak pagi")


def test_each_text_has_its_own_quotes() -> None:
    old, new = Content(body=FLOOD[:2], language="id"), Content(body=FLOOD[:3], language="id")
    assert [len(old.quotes), len(new.quotes)] == [1, 2]
    assert Content(body=ENGLISH, language="en").quotes == ()
    assert "quotes" not in old.to_json()


def test_quotes_are_marked_in_the_text(client: Client) -> None:
    html = client.get("/artikel/banjir?q=tanggul").text
    body = html[html.index('<div class="body"') : html.index("</article>")]
    said = re.findall(r'<span class="said (\w+)"([^>]*)>(.*?)</span>[^\\s<]*(<a class="reader"[^>]*>)?', body)
    plain = [(kind, re.sub("<[^>]*>", "", text), bool(read)) for kind, _, text, read in said]
    assert plain == [
        ("direct", "Tanggul kami perkuat pekan ini", True),
        ("direct", "Semoga selesai sebelum musim hujan", True),
        ("direct", "Air sudah surut sejak pagi", False),
    ]
    assert "<mark>Tanggul</mark> kami" in body, "searched words are marked within"
    assert 'title="Wahyu Kencana, Bupati Demak"' in said[0][1]
    assert "title" not in said[2][1], "whoever is not named is nobody"
    bare = unescape(re.sub("<[^>]*>", "", re.sub("<a class=.reader.*?</a>", "", body)))
    assert "".join(bare.split()) == "".join("".join(FLOOD).split()), "nothing of the text is lost or doubled"


def test_an_article_that_names_its_speakers_beside_the_quotes_needs_no_other_mark(client: Client) -> None:
    assert 'class="reader"' not in client.get("/artikel/inggris").text
    body = client.get("/artikel/rencana").text
    assert body.count('class="said direct"') == 1
    assert body.count('class="said indirect"') == 1
    assert body.count('class="reader"') == 1, "Ratna is a part of a name"
