"""Lines of a story that look like furniture of the page stay in it."""

from __future__ import annotations

import pytest

from indexer.extract.body.line_filter import filter_lines
from indexer.extract.body.lines import Line
from indexer.extract.page.dom import parse, read_runs

BEFORE = [
    "Sanggar tari di kampung itu membuka kelas baru bagi anak-anak yang tinggal di tepi sungai.",
    "Pelatihnya, Ibu Larasati, berkata latihan diadakan dua kali sepekan di pendapa kelurahan.",
    "Peserta tidak dipungut biaya, tetapi mereka harus menjaga sendiri selendang dan alat musiknya.",
]
AFTER = [
    "Pentas pertama direncanakan pada akhir tahun bersama kelompok gamelan dari desa sebelah.",
    "Pendaftaran dibuka setiap sore sampai jumlah peserta mencapai empat puluh orang anak.",
]


def kept(inside: str, after: bool = True) -> list[str]:
    """The lines kept between the paragraphs of a story."""
    html = "".join(f"<p>{text}</p>" for text in BEFORE) + inside + "".join(f"<p>{text}</p>" for text in AFTER * after)
    tree = parse(f"<div>{html}</div>")
    assert tree is not None
    lines = filter_lines([Line(run) for run in read_runs(tree)]).kept
    return list(lines[len(BEFORE) : len(lines) - len(AFTER) * after])


INTRO = "Barang yang harus dibawa peserta adalah sebagai berikut:"
LIST = "<ul><li>Salinan kartu keluarga</li><li>Surat izin dari orang tua</li></ul>"


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        (f"<p>Terkait berkas, inilah yang harus disiapkan:</p>{LIST}", 3),
        (f"<p>Rekomendasi dari pelatih harus dilampiri dokumen berikut:</p>{LIST}", 3),
        (f"<p>Simak selengkapnya syarat yang harus dibawa:</p>{LIST}", 3),
        (f"<h3>Rekomendasi Sanggar Tari di Kota</h3>{LIST}", 3),
        ("<p>Terkait hal itu, ia menulis:</p><p>“Kami sudah meneruskannya ke dinas. Tinggal menunggu.”</p>", 2),
        (f"<p>Baca juga: <a href='/1'>Pasar Malam Kembali Dibuka</a></p>{LIST}", 2),
        ("<p>Baca juga: <a href='/1'>Pasar Malam Dibuka</a></p><p><strong>Syarat bagi Peserta Baru</strong></p>", 1),
        ("<p>Baca juga:</p><p>1. Peserta berumur tujuh tahun</p>", 1),
        ("<p><strong>Senin, 2 Desember 2024</strong></p><p>Pendapa kelurahan</p>", 2),
        ("<h2>12 Januari 2019</h2>", 1),
        ("<ul><li>25 Desember 2024</li><li>1 Januari 2025</li></ul>", 2),
        ("<table><tr><td>Melawan Rajawali</td><td>12/20</td><td>10 menit</td></tr></table>", 3),
        (
            "<p>Penipuan itu paling banyak terjadi di aplikasi ini:</p><ol><li>WhatsApp</li><li>Facebook</li></ol>",
            3,
        ),
        ("<ul><li>Judul: Kios di Ujung Los</li><li>Penulis: Anggraini Sekar</li><li>Editor: Bagas Maha</li></ul>", 3),
        (f"<p>{INTRO}</p><ul><li><a href='/a'>Bima Kusnadi</a></li><li><a href='/b'>Yoga Permadi</a></li></ul>", 3),
        ("<table><tr><td>1</td><td><a href='/1'>Persada Utama</a></td><td>29</td></tr></table>", 3),
        ("<table><tr><td>Cabai</td><td>Rp 52.000</td></tr></table><p>Sumber: Dinas Perdagangan Kota</p>", 3),
        ("<ul><li><img src='a.jpg'>Sepatu tari dari kulit lembu</li></ul>", 1),
        ("<p><img src='a.jpg'><br>Berikut syarat pendaftaran kelas baru:</p>", 1),
    ],
)
def test_a_line_of_the_story_stays(inside: str, lines: int) -> None:
    assert len(kept(inside)) == lines


@pytest.mark.parametrize(
    "inside",
    [
        "<p>Baca juga: Pasar Malam Kembali Dibuka</p>",
        "<p>Baca juga:</p><p>Pasar Malam Kembali Dibuka</p><p>Jembatan Gantung Selesai Dicat</p>",
        "<ul><li><a href='/1'>Pasar Malam Kembali Dibuka</a></li><li><a href='/2'>Jembatan Selesai Dicat</a></li></ul>",
        "<p>2 dari 4 halaman</p>",
        "<ul><li><a href='/f'>Facebook</a></li><li><a href='/w'>WhatsApp</a></li></ul>",
    ],
)
def test_furniture_between_its_paragraphs_goes(inside: str) -> None:
    assert kept(inside) == []


@pytest.mark.parametrize(
    "ending",
    [
        "<p>Yang diterima petugas hanya empat, yaitu:</p><ul><li>KTP</li><li>SIM</li><li>STNK</li><li>BPKB</li></ul>",
        "<ul><li>Calon penari (pria/wanita)</li><li>Sehat jasmani dan rohani</li></ul>",
    ],
)
def test_a_list_at_the_end_is_no_signature(ending: str) -> None:
    assert len(kept(ending, after=False)) == ending.count("<li>") + ending.count("<p>")


@pytest.mark.parametrize(
    "first",
    [
        "TNI-Polri menjaga pintu masuk pendapa selama pentas berlangsung agar penonton dapat duduk dengan tenang.",
        "PPDB-nya sendiri dibuka pada bulan Juli, sehingga kelas sore tidak mengganggu pelajaran di sekolah mereka.",
        "Badan Pengelola Seni Daerah (BPSD) - lembaga milik kota itu - meminjamkan panggung dan pengeras suara.",
    ],
)
def test_a_dateline_needs_a_place(first: str) -> None:
    tree = parse(f"<div><p>{BEFORE[0]}</p><p>{first}</p><p>{AFTER[0]}</p></div>")
    assert tree is not None
    assert filter_lines([Line(run) for run in read_runs(tree)]).kept == (BEFORE[0], first, AFTER[0])


def test_a_deck_that_repeats_the_lead_in_a_box_of_its_own_goes() -> None:
    tree = parse(f"<div><div class='ringkas'><p>{BEFORE[0]}</p></div><p>{BEFORE[0]}</p><p>{BEFORE[1]}</p></div>")
    assert tree is not None
    assert filter_lines([Line(run) for run in read_runs(tree)]).kept == (BEFORE[0], BEFORE[1])
