from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from base.text import bare_words, shingles, visible


def test_what_nobody_sees_is_taken_out() -> None:
    assert visible("Ban\u200bjir\x07 \u202ebesar\u202c\ufeff") == "Banjir besar"
    assert visible("baris\nbaru\tlagi") == "baris\nbaru\tlagi"


def test_bare_words_have_neither_signs_nor_capitals() -> None:
    assert bare_words("“Banjir” – di_Kota, 2024!") == "banjir di kota 2024"


@given(st.text())
def test_bare_words_stay_as_they_are(text: str) -> None:
    assert bare_words(bare_words(text)) == bare_words(text)


def test_shingles_are_runs_of_four_words() -> None:
    assert shingles("Satu dua, tiga empat lima") == [("satu", "dua", "tiga", "empat"), ("dua", "tiga", "empat", "lima")]
    assert shingles("Satu dua") == [("satu", "dua")]
    assert shingles("...") == []
