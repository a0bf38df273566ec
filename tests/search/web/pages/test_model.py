"""What a model said, on pages: marked as a model's, decided by one key, and never anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.database import reading
from config.model_settings import ModelSettings
from search.model.proposals import ask_labels, open_proposals
from search.model.run import run_model
from search.model.summaries import all_summaries, ask_folder_summary
from search.request import SearchRequest
from search.saved.collections.clips import put
from search.saved.collections.collections import add_collection
from search.saved.labelling.giving import changes_of
from search.saved.labelling.samples import add_sample
from search.saved.labelling.sets import NewLabel, add_set
from search.web.app import create_app
from tests.search.model.stand_in import Say, Trouble, model_server, says
from tests.search.saved.desk import news, open_desk
from tests.search.web.pages.test_labelling import Site

TEXTS = {"a": "Banjir merendam jalan. Warga - mengeluh.", "b": "Banjir surut.", "c": "Harga beras naik."}
PROPOSED = says(labels=["Negatif"], sentences=["1.2", "1.1"])
SUMMED_UP = says(
    statements=[{"text": "Banjir <script>alert(1)</script> [surut](http://jahat.example/)", "sentences": ["1.2"]},
                {"text": "Tanpa dasar", "sentences": ["8.8"]}]
)  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A folder with two articles and a set, and a model that is set and asked by nobody."""
    with open_desk(tmp_path) as desk:
        desk.settings = replace(desk.settings, model=ModelSettings(url="http://127.0.0.1:9/v1", name="uji-1"))
        more = {"published": "2026-11-28T09:00:00+07:00"}
        desk.take_in(
            *(news(name, text, f"Kabar {name}", url=f"https://x.example/{name}", **more)
              for name, text in TEXTS.items())
        )  # fmt: skip
        add_set(desk.saved, "Nada", [NewLabel("Positif"), NewLabel("Negatif")])
        add_collection(desk.saved, "Banjir")
        put(desk.saved, desk.articles, "Banjir", ["a", "b"])
        yield Site(desk, create_app(desk.settings, tmp_path, lambda *_: desk.writer.engine))


def work(site: Site, said: Say | Trouble) -> None:
    """Let the model answer what it is asked."""
    with model_server(said) as model:
        settings = replace(site.desk.settings, model=replace(site.desk.settings.model, url=model.url))
        run_model(settings, site.desk.data, once=True)


def propose(site: Site, ids: str = "ab") -> None:
    ask_labels(site.desk.saved, site.desk.articles, "Nada", list(ids), "uji-1", datetime.now(UTC))
    work(site, PROPOSED)


def test_proposals_are_shown_as_a_models_and_accepted_by_one_key(site: Site) -> None:
    assert "usulan model" not in site.send("GET", "/label").text
    propose(site)
    listed = site.send("GET", "/label").text
    assert '<a href="/label/usulan?set=Nada">2 usulan model' in listed
    page = site.send("GET", "/label/usulan?set=Nada").text
    assert "bukan label" in page
    assert "2 belum diputuskan" in page
    assert page.count("usulan model uji-1") == 2
    assert "<q>Warga - mengeluh.</q>" in page
    assert re.findall(r'name="accept" value="([^"]+)"( data-key="\+")?', page) == [
        ("Nada/Negatif=a", ' data-key="+"'), ("Nada/Negatif=b", ""),
    ]  # fmt: skip
    form = [("back", "/label/usulan?set=Nada"), ("who", "Rina"), ("accept", "Nada/Negatif=a")]
    answer = site.send("POST", "/label/usulan", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/label/usulan?set=Nada")
    assert site.now() == [("a", "Negatif", "Rina")]
    with reading(site.desk.saved) as connection:
        assert [one.why for one in changes_of(connection)] == ["proposed by uji-1"]
    again = site.send("POST", "/label/usulan", form)
    assert again.status_code == 400
    assert "sudah diputuskan" in again.text
    assert 'value="Rina"' in site.send("GET", "/label/usulan?set=Nada").text
    site.send("POST", "/label/usulan", [("who", "Rina"), ("decline", "Nada/Negatif=b")])
    assert "Tidak ada usulan" in site.send("GET", "/label/usulan?set=Nada").text
    assert site.now() == [("a", "Negatif", "Rina")]
    assert site.send("GET", "/label/usulan?set=Lain").status_code == 404


def test_a_proposal_stands_beside_its_article_and_in_no_sample(site: Site) -> None:
    propose(site, "a")
    page = site.send("GET", "/artikel/a?q=banjir").text
    assert "usulan model uji-1" in page
    assert 'formaction="/label/usulan" name="accept" value="Nada/Negatif" data-key="+"' in page
    assert 'aria-pressed="true"' not in page
    assert "usulan model" not in site.send("GET", "/artikel/b").text
    add_sample(site.desk.saved, "Uji", "Nada", SearchRequest(query="banjir"), ["a"], 1, 1)
    assert "usulan model" not in site.send("GET", "/label/sampel?nama=Uji").text
    form = [("article", "a"), ("back", "/artikel/a#label"), ("who", "Rina"), ("accept", "Nada/Negatif")]
    assert site.send("POST", "/label/usulan", form).headers["location"] == "/artikel/a#label"
    assert site.now() == [("a", "Negatif", "Rina")]
    assert "usulan model" not in site.send("GET", "/artikel/a").text


@pytest.mark.parametrize(
    "form",
    [
        [("who", ""), ("accept", "Nada/Negatif=a")],
        [("who", " "), ("decline", "Nada/Negatif=a")],
        [("who", "Rina"), ("accept", "Nada/Positif=a")],
        [("who", "Rina"), ("accept", "Lain/Hal=a")],
        [("who", "Rina")],
    ],
)
def test_what_cannot_be_decided_is_told(site: Site, form: list[tuple[str, str]]) -> None:
    propose(site, "a")
    assert site.send("POST", "/label/usulan", form).status_code == 400
    with reading(site.desk.saved) as connection:
        assert len(open_proposals(connection)) == 1


def test_a_folder_is_asked_of_and_shows_its_summary(site: Site) -> None:
    page = site.send("GET", "/map/isi?nama=Banjir").text
    assert "Minta ringkasan map ini" in page
    assert site.send("POST", "/ringkasan", [("folder", "Banjir")]).headers["location"] == "/map/isi?nama=Banjir#model"
    asked = site.send("POST", "/label/usulan/minta", [("folder", "Banjir"), ("set", "Nada")])
    assert asked.headers["location"] == "/map/isi?nama=Banjir#model"
    page = site.send("GET", "/map/isi?nama=Banjir").text
    assert "sedang ditanyakan" in page
    assert "3 pertanyaan menunggu model." in page
    work(site, Trouble(503))
    assert "Anggaran hari ini habis" not in page
    assert "answered 503" in site.send("GET", "/map/isi?nama=Banjir").text


def test_what_failed_is_told(site: Site) -> None:
    ask_folder_summary(site.desk.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    work(site, lambda _: "Maaf, <b>tidak</b>.")
    for path in ("/map/isi?nama=Banjir", "/ringkasan"):
        page = site.send("GET", path).text
        assert "Gagal: Banjir: the answer cannot be used, twice: it is no JSON" in page


def test_what_a_model_wrote_is_text_and_leads_to_its_sentences(site: Site) -> None:
    ask_folder_summary(site.desk.saved, "Banjir", "uji-1", "id", datetime.now(UTC))
    work(site, SUMMED_UP)
    for path in ("/map/isi?nama=Banjir", "/ringkasan"):
        page = site.send("GET", path).text
        assert "ditulis model uji-1" in page
        assert "dari 2 dari 2 artikel · dibuang: 1 pernyataan tanpa dasar, 1 kalimat" in page
        assert "Banjir &lt;script&gt;alert(1)&lt;/script&gt; [surut](http://jahat.example/)" in page
        assert "<script>alert" not in page
        assert 'href="http://jahat' not in page
        assert '<a href="/artikel/a#:~:text=Warga%20%2D%20mengeluh."><q>Warga - mengeluh.</q></a>' in page
    site.desk.wait(hours=1)
    site.desk.take_in(news("a", "Banjir lagi.", "Kabar a", url="https://x.example/a"))
    assert "teks versi 1; sekarang versi 2" in site.send("GET", "/ringkasan").text
    with reading(site.desk.saved) as connection:
        [made] = all_summaries(connection)
    assert site.send("POST", "/ringkasan/hapus", [("id", str(made.id))]).status_code == 303
    assert "Belum ada ringkasan." in site.send("GET", "/ringkasan").text


def test_a_day_of_a_saved_search_is_summed_up(site: Site) -> None:
    site.desk.save("Banjir", "banjir")
    assert site.send("POST", "/ringkasan", [("search", "Banjir"), ("day", "2026-11-28")]).status_code == 303
    assert "1 pertanyaan menunggu model." in site.send("GET", "/ringkasan").text
    work(site, says(statements=[{"text": "Banjir.", "sentences": ["1.1"]}]))
    page = site.send("GET", "/ringkasan").text
    assert "<bdi>Banjir</bdi> · 2026-11-28" in page
    assert 'href="/?q=banjir&amp;from=2026-11-28&amp;to=2026-11-28"' in page
    for day, told in (("2026-11-27", "tidak menemukan artikel"), ("besok", "pilih sebuah hari")):
        refused = site.send("POST", "/ringkasan", [("search", "Banjir"), ("day", day)])
        assert refused.status_code == 400
        assert told in refused.text


def test_without_a_model_pages_say_nothing_of_one(tmp_path: Path) -> None:
    with open_desk(tmp_path) as desk:
        desk.take_in(news("a", url="https://x.example/a"))
        add_collection(desk.saved, "Banjir")
        put(desk.saved, desk.articles, "Banjir", ["a"])
        site = Site(desk, create_app(desk.settings, tmp_path, lambda *_: desk.writer.engine))
        for path in ("/map", "/map/isi?nama=Banjir", "/label", "/artikel/a"):
            assert "odel" not in site.send("GET", path).text.partition("<main")[2].partition("</main>")[0]
        refused = site.send("POST", "/ringkasan", [("folder", "Banjir")])
        assert refused.status_code == 400
        assert "no model is set" in refused.text
