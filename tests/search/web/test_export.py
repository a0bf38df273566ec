"""`/api/v1/export`: the same file as the command's, and one that breaks off is no file."""

from __future__ import annotations

import csv
import gzip
import http.client
import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn

from base.errors import UnavailableError
from config.settings import Settings
from indexer.engines.port import Engine, EngineHit
from search.export import formats
from search.export.columns import DEFAULT
from search.web import export as web_export
from search.web.app import create_app
from tests.search.client import Client, client_of


def test_all_that_is_found_comes_as_a_file(client: Client) -> None:
    got = client.get("/api/v1/export", {"q": "warga", "format": "csv", "sort": "newest"})
    header, *rows = csv.reader(io.StringIO(got.text, newline=""))
    found = client.get("/api/v1/search", {"q": "warga", "fold": "0", "top": "100", "sort": "newest"}).json()
    assert tuple(header) == DEFAULT
    assert [row[0] for row in rows] == [hit["id"] for hit in found["hits"]]
    assert got.headers["content-type"].startswith("text/csv")
    assert got.headers["content-disposition"] == 'attachment; filename="kliping.csv"'
    assert (got.headers["kliping-matched"], got.headers["kliping-articles"]) == ("all", str(found["total"]))


@pytest.mark.parametrize(
    ("form", "media", "start"),
    [
        ("jsonl", "application/jsonl", b'{"id":'),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("ris", "application/x-research-info-systems", b"TY  - NEWS"),
    ],
)
def test_each_form_has_its_media_type(client: Client, form: str, media: str, start: bytes) -> None:
    got = client.get("/api/v1/export", {"q": "warga", "format": form, "publisher": "antara"})
    assert (got.headers["content-type"].partition(";")[0], got.content[: len(start)]) == (media, start)


def test_what_is_nearest_comes_where_it_is_asked_for_and_is_said(client: Client) -> None:
    asked = {"q": "aleppo katayangtidakada", "format": "jsonl"}
    assert client.get("/api/v1/export", asked).content == b""
    got = client.get("/api/v1/export", asked | {"matched": "nearest"})
    assert got.headers["kliping-matched"] == "nearest"
    assert len(got.content.splitlines()) > 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "exe"},
        {"fields": "id,judull"},
        {"format": "ris", "fields": "id"},
        {"top": "5"},
        {"after": "x"},
        {"fold": "1"},
        {"publishr": "tempo"},
        {"from": "kapan"},
        {"matched": "some"},
    ],
)
def test_what_is_wrong_is_said_before_anything_is_sent(client: Client, wrong: dict[str, str]) -> None:
    got = client.get("/api/v1/export", {"q": "warga", **wrong})
    assert (got.status_code, got.headers["content-type"]) == (400, "application/problem+json")
    assert [*wrong][-1] in got.json()["detail"]


def test_a_long_query_comes_by_post(client: Client) -> None:
    names = " OR ".join(["warga", *(f"zzq{number}" for number in range(450))])
    given = {"format": "csv", "sort": "newest", "fields": "title,id"}
    wanted = client.get("/api/v1/export", {"q": "warga", **given})
    got = client.post("/api/v1/export", json.dumps({"q": names, **given, "fields": ["title", "id"]}))
    assert got.text == wanted.text
    assert got.headers["content-disposition"] == wanted.headers["content-disposition"]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = client.request("POST", "/api/v1/export", headers=form, content=urlencode({"q": names, **given}))
    assert sent.text == wanted.text


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"fields": ["score"]}, {"top": 5}, {"matched": []}, {"fold": 1}])
def test_what_is_wrong_in_a_post_is_said(client: Client, wrong: dict[str, object]) -> None:
    got = client.post("/api/v1/export", json.dumps({"q": "warga", **wrong}))
    assert got.status_code == 400
    assert got.json()["detail"].startswith(f"{next(iter(wrong))}: ")


def test_it_is_packed_where_the_client_takes_that(client: Client) -> None:
    plain = client.get("/api/v1/export", {"format": "jsonl"}, {"Accept-Encoding": "identity"})
    packed = client.get("/api/v1/export", {"format": "jsonl"}, {"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert "content-encoding" not in client.get("/api/v1/export", {"format": "xlsx"}).headers


def test_head_has_the_headers_and_frees_its_place(client: Client) -> None:
    for _ in range(web_export.MAX_EXPORTS + 1):
        got = client.request("HEAD", "/api/v1/export", {"q": "warga", "format": "csv"})
        assert (got.status_code, got.content) == (200, b"")
        assert got.headers["content-type"].startswith("text/csv")


class FailingEngine:
    """An engine that fails at a place of each scan, or waits there until it is let go."""

    def __init__(self, engine: Engine, place: int) -> None:
        self._engine, self._place = engine, place
        self.waits: threading.Event | None = None

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def close(self) -> None:
        """The engine is the tests'."""

    def scan(self, *asked: object) -> Iterator[EngineHit]:
        for place, hit in enumerate(self._engine.scan(*asked)):  # type: ignore[arg-type]
            if place == self._place:
                if self.waits is None:
                    raise UnavailableError("the engine went away")
                self.waits.wait(30)
            yield hit


def test_an_engine_that_is_away_is_a_problem(engine: Engine, tmp_path: Path) -> None:
    client = client_of(tmp_path, lambda: FailingEngine(engine, 0))  # type: ignore[arg-type,return-value]
    for _ in range(web_export.MAX_EXPORTS + 1):  # and its place is free again
        assert client.get("/api/v1/export", {"format": "csv"}).status_code == 503
    client = client_of(tmp_path, lambda: FailingEngine(engine, 3))  # type: ignore[arg-type,return-value]
    assert client.get("/api/v1/export", {"format": "xlsx"}).status_code == 503


@contextmanager
def serving(engine: object, folder: Path) -> Iterator[int]:
    """A real server; gives its port."""
    app = create_app(Settings(), folder, lambda _settings, _data: engine)  # type: ignore[arg-type,return-value]
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    thread.join(30)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("form", ["csv", "jsonl", "ris"])
def test_one_that_breaks_off_is_cut_and_the_client_sees_it(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, encoding: str
) -> None:
    monkeypatch.setattr(formats, "_AT_ONCE", 64)
    with serving(FailingEngine(engine, 5), tmp_path) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", f"/api/v1/export?format={form}", headers={"Accept-Encoding": encoding})
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("transfer-encoding")) == (200, "chunked")
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        connection.close()
        whole = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        whole.request("GET", f"/api/v1/export?format={form}&q=aleppo")  # five do not match: it does not fail
        ended = whole.getresponse().read()
        assert ended
        whole.close()


def test_no_more_than_so_many_run_at_once(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_AT_ONCE", 64)
    waiting = FailingEngine(engine, 3)
    waiting.waits = threading.Event()
    with serving(waiting, tmp_path) as port:
        begun = []
        for _ in range(web_export.MAX_EXPORTS):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/api/v1/export?format=jsonl")
            begun.append((connection, connection.getresponse()))
        refused = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        refused.request("GET", "/api/v1/export?format=jsonl")
        answer = refused.getresponse()
        assert (answer.status, json.loads(answer.read())["type"]) == (503, "urn:kliping:problem:busy")
        refused.close()
        waiting.waits.set()
        sizes = {len(answer.read()) for _, answer in begun}
        assert len(sizes) == 1
        for connection, _ in begun:
            connection.close()


def test_packed_text_can_be_unpacked(engine: Engine, tmp_path: Path) -> None:
    with serving(FailingEngine(engine, 1_000), tmp_path) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/api/v1/export?format=jsonl", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(connection.getresponse().read()).count(b"\n") > 10
        connection.close()
