"""Tables, marks, buttons and hidden parts in a body are read for what they hold."""

from __future__ import annotations

import pytest

from indexer.extract import extract

TITLE = "Pasar Apung Dibuka Lagi Setelah Dermaga Selesai"
PROSE = [
    "Pasar apung di muara itu dibuka lagi pada hari Minggu setelah dermaga barunya selesai dibangun.",
    "Kepala pasar, Ibu Nirmala, mengatakan pedagang boleh menempati petak yang sama seperti dahulu.",
    "Harga ikan dan sayur diumumkan setiap pagi pada papan di pintu masuk sebelah timur dermaga.",
    "Warga menyambut pembukaan itu dengan lomba perahu hias yang diikuti dua puluh kelompok nelayan.",
]


def read(inside: str) -> tuple[str, ...]:
    paragraphs = "".join(f"<p>{text}</p>" for text in PROSE)
    html = f"<title>{TITLE}</title><h1>{TITLE}</h1><div class='isi'>{paragraphs}{inside}<p>{LAST}</p></div>"
    return extract(html.encode(), url="https://kabar.example/pasar/apung").content.body[len(PROSE) : -1]


LAST = "Pembukaan pasar berikutnya direncanakan di hulu sungai pada bulan depan bila cuaca mengizinkan."


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("<figure class='wp-block-table'><table><tr><td>Ikan</td><td>Rp 20.000</td></tr></table></figure>", 2),
        ("<figure><blockquote><p>Kami senang pasar ini hidup lagi, kata Nirmala.</p></blockquote></figure>", 1),
        ("<h3><a id='jadwal'>Jadwal Buka Pasar</a></h3><p>Pasar dibuka pukul lima pagi sampai siang hari.</p>", 2),
        (f"<p><a href='javascript:void(0)'>{PROSE[0]} Begitulah adanya di sana.</a></p>", 1),
        ("<h3><button>Siapa boleh berjualan di sana?</button></h3><div><p>Semua nelayan desa itu boleh.</p></div>", 2),
        ("<p>Menurut <span class='related-name'>Pak Wira</span>, dermaga lama sudah lapuk dimakan usia.</p>", 1),
        ("<p><img class='emoji' src='a.png'> Kartu pedagang yang masih berlaku</p>", 1),
        ("<p><img width='16' height='16' src='a.png'> Surat keterangan dari desa</p>", 1),
        ("<div style='display: none'><p>Dermaga lama dibangun tiga puluh tahun silam oleh warga.</p></div>", 0),
        ("<div hidden><p>Dermaga lama dibangun tiga puluh tahun silam oleh warga.</p></div>", 0),
        (f"<div style='display:none'>{''.join(f'<p>{text} Lalu.</p>' for text in PROSE)}</div>", 4),
    ],
)
def test_what_stands_in_a_box_is_read(inside: str, lines: int) -> None:
    assert len(read(inside)) == lines


def test_a_caption_with_its_credit_goes_although_its_picture_is_missing() -> None:
    caption = "Dermaga baru pasar apung itu dilihat dari menara masjid pada pagi hari. (Wira Sena/kabarcom)"
    assert read(f"<div class='pic_artikel'><span>{caption}</span></div>") == ()


@pytest.mark.parametrize(
    "picture",
    [
        "<div class='x1'><img src='/a.jpg'><div class='x2'>{}</div></div>",
        "<div class='x1'><div class='x3'><img src='/a.jpg' width=700></div><p class='x2'>{}</p></div>",
        "<div class='x1'><amp-img src='/a.jpg'></amp-img><p>{}</p></div>",
        "<table><tr><td><img src='/a.jpg'></td></tr><tr><td>{}</td></tr></table>",
        "<p><img src='/a.jpg'></p><p><em>{}</em></p>",
        "<center><img src='/a.jpg'><br><small>{}</small></center>",
    ],
)
def test_a_caption_is_known_by_its_picture_whatever_its_box_is_called(picture: str) -> None:
    caption = picture.format("Warga antre membeli beras murah di halaman kantor kecamatan.")
    assert read(caption) == ()


@pytest.mark.parametrize("line", ["Jakarta -", "Bahan-bahan yang diperlukan:"])
def test_a_dateline_and_a_line_that_opens_a_list_are_no_captions(line: str) -> None:
    assert read(f"<p><img src='/a.jpg'><br>{line}</p>") == (line,)
