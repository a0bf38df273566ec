"""Which regions a text is about: what counts as the place or the subject, and what only bears a region's name."""

from __future__ import annotations

import time

import pytest

from indexer.articles.article import Content
from indexer.articles.regions.about import find_regions, regions_of
from indexer.articles.regions.table import load_names, load_regions, path_of, regions_called

BANDUNG = "Jawa Barat/Kota Bandung"
GARUT = "Jawa Barat/Kabupaten Garut"
SOLO = "Jawa Tengah/Kota Surakarta"


def below(title: str, *body: str) -> list[str]:
    """The regencies and cities found."""
    return [region for region in regions_of(title, body) if "/" in region]


def test_the_table_is_whole() -> None:
    regions = load_regions().values()
    assert sum(one.is_province for one in regions) == 38
    assert sum(not one.is_province for one in regions) == 514
    assert all(one.province in load_regions() for one in regions)
    assert len({path_of(one) for one in regions}) == 552


def test_every_region_is_called_by_its_own_name() -> None:
    for region in load_regions().values():
        assert path_of(region) in regions_called(region.name)
        assert path_of(region) in regions_called(path_of(region))


def test_the_longest_names_come_first() -> None:
    for names in load_names().values():
        assert [len(one.words) for one in names] == sorted((len(one.words) for one in names), reverse=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jatim", {"Jawa Timur"}),
        ("jawa timur", {"Jawa Timur"}),
        ("Papua", {"Papua"}),
        ("Solo", {SOLO}),
        ("Kabupaten Bandung", {"Jawa Barat/Kabupaten Bandung"}),
        ("Bandung", {BANDUNG, "Jawa Barat/Kabupaten Bandung"}),
        ("Bau-Bau", {"Sulawesi Tenggara/Kota Bau Bau"}),
        ("Palangka Raya", {"Kalimantan Tengah/Kota Palangkaraya"}),
        ("jaksel", {"DKI Jakarta/Kota Administrasi Jakarta Selatan"}),
        ("Mentawai", {"Sumatera Barat/Kabupaten Kepulauan Mentawai"}),
        ("Atlantis", set()),
        ("", set()),
    ],
)
def test_names(name: str, expected: set[str]) -> None:
    assert regions_called(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Banjir merendam ratusan rumah di Garut sejak Senin malam.", [GARUT]),
        ("Bupati Garut meninjau pasar yang terbakar.", [GARUT]),
        ("Warga Solo mengantre minyak goreng sejak subuh.", [SOLO]),
        ("Pemkab Tabanan membuka kembali jalan itu.", ["Bali/Kabupaten Tabanan"]),
        ("Wali Kota Ternate melantik dua kepala dinas.", ["Maluku Utara/Kota Ternate"]),
        ("Longsor menutup jalan di Liwa, Kabupaten Lampung Barat.", ["Lampung/Kabupaten Lampung Barat"]),
        ("Gempa terasa sampai ke Kab. Sinjai.", ["Sulawesi Selatan/Kabupaten Sinjai"]),
        ("Stadion Manahan Solo dipadati penonton.", [SOLO]),
        ("Panen raya berlangsung di Klaten, Sragen dan Wonogiri.",
         ["Jawa Tengah/Kabupaten Klaten", "Jawa Tengah/Kabupaten Wonogiri", "Jawa Tengah/Kabupaten Sragen"]),
        ("Kapal berlayar ke Bau-Bau dua kali sepekan.", ["Sulawesi Tenggara/Kota Bau Bau"]),
        ("Harga cabai di Tulungagung dan di Toli-Toli naik.",
         ["Jawa Timur/Kabupaten Tulungagung", "Sulawesi Tengah/Kabupaten Toli-Toli"]),
        ("Persidangan digelar di Pengadilan Negeri Sleman.", ["Daerah Istimewa Yogyakarta/Kabupaten Sleman"]),
        ("Petugas Polres Jember memeriksa pelaku di Jember, Rabu (4/6).", ["Jawa Timur/Kabupaten Jember"]),
        ("PEMBANGUNAN JEMBATAN DI KENDAL MOLOR", ["Jawa Tengah/Kabupaten Kendal"]),
    ],
)  # fmt: skip
def test_place_and_subject(text: str, expected: list[str]) -> None:
    assert sorted(below("", text)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "Persib Bandung menang dua gol tanpa balas.",
        "Bali United menahan imbang tamunya.",
        "Bank Jatim membukukan laba baru.",
        "Semen Padang menang tipis di laga tandang.",
        "Bima Arya menulis buku; menurut Bima, warga suka membaca.",
        "Perumahan itu ada di kawasan Kota Baru yang padat.",
        "Mahasiswa Universitas Jember meneliti kedelai.",
        "Ia lahir dari keluarga pedagang, tulis Radar Madiun.",
        "Kata mutiara itu sudah lama beredar di Metro TV.",
        "Ia menggemari soto Lamongan dan sate Padang.",
        "Kain itu dibeli oleh Andi Makassar, kolektor lama.",
        "Serang balik, kata pelatih, ialah kuncinya.",
        "Puncak acara berlangsung meriah.",
        "Kantor itu ada di kawasan Kuningan yang padat.",
        "Batu sebesar kerbau jatuh ke jalan.",
        "Warga Kecamatan Medan Timur mengeluh.",
        "Baca juga: Banjir di Garut Surut",
        "Semangat itu hidup dari Aceh sampai Papua.",
    ],
)
def test_what_only_bears_a_name(text: str) -> None:
    assert below("", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "JAKARTA, KORANKITA.com - Pemerintah menunda kenaikan tarif.",
        "Korankita.com, Jakarta - Pemerintah menunda kenaikan tarif.",
        "Jakarta (KK) -- Pemerintah menunda kenaikan tarif.",
        "KORANKITA.CO.ID - JAKARTA. Pemerintah menunda kenaikan tarif.",
        "Jakarta",
        '"Kami menunda kenaikan tarif," kata juru bicara itu di Jakarta, Kamis (4/6/2026).',
        "Hal itu disampaikan menteri kepada wartawan di Jakarta, Kamis.",
        '"Hujan belum juga reda," keluh nelayan itu di Surabaya, Kamis (4/6/2026).',
        "Hal senada diungkapkan direktur perusahaan itu di Medan, Kamis (4/6/2026).",
        "Ia dijumpai seusai salat di Medan, Kamis (4/6/2026).",
    ],
)
def test_where_it_was_only_written_or_said(text: str) -> None:
    assert regions_of("", (text,)) == ()


@pytest.mark.parametrize("event", ["pembukaan pameran kopi", "unjuk rasa", "talkshow", "rakornas"])
def test_an_event_is_more_than_a_statement(event: str) -> None:
    text = f'"Kami siap," kata ketua panitia dalam {event} di Jakarta, Kamis (4/6/2026).'
    assert regions_of("", (text,)) == ("DKI Jakarta",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pasien dirawat di RSUD Bogor.", "Jawa Barat/Kota Bogor"),
        ("Kabupaten Bogor kekeringan. Petani di Bogor menunda tanam.", "Jawa Barat/Kabupaten Bogor"),
        ("Bupati Kediri meninjau sawah. Padi di Kediri puso.", "Jawa Timur/Kabupaten Kediri"),
        ("Jalan Kemang Timur di Bangka, Jakarta Selatan, ditutup.", "DKI Jakarta/Kota Administrasi Jakarta Selatan"),
        ("Apel dipanen di Kota Batu.", "Jawa Timur/Kota Batu"),
        ("Pawai melintas di Metro, Lampung.", "Lampung/Kota Metro"),
        ("Baku tembak pecah di Kabupaten Puncak.", "Papua Tengah/Kabupaten Puncak"),
        ("Di Puncak Bogor kendaraan mengular.", "Jawa Barat/Kota Bogor"),
    ],
)
def test_names_that_mean_several_things(text: str, expected: str) -> None:
    assert below("", text) == [expected]


def test_a_province_of_the_name_of_its_town() -> None:
    assert regions_of("", ("Banjir melanda Gorontalo.", "Warga di Gorontalo mengungsi.")) == ("Gorontalo",)
    assert "Gorontalo/Kota Gorontalo" in regions_of("", ("Banjir melanda Kota Gorontalo.",))


def test_a_regency_brings_its_province() -> None:
    assert regions_of("", ("Banjir di Garut.",)) == ("Jawa Barat", GARUT)


def test_titles_may_have_a_capital_at_each_word() -> None:
    title = "Pasar Murah di Garut Diserbu Warga"
    assert below(title, "Pasar murah itu diserbu sejak pagi.") == [GARUT]
    assert below("Bali United Menang Lagi", "Bali United menang lagi.") == []


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Nasib Malang Pemain Muda", "Ia bernasib malang: kakinya patah sebelum laga.", []),
        ("Album Solo Pertamanya Terbit", "Album solo itu direkam di rumah; ia tidak lagi bermain bersama bandnya.", []),
        ("Konser Album Solo di Solo", "Album solo itu dibawakan di Solo pada Sabtu malam.", [SOLO]),
        ("Kirab Solo Ramai", "Ribuan warga menonton kirab itu.", [SOLO]),
    ],
)
def test_a_title_names_no_region_that_the_text_writes_as_a_word(title: str, text: str, expected: list[str]) -> None:
    assert below(title, text) == expected


def test_far_below_a_bare_name_is_not_enough() -> None:
    long = "Menteri itu membahas harga pupuk bersama para petani. " * 15
    assert regions_of("", (long, "Contoh lain ialah Garut.")) == ()
    assert regions_of("", ("Contoh lain ialah Garut.",)) == ("Jawa Barat", GARUT)


def test_none_of_nothing() -> None:
    assert regions_of("", ()) == ()
    assert Content().regions == ()


def test_content_has_them() -> None:
    assert Content(title="Banjir di Garut", body=("Air naik.",)).regions == ("Jawa Barat", GARUT)


@pytest.mark.parametrize(
    "words",
    ["di Garut kamis ", "Garut ", "GARUT ", "di Bandung, Kabupaten Bandung dan "],
    ids=["said", "capitals", "all in capitals", "list"],
)
def test_a_long_list_of_names_takes_no_longer_for_each(words: str) -> None:
    """Thirty kilobytes of the first took a minute, in the process that writes the index."""
    spent = time.process_time()
    assert find_regions("", [words * 2000])
    assert time.process_time() - spent < 5
