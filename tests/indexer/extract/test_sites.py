"""Title, authors, instant and body are exact whatever a site is made with: one article of our own writing, on pages in
the manner of twenty publishing systems and kinds of portals (`sites/`)."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from lxml.html import HtmlElement

from config.outcomes import Outcome
from indexer.extract import extract
from indexer.extract.page.dom import Box

SITES = sorted((Path(__file__).parent / "sites").glob("*.html"))
TITLE = "Perpustakaan Keliling Menjangkau Lereng Timur: Sepuluh Kampung Kini Punya Buku"
NAME = "Ratna Kusumawati"
PARAGRAPHS = (
    "Perpustakaan keliling milik kabupaten mulai melayani sepuluh kampung di lereng timur sejak awal bulan ini.",
    "Anak-anak meminjam buku cerita, sedangkan orang tua mencari panduan bertani, beternak dan membuat kerajinan.",
    "“Kami membawa dua ratus judul baru setiap kunjungan,” kata Laras Widyaningrum, pengelola mobil perpustakaan itu.",
    "Jalan yang licin pada musim hujan membuat mobil perpustakaan kerap terlambat tiba di kampung yang paling atas.",
    "Dinas pendidikan berencana menambah satu mobil lagi apabila anggaran perubahan disetujui dewan pada bulan depan.",
)
INSTANT = "2026-05-12T09:15:00+07:00"
DATELINE = re.compile(r"^(?:[\w., ()]{4,40} -{1,2} |KBRN, Lereng: )")
"""Place and publisher before the first paragraph, which belong to it."""


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.stem)
def test_an_article_is_read_whatever_its_site_is_made_with(site: Path) -> None:
    html = site.read_text("utf-8").format(*PARAGRAPHS, title=TITLE, name=NAME)
    found = extract(html.encode(), url="https://www.lereng-sembilan.example/daerah/perpustakaan")
    content = found.content
    assert (found.outcome, content.title, content.authors) == (Outcome.OK, TITLE, (NAME,))
    assert content.published is not None
    assert content.published.isoformat() == INSTANT
    assert tuple(DATELINE.sub("", text) for text in content.body) == PARAGRAPHS


def test_a_page_is_freed_as_soon_as_it_is_read() -> None:
    """Its tree takes half a megabyte, and a process that reads pages looks for circles after hundreds of them alone."""
    gc.collect()
    gc.disable()
    try:
        for site in SITES:
            html = site.read_text("utf-8").format(*PARAGRAPHS, title=TITLE, name=NAME)
            extract(html.encode(), url="https://www.lereng-sembilan.example/daerah/perpustakaan")
        left = [one for one in gc.get_objects() if isinstance(one, HtmlElement | Box)]
    finally:
        gc.enable()
    assert not left
