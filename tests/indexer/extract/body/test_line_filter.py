"""The line filter: noise goes with its reason, sentences stay."""

from collections.abc import Sequence

import pytest

from indexer.extract.body.line_filter import FilteredLines, Line, filter_lines
from indexer.extract.page.dom import parse, read_runs

BEFORE = "Hujan deras mengguyur kampung itu sejak pagi hingga petang."
AFTER = "Warga mulai membersihkan lumpur dari halaman rumah mereka."


def filtered(html: str) -> FilteredLines:
    tree = parse(f"<div>{html}</div>")
    return filter_lines([Line(run) for run in read_runs(tree)])


def kept(*lines: str) -> Sequence[str]:
    return filtered("".join(f"<p>{line}</p>" for line in lines)).kept


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Baca juga: Pasar Malam Kembali Dibuka", "promo"),
        ("BACA JUGA : Pasar Malam Kembali Dibuka", "promo"),
        ("Simak Video “Pasar Malam Kembali Dibuka”", "promo"),
        ("Pilihan Editor: Pasar Malam Kembali Dibuka", "promo"),
        ("ADVERTISEMENT", "advertisement"),
        ("SCROLL TO CONTINUE WITH CONTENT", "advertisement"),
        ("Scroll ke bawah untuk melanjutkan membaca", "advertisement"),
        ("[Gambas:Video Kanal Kita]", "advertisement"),
        ("Artikel berlanjut di bawah iklan", "advertisement"),
        ("ADVERTISEMENT - LANJUTKAN MEMBACA DI BAWAH INI", "advertisement"),
        ("Konten berlanjut setelah iklan", "advertisement"),
        ("Pariwara", "advertisement"),
        ("Penulis: Ratna Dewi | Editor: Bagus", "byline"),
        ("Rep: Ratna Dewi / Red: Bagus", "byline"),
        ("Oleh Ratna Dewi", "byline"),
        ("Pewarta: Ratna Dewi Editor: Bagus COPYRIGHT © KABAR 2024", "byline"),
        ("Copyright © KABAR 2024", "copyright"),
        ("Foto: Ratna Dewi/Kabar", "caption"),
        ("Sungai meluap di tepi kampung (Foto: Ratna Dewi)", "caption"),
        ("Sungai meluap di tepi kampung. KABAR FOTO/Ratna Dewi (KABAR/Bagus)", "caption"),
        ("KABAR.COM/RATNA DEWI Sungai meluap di tepi kampung", "caption"),
        ("Sungai meluap di tepi kampung, 4 Maret 2024. Kabar/Ratna Dewi", "caption"),
        ("Keterangan gambar, Sungai meluap di tepi kampung", "caption"),
        ("Halaman 1/3", "page counter"),
        ("Halaman: 1 2 3 Tampilkan Semua", "page counter"),
        ("2 dari 4 halaman", "page counter"),
        ("Selanjutnya", "page counter"),
        ("Bagikan ke Facebook", "share"),
        ("Bagikan:Facebook Twitter WhatsApp Salin Tautan12 Shares", "share"),
        ("Artikel ini khusus untuk pelanggan. Silakan masuk untuk membaca.", "subscription"),
        ("Sudah berlangganan? Masuk", "subscription"),
        ("Berlangganan mulai dari Rp 25.000 per bulan", "subscription"),
        ("Jangan ketinggalan berita terkini, ikuti kami di Facebook dan X.", "follow"),
        ("Sumber: Kabarkampung.com", "byline"),
        ("Tim Redaksi", "byline"),
        ("Tags: banjir, kampung", "share"),
        ("Senin, 4 Maret 2024 10:15 WIB", "date"),
        ("Ikuti berita terbaru Kabar di WhatsApp Channel kami", "follow"),
        ("Silakan baca konten menarik lainnya dari Kabar di Google News", "follow"),
        ("Artikel ini telah tayang di Kabar.com dengan judul Banjir", "house note"),
        ("Ratna Dewi berkontribusi dalam penulisan artikel ini", "house note"),
        ("Dalam segala situasi, KABAR.com berkomitmen menyajikan fakta. Unduh aplikasi KABAR.com.", "house note"),
        ("Jadikan kami sumber pilihan di Google", "house note"),
        ("Jadikan Kabar.com sumber pilihan Anda di Google.", "house note"),
        ("Add as a preferred source on Google", "house note"),
        ("Tautan langsung 240p | 360p", "house note"),
        ("240p | 6,2MB 360p | 9,4MB", "house note"),
        ("Dilarang keras mengambil konten dan menggandakannya tanpa izin redaksi.", "house note"),
        ("Penulis, Ratna Dewi", "byline"),
        ("Penulis, Ratna Dewi dan Bagus Aji", "byline"),
        ("Peranan, KABAR News Indonesia", "byline"),
        ("***", "ornament"),
        ("Menarik Dibaca: Pasar Malam Kembali Dibuka", "promo"),
        ("Selanjutnya: Pasar Malam Kembali Dibuka", "promo"),
        ("Trending Saat Ini", "promo"),
        ("Daftar Isi", "promo"),
        ("Konten di bawah ini disajikan oleh pengiklan. Wartawan kami tidak terlibat.", "advertisement"),
        ("Scroll untuk membaca artikel", "advertisement"),
        ("(Ditulis oleh Ratna Dewi)", "byline"),
        ("Written by Ratna Dewi", "byline"),
        ("Sumber artikel: Kabar", "byline"),
        ("Simak berita selengkapnya di halaman berikutnya.", "page counter"),
        ("Berlanjut ke halaman selanjutnya ...", "page counter"),
        ("Lanjut ke sebelah", "page counter"),
        ("Bagikan artikel ini melalui", "share"),
        ("Link berhasil disalin", "share"),
        ("Tinggalkan Balasan", "share"),
        ("Dengarkan artikel ini", "share"),
        ("Waktu baca: 3 menit", "share"),
        ("A- A+", "share"),
        ("Posted On 4 Mar, 2024 - By admin - With Comments Off", "date"),
        ("Published Mar 4, 2024 • Last updated 1 hour ago • 4 minute read", "date"),
        ("Diterbitkan 4 Maret 2024 | 10:15 WIB", "date"),
        ("12 jam yang lalu", "date"),
        ("Ikuti kami di", "follow"),
        ("Baca berita Kabar.com lainnya di WhatsApp.", "follow"),
        ("Akses Kabar.com di Google News. Pastikan sudah memasang aplikasinya.", "follow"),
        ("Mau kabar terbaru lainnya dari Kabar? Yuk ikuti kami di Google News.", "follow"),
        ("Simak kabar pilihan kami di ponselmu lewat saluran WhatsApp kami: https://saluran.example/kabar", "follow"),
        ("Saksikan Live KabarPagi:", "follow"),
        ("Kirimkan Apresiasi Spesial untuk mendukung kami", "follow"),
        ("Suka baca tulisan seperti ini? Bantu kami lewat membership Kabar. Berlangganan sekarang.", "follow"),
        ("Mengapa Anda bisa mempercayai Kabar News", "house note"),
        ("Lewati Podcast dan lanjutkan membaca", "house note"),
        ("Akhir dari WhatsApp", "house note"),
        ("Konten YouTube tidak tersedia", "house note"),
        ("Jangan sampai ketinggalan video pilihan redaksi ini:", "house note"),
        ("Berita ini pertama kali tayang di Kabar.com dengan judul Banjir", "house note"),
        ("Disclaimer: artikel ini bukan ajakan untuk membeli saham.", "house note"),
        ("Tampilkan Ringkasan Artikel", "house note"),
        ("View this post on Instagram A post shared by Kabar (@kabar)", "house note"),
        ("Sebuah kiriman dibagikan oleh Kabar (@kabar)", "house note"),
        ("Selengkapnya", "page counter"),
        ("Baca kisah para relawan teladan di sini", "follow"),
        ("Pastikan kamu sudah memasang aplikasi itu ya.", "follow"),
        ("Artikel ini disusun dengan bantuan kecerdasan buatan.", "house note"),
        ("SCROLL TO RESUME CONTENT", "advertisement"),
        ("Rekomendasi Video", "promo"),
        ("Editor’s Picks: Pasar Malam Kembali Dibuka", "promo"),
        ("Translator: Ratna Dewi, Bagus H", "byline"),
        ("Alih bahasa: Ratna Dewi", "byline"),
        ("Suka Memuat...", "share"),
        ("Bagikan ini:", "share"),
        ("Previous post:", "page counter"),
        ("Click here to get daily updates from Kabar on Google News", "follow"),
        ("Semoga bermanfaat! Jangan lupa bagikan artikel ini kepada temanmu.", "follow"),
        ("Isi tulisan ini sepenuhnya tanggung jawab penulis, bukan redaksi.", "house note"),
        ("Opini ini merupakan pandangan pribadi penulis dan tidak mewakili kabar kami.", "house note"),
        ("Setiap karya yang dimuat sepenuhnya menjadi tanggung jawab penulisnya.", "house note"),
    ],
)
def test_a_line_of_noise_goes_with_its_reason(line: str, why: str) -> None:
    found = filtered(f"<p>{BEFORE}</p><p>{line}</p><p>{AFTER}</p>")
    assert found.kept == (BEFORE, AFTER)
    assert [removed.why for removed in found.removed] == [why]


@pytest.mark.parametrize(
    "sentence",
    [
        "Baca juga doa selamat ini setiap malam, pesan sang nenek.",
        "Lihat juga bagaimana para petani bertahan tanpa pupuk.",
        "Iklan rokok dilarang di sekitar sekolah.",
        "Editor koran itu mundur setelah 20 tahun bekerja.",
        "Baca puisi ini di sini, kata nenek, lalu pulanglah.",
        "Kiriman dibagikan oleh relawan kepada warga sejak pagi hingga petang.",
        "https://kabar.example/rujukan",
        "Selanjutnya para petani menanam kembali sawah mereka.",
        "Berita terkini di papan itu ditulis dengan kapur.",
        "Bagikan makanan itu kepada warga yang mengungsi di balai desa.",
        "Halaman berikutnya dari buku itu sobek terkena air.",
        "Akses jalan ke desa itu terputus sejak tanggul jebol.",
        "Temukan konten palsu itu, polisi langsung memanggil pemiliknya.",
        "Dukung jurnalisme, kata dia, berarti membaca sampai habis.",
        "Diterbitkan pada 4 Maret 2024, buku itu laku seribu eksemplar.",
        "Lima jam yang lalu air masih setinggi lutut.",
        "“Disclaimer: artikel itu belum kami periksa,” tulis badan cuaca.",
        "Berita ini dibaca warga dari balai desa.",
        "Foto keluarga itu ditemukan utuh di bawah lumpur.",
        "Halaman rumah warga tertutup lumpur setinggi lutut.",
        "Sumber air bersih di desa itu hanya tinggal satu.",
        "Bagikan makanan kepada tetangga dulu, katanya.",
        "Ikuti aturan lalu lintas demi keselamatan bersama.",
        "Bergabung dengan saluran televisi itu, ia memulai karier sebagai penyiar.",
        "Unduh data dari aplikasi itu memakan waktu dua jam, ujar petugas.",
        "Penulis muda itu menerima hadiah di Kupang.",
        "Video itu sudah ditonton dua juta kali.",
        "Foto: Ratna Dewi Kupang - Hujan deras mengguyur kota sejak pagi.",
        "Kategori: konten yang menyesatkan, kata tim pemeriksa fakta.",
        "Warga menolak pindah.Ratna Dewi berkontribusi dalam penulisan artikel ini",
        "Akun resmi balai desa itu hanya satu. Alamatnya kabarkupang.com/Desa dan situsnya kupang.go.id.",
        "Foto: istimewa Dari situ warga tinggal berjalan kaki menyusuri tanggul hingga ke pasar lama.",
        "TNI/POLRI mengamankan jalur mudik sejak pekan lalu.",
        "Jalur mudik itu dijaga dengan ketat. TNI/Polri bersiaga di sana.",
        "DPR/MPR RI menggelar sidang pada hari Senin.",
        "Kabar itu pertama kali muncul di situs Halaman Enam.",
        "Copyright lagu itu dimiliki ahli warisnya sejak 1990.",
        "By the river, kafe kecil itu tetap buka.",
        "12 orang mengungsi.",
        "Dalam segala situasi, warga desa itu saling membantu.",
        "Jadikan kami sumber kekuatan, kata pelatih kepada penonton.",
        "Penulis, Ratna Dewi, mengatakan bukunya laku keras.",
        "Penulis, penyair, dan pelukis berkumpul di taman kota.",
        "Dilarang keras mengambil pasir di sungai itu tanpa izin.",
        "Dilarang keras mengambil artikel dari museum tanpa izin, “kecuali untuk sekolah,” kata penjaga.",
        "Video 720p itu diunggah pada pagi hari.",
        "Tag Heuer kembali menjadi sponsor lomba itu.",
        "Rekomendasi panitia dibacakan di depan warga.",
        "Jangan lupa bagikan makanan itu kepada tetangga.",
        "Click here, begitu bunyi tombol di layar mesin itu.",
        "Tulisan ini menjadi bukti di depan hakim.",
        "Kerusakan itu sepenuhnya menjadi tanggung jawab kontraktor.",
        "“Opini ini adalah pendapat penulis,” kata pemimpin redaksi koran itu.",
        "Penulis adalah tamu tetap warung kopi itu sejak muda.",
    ],
)
def test_a_sentence_with_the_words_of_noise_stays(sentence: str) -> None:
    assert kept(BEFORE, sentence, AFTER) == (BEFORE, sentence, AFTER)


@pytest.mark.parametrize("tags", ["Tag Vespa", "Tags Banjir Kampung Tua", "Topik #banjir #kampung"])
def test_tags_behind_the_last_paragraph_go(tags: str) -> None:
    assert kept(BEFORE, tags, AFTER) == (BEFORE, tags, AFTER)
    assert kept(BEFORE, AFTER, tags) == (BEFORE, AFTER)


@pytest.mark.parametrize("line", ["Tag Heuer kembali menjadi sponsor lomba itu.", "Topik ini dibahas lagi besok"])
def test_a_last_paragraph_with_the_words_of_tags_stays(line: str) -> None:
    assert kept(BEFORE, AFTER, line) == (BEFORE, AFTER, line)


@pytest.mark.parametrize(("letters", "stays"), [(159, False), (160, False), (161, True), (300, True)])
def test_a_long_sentence_behind_a_label_is_no_headline(letters: int, stays: bool) -> None:
    rest = ": Warga " + "x" * (letters - len(": Warga .")) + "."
    assert kept(BEFORE, f"Baca juga{rest}", AFTER) == (
        (BEFORE, f"Baca juga{rest}", AFTER) if stays else (BEFORE, AFTER)
    )


def test_a_label_takes_unmarked_headlines_up_to_the_next_sentence() -> None:
    lines = ["Baca lebih lanjut dari Kabar Dunia:", "Kapal layar tua ditemukan nelayan", "Menara jam kota berhenti"]
    assert kept(BEFORE, *lines, AFTER) == (BEFORE, AFTER)


def test_a_label_takes_no_subheading() -> None:
    found = filtered(
        f"<p>{BEFORE}</p><p>Baca juga:</p><p>Kapal layar tua ditemukan</p><h2>Tanggul jebol</h2><p>{AFTER}</p>"
    )
    assert found.kept == (BEFORE, "Tanggul jebol", AFTER)


def test_a_promo_inside_a_paragraph_is_cut_out_of_it() -> None:
    bracketed = filtered(f"<p>{BEFORE} (Baca juga: <a href='/1'>Pasar Malam Dibuka</a>) {AFTER}</p>")
    linked = filtered(f"<p>{BEFORE} Baca juga: <a href='/1'>Pasar Malam Dibuka</a> {AFTER}</p>")
    assert bracketed.kept == (f"{BEFORE} {AFTER}",)
    assert "".join(linked.kept).replace(" ", "") == f"{BEFORE}{AFTER}".replace(" ", "")
    assert [line.why for line in (*bracketed.removed, *linked.removed)] == ["promo", "promo"]


@pytest.mark.parametrize(
    "initials",
    [
        "(kff/bar)",
        "[ded]",
        "(H-2)",
        "(a2s/fem)",
        "(gk-48)",
        "(*/rat*/k9)",
        "(Ant/OL-3)",
        "(Ratna Dewi/A-147)***",
        "(Ratna Dewi)",
    ],
)
def test_the_writers_initials_go_from_the_end(initials: str) -> None:
    assert kept(BEFORE, f"{AFTER} {initials}") == (BEFORE, AFTER)


@pytest.mark.parametrize(
    "ending", ["pada Senin (30/01/2017).", "di Gedung Putih (White House).", "menurut WHO (2020)."]
)
def test_brackets_that_end_a_sentence_stay(ending: str) -> None:
    line = f"Keterangan itu disampaikan {ending}"
    assert kept(BEFORE, line) == (BEFORE, line)


def test_what_stands_behind_the_initials_of_two_writers_goes() -> None:
    assert (
        kept(BEFORE, BEFORE.replace("pagi", "siang"), AFTER, "(kff/bar)", "Kabar ini dapat dibaca di ponsel.")[-1]
        == AFTER
    )


def test_a_byline_in_two_cells_goes() -> None:
    found = filtered(f"<p>{BEFORE}</p><table><tr><td>Penulis</td><td>: Ratna Dewi</td></tr></table>")
    assert found.kept == (BEFORE,)


def test_a_caption_above_the_dateline_goes() -> None:
    dateline = "Kupang, (Kabar.com) - Hujan deras mengguyur kota sejak pagi hingga air masuk ke rumah warga."
    assert kept("Bupati meninjau tanggul di tepi kota.", dateline, AFTER) == (dateline, AFTER)


def test_a_pulled_quote_goes_but_a_refrain_stays() -> None:
    quote = "kami hanya ingin tanggul itu dibangun sebelum hujan"
    told = f"“Sekali lagi, {quote} datang lagi,” kata Ratna."
    assert filtered(f"<p>{told}</p><blockquote>{quote}</blockquote><p>{AFTER}</p>").kept == (told, AFTER)
    assert kept(BEFORE, AFTER, BEFORE) == (BEFORE, AFTER, BEFORE)


def test_a_short_quote_in_a_box_for_quotations_goes_where_the_text_has_it() -> None:
    told = "“Tanggul itu harus selesai Juni,” kata Ratna kepada para petani."
    found = filtered(f"<blockquote>Tanggul itu harus selesai Juni</blockquote><p>{told}</p><p>{AFTER}</p>")
    assert found.kept == (told, AFTER)


@pytest.mark.parametrize(
    "note",
    [
        "Penulis adalah pengajar sejarah di sekolah rakyat",
        "*) Penulis merupakan pemerhati sungai",
        "*)Ratna Dewi, pengamat tata kota.",
        "The writer is a historian who lives in Kupang.",
    ],
)
def test_who_the_writer_is_goes_from_the_end(note: str) -> None:
    assert kept(BEFORE, AFTER, note, "Tulisan ini adalah pendapat pribadi penulis.") == (BEFORE, AFTER)
    assert kept(BEFORE, note, AFTER) == (BEFORE, note, AFTER)


TEXT = f"<div class='isi'><p>{BEFORE}</p><p>{AFTER}</p></div>"


@pytest.mark.parametrize("label", ["Intinya sih…", "Ringkasan Berita", "Poin Penting:", "Key Takeaways"])
def test_the_points_that_sum_an_article_up_in_a_box_of_their_own_go(label: str) -> None:
    points = f"<h4>{label}</h4><ul><li>Hujan turun sejak pagi</li><li>Warga bergotong royong</li></ul>"
    assert filtered(f"<div class='kartu'>{points}</div>{TEXT}").kept == (BEFORE, AFTER)


def test_points_within_the_text_stay() -> None:
    points = "<p>Poin penting:</p><ul><li>Tanggul ditinggikan</li></ul>"
    assert filtered(f"<p>{BEFORE}</p>{points}<p>{AFTER}</p><p>{BEFORE} (2)</p>").kept[1:3] == (
        "Poin penting:",
        "Tanggul ditinggikan",
    )


@pytest.mark.parametrize("label", ["Tentang Penulis", "About the author: Ratna Dewi"])
def test_what_is_told_of_the_author_below_a_short_article_goes(label: str) -> None:
    card = f"<div><h3>{label}</h3><div>Ratna Dewi menulis tentang sungai dan kampung sejak lama.</div></div>"
    assert filtered(f"<div><p>{BEFORE}</p></div>{card}").kept == (BEFORE,)


def test_headings_that_nothing_follows_go() -> None:
    assert filtered(f"<h2>Tanggul</h2><p>{BEFORE}</p><h2>Komentar Pembaca</h2>").kept == ("Tanggul", BEFORE)


@pytest.mark.parametrize("signature", ["(Ratna Dewi)", "(kha)", "(kha.-)", "[Ratna Dewi Lestari]"])
def test_a_writer_in_brackets_on_the_last_line_goes(signature: str) -> None:
    assert kept(BEFORE, AFTER, signature) == (BEFORE, AFTER)


def test_what_follows_a_writers_initials_is_no_part_of_the_article() -> None:
    article = [BEFORE, AFTER, f"{BEFORE} Begitu pula kemarin.", f"{AFTER} Begitu pula besok."]
    assert kept(*article, "(kha.-)", "Ramuan ajaib untuk rambut tebal!") == tuple(article)


def test_initials_early_in_an_article_end_nothing() -> None:
    article = [BEFORE, "(kha)", AFTER, f"{BEFORE} Begitu pula kemarin.", f"{AFTER} Begitu pula besok."]
    assert AFTER in kept(*article)


@pytest.mark.parametrize(
    "pager",
    [" Simak berita selengkapnya di halaman berikutnya.", "Next", " BACA SELENGKAPNYA DI HALAMAN SELANJUTNYA >"],
)
def test_what_leads_to_the_next_page_goes_from_the_last_sentence(pager: str) -> None:
    assert kept(BEFORE, f"{AFTER}{pager}") == (BEFORE, AFTER)


@pytest.mark.parametrize("said", ['Lalu penyiar itu berseru, "Next!"', "Lagu terakhir malam itu berjudul “Next.”"])
def test_what_somebody_says_stays_although_it_reads_like_a_link_to_the_next_page(said: str) -> None:
    assert kept(BEFORE, said) == (BEFORE, said)


def test_the_end_is_found_however_many_links_stand_behind_it() -> None:
    article = [BEFORE, AFTER, f"{BEFORE} Begitu pula kemarin.", f"{AFTER} Begitu pula besok."]
    links = "".join(f"<p><a href='/{n}'>Ramuan ajaib nomor {n}</a></p>" for n in range(20))
    lines = "".join(f"<p>{line}</p>" for line in [*article, "(kha.-)"])
    assert filtered(f"{lines}{links}<p>Ramuan ajaib untuk rambut tebal!</p>").kept == tuple(article)


def test_a_card_of_another_story_goes_with_the_sentence_in_its_link() -> None:
    card = "<a href='/lain'><div>Pasar Malam Dibuka Lagi</div><div>Pedagang sudah menata lapak sejak pagi.</div></a>"
    assert filtered(f"<p>{BEFORE}</p>{card}<p>{AFTER}</p>").kept == (BEFORE, AFTER)
    linked = f"<p><a href='/lain'>{AFTER}</a></p>"
    assert filtered(f"<p>{BEFORE}</p>{linked}").kept == (BEFORE, AFTER)


def test_a_numbered_point_below_a_picture_is_no_caption() -> None:
    points = "".join(f"<p><img src='{n}.jpg'><br>{n}. Kolam Renang Kampung</p><p>{AFTER} {n}</p>" for n in (1, 2))
    assert "1. Kolam Renang Kampung" in filtered(f"<p>{BEFORE}</p>{points}").kept


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ratna Dewi 14 Agustus 2025 112 kali dilihat", "date"),
        ("Ratna Dewi Kamis, 14 Agustus 2025 09:15 WIB Dilihat: 1.204 kali", "date"),
        ("14/08/2025 - dibaca 88 kali", "date"),
        ("Versi cetak | Kirim ke teman", "share"),
        ("Print version", "share"),
    ],
)
def test_what_stands_around_the_text_of_plain_pages_goes(line: str, why: str) -> None:
    found = filtered(f"<p>{line}</p><p>{BEFORE}</p><p>{AFTER}</p>")
    assert found.kept == (BEFORE, AFTER)
    assert [one.why for one in found.removed] == [why]


def test_a_day_that_a_name_stands_before_stays_where_nothing_was_counted() -> None:
    assert kept(BEFORE, "Kebakaran Pasar Lama 14 Agustus 1985", AFTER)[1] == "Kebakaran Pasar Lama 14 Agustus 1985"
