"""The page of saved searches: kept, listed and forgotten by forms of this site alone."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from base.database import reading
from config.settings import AlertSettings, MailSettings, Settings
from indexer.engines.port import Engine
from search.request import SearchRequest
from search.saved.keys import add_key
from search.saved.searches import SavedSearch, saved_database, saved_searches
from search.web.app import create_app

SETTINGS = Settings(mail=MailSettings(server="post.example", sender="kliping@contoh.example"), alerts=AlertSettings())
HOOK = "https://kait.example/masuk"


class Site:
    """Requests to an application over a folder, and what the folder holds after them."""

    def __init__(self, folder: Path, engine: Engine, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self._app = create_app(settings, folder, lambda _settings, _data: engine)

    def send(self, method: str, path: str, form: dict[str, str] | None = None, **headers: str) -> httpx.Response:
        async def sent() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, data=form, headers=headers)

        return asyncio.run(sent())

    def kept(self) -> list[SavedSearch]:
        with saved_database(self.settings, self.folder) as saved, reading(saved) as connection:
            return saved_searches(connection)


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(tmp_path, engine, SETTINGS)


def form(**fields: str) -> dict[str, str]:
    return {"search": "q=banjir&publisher=suara-kota", "name": "Banjir", "every": "day", **fields}


def test_a_search_is_kept_with_whom_it_tells(site: Site) -> None:
    answer = site.send("POST", "/tersimpan", form(mail="satu@contoh.example, dua@contoh.example"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/tersimpan")
    [kept] = site.kept()
    assert kept.request == SearchRequest.from_query("q=banjir&publisher=suara-kota")
    assert (kept.name, kept.every) == ("Banjir", "day")
    assert [(one.channel, one.address) for one in kept.receivers] == [
        ("mail", "satu@contoh.example"), ("mail", "dua@contoh.example"),
    ]  # fmt: skip


def test_a_search_is_described_in_the_language_of_its_reader(site: Site) -> None:
    site.send("POST", "/tersimpan", form(search="q=banjir&from=2024-11-27"))
    assert "banjir · Sejak 27 Nov 2024" in site.send("GET", "/tersimpan").text
    assert "banjir · From 27 Nov 2024" in site.send("GET", "/tersimpan?ui=en").text


def test_the_list_leads_to_the_results_and_forgets(site: Site) -> None:
    site.send("POST", "/tersimpan?ui=en", form())
    html = site.send("GET", "/tersimpan?ui=en").text
    assert 'href="/?q=banjir&amp;sort=newest&amp;publisher=suara-kota&amp;ui=en"' in html
    assert "every morning at 7" in html
    assert site.send("POST", "/tersimpan/hapus", {"name": "Banjir"}).status_code == 303
    assert site.kept() == []
    assert site.send("POST", "/tersimpan/hapus", {"name": "Banjir"}).status_code == 303  # from another window


def test_the_secret_of_a_webhook_is_shown_once(site: Site) -> None:
    answer = site.send("POST", "/tersimpan", form(webhook=HOOK))
    assert answer.status_code == 200
    [secret] = re.findall(r"whsec_[\w+/=]+", answer.text)
    assert [one.secret for one in site.kept()[0].receivers] == [secret]
    assert answer.headers["cache-control"] == "no-store"
    assert "whsec_" not in site.send("GET", "/tersimpan").text


def test_what_is_kept_does_not_depend_on_how_it_was_shown(site: Site) -> None:
    shown = "q=banjir&sort=oldest&view=compact&after=x&top=3&ui=en&fold=0"
    site.send("POST", "/tersimpan", form(search=shown))
    assert site.kept()[0].request == SearchRequest(query="banjir")


@pytest.mark.parametrize(
    ("fields", "said", "in_english"),
    [
        ({"name": " "}, "nama harus berisi 1 sampai 100", "a name has 1 to 100"),
        ({"search": ""}, "menemukan setiap artikel", "would find every article"),
        (
            {"search": "q=" + "+".join(f"kata{number}" for number in range(600))},
            "tidak dapat disimpan seutuhnya. Hanya 500 kata",
            "cannot be kept whole: Only the first 500 words",
        ),
        ({"mail": "bukan alamat"}, "“bukan” bukan alamat surel", "“bukan” is no mail address"),
        ({"mail": " ".join(f"a{number}@b.example" for number in range(21))}, "paling banyak 20", "at most 20"),
        ({"webhook": "ftp://kait.example"}, "alamat webhook harus diawali", "a webhook&#39;s address must begin"),
        ({"webhook": "http://127.0.0.1/x"}, "http://127.0.0.1/x bukan alamat publik", "is no public address"),
    ],
)
def test_what_cannot_be_kept_is_told_with_the_form_as_it_was(
    site: Site, fields: dict[str, str], said: str, in_english: str
) -> None:
    answer, english = (site.send("POST", f"/tersimpan{ui}", form(**fields)) for ui in ("", "?ui=en"))
    assert (answer.status_code, english.status_code) == (400, 400)
    assert said in answer.text
    assert in_english in english.text
    assert 'lang="en"' not in answer.text.partition("<footer")[0]
    assert f'value="{fields.get("mail", "")}"' in answer.text
    assert site.kept() == []


def test_a_name_is_given_once(site: Site) -> None:
    site.send("POST", "/tersimpan", form())
    answer = site.send("POST", "/tersimpan", form())
    assert answer.status_code == 400
    assert "sudah ada pencarian tersimpan bernama “Banjir”" in answer.text
    assert len(site.kept()) == 1


def test_who_is_told_is_hidden_from_readers_without_a_key(site: Site, engine: Engine) -> None:
    site.send("POST", "/tersimpan", form(mail="rahasia@contoh.example"))
    beyond = replace(SETTINGS, server=replace(SETTINGS.server, bind="0.0.0.0:8055", open=True, hosts="127.0.0.1"))
    anyone = Site(site.folder, engine, beyond)
    html = anyone.send("GET", "/tersimpan").text
    assert "Banjir" in html
    assert "rahasia@" not in html
    assert anyone.send("POST", "/tersimpan", form(name="Lain")).status_code == 401
    with saved_database(beyond, site.folder) as saved:
        key = add_key(saved, "redaksi", "admin")
    known = {"Authorization": f"Bearer {key}"}
    assert "rahasia@" in anyone.send("GET", "/tersimpan", **known).text
    assert anyone.send("POST", "/tersimpan", form(name="Lain"), **known).status_code == 303


@pytest.mark.parametrize("path", ["/tersimpan", "/tersimpan/hapus"])
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://jahat.example"}, {"Origin": "null"}]
)
def test_no_other_site_changes_anything(site: Site, path: str, headers: dict[str, str]) -> None:
    assert site.send("POST", "/tersimpan", form()).status_code == 303
    assert site.send("POST", path, form(name="Banjir" if "hapus" in path else "Lain"), **headers).status_code == 403
    assert [one.name for one in site.kept()] == ["Banjir"]


def test_nothing_is_changed_by_a_link(site: Site) -> None:
    site.send("GET", f"/tersimpan?{urlencode(form())}")
    assert site.kept() == []
    assert site.send("GET", "/tersimpan/hapus?name=Banjir").status_code == 405


def test_a_form_is_not_too_long(site: Site) -> None:
    long = site.send("POST", "/tersimpan", form(name="a" * 300_000))
    assert long.status_code == 413
    assert "Isian itu terlalu panjang" in long.text


def test_what_was_typed_is_shown_as_text(site: Site) -> None:
    site.send("POST", "/tersimpan", form(name="<script>alert(1)</script>", search="q=%22%3E%3Cimg+src%3Dx%3E"))
    assert len(site.kept()) == 1
    html = site.send("GET", "/tersimpan").text
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html
