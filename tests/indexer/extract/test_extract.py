"""A page's bytes to an article: the noise goes, the sentences stay, and any bytes give an outcome."""

from config.outcomes import Outcome
from indexer.extract import extract

SENTENCES = (
    "Warga Desa Sukamaju memanen padi lebih awal karena hujan turun sejak pertengahan bulan lalu.",
    "Ketua kelompok tani, Bu Ratna, mengatakan hasil panen kali ini naik hampir seperlima.",
    "Pemerintah kabupaten berjanji memperbaiki saluran air sebelum musim tanam berikutnya tiba.",
    "“Kami hanya butuh pintu air yang bisa dibuka tutup,” kata seorang petani kepada wartawan.",
    "Baca juga doa panen yang ditulis para tetua desa, pesan sang kepala dusun kepada anak muda.",
    "Bupati dijadwalkan meninjau sawah yang terendam pada hari Senin pekan depan.",
)

HOSTILE = """<!doctype html><html><head><title>Panen Lebih Awal di Sukamaju - Koran Desa</title></head><body>
<div class="menu"><a href="/">Beranda</a> <a href="/desa">Desa</a></div>
<h1>Panen Lebih Awal di Sukamaju</h1>
<div class="isi">
<figure><img src="padi.jpg">
<figcaption>Petani menjemur padi di tepi jalan desa. (Foto: Koran Desa/Surya)</figcaption></figure>
<p>{0}</p>
<p>{1} (Baca juga: <a href="/1">Harga Gabah Naik di Pasar Induk</a>)</p>
<p>ADVERTISEMENT</p><p>SCROLL TO CONTINUE WITH CONTENT</p>
<p>{2}</p>
<p>Baca lebih lanjut dari Koran Desa:</p>
<p>Kincir angin tua kembali berputar di tepi pantai</p>
<p>Lomba perahu tahunan ditunda karena ombak besar</p>
<p>{3}</p>
<p>{4}</p>
<p>{5}</p>
<p>Pewarta: Surya Pratama Editor: Dewi Anggraini COPYRIGHT © Koran Desa 2024</p>
</div></body></html>"""


def test_five_kinds_of_noise_go_and_no_sentence_is_lost() -> None:
    """The promo block takes its two unmarked headlines with it; a sentence that begins with the label's words stays."""
    page = HOSTILE.format(*SENTENCES)
    found = extract(page.encode(), url="https://koran.example/panen")
    assert found.outcome is Outcome.OK
    assert found.content.body == SENTENCES
    removed = " ".join(line.text for line in found.removed)
    for noise in ("Harga Gabah", "ADVERTISEMENT", "SCROLL TO", "Kincir angin", "Lomba perahu", "Pewarta", "menjemur"):
        assert noise in removed
