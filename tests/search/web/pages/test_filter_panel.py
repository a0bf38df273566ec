from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.request import SearchRequest, make_filters
from search.web.pages.addresses import View, results_href, results_with
from tests.search.client import Client
from tests.search.web.pages.seen import see


def test_all_values_of_a_filter_have_a_page(client: Client) -> None:
    page = see(client, "/saringan/author?q=banjir+OR+beras")
    assert "Agus Wibowo" in page.text
    assert "Sari Dewi" not in page.text
    (chosen,) = [link for link in page.links() if "author=Agus" in link and "NOT" not in link]
    assert "2 artikel" in see(client, chosen).text


def test_values_are_found_whatever_their_case(client: Client) -> None:
    page = see(client, "/saringan/publisher?cari=HARIAN")
    assert "Harian Pagi" in page.text
    assert "Antara" not in page.text
    assert "Tidak ada nilai yang cocok" in see(client, "/saringan/publisher?cari=zzyzx").text


@pytest.mark.parametrize("field", ["url", "title", "", "nothing", "site"])
def test_only_facets_have_pages(client: Client, field: str) -> None:
    see(client, f"/saringan/{field}", 404)


def test_what_is_left_out_is_a_chip_that_gives_it_back(client: Client) -> None:
    page = see(client, "/?q=banjir+NOT+sumber%3Asuara-kota&sort=oldest")
    assert "tanpa Suara Kota" in page.text
    assert "/?q=banjir&sort=oldest" in page.links()


def test_a_chosen_value_stands_on_top_and_can_be_turned_round(client: Client) -> None:
    page = see(client, "/?q=banjir+OR+beras&publisher=suara-kota")
    first = next(attributes["href"] or "" for _, attributes in page.elements if attributes.get("class") == "choose")
    assert "publisher=" not in first
    minus = next(attributes["href"] or "" for tag, attributes in page.elements if attributes.get("class") == "minus")
    asked = parse_qs(urlsplit(minus).query)
    assert asked["q"] == ['banjir OR beras NOT sumber:"suara-kota"']
    assert "publisher" not in asked


def test_the_box_offers_the_values_of_the_facets(client: Client) -> None:
    elements = see(client, "/?q=banjir+OR+beras").elements
    options = [attributes["value"] for tag, attributes in elements if tag == "option"]
    assert 'banjir OR beras rubrik:"Ekonomi"' in options


@given(st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_the_address_with_a_text_is_that_of_the_search_with_it(text: str, query: str) -> None:
    request = SearchRequest(query=query, filters=make_filters({"section": ("Ekonomi",)}))
    view = View(compact=True, start=20)
    for change in (
        lambda value: request.narrow("section", ("Ekonomi", value)),
        lambda value: request.narrow("author", (value,)),
        lambda value: request.change(query=value),
    ):
        assert results_with(change, view)(text) == results_href(change(text), view)
