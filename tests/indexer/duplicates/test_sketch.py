"""Which texts are copies, which only share passages, and which merely look alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from indexer.duplicates.sketch import MIN_COPY, MIN_RELATED, containment, is_copy, sketch
from indexer.duplicates.template_guard import contradict, facts_by_context
from tests.indexing import HARBOUR, LIBRARY

PROMOTIONS = (
    "Baca juga: 7 Pelabuhan Tertua di Pesisir Utara",
    "SCROLL TO CONTINUE WITH CONTENT",
    "Simak juga video 'Kapal Bersandar Lagi' pada 2 Desember",
    "Baca Selengkapnya di halaman 2",
    "Ikuti terus kabar pelabuhan, perahu, dan nelayan pilihan redaksi setiap hari lewat saluran WhatsApp kami.",
    "Simak kabar hangat dari pesisir utara setiap pagi langsung di ponselmu.",
)


def candidates(one: Sequence[str], other: Sequence[str]) -> bool:
    return bool(set(sketch(one).bands) & set(sketch(other).bands))


@pytest.mark.parametrize(
    "copy",
    [
        HARBOUR,
        (f"Kotabaru, 27 November 2024 - {HARBOUR[0]}", *HARBOUR[1:]),
        (HARBOUR[0], PROMOTIONS[0], HARBOUR[1], PROMOTIONS[1], *HARBOUR[2:], PROMOTIONS[2], PROMOTIONS[3]),
        (HARBOUR[0], PROMOTIONS[5], *HARBOUR[1:4], PROMOTIONS[4]),
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


MARKET = (
    "Harga beras di pasar induk Kotabaru naik 1.500 rupiah per kilogram sejak Senin (25/11/2024).",
    "Kepala dinas perdagangan Budi Santoso mengatakan pasokan dari sentra padi terlambat 3 hari karena banjir.",
    "Pedagang bernama Sumarni menjual beras medium Rp 14.500 per kilogram, lebih tinggi daripada pekan lalu.",
    "Pemerintah kota akan menggelar operasi pasar di 12 kelurahan mulai pukul 08.00 sampai persediaan habis.",
    "Warga diminta tidak memborong karena gudang masih menyimpan 2.400 ton beras untuk tiga bulan ke depan.",
)


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("1.500", "1,500").replace("2.400", "2,400").replace("08.00", "08:00"),
        lambda text: text.replace(" 3 hari", " tiga hari").replace("Rp 14", "Rp14").replace("tiga bulan", "3 bulan"),
        lambda text: text.replace("25/11/2024", "25/11"),
        lambda text: text.replace("Sumarni", "Soemarni"),
        lambda text: text.replace("mengatakan", "menyatakan"),
        lambda text: text.replace("tidak memborong", "tak memborong"),
    ],
)
def test_another_way_to_write_a_figure_or_a_name_is_no_other_news(edit: Callable[[str], str]) -> None:
    copy = tuple(map(edit, MARKET))
    assert copy != MARKET
    assert is_copy(sketch(MARKET), sketch(copy))


@pytest.mark.parametrize(
    ("written", "instead"),
    [("1.500", "1.700"), ("Kotabaru", "Wonosari"), ("tiga bulan", "lima bulan"), ("Budi Santoso", "Budi Hartono")],
)
def test_one_figure_or_name_in_the_same_place_tells_a_template_apart(written: str, instead: str) -> None:
    text = (*MARKET, *HARBOUR, *LIBRARY)
    other = tuple(paragraph.replace(written, instead) for paragraph in text)
    assert containment(sketch(text), sketch(other)) >= MIN_COPY
    assert not is_copy(sketch(text), sketch(other))


LINES = (
    "Baca: 10 Kota dengan Beras Termurah",
    "Infografis: 7 Jenis Padi",
    "Rekomendasi: 12 Pasar Terbesar di Pulau Seberang",
    "Editor: Dwi Putra",
    "Copyright © KABAR 2024",
    "Berita ini telah tayang di kabar24.id pada 3 Mei",
    "Sumber: Kabar Kota, 12 November 2023",
)


def test_lines_that_each_paper_adds_make_no_other_news() -> None:
    one = (f"Kabar24.id, Kotabaru - {MARKET[0]}", LINES[0], *MARKET[1:3], LINES[2], *MARKET[3:], LINES[3], LINES[6])
    other = (f"KOTABARU, KOMPAK.com – {MARKET[0]}", *MARKET[1:4], LINES[1], MARKET[4], LINES[4], LINES[5])
    assert candidates(one, other)
    assert is_copy(sketch(one), sketch(other))


def test_paragraphs_that_only_one_paper_has_make_no_other_news() -> None:
    text = (*MARKET, *HARBOUR, *LIBRARY)
    one = (*text, "Pada Rabu (27/11) Dermaga Sungailiat dibuka lagi.")
    other = (*text[:8], "Di Wonosari harga cabai justru turun 9.000 rupiah.", *text[9:])
    assert is_copy(sketch(one), sketch(other))


def test_a_new_lead_before_most_of_the_old_article_follows_it_up() -> None:
    old = (*MARKET, *HARBOUR, *LIBRARY)
    follow_up = ("Wali kota memecat kepala pasar setelah timbangan milik sejumlah pedagang terbukti curang.", *old[1:])
    assert containment(sketch(old), sketch(follow_up)) >= MIN_COPY
    assert not is_copy(sketch(old), sketch(follow_up))
    assert is_copy(sketch(old), sketch(old[1:]))


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
    assert MIN_RELATED <= containment(sketch(HARBOUR), sketch(follow_up)) < MIN_COPY


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


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", [".", " .", "a", "_", "“ ", "1.", "- ", "baca "])
def test_endless_lines_are_compared_in_bounded_time(part: str) -> None:
    text = (*HARBOUR, part * (100_000 // len(part)) + "x")
    assert is_copy(sketch(HARBOUR), sketch(text))


@pytest.mark.timeout(20)
def test_endless_lists_of_names_are_compared_in_bounded_time() -> None:
    one, other = (
        (f"Daftar peserta yang dinyatakan lulus {' '.join(f'Na{first}{number:o}' for number in range(8, 20_000))}",)
        for first in ("bobo", "titi")
    )
    assert contradict(facts_by_context(one), facts_by_context(other))
