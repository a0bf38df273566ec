"""The client of the API, against a real server on the loopback."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from config.settings import Settings
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.analysis import load_lexicon
from kliping import client as module
from kliping.client import Kliping, KlipingError
from search.web.app import create_app
from tests.search.articles import articles, fill
from tests.search.served import served


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kliping]:
    folder = tmp_path_factory.mktemp("client")
    engine = fill(EmbeddedEngine(folder / "index", 15_000_000), load_lexicon(None))
    with served(create_app(Settings(), folder, lambda _settings, _data: engine)) as address:
        yield Kliping(f"{address}/")


def test_all_hits_come_over_pages(archive: Kliping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 4)
    found = [hit["id"] for hit in archive.search(fold=False, sort="newest")]
    assert len(found) == len(set(found)) == archive.total() == len(list(articles()))
    assert [hit["id"] for hit in archive.search(fold=False, sort="newest", top=6)] == found[:6]
    assert list(archive.search("aleppo", top=0)) == []


def test_parameters_go_along(archive: Kliping) -> None:
    found = archive.search("aleppo", publisher=["antara", "Detik"], from_="2024-01-01", fold=False)
    assert {hit["id"] for hit in found} == {"a01", "a02", "a18"}


def test_counts_and_articles(archive: Kliping) -> None:
    assert sum(row["count"] for row in archive.count(by="publisher")) == len(list(articles()))
    assert archive.article("a01")["body"]


def test_what_is_wrong_is_said(archive: Kliping) -> None:
    with pytest.raises(KlipingError) as missing:
        archive.article("tidak ada/?")
    assert missing.value.status == 404
    with pytest.raises(KlipingError, match="publishr"):
        archive.total("a", publishr="tempo")


class Busy(BaseHTTPRequestHandler):
    """Answers 429 as often as `left` says."""

    left = 0

    def do_GET(self) -> None:
        Busy.left -= 1
        body = json.dumps({"total": 7, "title": "penuh", "detail": "nanti"}).encode()
        self.send_response(429 if Busy.left >= 0 else 200)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Not into the tests' output."""


@pytest.fixture
def busy() -> Iterator[Kliping]:
    server = HTTPServer(("127.0.0.1", 0), Busy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Kliping(f"http://127.0.0.1:{server.server_port}", timeout_seconds=10)
    server.shutdown()
    server.server_close()


def test_a_busy_server_is_asked_again(busy: Kliping) -> None:
    Busy.left = module.TRIES - 1
    assert busy.total() == 7
    Busy.left = module.TRIES
    with pytest.raises(KlipingError, match="penuh: nanti") as error:
        busy.total()
    assert error.value.status == 429


@pytest.mark.parametrize("answer", ["5", "[]", "null"])
def test_an_answer_that_is_no_object_is_not_klipings(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "urlopen", lambda *_, **__: io.StringIO(answer))
    with pytest.raises(KlipingError, match="does not answer as Kliping does"):
        Kliping().total("banjir")


def test_who_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(KlipingError, match=r"127\.0\.0\.1:1 ") as error:
        Kliping("http://127.0.0.1:1").total()
    assert error.value.status == 0
