"""The headline: the one that readers see, without the site's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.extract.metadata.title import read_title, strip_site
from indexer.extract.page.document import ParsedPage

MakePage = Callable[..., ParsedPage]
TITLE = "Pasar Baru Kembali Ramai Setelah Libur Panjang"


def title_of(page: ParsedPage) -> tuple[str, str]:
    return read_title(page, page.runs)


@pytest.mark.parametrize(
    "told",
    [f"{TITLE} - Kabar Contoh", f"{TITLE} | Daerah", f"Kabar Contoh: {TITLE}", TITLE.upper()],
)
def test_the_heading_that_the_told_title_contains_is_the_title(make_page: MakePage, told: str) -> None:
    page = make_page(f"<h1>Kabar Contoh</h1><h1>{TITLE}</h1>", f"<title>{told}</title>")
    assert title_of(page) == (TITLE, "h1")


def test_a_heading_that_says_the_same_in_other_words_is_the_title(make_page: MakePage) -> None:
    page = make_page(
        f"<h1>{TITLE}</h1>", '<meta property="og:title" content="Pasar Baru Ramai Lagi Setelah Libur Panjang">'
    )
    assert title_of(page) == (TITLE, "h1")


def test_a_cut_heading_loses_to_the_whole_one(make_page: MakePage) -> None:
    page = make_page(
        f"<h1>Pasar Baru Kembali Ramai.. -1308::Kabar</h1><h1>{TITLE}</h1>",
        f'<meta property="og:title" content="{TITLE}"><title>Pasar Baru Kembali Ramai.. -1308::Kabar</title>',
    )
    assert title_of(page)[0] == TITLE


def test_without_a_heading_the_told_title_loses_the_name_of_the_site(make_page: MakePage) -> None:
    head = (
        f'<meta property="og:title" content="{TITLE} - Kabarcontoh.id"><meta property="og:site_name" content="Kabar">'
    )
    assert title_of(make_page("<h2>Terkini</h2>", head)) == (TITLE, "meta:og:title")


def test_the_headline_of_json_ld_is_used_where_nothing_else_is(make_page: MakePage) -> None:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}"}}</script>'
    assert title_of(make_page("<p>isi</p>", head)) == (TITLE, "json-ld:headline")


def test_a_page_that_names_nothing_has_no_title(make_page: MakePage) -> None:
    assert title_of(make_page("<p>isi</p>")) == ("", "")


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Harga Cabai Naik - Kabar Contoh", "Harga Cabai Naik"),
        ("Kabar Contoh | Harga Cabai Naik", "Harga Cabai Naik"),
        ("Harga Cabai Naik - Ekonomi | Kabar Contoh", "Harga Cabai Naik - Ekonomi"),
        ("Final Piala: Kota A - Kota B", "Final Piala: Kota A - Kota B"),
        ("Harga Cabai Naik : Okekabar.com", "Harga Cabai Naik"),
    ],
)
def test_only_the_name_of_the_site_is_cut(title: str, kept: str) -> None:
    assert strip_site(title, ["Kabar Contoh", "okekabar.com"], []) == kept


def test_a_tag_of_that_name_cuts_no_title(make_page: MakePage) -> None:
    title = "Kopi Lereng Timur: Panen Raya"
    tags = "<ul><li><a href='/tag/1'>Kopi Lereng Timur</a></li></ul>"
    page = make_page(f"<h1>{title}</h1>{tags}", f"<title>{title}</title>")
    assert read_title(page, page.runs)[0] == title


def test_an_h1_with_the_articles_own_words_beats_another_wording(make_page: MakePage) -> None:
    text = "Petani kopi di lereng timur memetik buah lebih awal karena hujan datang dua pekan sebelum waktunya. "
    body = f"<h1>Petani Kopi Lereng Timur Memetik Lebih Awal</h1><p>{text}</p><p>{text} Begitu pula di barat.</p>"
    page = make_page(body, "<meta property='og:title' content='Hujan Dini, Harga di Pasar Dunia Naik Tajam'>")
    assert read_title(page, page.runs) == ("Petani Kopi Lereng Timur Memetik Lebih Awal", "h1")
