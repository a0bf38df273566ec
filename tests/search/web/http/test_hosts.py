"""By which names the server may be read."""

from __future__ import annotations

import pytest

from search.web.http.hosts import may_be_read_as
from tests.search.client import Client

ALLOWED = {"kliping.example.org"}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8055",
        "localhost",
        "LOCALHOST:80",
        "[::1]:8055",
        "192.168.1.20:8055",
        "nas:8055",
        "kliping.example.org",
        "Kliping.Example.ORG.:443",
    ],
)
def test_addresses_local_names_and_allowed_ones_are(host: str) -> None:
    assert may_be_read_as(host, ALLOWED)


@pytest.mark.parametrize(
    "host",
    [
        "jahat.test",
        "jahat.test:8055",
        "127.0.0.1.jahat.test",
        "localhost.jahat.test",
        "kliping.example.org.jahat.test",
        "jahat.kliping.example.org",
        "",
        ":8055",
        "[::1].jahat.test",
    ],
)
def test_a_strangers_name_is_not(host: str) -> None:
    assert not may_be_read_as(host, ALLOWED)


@pytest.mark.parametrize("path", ["/", "/api/v1/search?q=aleppo", "/metrics", "/openapi.json"])
def test_its_page_reads_nothing(client: Client, path: str) -> None:
    answer = client.get(path, headers={"Host": "jahat.test"})
    assert answer.status_code == 421
    assert "server.hosts" in answer.text
    assert "aleppo" not in answer.text.lower()
