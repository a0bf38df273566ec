"""ETag, 304 and packed answers."""

from __future__ import annotations

import pytest

from search.web.http.validators import is_named
from tests.search.client import Client


@pytest.mark.parametrize("path", ["/?q=aleppo", "/api/v1/search?q=aleppo", "/api/v1/articles/a01"])
def test_what_a_client_has_is_not_sent_again(client: Client, path: str) -> None:
    whole = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"lain", {whole.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == whole.headers["ETag"]
    assert "Content-Length" not in again.headers
    assert again.headers["Cache-Control"] == whole.headers["Cache-Control"]
    assert client.get(path, headers={"If-None-Match": '"lain"'}).content == whole.content


@pytest.mark.parametrize("path", ["/api/v1/search?top=2", "/api/v1/search?q=warga&top=1&recency=1"])
def test_what_goes_on_is_not_sent_again_either(client: Client, path: str) -> None:
    """The cursor of the next page names the same while the same is found."""
    whole = client.get(path)
    assert whole.json()["next"]
    assert client.get(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304


def test_another_text_has_another_etag(client: Client) -> None:
    tags = {client.get(f"/api/v1/articles/{one}").headers["ETag"] for one in ("a01", "a02", "a18")}
    assert len(tags) == 3


def test_what_is_wrong_has_none(client: Client) -> None:
    assert "ETag" not in client.get("/api/v1/articles/tidak-ada").headers
    assert client.get("/api/v1/articles/tidak-ada", headers={"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize(
    ("known", "expected"),
    [('"a"', True), ('W/"a"', True), ('"b", W/"a"', True), ("*", True), ("", False), ('"b"', False), ("a", False)],
)
def test_names_of_either_strength_count(known: str, expected: bool) -> None:
    assert is_named('W/"a"', known) is expected


@pytest.mark.parametrize("path", ["/?q=aleppo", "/api/v1/search?q=aleppo"])
def test_it_is_packed_where_that_is_asked(client: Client, path: str) -> None:
    bare = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in bare.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == bare.headers["Vary"] == "Accept-Encoding"
    assert packed.content == bare.content
    assert packed.headers["ETag"] == bare.headers["ETag"]
