"""Articles about places, for tests."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.articles.article import Article
from tests.search.articles import article

PLACES = {
    "r1": "Banjir merendam Kota Surabaya.",
    "r2": "Banjir terasa sampai ke Kota Malang dan Kabupaten Malang.",
    "r3": "Tanah longsor di Kabupaten Bandung, Jawa Barat.",
    "r4": "Rapat itu tidak menyebut tempat, hanya banjir.",
    "r5": "Pasar di Kota Batu ramai. Wisatawan dari Kota Surabaya datang.",
    "r6": "Pasar di Kota Padang dan di Kota Medan sepi karena banjir.",
}


def places() -> Iterator[Article]:
    """An article of each, every one by itself."""
    for number, (name, text) in enumerate(PLACES.items(), 3000):
        yield article(number, name, "antara", "2025-03-01T00:00:00", "", (), (), name, f"Kabar {name}", (text,))
