"""Whose report an article is: copies, agencies, owners."""

from __future__ import annotations

from typing import Any

import pytest

from config.catalogue import Publisher
from search.report.origins import Tally, agency_of, owner_of

PUBLISHERS = {
    "satu": Publisher("satu", "Koran Satu", (), group="Grup A"),
    "dua": Publisher("dua", "Koran Dua", (), group="Grup A"),
    "tiga": Publisher("tiga", "Koran Tiga", ()),
    "antara": Publisher("antara", "ANTARA", ()),
}


def article(
    id_: str, publisher: str, *, group: str = "", published: str = "2026-01-01", **parts: Any
) -> dict[str, Any]:
    made = {"id": id_, "publisher": publisher, "group": group, "published": published, "captured": published}
    return {**made, "authors": [], "body": ["Sebuah kalimat."], **parts}


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"authors": ["ANTARA"]}, "ANTARA"),
        ({"authors": ["Antara/Budi Santoso"]}, "ANTARA"),
        ({"body": ["Jakarta (ANTARA) - Harga turun.", "Akhir."]}, "ANTARA"),
        ({"body": ["JAKARTA, ANTARA – Harga turun."]}, "ANTARA"),
        ({"body": ["Harga turun.", "Pedagang senang. (ant/ed)"]}, "ANTARA"),
        ({"body": ["Harga turun.", "Pedagang senang. (Reuters)"]}, "Reuters"),
        ({"body": ["Harga turun.", "Sumber: AFP"]}, "AFP"),
        ({"body": ["Harga turun.", "(Xinhua)"]}, "Xinhua"),
        ({"authors": ["Antara Wijaya"]}, ""),
        ({"body": ["Jarak antara dua kota (antara lain) jauh - kata warga.", "Begitu."]}, ""),
        ({"body": ["Menurut Reuters, harga turun.", "Pedagang senang, tulis AFP."]}, ""),
        ({"body": ["Harga turun (Reuters melaporkan) di pasar."]}, ""),
        ({"body": []}, ""),
    ],
)
def test_an_agency_is_the_origin_where_the_text_says_so(parts: dict[str, Any], name: str) -> None:
    found = agency_of(article("a", "satu", **parts))
    assert (found.name if found else "") == name


def test_an_agencys_own_article_is_its_own() -> None:
    assert agency_of(article("a", "antara", authors=["ANTARA"])) is None


def test_sources_are_counted_apart() -> None:
    """Two copies of an agency's text, one that says so; two of one owner; the second copied later by another."""
    articles = [
        article("a", "satu", group="g", body=["Jakarta (ANTARA) - Harga turun."]),
        article("b", "tiga", group="g", published="2025-12-31"),
        article("c", "satu"),
        article("d", "dua", group="h"),
        article("e", "tiga", group="h", published="2026-01-02"),
    ]
    tally = Tally(PUBLISHERS)
    for one in articles:
        tally.add(one, agency_of(one))
    assert tally.result(5) == (5, 3, 3, 2, True)  # ANTARA, Koran Satu, Koran Dua; ANTARA and Grup A
    assert not tally.result(6).is_whole


def test_who_had_a_text_first_is_told_by_the_instant_whatever_the_zone_it_is_written_in() -> None:
    """Three texts, two of Koran Satu alone; the third it had half an hour before Koran Tiga, whose clock shows less."""
    tally = Tally(PUBLISHERS)
    for one in (
        article("a", "satu"),
        article("b", "satu", group="g", published="2026-01-01T23:30:00+07:00"),
        article("c", "tiga", group="g", published="2026-01-01T17:00:00+00:00"),
        article("d", "satu", group="h", published="2026-01-02"),
        article("e", "tiga", group="h", published="2026-01-01T23:00:00+00:00"),
    ):
        tally.add(one, None)
    assert tally.result(5).offices == 1


def test_who_belongs_to_no_house_is_its_own() -> None:
    assert [owner_of(PUBLISHERS, slug) for slug in ("satu", "tiga", "asing")] == ["Grup A", "Koran Tiga", "asing"]
