"""Articles of our own making as a busy archive has them: long titles, many publishers, copies, odd letters."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

PUBLISHERS = (
    "Harian Nusantara", "Kabar Pantura", "Warta Timur", "Suara Kota", "Lensa Daerah", "Mimbar Rakyat",
    "Pos Khatulistiwa", "Berita Selat", "Jurnal Ekonomi Maritim", "Radar Lembah Anai", "صحيفة الأرخبيل",
    "Kantor Berita Antarpulau",
    "Tabloid Olahraga Minggu Pagi", "Cakrawala",
)  # fmt: skip
SECTIONS = ("Ekonomi", "Nasional", "Metropolitan", "Olahraga", "Kesehatan", "Hukum", "Budaya", "Teknologi", "Daerah")
AUTHORS = (
    "Budi Santoso", "Sri Wahyuningsih", "Rina Putri Anggraeni", "Agus Wibowo", "Joko Prasetyo", "Ni Luh Ayu Lestari",
    "Muhammad Fadhil Ramadhan Siregar", "Tim Liputan", "فاطمة الزهراء", "Yosef Kaize", "Maria Goreti Tuto",
)  # fmt: skip
TAGS = ("banjir", "beras", "pemilu", "korupsi", "vaksin", "timnas", "harga pangan", "transportasi laut", "gempa")
PLACES = (
    "Kabupaten Muara Tenang", "Kota Teluk Bidadari", "Pasar Induk Karangsari", "Pelabuhan Tanjung Rencong",
    "Desa Sukamaju", "Kecamatan Lembah Hijau", "Stadion Bumi Pertiwi", "Gedung Dewan", "Rumah Sakit Umum Daerah",
    "Bandara Pulau Seribu Rupa", "Kabupaten Garut", "Kota Surabaya", "Kota Ambon",
)  # fmt: skip
WHAT = (
    "Harga beras medium naik", "Banjir merendam ratusan rumah warga", "Dewan mengesahkan anggaran perubahan",
    "Polisi menangkap tiga tersangka korupsi pengadaan kapal", "Nelayan menolak rencana reklamasi pantai",
    "Tim nasional menang tipis lewat gol menit terakhir", "Dokter membagikan vaksin gratis untuk lansia",
    "Jembatan gantung putus diterjang air bah", "Bupati meresmikan sekolah terapung", "Petani memanen padi lebih awal",
    "Hakim memvonis mantan kepala dinas lima tahun penjara", "Gempa bumi mengguncang pesisir selatan",
)  # fmt: skip
WHY = (
    "setelah hujan deras sepekan", "menjelang hari raya", "karena pasokan dari pulau seberang tersendat",
    "meskipun warga sudah berulang kali memperingatkan pemerintah daerah", "kata juru bicara", "demi menekan biaya",
    "akibat kapal pengangkut tertahan gelombang tinggi selama lebih dari dua pekan berturut-turut",
    "untuk pertama kali",
)  # fmt: skip
SENTENCES = (
    "Warga {place} mengatakan keadaan itu berlangsung sejak awal pekan.",
    "Pemerintah daerah berjanji menyalurkan bantuan beras dan obat-obatan sebelum akhir bulan.",
    "“Kami hanya ingin kepastian,” ujar seorang pedagang di {place}.",
    "Menurut catatan dinas, jumlah korban banjir tahun ini lebih sedikit daripada tahun lalu.",
    "Harga beras di tingkat penggilingan masih bertahan di angka Rp13.250 per kilogram.",
    "Anggota dewan meminta penyelidikan atas dugaan korupsi dana perbaikan jalan.",
    "Pertandingan itu disaksikan lebih dari dua puluh ribu penonton.",
    "Gelombang setinggi empat meter membuat kapal penyeberangan ke {place} berhenti beroperasi.",
    "Sejumlah sekolah meliburkan murid sampai keadaan pulih.",
    "Kepala badan penanggulangan bencana menyebut kerugian mencapai 1,2 miliar rupiah.",
)  # fmt: skip
SPEECHES = (
    "“Kami mulai bekerja pekan ini,” kata Bupati Muara Tenang Wahyu Kencana Danurejo. “Semua alat sudah di lokasi.”",
    "Wali Kota Teluk Bidadari Ratna Mahadewi mengatakan, pasar akan dibuka lagi. “Pedagang tidak dipungut,” ujarnya.",
    "“Laporan sudah kami terima,” kata Kapolres Muara Tenang AKBP Satriawan Wirabumi. Menurut Satriawan, itu lengkap.",
    "Camat Lembah Hijau Endah Lestariningsih hadir. “Bantuan dibagikan lewat ketua RT,” kata Camat Lembah Hijau.",
)
"""Behind the other paragraphs of most articles, so that people speak who are known by name, part, office or pronoun."""
LONG_WORD = "Pertanggungjawabankeberlangsungankeseimbangan" * 3


def write_newspaper(file: Path, count: int, now: datetime, seed: int = 7) -> None:
    """Write articles as `kliping import` takes them."""
    lines = (json.dumps(one, ensure_ascii=False) for one in newspaper(count, now, seed))
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def newspaper(count: int, now: datetime, seed: int = 7) -> Iterator[dict[str, Any]]:
    """So many articles of the two years before `now`, more of them in later weeks, none of one fortnight."""
    draw = random.Random(seed)
    made: list[dict[str, Any]] = []
    for number in range(count):
        if number % 17 == 16:
            one = {**made[-draw.randint(1, 5)], "publisher": draw.choice(PUBLISHERS)}
            later = {"published": _later(one["published"])} if "published" in one else {}
            one = {**one, **later, "id": f"salinan-{number}", "url": f"https://salin.example/{number}"}
        else:
            one = _article(draw, number, now)
        made.append(one)
        yield one


def _article(draw: random.Random, number: int, now: datetime) -> dict[str, Any]:
    place = draw.choice(PLACES)
    title = f"{draw.choice(WHAT)} di {place} {draw.choice(WHY)}"
    if number % 97 == 3:
        title = f"{title}: {LONG_WORD}"
    if number % 89 == 5:
        title = f"خبر عاجل {title}"
    age = min(730.0, draw.expovariate(1 / 160))
    if 40 <= age < 54:
        age += 14
    body = [" ".join(draw.choice(SENTENCES).format(place=place) for _ in range(3)) for _ in range(draw.randint(3, 9))]
    speech = SPEECHES[number % 5 : number % 5 + 2]
    one = {
        "id": f"artikel-{number}",
        "title": title,
        "body": "\n\n".join([f"{title}. Nomor {number} dalam catatan redaksi.", *body, *speech]),
        "url": f"https://berita.example/{number}",
        "publisher": PUBLISHERS[int(len(PUBLISHERS) * draw.random() ** 2)],
        "authors": draw.sample(AUTHORS, draw.randint(0, 3)),
        "section": draw.choice(SECTIONS),
        "tags": draw.sample(TAGS, draw.randint(0, 3)),
    }
    return one if number % 61 == 7 else {**one, "published": (now - timedelta(days=age)).isoformat(timespec="seconds")}


def _later(instant: str) -> str:
    return (datetime.fromisoformat(instant) + timedelta(hours=3)).astimezone(UTC).isoformat(timespec="seconds")
