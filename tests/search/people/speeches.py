"""Articles in which people of our own invention speak: one under two names, two of one name."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.articles.article import Article
from tests.search.articles import article

_ROWS = (
    ("p1", "antara", "2026-02-01", "Bupati Demak Wahyu Kencana", "Tanggul kami perkuat pekan ini"),
    ("p2", "detik", "2026-02-02", "Bupati Demak Wahyú Kencana", "Tanggul sudah kuat sekarang"),
    ("p3", "detik", "2026-03-05", "Pak Wahyu Yuken", "Tanggul itu janji saya dahulu"),
    ("p4", "antara", "2026-02-03", "petani Ahmad Tirtayasa", "Tanggul jebol merendam sawah kami"),
    ("p5", "suara-kota", "2026-02-04", "Kapolsek Sayung Ahmad Tirtayasa", "Tanggul dijaga dua puluh anggota"),
    ("p6", "suara-kota", "2026-02-05", "Ahmad Tirtayasa", "Tanggul itu panjang sekali rupanya"),
)
NUMBER = 3000
"""Where the database's numbers of these articles begin."""


def speeches() -> Iterator[Article]:
    """An article for each, and one in which both names of one person speak."""
    for number, (name, publisher, day, speaker, said) in enumerate(_ROWS, NUMBER):
        yield _article(number, name, publisher, day, (f"“{said},” kata {speaker}.",))
    both = (
        "“Tanggul baru selesai bulan depan,” kata Bupati Demak Wahyu Kencana.",
        "“Tanggul lama dibongkar,” kata Ratna Mahadewi.",
        "“Tanggul itu milik warga,” kata Wahyu Yuken.",
    )
    yield _article(NUMBER + len(_ROWS), "p7", "antara", "2026-02-06", both)


def _article(number: int, name: str, publisher: str, day: str, body: tuple[str, ...]) -> Article:
    return article(number, name, publisher, f"{day}T03:00:00", "Daerah", (), (), name, f"Tanggul {name}", body)
