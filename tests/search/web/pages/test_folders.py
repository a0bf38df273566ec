"""The pages of folders: made, filled from lists and articles, put in order, annotated and discarded by forms alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from base.database import reading
from search.saved.collections.clips import Clip, edit, put, read_clips
from search.saved.collections.collections import add_collection, find_collection, read_collections
from search.web.app import create_app
from tests.search.saved.desk import Desk, news, open_desk

NAME = "Banjir & Co"
HERE = "/map/isi?" + urlencode({"nama": NAME})
Pairs = Sequence[tuple[str, str]]


@dataclass
class Site:
    """Requests to an application over a desk with three articles, two of them about a flood."""

    desk: Desk
    app: FastAPI

    def send(self, method: str, path: str, form: Pairs = (), **headers: str) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}
                return await client.request(method, path, content=urlencode(form), headers=kind | headers)

        return asyncio.run(sent())

    def clips(self, *, hidden: bool = False) -> list[Clip]:
        with reading(self.desk.saved) as connection:
            return read_clips(connection, find_collection(connection, NAME).id, hidden=hidden)

    def held(self) -> list[str]:
        return [one.article for one in self.clips()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_desk(tmp_path) as desk:
        texts = {"a": "Banjir merendam jalan.", "b": "Banjir surut.", "c": "Harga beras naik."}
        desk.take_in(
            *(news(name, text, f"Kabar {name}", url=f"https://x.example/{name}") for name, text in texts.items())
        )
        yield Site(desk, create_app(desk.settings, tmp_path, lambda *_: desk.writer.engine))


@pytest.fixture
def filled(site: Site) -> Site:
    add_collection(site.desk.saved, NAME)
    put(site.desk.saved, site.desk.articles, NAME, ["c", "a"])
    return site


def test_a_folder_is_made(site: Site) -> None:
    assert "Belum ada map" in site.send("GET", "/map").text
    answer = site.send("POST", "/map", [("name", f" {NAME} ")])
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert "Banjir &amp; Co" in site.send("GET", "/map").text
    assert "sudah ada" not in site.send("GET", HERE).text


def test_a_second_click_shows_the_folder_of_the_first(site: Site) -> None:
    for said in ("", "Map ini sudah ada"):
        answer = site.send("POST", "/map", [("name", NAME)])
        assert answer.status_code == 303
        shown = site.send("GET", answer.headers["location"])
        assert shown.status_code == 200
        assert (said in shown.text) if said else ("sudah ada" not in shown.text)
    answer = site.send("POST", "/map?ui=en", [("name", NAME)])
    assert "is there already" in site.send("GET", answer.headers["location"]).text
    assert [one.name for one in read_collections(site.desk.saved)] == [NAME]


def test_a_folder_that_is_there_in_another_case_is_refused(filled: Site) -> None:
    answer = filled.send("POST", "/map", [("name", NAME.upper())])
    assert answer.status_code == 400
    assert "sudah ada map bernama “Banjir &amp; Co”" in answer.text
    assert 'value="BANJIR &amp; CO"' in answer.text


def test_chosen_articles_go_into_a_folder(filled: Site) -> None:
    form = [("search", "q=banjir"), ("which", "chosen"), ("folder", NAME), ("article", "b"), ("article", "a")]
    answer = filled.send("POST", "/map/masukkan", form)
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert filled.held() == ["c", "a", "b"]


def test_a_new_folder_that_is_there_in_another_case_is_that_folder(filled: Site) -> None:
    answer = filled.send("POST", "/map/masukkan", [("article", "b"), ("new", NAME.upper())])
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    assert filled.held() == ["c", "a", "b"]


def test_all_that_is_found_goes_into_a_new_folder_and_goes_on_to(site: Site) -> None:
    form = [("search", "q=banjir"), ("which", "all"), ("new", NAME), ("follow", "on"), ("article", "c")]
    assert site.send("POST", "/map/masukkan", form).status_code == 303
    assert site.held() == ["a", "b"]
    site.desk.take_in(news("d", "Banjir lagi."))
    site.desk.follow()
    assert site.held() == ["a", "b", "d"]
    assert read_collections(site.desk.saved)[0].searches == (NAME,)


def test_a_folder_is_never_filled_by_another_search_of_its_name(site: Site) -> None:
    site.desk.save(NAME, "harga")
    site.send("POST", "/map/masukkan", [("search", "q=banjir"), ("which", "all"), ("new", NAME), ("follow", "on")])
    site.send("POST", "/map/masukkan", [("search", "q=banjir"), ("which", "all"), ("new", NAME), ("follow", "on")])
    assert read_collections(site.desk.saved)[0].searches == (f"{NAME} (2)",)
    assert {one.name: one.request.query for one in site.desk.searches()} == {NAME: "harga", f"{NAME} (2)": "banjir"}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([("which", "chosen"), ("new", "Map")], "tidak ada artikel yang dicentang"),
        ([("which", "all"), ("search", "q=zzyzx"), ("new", "Map")], "tidak ada artikel yang dicentang"),
        ([("article", "a")], "pilih sebuah map"),
        ([("article", "a"), ("folder", "dibuang tadi")], "pilih sebuah map"),
        ([("article", "a"), ("new", 'si "anu"')], "tanda kutip"),
    ],
)
def test_what_cannot_be_put_in_is_said(site: Site, form: Pairs, said: str) -> None:
    answer = site.send("POST", "/map/masukkan", form)
    assert answer.status_code == 400
    assert said in answer.text


@pytest.mark.parametrize(("ui", "said"), [("", "tidak ada di arsip"), ("?ui=en", "no such article in this archive")])
def test_an_article_that_is_not_in_the_archive_is_not_found(filled: Site, ui: str, said: str) -> None:
    for form in ([("folder", NAME)], [("new", "Map baru")]):
        answer = filled.send("POST", f"/map/masukkan{ui}", [("article", "zzz"), *form])
        assert answer.status_code == 400
        assert said in answer.text
    assert filled.held() == ["c", "a"]
    assert len(read_collections(filled.desk.saved)) == 1


@pytest.mark.parametrize(("ui", "said"), [("", "1 artikel tidak ada di arsip"), ("?ui=en", "not put in: 1 article.")])
def test_articles_go_in_without_those_that_are_not_in_the_archive(filled: Site, ui: str, said: str) -> None:
    form = [("article", "zzz"), ("article", "b"), ("folder", NAME), ("back", "/artikel/b")]
    answer = filled.send("POST", f"/map/masukkan{ui}", form)
    assert answer.status_code == 303
    assert filled.held() == ["c", "a", "b"]
    assert said in filled.send("GET", answer.headers["location"]).text


def test_an_article_goes_into_a_folder_from_its_page(filled: Site) -> None:
    page = filled.send("GET", "/artikel/b?q=banjir").text
    assert f"<option>{NAME.replace('&', '&amp;')}</option>" in page
    back = "/artikel/b?q=banjir"
    answer = filled.send("POST", "/map/masukkan", [("article", "b"), ("folder", NAME), ("back", back)])
    assert answer.headers["location"] == back
    page = filled.send("GET", back).text
    assert "Ada di map:" in page
    assert "<option>" not in page.partition("map-artikel")[2].partition("</section>")[0]


@pytest.mark.parametrize("back", ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "/a\r\nX: 1"])
def test_no_form_leads_to_another_site(filled: Site, back: str) -> None:
    answer = filled.send("POST", "/map/masukkan", [("article", "b"), ("folder", NAME), ("back", back)])
    assert answer.headers["location"] == HERE


def test_a_folder_is_put_in_order_and_annotated(filled: Site) -> None:
    form = [
        ("name", NAME),
        ("article", "a"),
        ("note", " Angka <b>BNPB</b> "),
        ("place", "1"),
        ("was", "2"),
        ("seen", "on"),
    ]
    assert filled.send("POST", "/map/isi", form).status_code == 303
    assert filled.held() == ["a", "c"]
    assert (filled.clips()[0].note, filled.clips()[0].seen) == ("Angka <b>BNPB</b>", True)
    page = filled.send("GET", HERE).text
    assert "Angka &lt;b&gt;BNPB&lt;/b&gt;" in page
    assert re.findall(r'<li id="k(\d)" value="\1">', page) == ["1", "2"]
    filled.send("POST", "/map/isi", [("name", NAME), ("article", "c"), ("hidden", "on")])
    assert filled.held() == ["a"]
    assert "tersembunyi=1" in filled.send("GET", HERE).text
    filled.send("POST", "/map/isi", [("name", NAME), ("article", "a"), ("do", "take")])
    assert filled.held() == []
    long = filled.send("POST", "/map/isi", [("name", NAME), ("article", "c"), ("note", "a" * 5000)])
    assert long.status_code == 400


@pytest.mark.parametrize("gone", [[("article", "a"), ("do", "take")], None])
def test_a_note_on_what_was_thrown_away_in_another_window_is_given_back(filled: Site, gone: Pairs | None) -> None:
    path, form = ("/map/isi", [("name", NAME), *gone]) if gone else ("/map/hapus", [("name", NAME)])
    filled.send("POST", path, form)
    note = [("name", NAME), ("article", "a"), ("note", "Angka <b>BNPB</b>"), ("place", "1"), ("was", "2")]
    answer = filled.send("POST", "/map/isi?ui=en", note)
    assert answer.status_code == 409
    assert "your note was not kept: Angka &lt;b&gt;BNPB" in answer.text
    assert filled.send("POST", "/map/isi", [("name", NAME), ("article", "a"), ("seen", "on")]).status_code == 303


def test_a_folder_has_pages(filled: Site) -> None:
    names = [f"n{number:02}" for number in range(30)]
    filled.desk.take_in(*(news(one, title=one, url=f"https://y.example/{one}") for one in names))
    put(filled.desk.saved, filled.desk.articles, NAME, names)
    page = filled.send("GET", HERE).text
    assert "Kliping 1–25 dari 32" in page
    following = filled.send("GET", HERE + "&mulai=25").text
    assert re.findall(r'<li id="k(\d+)"', following) == [str(number) for number in range(26, 33)]
    assert filled.send("GET", HERE + "&mulai=zzz").status_code == 200
    assert filled.send("GET", HERE + "&mulai=500").text == following  # not an empty folder


def test_a_clip_shows_the_text_as_it_was(filled: Site) -> None:
    filled.desk.take_in(news("a", "Banjir surut semua.", "Kabar lain"))
    page = filled.send("GET", HERE).text
    assert "Kabar a" in page
    assert "Kabar lain" not in page


def test_a_folder_leads_to_its_search_its_files_and_feeds(filled: Site) -> None:
    page = filled.send("GET", HERE).text
    for path in ("/?sort=newest&amp;folder=", "/api/v1/export?folder=", "/feed.atom?folder="):
        assert path in page
    folder = urlencode({"folder": NAME})
    csv = filled.send("GET", f"/api/v1/export?{folder}&format=csv&fields=id")
    assert sorted(csv.text.split()[1:]) == ["a", "c"]
    feed = filled.send("GET", f"/feed.json?{folder}").json()
    assert sorted(one["title"] for one in feed["items"]) == ["Kabar a", "Kabar c"]
    assert filled.send("GET", f"/api/v1/count?by=folder&{folder}").json()["rows"][0]["count"] == 2
    edit(filled.desk.saved, NAME, ["a"], hidden=True)
    assert filled.send("GET", f"/api/v1/search?{folder}").json()["total"] == 1


def test_a_folder_is_discarded(filled: Site) -> None:
    for _ in range(2):
        answer = filled.send("POST", "/map/hapus", [("name", NAME)])
        assert (answer.status_code, answer.headers["location"]) == (303, "/map")
    assert read_collections(filled.desk.saved) == []
    assert filled.send("GET", HERE).status_code == 404
    assert filled.send("POST", "/map/isi", [("name", NAME), ("article", "a")]).status_code == 303


def test_forms_of_other_sites_change_nothing(filled: Site) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    for path in ("/map", "/map/hapus", "/map/isi", "/map/masukkan"):
        assert (
            filled.send("POST", path, [("name", NAME), ("article", "b"), ("folder", NAME)], **headers).status_code
            == 403
        )
    assert filled.held() == ["c", "a"]


def test_pages_of_folders_stay_in_no_store(filled: Site) -> None:
    for path in ("/map", HERE):
        assert filled.send("GET", path).headers["cache-control"] == "no-store"


def test_a_clip_that_is_known_to_the_day_has_no_clock_time(filled: Site) -> None:
    filled.desk.take_in(news("d", "Hujan turun.", published="2024-01-01"))
    put(filled.desk.saved, filled.desk.articles, NAME, ["d"])
    page = filled.send("GET", HERE).text
    assert "1 Jan 2024" in page
    assert "1 Jan 2024," not in page
