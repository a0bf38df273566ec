from __future__ import annotations

import csv
import io
import re

import pytest

from indexer.articles.regions.table import load_regions
from search.web.pages.regions.region_map import GRID, SHADES, province_called, shade
from tests.search.client import Client
from tests.search.web.pages.seen import see


def numbers(client: Client, query: str) -> list[list[str]]:
    answer = client.get(f"/peta.csv?{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text)))


def test_every_province_has_one_square() -> None:
    drawn = [province_called(short) for line in GRID for short in line if short != "."]
    assert sorted(drawn) == sorted(one.name for one in load_regions().values() if one.is_province)
    assert len({len(line) for line in GRID}) == 1


def test_the_file_counts_regions_and_what_has_none(client: Client) -> None:
    header, *rows = numbers(client, "q=banjir+ATAU+beras")
    assert header == ["region", "count", "all", "share"]
    held = {row[0]: row[1:3] for row in rows}
    assert held["DKI Jakarta"] == ["1", "3"]
    assert held["Jawa Barat"] == ["1", "1"]
    assert held["Jawa Barat/Kota Bekasi"] == ["1", "1"]
    assert held[""][0] == "1"


def test_every_number_leads_to_its_articles(client: Client) -> None:
    page = client.get("/peta?q=banjir").text
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">([^<]+)</a></th><td>(\d+)</td>', page)
    assert {name for _, name, _ in rows} >= {"Jawa Barat", "Jawa Barat › Kota Bekasi"}
    for href, _, count in rows:
        assert f"{count} artikel" in see(client, href.replace("&amp;", "&")).text


def test_a_square_leads_there_too_and_says_its_number(client: Client) -> None:
    page = see(client, "/peta?q=banjir")
    squares = [attributes for tag, attributes in page.elements if tag == "a" and attributes.get("tabindex") == "-1"]
    assert any("region=Jawa+Barat" in (one["href"] or "") for one in squares)
    assert "Jawa Barat: 1 artikel" in page.text
    assert "Jawa Barat: 1 article, " in see(client, "/peta?q=banjir&ui=en").text


def test_filters_and_the_way_back_are_kept(client: Client) -> None:
    links = see(client, "/peta?q=banjir&section=Metropolitan&chart=share").links()
    assert "/peta.csv?q=banjir&section=Metropolitan" in links
    assert "/?q=banjir&section=Metropolitan" in links
    assert all("section=Metropolitan" in link for link in links if "region=" in link)


def test_results_lead_to_it(client: Client) -> None:
    assert "/peta?q=banjir" in see(client, "/?q=banjir").links()


@pytest.mark.parametrize("path", ["/peta?q=zzyzx", "/peta?q=%22", "/peta?from=kapan&after=x&chart=bulat"])
def test_whatever_is_asked_it_is_a_page(client: Client, path: str) -> None:
    assert "<h1>Menurut daerah</h1>" in client.get(path).text


def test_a_day_that_is_none_is_told(client: Client) -> None:
    assert "“kapan” bukan tanggal" in see(client, "/peta?q=aleppo&from=kapan").text
    assert "“2024-99-99” is no date" in see(client, "/peta?q=aleppo&to=2024-99-99&ui=en").text


@pytest.mark.parametrize(("number", "most", "step"), [(0, 9, 0), (1, 9, 1), (3, 9, 2), (9, 9, SHADES), (1, 1, SHADES)])
def test_shades(number: float, most: float, step: int) -> None:
    assert shade(number, most) == step
