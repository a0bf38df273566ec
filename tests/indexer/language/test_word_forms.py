"""Which word a form is: its inflections are found, other words of its root are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.language.analysis import Lexicon, analyze, load_lexicon


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(None)


def word(form: str, lexicon: Lexicon) -> str:
    (token,) = analyze(form, lexicon)
    return token.word


@pytest.mark.parametrize(
    "forms",
    [
        "tulis menulis ditulis kutulis kautulis tertulis menulisnya tulislah menuliskan dituliskan",
        "rumah rumahnya rumahku rumahmu rumahpun rumah-rumah rumah-rumahnya",
        "menjalankan dijalankan jalankan terjalankan menjalankannya",
        "mendarat mendaratnya mendaratlah",
        "memperbaiki diperbaiki perbaiki memperbaikinya",
        "masuk memasuki dimasuki masuknya",
        "beli dibelikan membelikan dibelikannyalah",
        "serang menyerang serangan penyerangan diserang",
        "meminta permintaan diminta permintaannya",
        "menetapkan ditetapkan penetapan penetapannya",
        "menguasai dikuasai penguasaan",
        "merusak dirusak perusakan",
        "membentuk dibentuk pembentukan",
        "mengesahkan disahkan pengesahan",
        "memperpanjang diperpanjang perpanjangan",
        "memperbaiki diperbaiki perbaikan",
        "melindungi dilindungi perlindungan pelindungan",
        "mengemas dikemas mengemasnya",
        "memberikan berikan diberikan beri",
        "teman teman2 teman-teman teman2nya",
        "memukul pukul pukul-memukul memukul-mukul",
        "laba-laba laba-labanya",
        "kementerian kementeriannya kementeriannyalah",
        "prabowo prabowopun prabowonya",
        "ambil ambillah",
        "kecil kecillah",
    ],
)
def test_forms_of_one_word_are_one(lexicon: Lexicon, forms: str) -> None:
    assert len({word(form, lexicon) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pendapatan", "dapat"),
        ("pendapatan", "mendapatkan"),
        ("peninggalan", "meninggalkan"),
        ("pedalaman", "mendalami"),
        ("petukangan", "menukangi"),
        ("penguasaan", "menguasakan"),
        ("pertahanan", "mempertahankan"),
        ("peralatan", "memperalat"),
        ("bangunan", "pembangunan"),
        ("bangunan", "bangun"),
        ("jalan", "menjalankan"),
        ("umum", "mengumumkan"),
        ("darat", "mendarat"),
        ("tentang", "menentang"),
        ("meninggal", "tinggal"),
        ("meninggal", "meninggalkan"),
        ("terdakwa", "mendakwa"),
        ("tersangka", "menyangka"),
        ("penjualan", "penjual"),
        ("pengusaha", "perusahaan"),
        ("makan", "makanan"),
        ("laba-laba", "laba"),
        ("undang-undang", "undang"),
        ("hati-hati", "hati"),
        ("mobil-mobilan", "mobil"),
        ("berikan", "ikan"),
        ("mengemas", "emas"),
        ("bekasi", "bekas"),
        ("kuningan", "kuning"),
        ("abdillah", "abdil"),
        ("fadillah", "fadil"),
        ("makkah", "mak"),
    ],
)
def test_other_words_of_a_root_are_others(lexicon: Lexicon, one: str, other: str) -> None:
    assert word(one, lexicon) != word(other, lexicon)


def table() -> Iterator[tuple[str, list[str], list[str]]]:
    """The rows of the table: a word, its other forms, and forms of other words."""
    lines = Path(__file__).with_name("word_forms.tsv").read_text("utf-8").splitlines()
    for word, same, other in (line.split("\t") for line in lines[2:]):
        yield word, list(filter(None, same.split(","))), list(filter(None, other.split(",")))


@pytest.mark.parametrize(("one", "same", "other"), list(table()))
def test_the_table_of_forms(lexicon: Lexicon, one: str, same: list[str], other: list[str]) -> None:
    assert {form for form in (*same, *other) if word(form, lexicon) == word(one, lexicon)} == set(same)


@pytest.mark.parametrize("name", ["penajam", "mentawai", "kuningan", "bangkalan", "merangin", "pesawaran", "tarigan"])
def test_names_stay_whole_with_clitics_too(lexicon: Lexicon, name: str) -> None:
    tokens = [analyze(form, lexicon)[0] for form in (name, f"{name}nya", f"{name}pun", f"{name}lah")]
    assert {(token.stem, token.word) for token in tokens} == {(name, name)}


@pytest.mark.parametrize(
    ("doubled", "key"),
    [("kupu-kupunya", "kupu"), ("mata-matanya", "mata-mata"), ("buku-bukunya", "buku")],
)
def test_clitics_after_a_doubled_word(lexicon: Lexicon, doubled: str, key: str) -> None:
    assert word(doubled, lexicon) == key


def test_words_of_other_languages_are_as_they_are_written(lexicon: Lexicon) -> None:
    assert [token.word for token in analyze("Menteri said memasuki", lexicon, "en")] == ["menteri", "said", "memasuki"]
