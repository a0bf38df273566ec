"""What other processes answer is what the server itself would: the same bytes, headers and errors."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request

from config.settings import Settings
from search.web import answerers
from search.web.answerers import Answerers, Sent, answer_by
from search.web.app import create_app, prepare_to_answer
from search.web.lanes import Lanes
from tests.search.client import PATIENT
from tests.search.saved.desk import Desk, news, open_desk

BOUND = 60
PATHS = (
    "/?q=banjir",
    "/?q=banjir&ui=en&view=compact&chart=share",
    "/?q=tidakadaapaapa",
    "/saringan/publisher?q=banjir",
    "/bandingkan?q=banjir&q=surut",
    "/bandingkan.csv?q=banjir",
    "/peta?q=banjir",
    "/artikel/a?q=banjir",
    "/artikel/nosuch",
    "/feed.atom?q=banjir",
    "/feed.json?q=banjir",
    "/api/v1/search?q=banjir",
    "/api/v1/search?q=banjir&fields=id,title&top=1",
    "/api/v1/search?q=banjir&top=1000",
    "/api/v1/search?q=banjir&after=rusak",
    "/api/v1/search?q=banjir&nosuch=1",
    "/api/v1/count?q=banjir&by=publisher",
    "/api/v1/articles/a",
    "/api/v1/articles/nosuch",
    "/api/v1/quotes?q=banjir",
    "/api/v1/suggest?q=ban",
    "/api/v1/publishers",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("desk")) as made:
        texts = {"a": "Banjir merendam Kota Surabaya.", "b": "Banjir surut.", "c": "Banjir reda."}
        made.take_in(*(news(name, text, url=f"https://x.example/{name}") for name, text in texts.items()))
        yield made


def patient(desk: Desk) -> Settings:
    return replace(desk.settings, search=PATIENT.search)


@pytest.fixture(scope="module")
def others(desk: Desk) -> Iterator[Answerers]:
    made = Answerers(2, BOUND, partial(prepare_to_answer, patient(desk), desk.data))
    made.start()
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(desk: Desk, others: Answerers) -> FastAPI:
    return create_app(patient(desk), desk.data, lambda *_: desk.writer.engine, others)


def send(app: FastAPI, method: str, path: str, **options: object) -> httpx.Response:
    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(sent())


def children(others: Answerers) -> list[int]:
    return [child._process.pid for child in list(others._workers._children) if child._process.pid]


def test_they_answer_what_the_server_would(desk: Desk, app: FastAPI, others: Answerers) -> None:
    alone = create_app(patient(desk), desk.data, lambda *_: desk.writer.engine)
    for path in PATHS:
        here, there = send(alone, "GET", path), send(app, "GET", path)
        assert there.status_code == here.status_code, path
        assert there.content == here.content, path
        assert there.headers.raw == here.headers.raw, path
    assert children(others)
    head = send(app, "HEAD", "/api/v1/search?q=banjir")
    assert (head.status_code, head.content) == (200, b"")
    tag = send(app, "GET", "/?q=banjir").headers["etag"]
    assert send(app, "GET", "/?q=banjir", headers={"If-None-Match": tag}).status_code == 304


def test_what_changes_something_is_seen_at_once(app: FastAPI) -> None:
    assert send(app, "GET", "/api/v1/articles/a").json()["regions"] == ["Jawa Timur", "Jawa Timur/Kota Surabaya"]
    form = urlencode({"article": "a", "who": "Rina S.", "remove": "Jawa Timur"})
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert send(app, "POST", "/daerah", content=form, headers=kind).status_code == 303
    assert send(app, "GET", "/api/v1/articles/a").json()["regions"] == []


def test_pages_of_a_search_fit_together_while_articles_come(desk: Desk, app: FastAPI) -> None:
    first = send(app, "GET", "/api/v1/search?q=banjir&top=1").json()
    desk.take_in(news("new", "Banjir banjir banjir.", url="https://x.example/new"))
    following = send(app, "GET", f"/api/v1/search?q=banjir&top=1&after={quote(first['next'])}").json()
    assert following["notes"] == first["notes"]
    assert following["total"] == first["total"]
    assert following["hits"][0]["id"] not in ("new", first["hits"][0]["id"])


def test_a_killed_one_is_replaced_and_the_log_says_so(
    app: FastAPI, others: Answerers, caplog: pytest.LogCaptureFixture
) -> None:
    assert send(app, "GET", "/api/v1/suggest?q=ban").status_code == 200
    for pid in children(others):
        os.kill(pid, signal.SIGKILL)
    end = time.monotonic() + BOUND
    while send(app, "GET", "/api/v1/suggest?q=ban").status_code != 200:
        assert time.monotonic() < end
    assert "was killed by SIGKILL; another one takes its place" in caplog.text


def test_a_handler_has_what_it_may_look_at_of_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten = list[str]()

    def told(request: Request) -> dict[str, str]:
        return {"q": request.query_params["q"], "key": request.scope["state"]["key"]}

    monkeypatch.setattr(answerers, "_handlers", [])
    monkeypatch.setattr(answerers, "_seen", [0])
    answer_by([told], lambda: forgotten.append("all"))
    scope = {"type": "http", "query_string": b"q=a", "headers": [], "state": {"key": "meja", "more": object()}}
    for changes in (0, 1, 1):
        assert answerers.answer(0, answerers._kept(Request(scope)), {}, changes) == b'{"q":"a","key":"meja"}'
    assert forgotten == ["all"]
    assert Sent(204, [(b"x", b"y")], b"").response().headers["x"] == "y"


def test_what_changes_something_is_done_by_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    class Never:
        count = 1

        def answer(self, *_: object) -> None:
            raise AssertionError

    lanes = Lanes(BOUND, Never())  # type: ignore[arg-type]
    route = lanes.route(lambda request: request.method)
    scope = {"type": "http", "method": "POST", "query_string": b"", "headers": []}
    assert asyncio.run(route(request=Request(scope))) == "POST"
    with pytest.raises(AssertionError):
        asyncio.run(route(request=Request(scope | {"method": "GET"})))
    costly = scope | {"method": "GET", "query_string": b"q=" + b"+".join([b"kata"] * 20)}
    assert asyncio.run(route(request=Request(costly))) == "GET"
    lanes.close()
