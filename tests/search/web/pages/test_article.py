"""The page of an article: marks, the way back, neighbours, reasons; its citation as a file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import orjson
import pytest

from base.deadline import TooSlowError
from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import Lexicon
from search.web.pages import article
from tests.search.articles import articles
from tests.search.client import Client, client_of
from tests.search.web.pages.seen import see


def test_the_searched_words_are_marked_in_title_and_text(client: Client) -> None:
    html = client.get("/artikel/a01?q=menyerang").text
    assert len(re.findall("<mark>menyerang</mark>", html)) == 2
    assert "<mark>" not in client.get("/artikel/a01").text


def test_the_way_back_is_the_address_of_the_query(client: Client) -> None:
    links = see(client, "/artikel/a01?q=menyerang&fold=0&publisher=antara&ui=en").links()
    assert next(link for link in links if "q=" in link) == "/?q=menyerang&publisher=antara&fold=0&ui=en"
    assert not [link for link in see(client, "/artikel/a01").links() if "q=" in link]


def test_the_article_leads_to_the_hits_before_and_after_it(client: Client) -> None:
    hits = [link for link in see(client, "/?q=aleppo&sort=oldest&fold=0").links() if link.startswith("/artikel/")]
    assert len(hits) == 3
    first, middle, last = (see(client, hit) for hit in hits)
    assert "hasil 2 dari 3" in middle.text
    assert [hit in middle.links() for hit in hits] == [True, False, True]
    assert hits[1] in first.links()
    assert hits[2] not in last.links()


def test_the_article_after_the_last_of_a_page_is_the_first_of_the_next(client: Client) -> None:
    first = see(client, "/?sort=oldest&fold=0")
    tenth = [link for link in first.links() if link.startswith("/artikel/")][-1]
    (next_page,) = [link for link in first.links() if "after=" in link and link.startswith("/?")]
    eleventh = next(link for link in see(client, next_page).links() if link.startswith("/artikel/"))
    # a cursor holds the second at which its page was made, so only the article can be compared
    assert urlsplit(eleventh).path in [urlsplit(link).path for link in see(client, tenth).links() if "after=" in link]
    assert "hasil 11 dari 21" in see(client, eleventh).text
    assert next_page in see(client, eleventh).links()


def test_a_damaged_cursor_leaves_the_article_without_its_place(client: Client) -> None:
    page = see(client, "/artikel/a01?q=aleppo&after=xyz")
    assert "Kembali ke hasil" in page.text
    assert "hasil 1 dari" not in page.text


def test_the_page_says_why_the_article_was_found(client: Client) -> None:
    (why,) = [link for link in see(client, "/artikel/a01?q=menyerang").links() if "explain=1" in link]
    page = see(client, why)
    assert "Bagian" in page.text
    assert "akar kata, judul dan isi" in page.text
    assert "explain" not in "".join(link for link in page.links() if not link.startswith("/artikel"))


def test_an_article_that_the_search_does_not_find_says_so(client: Client) -> None:
    assert "tidak memuat apa yang dicari" in see(client, "/artikel/a01?q=beras&explain=1").text


def test_source_section_and_authors_lead_to_what_shares_them(client: Client) -> None:
    links = see(client, "/artikel/a03").links()
    assert {"/?publisher=harian-pagi", "/?section=Internasional", "/?author=Rina+Putri"} <= set(links)


def test_an_article_is_shown_where_there_is_no_time_for_what_is_like_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object) -> None:
        raise TooSlowError

    assert "Salinan artikel ini" in see(client, "/artikel/a01?q=menyerang").text
    monkeypatch.setattr(article, "similar", too_late)
    page = see(client, "/artikel/a01?q=menyerang")
    assert "Rumah sakit penuh sesak" in page.text
    assert "Kembali ke hasil" in page.text
    assert "tidak sempat dicari" in page.text


@pytest.mark.parametrize(("form", "begins"), [("ris", "TY  - NEWS\r\n"), ("bibtex", "@online{antara2024-")])
def test_the_citation_is_a_file(client: Client, form: str, begins: str) -> None:
    answer = client.get(f"/sitasi/a01?format={form}")
    assert answer.text.startswith(begins)
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="antara2024-pemberontak-menyerang-kota.'
    )


@pytest.mark.parametrize("path", ["/sitasi/a01", "/sitasi/a01?format=pdf", "/sitasi/none?format=ris"])
def test_no_citation_of_what_is_not_there(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_letters_of_an_article_turn_round_no_words_of_the_page(client: Client) -> None:
    elements = see(client, "/artikel/a01").elements
    directed = {(tag, one.get("class", "")) for tag, one in elements if one.get("dir") == "auto"}
    assert directed >= {("h1", ""), ("div", "body")}
    assert not directed & {("article", ""), ("p", "byline"), ("div", "version")}


def test_an_article_of_an_index_with_fewer_fields_is_shown(tmp_path: Path, lexicon: Lexicon) -> None:
    engine = EmbeddedEngine(tmp_path / "index", 15_000_000)
    engine.create("1", "test")
    engine.switch("1")
    (one,) = (each for each in articles() if each.id == "a01")
    document = to_document(one, lexicon)
    newer = {"doubtful", "paywalled", "quotes", "speakers", "people", "regions", "withdrawn", "dated_by"}
    kept = {name: value for name, value in orjson.loads(document.stored).items() if name not in newer}
    engine.write("1", [replace(document, stored=orjson.dumps(kept))], [])
    answer = client_of(tmp_path, lambda: engine).get("/artikel/a01")
    engine.close()
    assert answer.status_code == 200
    assert one.content.title in answer.text
