"""Values of several words without quotation marks, among values that are made up here."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from search.people.names import no_names
from search.query.field_values import _find, _note, among
from search.query.parser import parse
from search.query.tree import Value, to_text
from search.query.value_words import with_following_words

NOW = datetime(2026, 11, 25, 20, 30, tzinfo=UTC)
HELD = {
    "publisher": ["suara-tani", "kabarnusa"],
    "author": ["Dr. Budi Santoso, S.E.", "budi santoso", "Ma’ruf Hidayat", "R.A. Melati", "Sri R.A. Melati"],
    "section": ["Ekonomi & Bisnis", "ekonomi", "Gaya Hidup"],
}

KNOWN: Any = SimpleNamespace(publishers=lambda: {"suara-tani": "Suara Tani"}, names=no_names)
"""What is asked of a context."""


def find(value: Value) -> tuple[str, ...]:
    return _find(value, HELD[value.field], KNOWN)


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("sumber:Suara Tani panen", 'sumber:"Suara Tani" panen'),
        ("sumber:suaratani panen", "sumber:suaratani panen"),
        ("penulis:budi santoso panen", 'penulis:"budi santoso" panen'),
        ("penulis:budi panen", "penulis:budi panen"),
        ("penulis:budi -santoso", "penulis:budi NOT santoso"),
        ('penulis:"budi" santoso', 'penulis:"budi" santoso'),
        ("penulis:bud* santoso", "penulis:bud* santoso"),
        ("rubrik:ekonomi bisnis", "rubrik:ekonomi bisnis"),
        ("rubrik:gaya hidup sehat", "rubrik:gaya hidup sehat"),
        ("sumber:tiada kabar", "sumber:tiada kabar"),
    ],
)
def test_words_behind_a_name_belong_to_it_where_there_is_such_a_name(query: str, read: str) -> None:
    assert to_text(with_following_words(parse(query, NOW).tree, find)) == read


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("penulis:budi", HELD["author"][:2]),
        ("penulis:(budi)", HELD["author"][:2]),
        ('penulis:"budi santoso"', ["budi santoso"]),
        ("penulis:ma'ruf", ["Ma’ruf Hidayat"]),
        ("penulis:maruf", ["Ma’ruf Hidayat"]),
        ('penulis:"maruf hidayat"', ["Ma’ruf Hidayat"]),
        ("penulis:ra", HELD["author"][3:]),
        ('penulis:"R. A. Melati"', ["R.A. Melati"]),
        ("rubrik:ekonomi", ["Ekonomi & Bisnis", "ekonomi"]),
        ('rubrik:"Ekonomi"', ["ekonomi"]),
        ("sumber:kabarnusa.example", ["kabarnusa"]),
        ("sumber:https://www.kabarnusa.co.id/terkini", ["kabarnusa"]),
        ("sumber:nusa.example", []),
    ],
)
def test_a_value_is_found_by_its_words_and_a_quoted_one_as_a_whole(query: str, found: list[str]) -> None:
    tree = parse(query, NOW).tree
    assert isinstance(tree, Value)
    assert list(find(tree)) == found


@pytest.mark.parametrize(
    ("query", "is_noted"), [("penulis:budi", True), ('penulis:"R.A. Melati"', False), ('penulis:"melati"', True)]
)
def test_a_value_that_is_not_what_was_written_is_noted(query: str, is_noted: bool) -> None:
    tree = parse(query, NOW).tree
    assert isinstance(tree, Value)
    assert (_note(tree, find(tree)) is not None) == is_noted


def test_a_longer_name_is_noted_beside_one_that_is_what_was_written() -> None:
    assert _note(Value("author", "budi"), ("Budi", "Budi Santoso")) is not None


@pytest.mark.parametrize(
    ("written", "found", "is_noted"),
    [
        ("jatim", ["Jawa Timur"], False),
        ("Kediri", ["Jawa Timur/Kota Kediri", "Jawa Timur/Kabupaten Kediri"], False),
        ("kota kediri", ["Jawa Timur/Kota Kediri"], False),
        ("jawa timur/kota surabaya", ["Jawa Timur/Kota Surabaya"], False),
        ("jawa", ["Jawa Timur", "Jawa Barat"], True),
        ("kota", ["Jawa Timur/Kota Kediri", "Jawa Timur/Kota Surabaya"], True),
        ("kediri kota", ["Jawa Timur/Kota Kediri"], True),
        ("aceh", [], True),
        ("papua", [], True),
    ],
)
def test_regions_by_all_their_names_else_by_words_of_them(written: str, found: list[str], is_noted: bool) -> None:
    regions = ["Jawa Timur", *(f"Jawa Timur/{one}" for one in ("Kota Kediri", "Kabupaten Kediri", "Kota Surabaya"))]
    held, value = [*regions, "Jawa Barat", "Papua Barat"], Value("region", written, whole=True)
    made = _find(value, held, KNOWN)
    assert list(made) == found
    assert among(value, held, KNOWN) == (made, True)
    assert (_note(value, made) is not None) == is_noted
