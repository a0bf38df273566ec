"""A word is found together, apart and with a hyphen, and with or without its apostrophe."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.engines.documents import to_document
from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.language.joined import together
from indexer.language.lexicon import Lexicon
from search.answer.answer import answer
from search.context import Context
from search.request import SearchRequest
from tests.search.articles import article

Find = Callable[..., set[int]]


@pytest.fixture
def find(tmp_path: Path, lexicon: Lexicon) -> Find:
    def find(texts: tuple[str, ...], query: str) -> set[int]:
        """The places of the texts that a query finds among them, each an article of its own."""
        engine = EmbeddedEngine(tmp_path / str(next(numbers)), memory_bytes=15_000_000)
        engine.create("1", "-")
        made = [
            article(
                n,
                f"j{n}",
                "antara",
                "2025-01-02T03:00:00",
                "",
                (),
                (),
                f"j{n}",
                "Kabar",
                (f"Isinya {text} lagi.",),
            )
            for n, text in enumerate(texts)
        ]
        engine.write("1", [to_document(one, lexicon) for one in made], [])
        engine.switch("1")
        found = answer(Context(engine, lexicon), SearchRequest(query=query, fold=False, top=100))
        engine.close()
        return {int(hit.id[1:]) for hit in found.hits} if found.matched == "all" else set()

    numbers = itertools.count()
    return find


@pytest.mark.parametrize(
    "forms",
    [
        ("antikorupsi", "anti korupsi", "anti-korupsi"),
        ("pascabanjir", "pasca banjir", "pasca-banjir"),
        ("nonaktif", "non aktif", "non-aktif"),
        ("Covid-19", "Covid19", "Covid 19"),
        ("G-20", "G20", "G 20"),
        ("alun-alun", "alun alun"),
        ("25 km", "25km"),
        ("US$2 miliar", "US$ 2 miliar", "USD 2 miliar", "USD2 miliar"),
        ("UU No. 11 Tahun 2020", "UU Nomor 11 Tahun 2020"),
        ("UU No. 11/2020", "UU Nomor 11/2020"),
        ("Rp15.000", "Rp 15.000", "Rp15.000,00", "Rp15.000,-"),
        ("e-commerce", "ecommerce"),
        ("Al-Qur'an", "Alquran", "Al Quran", "al Qur’an"),
        ("Al-Furqan", "Alfurqan", "Al Furqan"),
        ("Ma'ruf", "Maruf", "Ma’ruf"),
        ("di-PHK", "mem-PHK", "PHK"),
        ("Levi's", "Levis"),
        ("H.M. Salim", "H. M. Salim", "HM Salim"),
        ("P.T. Tenun", "PT Tenun", "PT. Tenun"),
        ("Siti S.Pd", "Siti SPd"),
        ("pukul 16.30", "pukul 16:30"),
    ],
)
def test_each_form_finds_the_others(find: Find, forms: tuple[str, ...]) -> None:
    for query in forms:
        assert find((*forms, "hal lain"), query) == set(range(len(forms)))
        assert find((*forms, "hal lain"), f"lagi NOT ({query})") == {len(forms)}


def test_a_name_with_dots_is_found_as_it_is_written(find: Find) -> None:
    assert find(("tenun.com", "kain tenun lawas di kabar.com"), "tenun.com") == {0}


def test_one_sign_of_several_words_is_found(find: Find) -> None:
    assert find(("\ufdfa", "hal lain"), "\ufdfa") == {0}


def test_a_prefix_of_a_foreign_word_is_none_of_its_own_in_a_field_either(find: Find) -> None:
    assert find(("PHK", "di-PHK", "hal lain"), "isi:di-PHK") == {0, 1}


@pytest.mark.parametrize(
    ("query", "found"), [("isi:Rusia-Ukraina", {0, 1}), ("isi:e-niaga", {3, 4}), ("isi:U-23", {5}), ("isi:16:30", {7})]
)
def test_the_pieces_of_a_word_are_found_in_a_field_as_in_an_article(find: Find, query: str, found: set[int]) -> None:
    texts = (
        "Rusia-Ukraina",
        "Rusia menyerang Ukraina",
        "Rusia",
        "e-niaga",
        "eniaga",
        "U-23",
        "U-19, 23 orang",
        "16.30",
    )
    assert find(texts, query) == found


def test_a_small_word_is_not_written_with_the_next_one(lexicon: Lexicon) -> None:
    assert together("para", "buruh", lexicon) is None
    assert together("anti", "korupsi", lexicon) == "antikorupsi"


def test_one_letter_behind_a_number_is_no_unit(find: Find) -> None:
    assert find(("jaringan 5G", "sebanyak 5 g", "hal lain"), "5G") == {0}


def test_the_2_that_doubles_a_word_is_no_number_of_it(find: Find) -> None:
    assert find(("anak2 sekolah", "anak 2 tahun", "hal lain"), "anak2 sekolah") == {0}


def test_the_number_of_a_word_with_a_long_form_may_stand_apart(find: Find) -> None:
    texts = ("pemilu 2024", "tahun 2024 ada pemilihan umum", "#Pemilu2024", "hal lain")
    assert find(texts, "pemilu 2024") == {0, 1}


def test_the_name_of_a_topic_is_one_word(find: Find) -> None:
    texts = ("#BersihDesa", "bersih desa", "hal lain")
    assert (find(texts, "#BersihDesa"), find(texts, "BersihDesa")) == ({0}, {0, 1})


@pytest.mark.parametrize(
    "forms", [("orang tua", "orangtua"), ("dapur umum", "dapurumum"), ("kaca mobil depan", "kacamobil depan")]
)
def test_what_articles_write_as_one_and_as_two_is_found_either_way(find: Find, forms: tuple[str, ...]) -> None:
    for query in forms:
        assert find((*forms, "hal lain"), query) == {0, 1}


def test_a_word_that_is_hardly_ever_written_as_two_is_another_one(find: Find) -> None:
    texts = ("dua kali mantan bupati", *["Kalimantan"] * 11)
    assert find(texts, "kali mantan") == {0}
    assert find(texts, "Kalimantan") == set(range(1, 12))


def test_a_preposition_may_stand_in_one_with_its_place_but_is_no_prefix_of_a_verb(find: Find) -> None:
    assert find(("dirumah gelap", "di rumah gelap", "rumah gelap"), "dirumah") == {0, 1}
    texts = (*["dinilai juri"] * 11, "angka di nilai rapor")
    assert find(texts, "dinilai") == set(range(11))


def test_a_percentage_is_found_by_its_word(find: Find) -> None:
    texts = ("naik 5 persen", "naik 5%", "naik 5 %", "naik 5 kali")
    assert find(texts, "5 persen") == find(texts, '"naik 5 persen"') == {0, 1, 2}


def test_words_that_only_touch_are_not_joined(find: Find) -> None:
    assert find(("pemain", "pema in"), "pemain") == {0}
    assert find(("skor 5/5", "layar 55", "skor 5-5"), "5/5") == {0, 2}
    assert find(("skor 5-5", "layar 55"), "55") == {1}
