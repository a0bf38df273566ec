"""Near-duplicates on made-up news: ours beside a plain SimHash.

python benchmarks/duplicates.py [--articles 300] [--seed 1]

Copies are an agency's text as other papers print it: with a new headline and dateline, with promotion lines,
without some paragraphs, cut in half, or all of that. What must not be merged is written from one template (the
daily price of gold, the weather, the stock exchange) or follows up a story with its background repeated.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

from indexer.duplicates.sketch import Sketch, is_copy, sketch

Text = tuple[str, ...]
Pairs = set[tuple[int, int]]

WHO = """warga kampung hulu|para nelayan|ketua koperasi|petugas kebersihan|kepala dinas pertanian|pengurus masjid
|pedagang sayur|sopir angkutan|siswa sekolah dasar|mahasiswa teknik|juru bicara panitia|camat setempat|perajin tenun
|petani kopi|bidan desa|penjaga pintu air|pelatih renang|pemilik warung|relawan bencana|penyuluh kehutanan
|kepala pasar|tukang perahu|pengelola terminal|peneliti tanah|anggota dewan|juri lomba|kurator pameran""".replace(
    "\n", ""
)
DOES = """memperbaiki|meresmikan|menolak|mengumpulkan|meninjau|membahas|memindahkan|memamerkan|menanam|menghitung
|mendata|merawat|mengusulkan|membersihkan|mempelajari|menyewakan|membangun|menjual|mencatat|menunda|mengecat
|menyiapkan|membagikan|menimbang|mengukur|menyalurkan|menutup""".replace("\n", "")
WHAT = """saluran irigasi lama|jembatan gantung|bibit cabai|laporan keuangan|gudang beras|peta rawan longsor|perahu kayu
|alat tenun|rencana pelebaran jalan|tempat pembuangan sampah|sumur bersama|ruang kelas rusak|lampu penerangan
|hasil panen raya|kandang ayam|arsip tua|lapangan bola|pintu bendungan|kain batik|mesin penggiling|tenda darurat
|jadwal ronda|kebun percobaan|menara pengawas|dana bergulir|papan nama|perpustakaan kecil""".replace("\n", "")
WHERE = """di tepi sungai|di lereng gunung|dekat stasiun lama|di balai desa|di pasar pagi|di pulau seberang|di alun-alun
|di pinggir hutan|di samping puskesmas|di kawasan pergudangan|di jalan lingkar|di halaman sekolah|di muara
|di perbatasan kabupaten|di rumah susun|di dermaga baru|di terminal barat|di bukit timur""".replace("\n", "")
WHY = """karena musim hujan datang lebih awal|supaya biaya angkut turun|setelah rapat yang panjang
|meskipun dana terbatas|agar anak muda tertarik
|sebelum bulan puasa|sesuai kesepakatan tahun lalu|sambil menunggu izin|tanpa bantuan pusat
|atas permintaan para orang tua|demi keselamatan pejalan kaki|begitu air mulai surut|sejak harga pupuk naik
|walaupun cuaca tidak menentu|seperti yang dijanjikan|usai panen kedua|untuk menyambut tamu""".replace("\n", "")
PROMOTION = (
    "Baca juga: {} {} {}",
    "Simak juga video tentang {} {} {}",
    "SCROLL TO CONTINUE WITH CONTENT",
    "Lihat juga: {} {} {}",
    "Baca selengkapnya di halaman berikutnya",
)
CREDITS = (
    "Editor: {}",
    "Sumber: Kabar Kota, {} November 2024",
    "Infografis: {} Jenis Padi",
    "Rekomendasi: {} Pasar Tertua",
    "Copyright © KABAR 20{}",
    "Berita ini telah tayang di kabar{}.id",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
TOWNS = ("Kotabaru", "Sungailiat", "Wonosari", "Tanjungpura", "Lembang", "Masamba", "Atambua", "Kutacane")
PARTS = ("Bukit", "Hilir", "Kolam", "Dermaga", "Gerbang")


class Writer:
    """Makes texts, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, words: str) -> str:
        return self.random.choice(words.split("|")).strip()

    def sentence(self) -> str:
        said = [self.pick(part) for part in (WHO, DOES, WHAT, WHERE, WHY)]
        if self.random.random() < 0.3:
            said.insert(3, f"senilai {self.random.randint(2, 990)} juta rupiah")
        return " ".join(said).capitalize() + "."

    def article(self, paragraphs: int = 0) -> Text:
        number = paragraphs or self.random.randint(7, 14)
        return tuple(" ".join(self.sentence() for _ in range(self.random.randint(2, 3))) for _ in range(number))

    # copies

    def dateline(self, text: Text) -> Text:
        town, day = self.random.choice(TOWNS), self.random.randint(1, 28)
        return (f"{town}, {day} November 2024 - {text[0]}", *text[1:])

    def promoted(self, text: Text) -> Text:
        lines = list(text)
        for _ in range(3):
            line = self.random.choice(PROMOTION).format(self.pick(WHO), self.pick(DOES), self.random.randint(2, 10))
            lines.insert(self.random.randint(1, len(lines)), line)
        return tuple(lines)

    def shortened(self, text: Text) -> Text:
        gone = set(self.random.sample(range(1, len(text)), max(1, round(len(text) * 0.3))))
        return tuple(line for number, line in enumerate(text) if number not in gone)

    def halved(self, text: Text) -> Text:
        return text[: (len(text) + 1) // 2]

    def credited(self, text: Text) -> Text:
        """Lines that each paper adds, with figures of its own, to both the first and the copy."""
        lines = [line.format(self.random.randint(10, 28)) for line in self.random.sample(CREDITS, 2)]
        return (text[0], lines[0], *text[1:], lines[1])

    def everything(self, text: Text) -> Text:
        return self.credited(self.promoted(self.dateline(self.shortened(text))))

    # what looks alike and is not the same

    def gold(self, day: int) -> Text:
        price = 1_400_000 + self.random.randint(-60, 60) * 1_000
        grams = (1, 2, 3, 5, 10, 25, 50, 100, 250, 500, 1000)
        table = [f"Harga emas {gram} gram: Rp {gram * price - gram * 5_000:,}".replace(",", ".") for gram in grams]
        return (
            f"Harga emas batangan {DAYS[day % 7]} ({date(day)}) berada di angka Rp {price:,} per gram.",
            "Harga emas batangan dapat berubah sewaktu-waktu mengikuti pasar dunia dan nilai tukar rupiah.",
            "Pembelian emas batangan dikenai pajak 0,45 persen bagi pemegang nomor pajak, 0,9 persen bagi yang lain.",
            "Setiap pembelian emas batangan disertai bukti potong pajak yang dapat dipakai saat pelaporan tahunan.",
            *table,
            "Penjualan kembali emas di atas sepuluh juta rupiah dipotong pajak sesuai aturan yang berlaku.",
            "Pembeli disarankan membandingkan harga di beberapa gerai sebelum memutuskan untuk membeli.",
        )

    def weather(self, day: int) -> Text:
        low = self.random.randint(21, 25)  # few figures, often the same ones on two days
        towns = [f"{town} berawan dengan suhu {low + n} hingga {low + n + 7} derajat." for n, town in enumerate(TOWNS)]
        return (
            f"Badan cuaca memperkirakan hujan ringan turun pada {DAYS[day % 7]} ({date(day)}) siang hingga sore hari.",
            "Warga di daerah rawan longsor diminta waspada terhadap hujan yang disertai petir dan angin kencang.",
            *towns,
            "Kelembapan udara diperkirakan tinggi sepanjang hari dan angin bertiup dari arah barat daya.",
            "Nelayan diimbau memeriksa keadaan gelombang sebelum berangkat melaut pada malam hari.",
        )

    def stocks(self, day: int) -> Text:
        points, change = self.random.randint(6_800, 7_400), self.random.randint(3, 80)
        return (
            f"Indeks harga saham menguat {change} poin ke posisi {points} pada {DAYS[day % 7]} ({date(day)}).",
            "Pelaku pasar masih mencermati arah suku bunga dan laporan keuangan perusahaan yang segera terbit.",
            f"Sebanyak {self.random.randint(150, 320)} saham naik dan {self.random.randint(90, 250)} saham turun.",
            "Analis menyarankan investor memilih saham dengan dasar usaha kuat di tengah pasar yang bergejolak.",
            "Bursa di kawasan Asia bergerak beragam mengikuti penutupan bursa Amerika pada malam sebelumnya.",
        )

    def forecast(self, number: int) -> Text:
        """The same weather in another town: nothing but a name differs."""
        town = f"{TOWNS[number % 8]} {self.random.choice(('Utara', 'Selatan'))} {PARTS[number // 8 % 5]}"
        return (
            f"Badan cuaca memperkirakan langit di {town} pada pagi hari cerah dan hujan ringan turun menjelang sore.",
            "Suhu udara berkisar antara 24 hingga 32 derajat dengan kelembapan 65 hingga 95 persen sepanjang hari.",
            "Angin bertiup dari barat daya sampai 20 kilometer per jam dan jarak pandang umumnya baik.",
            f"Warga di {town} yang tinggal di tepi sungai diminta memperhatikan tinggi muka air bila hujan lebat.",
            "Masyarakat diimbau membawa payung serta mewaspadai petir dan angin kencang sesaat di tempat terbuka.",
        )

    def follow_up(self, text: Text) -> Text:
        """A new lead, and half or more of the first story as background."""
        kept = self.random.randint(len(text) // 2, len(text) * 4 // 5)
        return (*self.article(max(2, len(text) - kept)), *text[:kept])

    def toll(self, text: Text, number: int) -> Text:
        """A story that is printed again an hour later with one figure changed."""
        return (*text[:2], f"Jumlah pengungsi tercatat {number} orang.", *text[2:])


def date(day: int) -> str:
    """A day of autumn as a dateline has it."""
    return f"{day % 28 + 1}/{day // 28 + 10}"


def simhash(text: Text) -> int:
    """Charikar's SimHash over words, 64 bits."""
    sums = [0] * 64
    for word in re.findall(r"\w+", " ".join(text).lower()):
        value = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
        for bit in range(64):
            sums[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit, total in enumerate(sums) if total > 0)


def merged_by_us(texts: Sequence[Text]) -> Pairs:
    sketches = [sketch(text) for text in texts]
    return {pair for pair in candidates(sketches) if is_copy(sketches[pair[0]], sketches[pair[1]])}


def candidates(sketches: Sequence[Sketch]) -> Pairs:
    buckets: dict[int, list[int]] = defaultdict(list)
    for number, made in enumerate(sketches):
        for value in made.bands:
            buckets[value].append(number)
    return {pair for members in buckets.values() for pair in combinations(members, 2)}


def merged_by_simhash(distance: int) -> Callable[[Sequence[Text]], Pairs]:
    def merged(texts: Sequence[Text]) -> Pairs:
        hashes = [simhash(text) for text in texts]
        return {
            (one, other)
            for one, other in combinations(range(len(texts)), 2)
            if (hashes[one] ^ hashes[other]).bit_count() <= distance
        }

    return merged


def make(articles: int, seed: int) -> tuple[list[Text], dict[str, list[tuple[int, int]]], set[frozenset[int]]]:
    """Texts, the pairs that are copies by kind of edit, and the pairs that are not though they look alike."""
    writer = Writer(seed)
    texts: list[Text] = [writer.credited(writer.article()) for _ in range(articles)]
    edits = (writer.dateline, writer.promoted, writer.credited, writer.shortened, writer.halved, writer.everything)
    copies: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number in range(articles):
        edit = edits[number % len(edits)]
        copies[edit.__name__].append((number, len(texts)))
        texts.append(edit(texts[number]))
    alike: set[frozenset[int]] = set()
    for template in (writer.gold, writer.weather, writer.forecast, writer.stocks):
        days = range(len(texts), len(texts) + 40)
        texts += [template(day) for day in range(40)]
        alike |= {frozenset(pair) for pair in combinations(days, 2)}
    for _ in range(100):
        first = writer.article()
        texts += [first, writer.follow_up(first), writer.toll(first, 41), writer.toll(first, 58)]
        last = len(texts)
        alike |= {frozenset((last - 4, last - 3)), frozenset((last - 2, last - 1))}
    return texts, copies, alike


def main() -> int:
    """Print recall by edit and wrong merges of each method; 1 where ours misses its promise."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    texts, copies, alike = make(options.articles, options.seed)
    print(f"{len(texts)} texts, {sum(map(len, copies.values()))} copies, {len(alike)} pairs that only look alike")
    print(f"{'method':24}{'recall':>8}{'wrong':>7}{'texts/CPU-s':>13}  by edit")
    fine = True
    for name, method in (
        ("ours", merged_by_us),
        ("SimHash, distance 3", merged_by_simhash(3)),
        ("SimHash, distance 6", merged_by_simhash(6)),
        ("SimHash, distance 10", merged_by_simhash(10)),
    ):
        started = time.process_time()
        merged = {frozenset(pair) for pair in method(texts)}
        seconds = time.process_time() - started
        by_edit = {
            edit: sum(frozenset(pair) in merged for pair in pairs) / len(pairs) for edit, pairs in copies.items()
        }
        wanted = [frozenset(pair) for pairs in copies.values() for pair in pairs]
        recall = sum(pair in merged for pair in wanted) / len(wanted)
        wrong = len(merged & alike)
        edits = ", ".join(f"{edit} {share:.3f}" for edit, share in by_edit.items())
        print(f"{name:24}{recall:8.3f}{wrong:7}{len(texts) / seconds:13,.0f}  {edits}")
        if name == "ours":
            fine = recall >= 0.99 and wrong == 0
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
