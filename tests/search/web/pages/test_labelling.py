"""The page of labels, and labels given from articles, from lists and in samples, by forms alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from base.database import reading
from search.request import SearchRequest
from search.saved.labelling.giving import changes_of, current
from search.saved.labelling.samples import add_sample, codings, read_samples
from search.saved.labelling.sets import NewLabel, add_set, read_sets
from search.web.app import create_app
from search.web.pages.addresses import sample_href
from tests.search.saved.desk import Desk, news, open_desk

Pairs = Sequence[tuple[str, str]]


@dataclass
class Site:
    """Requests to an application over a desk with three articles and a set; cookies are kept."""

    desk: Desk
    app: FastAPI
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, form: Pairs = (), **headers: str) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1", cookies=self.cookies
            ) as client:
                kind = {"content-type": "application/x-www-form-urlencoded"} if form else {}
                answer = await client.request(method, path, content=urlencode(form), headers=kind | headers)
                self.cookies |= dict(answer.cookies)
                return answer

        return asyncio.run(sent())

    def now(self) -> list[tuple[str, str, str]]:
        with reading(self.desk.saved) as connection:
            return [(one["id"], one["label"], one["who"]) for one in current(connection)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_desk(tmp_path) as desk:
        texts = {"a": "Banjir merendam jalan.", "b": "Banjir surut.", "c": "Harga beras naik."}
        desk.take_in(
            *(news(name, text, f"Kabar {name}", url=f"https://x.example/{name}") for name, text in texts.items())
        )
        add_set(desk.saved, "Nada", [NewLabel("Positif"), NewLabel("Negatif")])
        yield Site(desk, create_app(desk.settings, tmp_path, lambda *_: desk.writer.engine))


def buttons(page: str) -> dict[str, tuple[str, str, str]]:
    """The labels of a form: what a click does, whether each is given, and its key."""
    found = re.findall(r'<button type="submit" name="(\w+)" value="([^"]+)" aria-pressed="(\w+)" data-key="(.)"', page)
    return {path: (does, pressed, key) for does, path, pressed, key in found}


def test_a_set_is_defined_and_discarded(site: Site) -> None:
    form = [("name", "Isu"), ("labels", "Banjir=f\r\n\r\n Pangan \r\n"), ("several", "on")]
    assert site.send("POST", "/label", form).headers["location"] == "/label"
    made = read_sets(site.desk.saved)[1]
    assert (made.several, [(one.path, one.key) for one in made.labels]) == (
        True, [("Isu/Banjir", "f"), ("Isu/Pangan", "a")],
    )  # fmt: skip
    again = site.send("POST", "/label", form)
    assert again.status_code == 400
    assert "sudah ada set label" in again.text
    assert "Banjir=f" in again.text
    page = site.send("GET", "/label").text
    assert "/bandingkan?q=label%3A%22Nada%2FPositif%22&amp;q=label%3A%22Nada%2FNegatif%22&amp;chart=share" in page
    for _ in range(2):
        assert site.send("POST", "/label/hapus", [("name", "Isu")]).status_code == 303
    assert [one.name for one in read_sets(site.desk.saved)] == ["Nada"]


def test_an_article_is_labelled_from_its_page(site: Site) -> None:
    back = "/artikel/a?q=banjir#label"
    page = site.send("GET", "/artikel/a?q=banjir").text
    assert f'value="{back}"' in page
    assert buttons(page) == {"Nada/Positif": ("label", "false", "p"), "Nada/Negatif": ("label", "false", "n")}
    form = [("article", "a"), ("back", back), ("who", "Rina S."), ("why", "memuji"), ("label", "Nada/Positif")]
    answer = site.send("POST", "/label/beri", form)
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert "HttpOnly" in answer.headers["set-cookie"]
    page = site.send("GET", "/artikel/a?q=banjir").text
    assert buttons(page)["Nada/Positif"] == ("take", "true", "p")
    assert 'name="who" value="Rina S."' in page
    site.send("POST", "/label/beri", [("article", "a"), ("who", "Budi"), ("take", "Nada/Positif")])
    assert site.now() == []
    with reading(site.desk.saved) as connection:
        assert [(one.given, one.who, one.why) for one in changes_of(connection, "a")] == [
            (True, "Rina S.", "memuji"),
            (False, "Budi", ""),
        ]
    history = site.send("GET", "/label/riwayat?artikel=a").text
    assert "+ Nada/Positif, oleh Rina S." in history
    assert "memuji" in history
    assert site.send("GET", "/label/riwayat?artikel=zzz").status_code == 404


def test_many_are_labelled_from_a_list(site: Site) -> None:
    page = site.send("GET", "/?q=banjir").text
    assert 'formaction="/label/beri"' in page
    form = [("search", "q=banjir"), ("which", "all"), ("label", "Nada/Negatif"), ("who", "rina")]
    assert site.send("POST", "/label/beri", form).status_code == 303
    assert site.now() == [("a", "Negatif", "rina"), ("b", "Negatif", "rina")]
    form = [("which", "chosen"), ("article", "c"), ("article", "b"), ("label", "Nada/Positif"), ("who", "rina")]
    site.send("POST", "/label/beri", form)
    assert site.now() == [("a", "Negatif", "rina"), ("b", "Positif", "rina"), ("c", "Positif", "rina")]
    found = site.send("GET", "/api/v1/search?label=Nada/Positif&q=banjir").json()
    assert [one["id"] for one in found["hits"]] == ["b"]
    page = site.send("GET", "/?q=banjir").text
    assert "/saringan/label" not in page  # there are few: all of them stand beside the hits
    assert re.findall(r"label=Nada%2F(\w+)", page)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ([("article", "a"), ("who", "rina")], "pilih sebuah label"),
        ([("article", "a"), ("who", "rina"), ("label", "Nada/zzz")], "pilih sebuah label"),
        ([("article", "a"), ("label", "Nada/Positif"), ("who", " ")], "tulis nama Anda"),
        ([("which", "chosen"), ("label", "Nada/Positif"), ("who", "rina")], "tidak ada artikel yang dicentang"),
        ([("article", "zzz"), ("label", "Nada/Positif"), ("who", "rina")], "tidak ada di arsip"),
        ([("sample", "zzz"), ("article", "a"), ("label", "Nada/Positif"), ("who", "rina")], "pilih sebuah label"),
    ],
)
def test_what_cannot_be_labelled_is_said(site: Site, form: Pairs, said: str) -> None:
    answer = site.send("POST", "/label/beri", form)
    assert answer.status_code == 400
    assert said in answer.text
    assert site.now() == []


def test_a_sample_is_coded_one_article_after_the_other(site: Site) -> None:
    add_sample(site.desk.saved, "uji", "Nada", SearchRequest(), ["a", "b", "c"], 3, 7)
    order = read_samples(site.desk.saved)[0].articles
    here = "/label/sampel?nama=uji"
    for place, article in enumerate(order, 1):
        page = site.send("GET", here).text
        assert f"Artikel {place} dari 3" in page
        assert f"Kabar {article}" in page
        form = [("sample", "uji"), ("article", article), ("back", here), ("who", "rina"), ("label", "Nada/Negatif")]
        assert site.send("POST", "/label/beri", form).headers["location"] == here
    assert "sudah Anda kode" in site.send("GET", here).text
    assert buttons(site.send("GET", f"{here}&ke=1").text)["Nada/Negatif"] == ("take", "true", "n")
    site.cookies = {"siapa": "budi"}
    assert buttons(site.send("GET", f"{here}&ke=1").text)["Nada/Negatif"] == ("label", "false", "n")  # nobody else's
    form = [("sample", "uji"), ("article", order[0]), ("who", "budi"), ("label", "Nada/Positif")]
    site.send("POST", "/label/beri", form)
    with reading(site.desk.saved) as connection:
        coded = codings(connection, read_samples(site.desk.saved)[0])
    assert {who: len(mine) for who, mine in coded.items()} == {"rina": 3, "budi": 1}
    assert site.now() == []
    page = site.send("GET", "/label").text
    assert "Alfa Krippendorff Nada: 0,000 (1 artikel" in page
    assert site.send("GET", "/label/sampel?nama=zzz").status_code == 404


def test_a_sheet_of_a_sample_takes_its_own_articles_and_labels_alone(site: Site) -> None:
    add_set(site.desk.saved, "Isu", [NewLabel("Banjir")])
    add_sample(site.desk.saved, "uji", "Nada", SearchRequest(), ["a", "b"], 2, 7)
    for article, label in (("c", "Nada/Positif"), ("a", "Isu/Banjir")):
        form = [("sample", "uji"), ("article", article), ("who", "rina"), ("label", label)]
        assert site.send("POST", "/label/beri", form).status_code == 400
    with reading(site.desk.saved) as connection:
        assert codings(connection, read_samples(site.desk.saved)[0]) == {}


def test_a_saved_search_labels_from_the_page_and_stops(site: Site) -> None:
    assert "/label/ikut" not in site.send("GET", "/label").text
    site.desk.save("hujan <b>", "hujan")
    page = site.send("GET", "/label").text
    assert page.count("<option>hujan &lt;b&gt;</option>") == page.count('name="search"') > 0
    path = next(path for path in re.findall('<option value="([^"]+/[^"]+)">', page))
    rule = [("label", path), ("search", "hujan <b>")]
    assert site.send("POST", "/label/ikut", rule).status_code == 303
    said = f"{path}: diberikan oleh pencarian hujan &lt;b&gt;"
    assert said in site.send("GET", "/label").text
    assert site.send("POST", "/label/ikut", [*rule, ("stop", "1")]).status_code == 303
    assert said not in site.send("GET", "/label").text
    assert site.send("POST", "/label/ikut", [("label", "tak/ada"), ("search", "x")]).status_code == 303


def test_forms_of_other_sites_change_nothing(site: Site) -> None:
    for path in ("/label", "/label/hapus", "/label/beri"):
        form = [("name", "Nada"), ("article", "a"), ("label", "Nada/Positif"), ("who", "x"), ("labels", "x")]
        assert site.send("POST", path, form, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert (site.now(), len(read_sets(site.desk.saved))) == ([], 1)


def test_a_sheet_of_a_sample_tells_no_clock_time_where_none_is_known(site: Site) -> None:
    site.desk.take_in(news("d", "Hujan turun.", published="2024-01-01"))
    add_sample(site.desk.saved, "uji", "Nada", SearchRequest(), ["d"], 1, 7)
    page = site.send("GET", sample_href("uji", "id")).text
    assert "1 Jan 2024" in page
    assert "1 Jan 2024," not in page
