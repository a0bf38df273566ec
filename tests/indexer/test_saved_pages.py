"""Saved pages: in their order, by their publishers' rules, a broken file among them."""

import gzip
from pathlib import Path

from config.catalogue import load_catalogue
from config.outcomes import Outcome
from config.settings import IndexerSettings
from indexer.saved_pages import SavedPage, extract_saved

PARAGRAPHS = [
    f"Kalimat nomor {n} menceritakan panen kopi di lereng gunung pada pagi yang dingin itu." for n in range(6)
]
PAGE = "<html><head><title>Panen Kopi di Lereng</title></head><body><h1>Panen Kopi di Lereng</h1>{}</body></html>"
RULES = """
name = "Kabar Kopi"
domains = ["kopi.example"]
[[rules]]
body = ["css:.kedua"]
"""


def test_pages_come_back_in_order_by_the_rules_of_their_publisher(tmp_path: Path) -> None:
    (tmp_path / "publishers").mkdir()
    (tmp_path / "publishers" / "kopi.toml").write_text(RULES, "utf-8")
    halves = ["".join(f"<p>{text}</p>" for text in half) for half in (PARAGRAPHS[:3], PARAGRAPHS[3:])]
    html = PAGE.format(f"<div class='pertama'>{halves[0]}</div><div class='kedua'>{halves[1]}</div>")
    plain, packed, broken = tmp_path / "a.html", tmp_path / "b.html.gz", tmp_path / "c.html.gz"
    plain.write_text(html, "utf-8")
    packed.write_bytes(gzip.compress(html.encode()))
    broken.write_bytes(b"no gzip")
    pages = [
        SavedPage(plain, "https://www.kopi.example/1"),
        SavedPage(broken),
        SavedPage(packed),
        SavedPage(tmp_path / "none.html"),
    ]
    first, second, third, fourth = extract_saved(pages, load_catalogue(tmp_path), IndexerSettings(workers=1))
    assert first.content.body == tuple(PARAGRAPHS[3:])
    assert first.origins["body"] == "css:.kedua"
    assert PARAGRAPHS[0] in third.content.body
    assert [second.outcome, fourth.outcome] == [Outcome.UNREADABLE] * 2
    assert "c.html.gz" in second.notes[0]
