"""The headline: the one that readers see, without the site's name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from indexer.extract.metadata.title import read_title, strip_site
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import find_headline

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
        ("Harga Cabai Naik - OkekabarOto", "Harga Cabai Naik"),
        ("Makan Okekabar di Kota: Harga Cabai Naik", "Makan Okekabar di Kota: Harga Cabai Naik"),
        ("Regu A Vs Bokekabarat - Susunan Pemain", "Regu A Vs Bokekabarat - Susunan Pemain"),
    ],
)
def test_only_the_name_of_the_site_is_cut(title: str, kept: str) -> None:
    assert strip_site(title, ["Kabar Contoh", "okekabar.com", "okekabar"], []) == kept


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


def test_a_line_of_the_story_cuts_no_title_at_its_colon(make_page: MakePage) -> None:
    title = "Susunan Regu Timur Melawan Regu Barat: Penjaga Gawang Utama Cadangan"
    story = "<p>Regu timur bermain malam ini.</p><p>Susunan regu timur melawan regu barat</p>"
    for heading in (f"<h1>{title}</h1>", f"<div>{title}</div>"):
        assert title_of(make_page(heading + story, f"<title>{title}</title>"))[0] == title


def test_a_title_cut_for_its_length_is_the_heading_that_goes_on(make_page: MakePage) -> None:
    page = make_page(f"<h2>{TITLE}</h2><p>isi</p>", "<title>Pasar Baru Kembali Ramai.. -1308::Kabar</title>")
    assert title_of(page)[0] == TITLE
    logo = make_page(
        f"<h1><a href='/'>Pasar Baru Kembali Ramai.. -1308::Kabar</a></h1><h2>{TITLE}</h2>",
        "<title>Pasar Baru Kembali Ramai.. -1308::Kabar</title>",
    )
    assert title_of(logo)[0] == TITLE


def test_of_lines_that_are_the_title_the_one_near_the_text_is_the_headline(make_page: MakePage) -> None:
    menu = "".join(f"<li><a href='/{n}'>Kanal {n}</a></li>" for n in range(70))
    text = "<p>Pedagang di pasar itu menata kembali dagangan yang sempat ditutup selama sepekan penuh.</p>"
    page = make_page(f"<h1>{TITLE}</h1><ul>{menu}</ul><h1>{TITLE}</h1><p>Kamis, 7 Mei 2026 10:00 WIB</p>{text}")
    assert find_headline(page.runs, TITLE) == 71
    flat = make_page(f"<div>{TITLE}</div>{text}<h3><a href='/a'>{TITLE}</a></h3>{text}")
    assert find_headline(flat.runs, TITLE) == 0


def test_a_heading_with_a_day_is_the_title_of_a_page_that_bears_its_sites_name(make_page: MakePage) -> None:
    """Its text need not repeat the words of the headline."""
    story = "<p>" + "Pedagang sudah menata lapak sejak pagi, dan pembeli datang dari desa sebelah. " * 4 + "</p>"
    body = f"<h2>Lapak Penuh Sebelum Subuh</h2><small>Ratna 14 Agustus 2025</small>{story}<h2>Dari desa sebelah</h2>"
    assert title_of(make_page(body, "<title>Portal Kabupaten Contoh</title>"))[0] == "Lapak Penuh Sebelum Subuh"


def test_a_line_called_a_title_is_one_where_a_page_has_no_heading(make_page: MakePage) -> None:
    story = "<p>" + "Pedagang sudah menata dagangan sejak pagi, dan pembeli datang dari desa sebelah. " * 4 + "</p>"
    body = f"<div class='judul_berita'>Lapak Penuh Sebelum Subuh</div><div>Kamis, 14 Agustus 2025</div>{story}"
    assert title_of(make_page(body, "<title>.: Harian Contoh :.</title>"))[0] == "Lapak Penuh Sebelum Subuh"
