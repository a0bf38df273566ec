"""Whom an article names: speakers, holders of offices, those whose age it tells, and nobody who is a place."""

from __future__ import annotations

import pytest

from indexer.articles.article import Content
from indexer.articles.person_names import name_key, plain_name, with_office, without_office
from indexer.articles.quotes import find_speech, load_vocabulary
from indexer.language.lexicon import load_lexicon

VOCABULARY = load_vocabulary(load_lexicon(None))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Bupati Demak Wahyu Kencana meninjau tanggul.", ["Wahyu Kencana, Bupati Demak"]),
        ("Wahyu Kencana, Bupati Demak, meninjau tanggul.", ["Wahyu Kencana, Bupati Demak"]),
        ("Korban bernama Sumiyati (45) dan Yanto Raharjo (9 tahun).", ["Sumiyati", "Yanto Raharjo"]),
        ("Upacara dipimpin Kombes Ahmad Satriawan.", ["Ahmad Satriawan"]),
        ("“Air sudah surut,” kata Sukirno Hadiwibowo.", ["Sukirno Hadiwibowo"]),
        (
            "Presiden Joko Hartanto, Menteri Keuangan Sri Handayani dan Menteri Agama Ahmad Fauzi hadir.",
            ["Joko Hartanto, Presiden", "Sri Handayani, Menteri Keuangan", "Ahmad Fauzi, Menteri Agama"],
        ),
        ("Aturan itu ada pada Pasal 5 Ayat (12) Undang-Undang Desa.", []),
        ("Petugas di wilayah hukum Polda Metro Jaya berjaga.", []),
        ("Kepala Desa Karang Anyar tidak hadir.", []),
        ("Pasien dirawat di RSUD dr. Saiful Anwar, Malang.", []),
        ("Satuan Polisi Pamong Praja menertibkan pedagang.", []),
        ("Pertemuan dengan Wahyu Kencana berlangsung tertutup.", []),
        ("", []),
    ],
)
def test_who_is_named(text: str, named: list[str]) -> None:
    found = find_speech(text.split("\n"), VOCABULARY).people
    assert [with_office(*one) for one in found] == named


def test_a_person_is_named_once_with_the_office() -> None:
    body = (
        "Bupati Demak Wahyu Kencana hadir.",
        "“Aman,” kata Wahyu. “Tanggul sudah kuat.”",
        "Wahyu (45) lahir di Kudus.",
    )
    article = Content(body=body, language="id")
    assert article.people == article.speakers == ("Wahyu Kencana",)
    assert article.offices == ("Wahyu Kencana, Bupati Demak",)
    assert Content(body=body, language="en").people == ()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Ma’ruf  Amin", "Ma'ruf Amin", True),
        ("MA'RUF AMIN", "Maruf Amin", True),
        ("José Ramos", "Jose Ramos", True),
        ("M. Yusuf", "M Yusuf", True),
        ("Prabowo", "Prabowo Subianto", False),
        ("Wahyu Kencana", "Kencana Wahyu", False),
    ],
)
def test_spellings_of_one_name(one: str, other: str, is_same: bool) -> None:
    assert (name_key(one) == name_key(other)) is is_same


def test_names_are_shown_plainly() -> None:
    assert plain_name("MA’RUF AMIN") == "Ma'ruf Amin"
    assert plain_name("Mahfud MD") == "Mahfud MD"
    assert plain_name("SBY") == "SBY"
    assert without_office("Wahyu Kencana, Bupati Demak, Jawa Tengah") == ("Wahyu Kencana", "Bupati Demak, Jawa Tengah")
