"""Who may read and write beyond the loopback."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts

from config.settings import ServerSettings, Settings
from indexer.engines.port import Engine
from search.saved.keys import add_key
from search.saved.searches import saved_database
from search.web.app import create_app
from search.web.http.access import READ_BY_POST, read_token
from tests.search.client import Client, client_of

PATHS = ("/", "/sumber", "/api/v1/search?q=aleppo", "/api/v1/articles/a01", "/openapi.json", "/static/kliping.css")

Serve = Callable[..., tuple[Client, dict[str, str]]]


@pytest.fixture
def serve(engine: Engine, tmp_path: Path) -> Serve:
    """Serves beyond the loopback; gives the client, and the headers of a key that reads and one that may do all."""

    def start(**server: object) -> tuple[Client, dict[str, str]]:
        settings = Settings(server=ServerSettings(bind="0.0.0.0:8055", **server))  # type: ignore[arg-type]
        with saved_database(settings, tmp_path) as saved:
            tokens = {scope: f"Bearer {add_key(saved, scope, scope)}" for scope in ("read", "admin")}
        return client_of(tmp_path, lambda: engine, settings), tokens

    return start


@pytest.mark.parametrize("path", PATHS)
def test_each_request_needs_a_key(serve: Serve, path: str) -> None:
    client, tokens = serve()
    for headers, status in (
        ({}, 401),
        ({"Authorization": tokens["read"][:-1]}, 401),
        ({"Authorization": tokens["read"]}, 200),
        ({"Authorization": tokens["admin"]}, 200),
    ):
        assert client.get(path, headers=headers).status_code == status


def test_a_refusal_says_how_to_get_in(serve: Serve) -> None:
    answer = serve()[0].get("/api/v1/search?q=aleppo")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Basic" in answer.headers["WWW-Authenticate"]
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "kliping key add" in answer.json()["title"]


def test_a_key_is_a_password_too(serve: Serve) -> None:
    client, tokens = serve()
    given = base64.b64encode(f"siapa-saja:{tokens['read'].removeprefix('Bearer ')}".encode()).decode()
    assert client.get("/", headers={"Authorization": f"Basic {given}"}).status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_whether_it_lives_is_told_to_all(serve: Serve, path: str) -> None:
    assert serve()[0].get(path).status_code == 200


def test_where_it_is_open_all_read_and_none_writes_without_a_key(serve: Serve) -> None:
    client, tokens = serve(open=True)
    assert client.get("/api/v1/search?q=aleppo").status_code == 200
    assert client.get("/", headers={"Authorization": "Bearer salah"}).status_code == 401
    assert client.request("POST", "/").status_code == 401
    assert client.request("POST", "/", headers={"Authorization": tokens["read"]}).status_code == 403
    assert client.request("POST", "/", headers={"Authorization": tokens["admin"]}).status_code == 405


def test_where_it_is_open_a_strangers_name_is_refused(serve: Serve) -> None:
    client, _ = serve(open=True, hosts="kliping.example.org")
    assert client.get("/", headers={"Host": "jahat.test"}).status_code == 421
    assert client.get("/", headers={"Host": "kliping.example.org"}).status_code == 200


def test_what_may_change_something_is_a_closed_list(engine: Engine, tmp_path: Path) -> None:
    app = create_app(Settings(), tmp_path, lambda *_: engine)
    routes = [(route.path, method) for route in iter_route_contexts(app.routes) for method in route.methods or ()]
    assert ("/artikel/{article_id:path}", "GET") in routes
    posts = {path for path, method in routes if method not in ("GET", "HEAD")}
    assert posts == {
        *READ_BY_POST,
        "/daerah",
        "/label",
        "/label/beri",
        "/label/hapus",
        "/label/ikut",
        "/label/usulan",
        "/label/usulan/minta",
        "/map",
        "/map/hapus",
        "/map/isi",
        "/map/masukkan",
        "/penutur",
        "/ringkasan",
        "/ringkasan/hapus",
        "/tersimpan",
        "/tersimpan/hapus",
        "/tersimpan/laporan",
        "/tersimpan/lonjakan",
    }


def test_a_long_query_by_post_only_reads(serve: Serve) -> None:
    client, tokens = serve()
    for path in ("/api/v1/search", "/api/v1/count", "/api/v1/export"):
        read = client.request("POST", path, headers={"Authorization": tokens["read"]}, content="{}")
        assert read.status_code == 200
        assert "RateLimit" in read.headers


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Bearer abc", "abc"),
        ("bearer  abc ", "abc"),
        ("Basic " + base64.b64encode(b"u:p:q").decode(), "p:q"),
        ("Basic !!!", ""),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), ""),
        ("Basic é", ""),
        ("Digest abc", ""),
        ("", ""),
    ],
)
def test_a_key_is_read_from_either_scheme(header: str, token: str) -> None:
    assert read_token(header) == token


def test_requests_are_bounded_for_each_caller(serve: Serve) -> None:
    client, tokens = serve(requests_per_minute=3)
    read, admin = ({"Authorization": tokens[one]} for one in ("read", "admin"))
    answers = [client.get("/api/v1/suggest", headers=read) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"minute";q=3;w=60'
    assert answers[0].headers["RateLimit"].startswith('"minute";r=2;t=')
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert answers[3].headers["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/suggest", headers=admin).status_code == 200
    assert client.get("/livez").status_code == 200


def test_the_loopback_has_neither_keys_nor_bounds(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(server=ServerSettings(requests_per_minute=1))
    client = client_of(tmp_path, lambda: engine, settings)
    assert [client.get("/api/v1/suggest").status_code for _ in range(3)] == [200, 200, 200]
    assert not (tmp_path / "saved.sqlite").exists()
