"""A small newspaper of our own writing, to search in: two years, four publishers, copies, hostile texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from config.catalogue import Publisher
from indexer.articles.article import Article, Content
from indexer.engines.documents import to_document
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon

NAMES = {"antara": "Antara", "detik": "Detik", "harian-pagi": "Harian Pagi", "suara-kota": "Suara Kota"}


TOLD = {"detik": ("CT Corp", "national"), "antara": ("ANTARA", "national"), "suara-kota": ("CT Corp", "regional")}
CATALOGUE = {
    slug: Publisher(slug, slug, (f"{slug}.example",), group=group, reach=reach) for slug, (group, reach) in TOLD.items()
}
"""What is told of the publishers: nothing of `harian-pagi`, which has four of the 21 articles."""

# id, publisher, instant, section, authors, tags, group, title, paragraphs
_ROWS: list[tuple[str, str, str, str, tuple[str, ...], tuple[str, ...], str, str, tuple[str, ...]]] = [
    ("a01", "antara", "2024-11-26T17:30:00", "Internasional", ("Budi Santoso",), ("suriah", "perang"), "g1",
     "Pemberontak menyerang kota Aleppo",
     ("Pasukan pemberontak menyerang kota Aleppo pada Rabu pagi. Warga mengungsi ke desa terdekat.",
      "Serangan udara membalas gerak maju itu. Rumah sakit penuh sesak, kata seorang dokter.")),
    ("a02", "detik", "2024-11-27T02:00:00", "Internasional", ("Sari Dewi",), ("suriah",), "g1",
     "Pemberontak menyerang kota Aleppo",
     ("Pasukan pemberontak menyerang kota Aleppo pada Rabu pagi. Warga mengungsi ke desa terdekat.",
      "Serangan udara membalas gerak maju itu. Rumah sakit penuh sesak, kata seorang dokter.")),
    ("a03", "harian-pagi", "2024-11-28T03:15:00", "Internasional", ("Budi Santoso", "Rina Putri"), ("suriah",), "a03",
     "Diserang dari tiga arah, Hizbullah mundur",
     ("Hizbullah diserang dari tiga arah. Kelompok itu mundur ke perbatasan Lebanon.",
      "“Kami tidak menyerah,” kata juru bicaranya.")),
    ("a04", "antara", "2024-12-02T01:00:00", "Ekonomi", ("Agus Wibowo",), ("beras", "pangan"), "a04",
     "Harga beras naik di Jakarta",
     ("Harga beras medium naik menjadi Rp14.500 per kilogram. Pedagang pasar induk menyebut pasokan menipis.",
      "Pemerintah akan menambah impor beras sebanyak 1.000.000 ton, kata menteri perdagangan.")),
    ("a05", "detik", "2024-12-03T04:00:00", "Ekonomi", ("Agus Wibowo",), ("beras",), "a05",
     "Bulog menggelontorkan beras murah",
     ("Bulog menjual beras murah di pasar tradisional. Harganya di bawah harga pasar.",)),
    ("a06", "suara-kota", "2024-12-10T10:00:00", "Metropolitan", (), ("banjir",), "a06",
     "Banjir merendam Bekasi",
     ("Banjir setinggi satu meter merendam tiga kecamatan di Bekasi. Warga yang mengungsi mencapai 500 orang.",
      "Air bah datang dini hari. Anak-anak dievakuasi dengan perahu karet.")),
    ("a07", "suara-kota", "2025-01-05T23:30:00", "Metropolitan", ("Rina Putri",), ("banjir", "jakarta"), "g2",
     "Jakarta kebanjiran lagi",
     ("Hujan deras membuat Jakarta kebanjiran lagi. Lalu lintas lumpuh di kaki lima ruas jalan.",)),
    ("a08", "harian-pagi", "2025-01-06T01:00:00", "Metropolitan", ("Rina Putri",), ("banjir",), "g2",
     "Jakarta kebanjiran lagi",
     ("Hujan deras membuat Jakarta kebanjiran lagi. Lalu lintas lumpuh di kaki lima ruas jalan.",)),
    ("a09", "antara", "2025-02-14T05:00:00", "Kesehatan", ("Sari Dewi",), ("covid-19",), "a09",
     "Vaksin Covid-19 untuk lansia",
     ("Dinas kesehatan membagikan vaksin Covid-19 untuk warga lanjut usia. Sebanyak 19 puskesmas ikut serta.",)),
    ("a10", "detik", "2025-02-20T06:00:00", "Hukum", ("Joko Prasetyo",), ("korupsi", "kpk"), "a10",
     "KPK menangkap bupati",
     ("Komisi Pemberantasan Korupsi (KPK) menangkap seorang bupati. Penangkapan itu berawal dari laporan warga.",
      "Undang-undang mengancamnya dengan hukuman dua puluh tahun.")),
    ("a11", "suara-kota", "2025-03-01T07:00:00", "Olahraga", (), ("sepak bola",), "a11",
     "Tim nasional menang tipis",
     ("Tim nasional menang tipis atas tamunya. Gol tunggal lahir di menit terakhir lewat serangan balik.",)),
    ("a12", "harian-pagi", "2025-03-15T08:00:00", "Budaya", ("Rina Putri",), ("jum'at",), "a12",
     "Pasar malam setiap Jum’at",
     ("Pasar malam di alun-alun buka setiap Jum’at. Pengunjung berdatangan dari berbagai penjuru kota.",
      "Kaki tanah liat pada patung itu retak, tetapi pengrajin tanah liat setempat memperbaikinya.")),
    ("a13", "antara", "2025-05-02T09:00:00", "Internasional", ("Budi Santoso",), (), "a13",
     "Gempa mengguncang pesisir",
     ("Gempa berkekuatan 6,5 magnitudo mengguncang pesisir. Tidak ada peringatan tsunami.",
      "Getarannya terasa sampai ibu kota, kata badan meteorologi.")),
    ("a14", "detik", "2025-06-30T16:59:59", "Ekonomi", ("Agus Wibowo",), ("rupiah",), "a14",
     "Rupiah menguat di akhir bulan",
     ("Nilai tukar rupiah menguat pada penutupan perdagangan. Pelaku pasar menunggu keputusan bank sentral.",)),
    ("a15", "detik", "2025-06-30T17:00:00", "Ekonomi", ("Agus Wibowo",), ("rupiah",), "a15",
     "Rupiah dibuka melemah",
     ("Nilai tukar rupiah dibuka melemah pada awal bulan. Pasar masih menunggu.",)),
    ("a16", "suara-kota", "2025-08-17T03:00:00", "Nasional", (), ("upacara",), "a16",
     "Presiden memimpin upacara kemerdekaan",
     ("Presiden memimpin upacara kemerdekaan di istana. Presiden Prabowo menyampaikan pidato.",)),
    ("a17", "harian-pagi", "2025-09-09T03:00:00", "Nasional", ("Joko Prasetyo",), ("menteri",), "a17",
     "Menteri keuangan diganti",
     ("Presiden mengganti menteri keuangan. Menkeu yang baru dilantik sore hari.",)),
    ("a18", "antara", "2026-01-10T03:00:00", "Internasional", ("Sari Dewi",), ("suriah",), "a18",
     "Aleppo mulai dibangun kembali",
     ("Setahun setelah perang, Aleppo mulai dibangun kembali. Penyerangan telah berhenti sejak musim semi.",)),
    ("a19", "suara-kota", "2026-02-11T03:00:00", "Kriminal", ("<b>Penulis</b>",),
     ("<i>", "Film “Laskar” «Senja»"), "a19",
     "<script>alert(1)</script> Judul & \"kutip\"",
     ("Isi <img src=x onerror=alert(2)> dengan tanda & dan <b>tebal</b>. Kalimat jahat lain.",)),
    ("a20", "detik", "2026-03-03T03:00:00", "Teknologi", (), (), "a20",
     "",
     ("Artikel tanpa judul ini membahas pembaruan aplikasi peta. Pengguna dapat menandai jalan yang tergenang.",)),
]  # fmt: skip

ENGLISH = "e01"


def articles() -> Iterator[Article]:
    """The articles, and an English one, whose words have no Indonesian roots."""
    for number, (name, publisher, instant, section, authors, tags, group, title, body) in enumerate(_ROWS, 1):
        shared = sum(row[6] == group for row in _ROWS) > 1
        yield article(number, name, publisher, instant, section, authors, tags, group, title, body, has_copies=shared)
    yield article(
        99, ENGLISH, "antara", "2025-04-01T03:00:00", "World", (), (), ENGLISH,
        "Meeting of ministers", ("The ministers were meeting in the capital. They agreed on everything.",), "en",
    )  # fmt: skip


def article(
    sequence: int,
    name: str,
    publisher: str,
    instant: str,
    section: str,
    authors: tuple[str, ...],
    tags: tuple[str, ...],
    group: str,
    title: str,
    body: tuple[str, ...],
    language: str = "id",
    *,
    dated: bool = True,
    has_copies: bool = False,
) -> Article:
    """One article; its instant is given in UTC."""
    moment = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    return Article(
        id=name,
        sequence=sequence,
        url=f"https://{publisher}.example/{name}",
        publisher=publisher,
        publisher_name=NAMES[publisher],
        content=Content(
            title=title,
            body=body,
            authors=authors,
            section=section,
            tags=tags,
            language=language,
            published=moment if dated else None,
        ),
        first_seen=moment,
        captured=moment,
        instant=moment,
        dated_by="page" if dated else "",
        year=moment.year,
        version=1,
        group=group,
        has_copies=has_copies,
    )


def fill(engine: Engine, lexicon: Lexicon, made: Iterable[Article] | None = None) -> Engine:
    """Put articles (all of this newspaper's if not said otherwise) into a new generation of an engine."""
    engine.create("1", "test")
    rejected = engine.write("1", [to_document(one, lexicon) for one in (articles() if made is None else made)], [])
    assert rejected == []
    engine.switch("1")
    return engine
