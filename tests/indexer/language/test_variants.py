"""Spellings and acronyms: the lists, looking up, mining."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import ConfigError
from indexer.language.lexicon import BUILTIN
from indexer.language.variants import (
    SPELLING_WEIGHT,
    Variants,
    expand,
    load_variants,
    mine_acronyms,
    read_acronyms,
    read_spellings,
    with_acronyms,
)


@pytest.fixture(scope="module")
def variants() -> Variants:
    return load_variants()


def others(query: str, variants: Variants) -> set[str]:
    return {" ".join(alternative.words) for alternative in expand(query.split(), variants)}


def test_the_given_lists_are_long_enough() -> None:
    assert len(list(read_spellings(BUILTIN / "variants.txt"))) >= 150
    assert len(list(read_acronyms(BUILTIN / "acronyms.txt"))) >= 200


def test_a_spelling_finds_the_others_at_less_weight(variants: Variants) -> None:
    assert {(a.start, a.end, a.words, a.weight) for a in expand(["perang", "suriah"], variants)} == {
        (1, 2, ("syria",), SPELLING_WEIGHT)
    }


def test_an_acronym_and_its_long_form_find_each_other(variants: Variants) -> None:
    assert others("ketua kpk", variants) == {"komisi pemberantasan korupsi"}
    assert others("ketua komisi pemberantasan korupsi", variants) == {"KPK"}
    assert ("undang-undang",) in [a.words for a in expand(["uu"], variants)]


def test_an_acronym_that_is_a_word_too_has_its_long_form_in_capitals_alone(variants: Variants) -> None:
    assert others("aliansi masyarakat adat nusantara", variants) == {"AMAN"}
    assert others("AMAN", variants) == {"aliansi masyarakat adat nusantara"}
    assert others("aman", variants) == set()


def test_words_inside_a_longer_form_are_left_alone(variants: Variants) -> None:
    assert expand(["bank", "indonesia"], variants)[0][:3] == (0, 2, ("BI",))
    assert others("korea selatan", variants) == {"korsel"}


def test_unknown_words_have_no_others(variants: Variants) -> None:
    assert expand(["meja", "makan"], variants) == []
    assert expand([], variants) == []


def test_the_users_spellings_are_read(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "variants.txt").write_text("# kami\nGus Ipul, Saifullah Yusuf\n", encoding="utf-8")
    assert others("gus ipul", load_variants(tmp_path)) == {"saifullah yusuf"}


@pytest.mark.parametrize("line", ["suriah", "suriah,", ", ,"])
def test_a_wrong_line_is_named(line: str, tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "variants.txt").write_text(f"a, b\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"variants\.txt:2: two or more spellings"):
        load_variants(tmp_path)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("Ketua Komisi Pemberantasan Korupsi (KPK) hadir", ("KPK", "Komisi Pemberantasan Korupsi")),
        ("oleh Kementerian Keuangan (Kemenkeu).", ("Kemenkeu", "Kementerian Keuangan")),
        (
            "dalam Anggaran Pendapatan dan Belanja Negara (APBN)",
            ("APBN", "Anggaran Pendapatan dan Belanja Negara"),
        ),
        ("soal uang kuliah tunggal (UKT) naik", ("UKT", "uang kuliah tunggal")),
        ("di Jawa Barat (Jabar)", ("Jabar", "Jawa Barat")),
    ],
)
def test_an_acronym_is_mined_with_the_words_it_was_made_of(text: str, pair: tuple[str, str]) -> None:
    assert list(mine_acronyms([text])) == [pair]


@pytest.mark.parametrize(
    "text", ["kata Rini (34)", "pada Senin (KPK)", "Budi Santoso (tengah)", "(KPK)", "A (B)", "ͺ ͺ (ͺͺ)"]
)
def test_other_brackets_are_no_acronyms(text: str) -> None:
    assert list(mine_acronyms([text])) == []


@pytest.mark.parametrize("written", ["aaaaaaaaaaaaaab", "ﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃﬃb", "ﷺﷺﷺﷺﷺﷺﷺﷺﷺb"], ids=len)
def test_an_acronym_that_could_be_made_in_many_ways_takes_no_longer(written: str) -> None:
    """One such bracket with ligatures held up the index stage for ever."""
    words = " ".join([written[0] * 14] * 10)
    spent = time.process_time()
    assert not list(mine_acronyms([f"{words} ({written}) "] * 20))
    assert time.process_time() - spent < 5


@given(st.lists(st.text(alphabet="KPUkomisi ()-pemilihan", max_size=80), max_size=3))
def test_mining_takes_any_text(paragraphs: list[str]) -> None:
    for acronym, long_form in mine_acronyms(paragraphs):
        assert acronym in "\n".join(paragraphs)
        assert len(long_form.split()) >= 2


@pytest.mark.parametrize("line", ["bpdu", "bpdu:", ": badan pengelola", "bpdu: badan;"])
def test_a_wrong_line_of_acronyms_is_named(line: str, variants: Variants, tmp_path: Path) -> None:
    (tmp_path / "acronyms.txt").write_text(f"# dibuat\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"acronyms\.txt:2: an acronym, a colon and its long form"):
        with_acronyms(variants, tmp_path / "acronyms.txt")


def test_further_acronyms_leave_the_given_ones_as_they_are(variants: Variants, tmp_path: Path) -> None:
    (tmp_path / "acronyms.txt").write_text("kpk: kantor pajak kota\n", encoding="utf-8")
    more = with_acronyms(variants, tmp_path / "acronyms.txt")
    assert others("kpk", more) == {"komisi pemberantasan korupsi", "kantor pajak kota"}
    assert others("kpk", variants) == {"komisi pemberantasan korupsi"}
    assert with_acronyms(variants, tmp_path / "none.txt") == variants
