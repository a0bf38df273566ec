"""What another site's page makes a browser send."""

from __future__ import annotations

import pytest

from tests.search.client import Client


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://jahat.test"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://kliping:81"},
    ],
)
def test_it_changes_nothing(client: Client, headers: dict[str, str]) -> None:
    assert client.request("POST", "/", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://kliping"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_page_and_programs_get_through(client: Client, headers: dict[str, str]) -> None:
    assert client.request("POST", "/", headers=headers).status_code == 405


def test_links_from_other_sites_may_be_followed(client: Client) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_site_may_read_answers(client: Client, method: str) -> None:
    headers = {"Origin": "https://jahat.test", "Access-Control-Request-Method": "GET"}
    assert "Access-Control-Allow-Origin" not in client.request(method, "/api/v1/search?q=a", headers=headers).headers
