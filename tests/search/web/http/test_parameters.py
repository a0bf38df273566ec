"""Unknown parameters."""

from __future__ import annotations

import pytest

from tests.search.client import Client


def test_each_path_of_the_api_refuses_them(client: Client) -> None:
    paths = [path for path in client.get("/openapi.json").json()["paths"] if path.startswith("/api/")]
    assert paths
    for path in paths:
        answer = client.get(path.replace("{article_id}", "a01"), {"publishr": "tempo", "q": "aleppo"})
        assert answer.status_code == 400, path
        assert "publishr" in answer.json()["detail"]


def test_it_says_which_was_meant(client: Client) -> None:
    assert "publisher" in client.get("/api/v1/search", {"publishr": "tempo"}).json()["detail"]
    assert "known: " in client.get("/api/v1/search", {"xyz": "1"}).json()["detail"]


def test_one_value_is_given_once(client: Client) -> None:
    answer = client.get("/api/v1/search", {"sort": ["newest", "oldest"]})
    assert answer.status_code == 400
    assert "sort: must be given once" in answer.json()["detail"]
    assert client.get("/api/v1/search", {"publisher": ["antara", "detik"]}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/sumber", "/artikel/a01"])
def test_pages_leave_them_aside(client: Client, path: str) -> None:
    """Shared links carry marks of where they were shared."""
    assert client.get(path, {"utm_source": "wa", "fbclid": "x"}).status_code in (200, 404)
