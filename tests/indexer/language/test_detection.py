"""Indonesian, Malay, English and others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language.detection import UNKNOWN, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bupati mengatakan bahwa jalan desa itu akan diperbaiki karena sudah lama rusak.", "id"),
        ("Warga berharap pemerintah segera mengirim bantuan ke lokasi banjir.", "id"),
        ("Polis berkata mangsa dibawa ke hospital kerana cedera dalam kes itu pada Khamis.", "ms"),
        ("Kerajaan negeri akan membayar wang bantuan itu kepada pelajar, kata menteri pada Isnin.", "ms"),
        ("The minister said that the new road would be opened before the end of the year.", "en"),
        ("Narasinya: “They will kill you and all of your children now.” Klaim itu tidak ada buktinya.", "id"),
        ("Der Minister sagte, die neue Straße werde noch vor Ende des Jahres eröffnet.", UNKNOWN),
        ("Bapak karo ibu arep lunga menyang pasar numpak sepur esuk iki.", UNKNOWN),
        ("部长表示新公路将于年底前开通 并且会改善当地的交通状况", UNKNOWN),
        ("Banjir", ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told(text: str, language: str) -> None:
    assert detect_language(text) == language


@given(st.text(max_size=500))
def test_any_text_gets_one_of_the_codes(text: str) -> None:
    assert detect_language(text) in ("id", "ms", "en", UNKNOWN, "")
