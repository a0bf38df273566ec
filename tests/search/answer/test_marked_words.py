"""Words that capitals or a sign tell from others: acronyms and topics."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TEXTS = {
    "Kepala BIN hadir": "office",
    "Badan Intelijen Negara hadir": "office in full",
    "Umar bin Salim hadir": "name",
    "Pemerintah AS hadir": "country",
    "Truk patah as roda": "axle",
    "Warga ikut #bersih pantai": "topic",
    "Pantai itu bersih": "clean",
    "Gerakan KAMI berkumpul": "movement",
    "Rumah kami berkumpul": "we",
    "TRUK PATAH AS DI TOL": "headline",
    "Masa berlaku SIM": "licence",
    "Kartu sim baru": "card",
    "Konflik SARA mereda": "strife",
    "Konflik suku, agama, ras dan antargolongan mereda": "in full",
    "Sara menyanyi": "name of a singer",
    "SARA MENYANYI LAGI": "singer in a headline",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("BIN", {"office", "office in full"}),
        ("bin", {"office", "name"}),
        ("badan intelijen negara", {"office", "office in full"}),
        ("=BIN", {"office"}),
        ("=bin", {"office", "name"}),
        ("kepala BIN", {"office"}),
        ('"BIN hadir"', {"office"}),
        ('"AS roda"', set()),
        ("AS", {"country"}),
        ("as", {"country", "axle", "headline"}),
        ("Amerika Serikat", {"country"}),
        ("hadir -BIN", {"name", "country"}),
        ("TRUK PATAH AS", {"axle", "headline"}),
        ("judul:AS", {"country"}),
        ('"KAMI" berkumpul', {"movement"}),
        ("kami berkumpul", {"movement", "we"}),
        ("bersih", {"topic", "clean"}),
        ("SIM", {"licence"}),
        ("sim", {"licence", "card"}),
        ("SARA", {"strife", "in full"}),
        ("konflik SARA", {"strife", "in full"}),
        ("=SARA", {"strife"}),
        ("judul:SARA", {"strife"}),
        ("sara", {"strife", "name of a singer", "singer in a headline"}),
        ("Sara menyanyi", {"name of a singer", "singer in a headline"}),
        ("menyanyi -SARA", {"name of a singer", "singer in a headline"}),
    ],
)
def test_a_mark_finds_what_is_marked(find_texts: Callable[..., set[str]], query: str, found: set[str]) -> None:
    assert find_texts(TEXTS, query) == found
