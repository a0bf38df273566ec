"""Regions of an article corrected on its page, by forms alone."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from search.web.app import create_app
from tests.search.saved.desk import news, open_desk

WHO = {"article": "a", "who": "Rina S."}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    with open_desk(tmp_path) as desk:
        texts = {"a": "Banjir merendam Kota Surabaya.", "b": "Banjir surut."}
        desk.take_in(*(news(name, text, url=f"https://x.example/{name}") for name, text in texts.items()))
        yield create_app(desk.settings, tmp_path, lambda *_: desk.writer.engine)


def send(app: FastAPI, method: str, path: str, form: Mapping[str, str] | None = None) -> httpx.Response:
    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"content-type": "application/x-www-form-urlencoded"} if form else {}
            return await client.request(method, path, content=urlencode(form or {}), headers=headers)

    return asyncio.run(sent())


def told(app: FastAPI, article: str) -> list[str]:
    regions: list[str] = send(app, "GET", f"/api/v1/articles/{article}").json()["regions"]
    return regions


def offered(page: str) -> list[tuple[str, str]]:
    return re.findall(r'<button type="submit" name="(remove|undo)" value="([^"]+)"', page)


def test_a_region_is_denied_and_that_is_taken_back(app: FastAPI) -> None:
    page = send(app, "GET", "/artikel/a?q=banjir").text
    assert offered(page) == [("remove", "Jawa Timur"), ("remove", "Jawa Timur/Kota Surabaya")]
    back = "/artikel/a?q=banjir#daerah"
    assert f'value="{back}"' in page
    answer = send(app, "POST", "/daerah", WHO | {"back": back, "remove": "Jawa Timur", "why": "nama klub"})
    assert (answer.status_code, answer.headers["location"]) == (303, back)
    assert "siapa=Rina%20S." in answer.headers["set-cookie"]
    assert told(app, "a") == []
    page = send(app, "GET", "/artikel/a").text
    assert offered(page) == [("undo", "Jawa Timur")]
    assert "Bukan tentang Jawa Timur" in page
    history = send(app, "GET", "/daerah/riwayat?artikel=a").text
    assert "Bukan tentang Jawa Timur: Rina S." in history
    assert "nama klub" in history
    send(app, "POST", "/daerah", WHO | {"undo": "Jawa Timur"})
    assert told(app, "a") == ["Jawa Timur", "Jawa Timur/Kota Surabaya"]


def test_a_region_that_was_not_read_is_added_everywhere(app: FastAPI) -> None:
    assert send(app, "POST", "/daerah", {"article": "b", "who": "rina", "region": "kota batu"}).status_code == 303
    assert told(app, "b") == ["Jawa Timur", "Jawa Timur/Kota Batu"]
    assert send(app, "GET", "/peta.csv").text.splitlines()[1:] == [
        "Jawa Timur,2,2,1.000000",
        "Jawa Timur/Kota Batu,1,1,1.000000",
        "Jawa Timur/Kota Surabaya,1,1,1.000000",
    ]
    found = send(app, "GET", '/api/v1/search?q=daerah:"Kota Batu"&fields=regions').json()
    assert [(one["id"], one["regions"]) for one in found["hits"]] == [("b", told(app, "b"))]
    exported = send(app, "GET", "/api/v1/export?q=surut&format=csv&fields=id,regions").text
    assert exported.splitlines()[1] == "b,Jawa Timur; Jawa Timur/Kota Batu"
    assert "/artikel/b" in send(app, "GET", "/feed.atom?region=Jawa+Timur/Kota+Batu").text
    assert "Jawa Timur/Kota Batu" in send(app, "GET", "/?q=surut").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"region": "Bandung"}, "Jawa Barat/Kota Bandung"),
        ({"region": "Atlantis"}, "tidak ada daerah bernama “Atlantis”"),
        ({}, "tidak ada daerah bernama"),
        ({"region": "Bali", "who": ""}, "tulis nama Anda"),
        ({"region": "Bali", "article": "zzz"}, "artikel itu tidak ada"),
    ],
)
def test_what_cannot_be_said_is_explained(app: FastAPI, form: dict[str, str], said: str) -> None:
    answer = send(app, "POST", "/daerah", WHO | form)
    assert answer.status_code == 400
    assert said in answer.text
    assert told(app, "a") == ["Jawa Timur", "Jawa Timur/Kota Surabaya"]


def test_the_history_of_no_article(app: FastAPI) -> None:
    assert send(app, "GET", "/daerah/riwayat?artikel=zzz").status_code == 404
    assert "Riwayat daerah" in send(app, "GET", "/daerah/riwayat?artikel=a").text
