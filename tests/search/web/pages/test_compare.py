from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlencode

import pytest

from indexer.engines.queries import Everything
from search.answer import undated
from tests.search.client import Client
from tests.search.web.pages.seen import see


def numbers(client: Client, *queries: str, **more: str) -> list[list[str]]:
    answer = client.get(f"/bandingkan.csv?{urlencode([*(('q', one) for one in queries), *more.items()])}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.text)))


def test_the_file_has_the_counts_and_shares_of_every_query(client: Client) -> None:
    header, *rows = numbers(client, "banjir", "beras", **{"from": "2024-12-01", "to": "2024-12-31"})
    assert header == ["period", "first", "last", "banjir", "banjir (share)", "beras", "beras (share)"]
    assert len(rows) == 31
    held = {row[0]: row[3:] for row in rows if row[3:] != ["0", "", "0", ""]}
    assert held == {
        "2024-12-02": ["0", "0.000000", "1", "1.000000"],
        "2024-12-03": ["0", "0.000000", "1", "1.000000"],
        "2024-12-10": ["1", "1.000000", "0", "0.000000"],
    }


def test_no_heading_is_a_formula(client: Client) -> None:
    header, *_ = numbers(client, "=beras", "+banjir")
    assert header[3:] == ["'=beras", "'=beras (share)", "'+banjir", "'+banjir (share)"]


def test_five_queries_are_compared_and_no_more(client: Client) -> None:
    words = ("banjir", "beras", "rupiah", "presiden", "aleppo", "gempa", "beras")
    header, *_ = numbers(client, *words)
    assert header[3::2] == list(words[:5])
    path = f"/bandingkan?{urlencode([('q', word) for word in words])}"
    assert "Hanya 5 pencarian pertama yang dibandingkan, tanpa: gempa." in see(client, path).text
    assert "Only the first" not in see(client, "/bandingkan?q=banjir&q=beras&ui=en").text


def test_the_table_says_what_the_counts_are(client: Client) -> None:
    html = client.get("/bandingkan?q=aleppo&q=rupiah&from=2024-11-01&to=2026-11-01").text
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    counts = {name: re.findall(r">(\d+)</a>|<td>(\d+)", cells) for name, cells in rows}
    assert counts["Nov 2024"] == [("2", ""), ("", "0")]
    assert counts["Jul 2025"] == [("", "0"), ("1", "")]


def test_what_has_no_date_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undated, "UNDATED", Everything())
    total = client.get("/api/v1/search?q=aleppo").json()["total"]
    said = see(client, "/bandingkan?q=aleppo&q=zzyzx").text
    assert f"aleppo: Artikel yang tanggalnya tidak diketahui, dan karena itu tidak ikut: {total}." in said
    assert "zzyzx: Artikel yang tanggalnya" not in said


@pytest.mark.parametrize("path", ["/bandingkan", "/bandingkan?q=zzyzx&q=", "/bandingkan?q=zzyzx&after=x&from=kapan"])
def test_nothing_to_compare_is_no_error(client: Client, path: str) -> None:
    assert '<svg class="bars' not in client.get(path).text
    assert numbers(client)[1:] == []


def test_a_day_that_is_none_is_told(client: Client) -> None:
    assert "“kapan” bukan tanggal" in see(client, "/bandingkan?q=aleppo&from=kapan").text
    assert "“2024-99-99” is no date" in see(client, "/bandingkan?q=aleppo&to=2024-99-99&ui=en").text


def test_every_number_leads_to_its_articles(client: Client) -> None:
    links = [link for link in see(client, "/bandingkan?q=aleppo&q=rupiah").links() if "from=" in link]
    assert links
    for link in links:
        assert "artikel" in see(client, link).text
        assert "Tidak ada artikel" not in see(client, link).text
