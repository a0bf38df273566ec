"""The labels of bylines, and the words by which lines without any are known."""

import pytest

from indexer.extract.metadata.names import LABEL, has_label_word

LABELS = """
    Pewarta; Penulis; Penulis/Editor; Reporter; Wartawan; Jurnalis; Teks; Naskah; Rep; Kontributor; Koresponden Bogor;
    Ditulis; Ditulis oleh; Penyusun; Author; Writer; Text; Words; Editor; Redaktur; Redaktur Pelaksana; Red; Penyunting;
    Penyelia; Editing; Edited by; Disunting; Disunting oleh; Written by; Posted by; Oleh; By; Laporan;
    Laporan wartawan; Liputan; Foto; Fotografer; Photo; Photos; Photo by; Photographer; Photographs by; Videografer;
    Kameramen; Ilustrasi; Ilustrase; Ilustrator; Infografik; Infografis; Grafik; Grafis; Desain; Desainer; Penerjemah;
    Penerjemahan; Alih bahasa; Translator; Translated by; Diterjemahkan oleh; Peneliti; Riset; Periset; Produser;
    Producer; Narasumber; Sumber; Source; Korektor; Penata letak
"""


@pytest.mark.parametrize("label", [label.strip() for label in LABELS.split(";")])
@pytest.mark.parametrize(
    "line", ["{}: Sari Contoh", "(Jakarta|{} : Sari Contoh", "KAMIS - {}: Sari Contoh", "“Kota”–{}: Sari Contoh"]
)
def test_a_line_with_a_label_is_looked_at(label: str, line: str) -> None:
    for spelt in (label, label.upper()):
        text = line.format(spelt)
        assert LABEL.search(text)
        assert has_label_word(text)


@pytest.mark.parametrize(
    "line", ["Harga beras turun di Bandung", "Reporters: Sari", "rumah/redaksional", "red_", "rédaktur", ""]
)
def test_a_line_without_one_is_not(line: str) -> None:
    assert not has_label_word(line)
