"""What holds at every address that is answered: HEAD, how it may be kept, 304, packing, and what else may be asked."""

from __future__ import annotations

import pytest

from config.settings import Settings
from crawler.ledger.ledger import open_ledger
from indexer.articles.read import articles_database
from indexer.engines.port import Engine
from search.web.http.security import SECURITY
from tests.search.client import Client, client_of

PAGES = (
    "/",
    "/artikel/a01",
    "/sitasi/a01?format=bibtex",
    "/bandingkan?q=aleppo",
    "/bandingkan.csv?q=aleppo",
    "/peta?q=aleppo",
    "/peta.csv?q=aleppo",
    "/saringan/publisher",
    "/tersimpan",
    "/bantuan",
    "/susun",
    "/sumber",
    "/opensearch.xml",
    "/openapi.json",
    "/static/kliping.css",
)
OTHERS_EACH_TIME = ("/api/v1/export", "/api/v1/status", "/metrics", "/readyz", "/sumber")
"""A stream, and what says when it was asked, or how much of the disk was free then."""
BY_CONTENT = ("etag", "content-length")
"""Headers that differ where a minute has passed between two answers."""
POSTED = ("/api/v1/search", "/api/v1/count", "/api/v1/export", "/tersimpan")


@pytest.fixture(scope="module")
def client(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """A server on a data folder with its databases."""
    folder = tmp_path_factory.mktemp("addresses")
    with open_ledger("sqlite:", folder), articles_database(Settings(), folder):
        pass  # made, and empty
    return client_of(folder, lambda: engine)


@pytest.fixture(scope="module")
def addresses(client: Client) -> list[str]:
    """Every address of the description, and those of pages."""
    described = client.get("/openapi.json").json()["paths"]
    return [*(path.replace("{article_id}", "a01") for path in described), *PAGES]


def test_head_has_the_headers_of_get(client: Client, addresses: list[str]) -> None:
    for path in addresses:
        whole, head = client.get(path), client.request("HEAD", path)
        headers = [{name: one.headers[name] for name in one.headers if name not in BY_CONTENT} for one in (whole, head)]
        assert (whole.status_code, head.status_code, head.content) == (200, 200, b""), path
        assert headers[0] == headers[1], path
        assert whole.headers.keys() == head.headers.keys(), path


def test_each_says_how_it_may_be_kept_and_is_not_sent_twice(client: Client, addresses: list[str]) -> None:
    for path in addresses:
        whole = client.get(path)
        assert whole.headers["Cache-Control"] in ("no-cache", "no-store"), path
        assert SECURITY.items() <= {name.title(): value for name, value in whole.headers.items()}.items(), path
        if path not in OTHERS_EACH_TIME:
            again = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
            assert (again.status_code, again.content) == (304, b""), path


def test_what_is_long_is_packed_for_those_who_take_it(client: Client, addresses: list[str]) -> None:
    for path in addresses:
        plain, packed = (client.get(path, headers={"Accept-Encoding": form}) for form in ("identity", "gzip"))
        assert "Content-Encoding" not in plain.headers, path
        if len(plain.content) > 1_000:
            assert packed.headers["Content-Encoding"] == "gzip", path
            assert packed.headers["Vary"] == "Accept-Encoding", path
            assert path in OTHERS_EACH_TIME or packed.content == plain.content, path


def test_what_only_reads_says_so_to_others(client: Client, addresses: list[str]) -> None:
    for path in addresses:
        if path.partition("?")[0] not in POSTED:
            refused = client.request("DELETE", path)
            assert refused.status_code == 405, path
            assert {one.strip() for one in refused.headers["Allow"].split(",")} == {"GET", "HEAD"}, path
