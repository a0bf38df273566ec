"""Which texts are copies, which only share passages, and which merely look alike."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexer.duplicates import COPY, RELATED, containment, is_copy, sketch
from tests.indexing import HARBOUR, LIBRARY

PROMOTIONS = (
    "Baca juga: 7 Pelabuhan Tertua di Pesisir Utara",
    "SCROLL TO CONTINUE WITH CONTENT",
    "Simak juga video 'Kapal Bersandar Lagi' pada 2 Desember",
    "Baca Selengkapnya di halaman 2",
)


def candidates(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool(set(sketch(one).bands) & set(sketch(other).bands))


@pytest.mark.parametrize(
    "copy",
    [
        HARBOUR,
        (f"Kotabaru, 27 November 2024 - {HARBOUR[0]}", *HARBOUR[1:]),
        (HARBOUR[0], PROMOTIONS[0], HARBOUR[1], PROMOTIONS[1], *HARBOUR[2:], PROMOTIONS[2], PROMOTIONS[3]),
        HARBOUR[:4],
        (*HARBOUR[1:], PROMOTIONS[0]),
        tuple(paragraph.upper() for paragraph in HARBOUR),
        (" ".join(HARBOUR),),
        (*HARBOUR[:2], "Dermaga dibuka pada Rabu (27/11/2024).", *HARBOUR[2:]),
    ],
)
def test_a_copy_is_found_whatever_the_paper_did_to_it(copy: Sequence[str]) -> None:
    assert candidates(HARBOUR, copy)
    assert is_copy(sketch(HARBOUR), sketch(copy))
    assert is_copy(sketch(copy), sketch(HARBOUR))


def price(day: str, date: str, grams: str) -> tuple[str, ...]:
    return (
        f"Harga emas batangan pada {day} ({date}) berada di angka Rp {grams} per gram menurut laman resmi penjual.",
        "Harga emas batangan dapat berubah sewaktu-waktu mengikuti pasar dunia dan nilai tukar rupiah.",
        "Pembelian emas batangan dikenai pajak 0,45 persen bagi pemegang nomor pajak, 0,9 persen bagi yang lain.",
        "Setiap pembelian emas batangan disertai bukti potong pajak yang dapat dipakai saat pelaporan tahunan.",
        "Pembeli disarankan membandingkan harga di beberapa gerai sebelum memutuskan untuk membeli emas.",
        "Penjualan kembali emas di atas sepuluh juta rupiah dipotong pajak sesuai aturan yang berlaku saat ini.",
    )


@pytest.mark.parametrize(
    "other",
    [
        price("Selasa", "26/11/2024", "1.512.000"),
        price("Selasa", "26/11/2024", "1.505.000"),
        price("Senin", "25/11/2024", "1.512.000"),
    ],
)
def test_what_is_written_from_a_template_is_no_copy_however_much_agrees(other: Sequence[str]) -> None:
    monday = price("Senin", "25/11/2024", "1.505.000")
    assert containment(sketch(monday), sketch(other)) > 0.8
    assert not is_copy(sketch(monday), sketch(other))
    assert is_copy(sketch(monday), sketch(monday[:4]))


def test_a_follow_up_that_repeats_the_background_is_related_and_no_copy() -> None:
    follow_up = (*LIBRARY[:2], *HARBOUR[:4])
    assert candidates(HARBOUR, follow_up)
    assert RELATED <= containment(sketch(HARBOUR), sketch(follow_up)) < COPY


def test_a_date_without_its_year_is_the_same_date() -> None:
    one = (*HARBOUR, "Dermaga dibuka untuk umum pada Rabu (27/11/2024).", LIBRARY[0])
    other = (*HARBOUR, "Dermaga dibuka untuk umum pada Rabu (27/11).")
    assert is_copy(sketch(one), sketch(other))


def test_different_news_share_nothing() -> None:
    assert not candidates(HARBOUR, LIBRARY)
    assert containment(sketch(HARBOUR), sketch(LIBRARY)) == 0.0


@pytest.mark.parametrize("body", [(), ("",), ("Satu kata",), ("Kalimat pendek yang sama di mana-mana.",)])
def test_a_text_that_says_too_little_is_nobodys_copy(body: Sequence[str]) -> None:
    assert sketch(body).bands == ()
    assert not is_copy(sketch(body), sketch(body))
    assert containment(sketch(()), sketch(HARBOUR)) == 0.0


def test_the_bands_are_the_same_for_ever() -> None:
    """They are kept in databases: another value here means that all of them must be made anew by a migration."""
    assert sketch(HARBOUR).bands[:3] == (-9128349305836210008, 8602648657397362169, -6524335627705449182)
