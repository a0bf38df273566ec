"""Headlines in capitals are words; operators between acronyms stay operators."""

from __future__ import annotations

import pytest

from indexer.language.lexicon import Lexicon, load_lexicon
from search.query.headline import as_headline, without_capitals


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(None)


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("SAYA BUKAN PENJUAL IKAN", "SAYA bukan PENJUAL IKAN"),
        ("PILIH NASI ATAU ROTI, WARGA BINGUNG", "PILIH NASI atau ROTI, WARGA BINGUNG"),
        ("MENTERI DAN GUBERNUR BERTEMU DI SOLO", "MENTERI dan GUBERNUR BERTEMU DI SOLO"),
        ("BUKAN JALAN PULANG", "bukan JALAN PULANG"),
        ("NOT PULANG", ""),
        ("NOT KPK BPK", ""),
        ("KPK OR BPK OR PPATK OR ICW", ""),
        ("BPJS DAN KIS", ""),
        ("banjir OR longsor OR gempa OR tsunami", ""),
        ('"HARGA BERAS" OR HARGA GULA NAIK', ""),
        ("HARGA BERAS NAIK LAGI", ""),
    ],
)
def test_a_headline_in_capitals_is_words(query: str, read: str, lexicon: Lexicon) -> None:
    assert as_headline(query, lexicon) == read


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("HARGA BERAS NAIK LAGI", "harga beras naik lagi"),
        ("TRUK PATAH AS OR BAN", "truk patah as OR ban"),
        ("BIN", "BIN"),
        ("AS DPR", "AS DPR"),
        ("kepala BIN", "kepala BIN"),
        ("SARA", "SARA"),
        ("=MAKI", "=MAKI"),
        ("RUMAH AMAN", "rumah aman"),
        ("BANJIR", "banjir"),
        ("WARGA DESA AMAN DARI BANJIR", "warga desa aman dari banjir"),
    ],
)
def test_capitals_of_a_query_in_capitals_tell_no_acronyms(query: str, read: str, lexicon: Lexicon) -> None:
    assert without_capitals(query, lexicon) == read
