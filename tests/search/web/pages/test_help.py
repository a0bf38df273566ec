from __future__ import annotations

import pytest
from starlette.datastructures import QueryParams

from search.labels.help import EXAMPLES
from search.query.parser import parse
from search.web.pages.help import write_query
from tests.search.client import Client
from tests.search.conftest import NOW
from tests.search.web.pages.seen import see


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_example_is_read_as_it_is_meant(language: str) -> None:
    for examples in EXAMPLES.values():
        for query, _ in examples:
            assert parse(query[language], NOW).notes == (), query[language]  # type: ignore[index]


def test_every_example_can_be_clicked(client: Client) -> None:
    links = [link for link in see(client, "/bantuan").links() if link.startswith("/?q=")]
    assert len(links) == sum(map(len, EXAMPLES.values()))
    for link in links:
        assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({"all": " harga  beras "}, "harga beras"),
        ({"phrase": 'kaki "tanah" liat'}, '"kaki tanah liat"'),
        ({"any": "banjir longsor"}, "(banjir OR longsor)"),
        ({"any": "banjir"}, "banjir"),
        ({"all": "harga", "none": "jagung kopi"}, "harga -jagung -kopi"),
        ({"title": "banjir bandang", "publisher": "Suara Kota"}, 'judul:(banjir bandang) sumber:"Suara Kota"'),
        ({"all": "x) OR (y", "tag": "”"}, "x OR y"),
    ],
)
def test_the_form_writes_the_query(fields: dict[str, str], query: str) -> None:
    assert write_query(QueryParams(fields)) == query
    assert parse(query, NOW).notes == ()


def test_the_form_leads_to_its_results(client: Client) -> None:
    answer = client.get("/susun?all=beras&none=murah&from=2024-01-01&sort=oldest&ui=en&title=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/?q=beras+-murah&sort=oldest&from=2024-01-01&ui=en"


def test_an_empty_form_stays(client: Client) -> None:
    assert "Frasa persis ini" in see(client, "/susun?all=&phrase=").text
