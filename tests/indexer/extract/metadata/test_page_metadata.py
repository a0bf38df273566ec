"""All metadata of a page at once: rules before the general reading, origins, and that nothing takes long or fails."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from config.catalogue import Publisher, Rules
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.structured import read_structured

MakePage = Callable[..., ParsedPage]
WIB = timezone(timedelta(hours=7))
TITLE = "Nelayan Pesisir Utara Menanam Bakau"
PROSE = (
    "<p>" + "Para nelayan menanam bibit bakau di sepanjang pantai karena ombak mengikis kampung mereka. " * 3 + "</p>"
)
LD = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2025-03-09T11:05:42+07:00",
    "dateModified": "2025-03-10T08:00:00+07:00",
    "author": {"name": "Sari Wulandari"},
    "articleSection": "Lingkungan",
    "keywords": ["bakau", "nelayan"],
    "isAccessibleForFree": False,
}
HEAD = (
    f'<script type="application/ld+json">{json.dumps(LD)}</script>'
    '<meta property="og:image" content="/gambar/bakau.jpg"><link rel="canonical" href="/lingkungan/7/bakau">'
)
BODY = f"<h1>{TITLE}</h1><p>Minggu, 9 Maret 2025 11:05 WIB</p>{PROSE}<p>Editor: Budi Hartono</p>"


def test_every_field_is_read_with_its_origin(make_page: MakePage) -> None:
    found = read_metadata(make_page(BODY, HEAD))
    assert found.content.title == TITLE
    assert found.content.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)
    assert found.content.modified == datetime(2025, 3, 10, 8, 0, tzinfo=WIB)
    assert (found.content.authors, found.content.editors) == (("Sari Wulandari",), ("Budi Hartono",))
    assert (found.content.section, found.content.tags) == ("Lingkungan", ("bakau", "nelayan"))
    assert found.content.image == "https://www.kabarcontoh.id/gambar/bakau.jpg"
    assert found.canonical == "https://www.kabarcontoh.id/lingkungan/7/bakau"
    assert (found.content.paywalled, found.content.language) == (True, "id")
    assert found.origins == {
        "title": "h1",
        "published": "visible",
        "modified": "json-ld:dateModified",
        "authors": "json-ld:author",
        "editors": "byline",
        "section": "json-ld:articleSection",
        "tags": "json-ld:keywords",
        "image": "meta:og:image",
        "canonical": "link:canonical",
    }


def test_a_publishers_rules_go_before_what_is_found_in_general(make_page: MakePage) -> None:
    paths = {
        "title": ("css:h2.judul",),
        "published": ("css:.tanggal",),
        "modified": ("css:.ubah",),
        "authors": ("css:.oleh",),
        "editors": ("css:.penyunting",),
        "section": ("css:.rubrik",),
        "tags": ("css:.topik a",),
        "image": ("css:.tiada", "meta:gambar"),
    }
    publisher = Publisher("k", "Kabar Contoh", ("kabarcontoh.id",), timezone="Asia/Makassar", rules=(Rules(paths),))
    marked = (
        "<h2 class=judul>Judul Menurut Aturan - Kabar Contoh</h2><i class=tanggal>8 Maret 2025, 07:00</i>"
        "<i class=ubah>8 Maret 2025, 09:00</i><i class=oleh>Penulis: Tono Raharjo</i>"
        "<i class=penyunting>Wati Lestari</i>"
        "<b class=rubrik>Pesisir</b><div class=topik><a>pantai</a><a>ombak</a></div>"
    )
    head = HEAD + '<meta name="gambar" content="https://cdn.kabarcontoh.id/a.jpg">'
    found = read_metadata(make_page(marked + BODY, head, publisher=publisher))
    wita = timezone(timedelta(hours=8))
    assert found.content.title == "Judul Menurut Aturan"
    assert found.content.published == datetime(2025, 3, 8, 7, 0, tzinfo=wita)
    assert found.content.modified == datetime(2025, 3, 8, 9, 0, tzinfo=wita)
    assert (found.content.authors, found.content.editors) == (("Tono Raharjo",), ("Wati Lestari",))
    assert (found.content.section, found.content.tags) == ("Pesisir", ("pantai", "ombak"))
    assert found.content.image == "https://cdn.kabarcontoh.id/a.jpg"
    assert found.origins["published"] == "css:.tanggal"
    assert found.origins["tags"] == "css:.topik a"
    assert found.origins["image"] == "meta:gambar"


def test_rules_that_find_nothing_leave_the_general_reading(make_page: MakePage) -> None:
    rules = Rules({"title": ("css:.tiada",), "published": ("css:h1",), "authors": ("css:.tiada",)})
    publisher = Publisher("k", "Kabar Contoh", ("kabarcontoh.id",), rules=(rules,))
    found = read_metadata(make_page(BODY, HEAD, publisher=publisher))
    assert (found.content.title, found.origins["title"]) == (TITLE, "h1")
    assert found.content.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)
    assert found.content.authors == ("Sari Wulandari",)


def test_an_author_rule_that_finds_a_company_leaves_the_general_reading(make_page: MakePage) -> None:
    rules = Rules({"authors": ("meta:author",), "published": ("css:.waktu",)})
    publisher = Publisher("k", "Kabar Contoh", ("kabarcontoh.id",), rules=(rules,))
    times = "<p class=waktu>Diperbarui 10 Maret 2025, 09:00 WIB | Terbit 9 Maret 2025, 11:05 WIB</p>"
    found = read_metadata(
        make_page(BODY + times, HEAD + '<meta name="author" content="Kabar Contoh">', publisher=publisher)
    )
    assert (found.content.authors, found.origins["authors"]) == (("Sari Wulandari",), "json-ld:author")
    assert found.content.published == datetime(2025, 3, 9, 11, 5, 42, tzinfo=WIB)


def test_characters_that_are_not_seen_are_taken_out(make_page: MakePage) -> None:
    shown = "Nelayan \u202ePesisir\u202c Uta\u200bra Menanam Bakau\ufeff"
    head = f'<meta property="og:title" content="{TITLE}"><meta name="keywords" content="ba\u00adkau">'
    found = read_metadata(make_page(BODY.replace(TITLE, shown), head))
    assert (found.content.title, found.origins["title"], found.content.tags) == (TITLE, "h1", ("bakau",))


def test_entities_in_json_ld_are_read(make_page: MakePage) -> None:
    told = {"@type": "Article", "headline": "Bakau &amp; Ombak", "author": {"name": "Sari O&#039;Hara"}}
    found = read_metadata(make_page(PROSE, f'<script type="application/ld+json">{json.dumps(told)}</script>'))
    assert (found.content.title, found.content.authors) == ("Bakau & Ombak", ("Sari O'Hara",))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:image/png;base64,AA", "http://[", "", "ftp://a.id/x"])
def test_only_web_addresses_are_taken(make_page: MakePage, address: str) -> None:
    head = f'<meta property="og:image" content="{address}"><link rel="canonical" href="{address}">'
    found = read_metadata(make_page(BODY, head))
    assert (found.content.image, found.canonical) == ("", "")


def test_the_home_page_is_no_canonical_address_of_an_article(make_page: MakePage) -> None:
    assert read_metadata(make_page(BODY, '<link rel="canonical" href="https://www.kabarcontoh.id/">')).canonical == ""


@pytest.mark.parametrize("told", ["false", "False", "http://schema.org/False"])
def test_a_paid_article_says_so(make_page: MakePage, told: str) -> None:
    head = f'<script type="application/ld+json">{{"@type": "Article", "isAccessibleForFree": "{told}"}}</script>'
    assert read_metadata(make_page(BODY, head)).content.paywalled


def test_a_bare_page_has_the_language_of_its_publisher(make_page: MakePage) -> None:
    publisher = Publisher("k", "Kabar", ("kabarcontoh.id",), language="ms")
    assert read_metadata(make_page("<p>Kosong</p>", publisher=publisher)).content.language == "ms"


@pytest.mark.parametrize(
    "html",
    [
        "<h1>" + "x " * 50_000 + "</h1>",
        f"<h1>{TITLE}</h1>" + "<p>Oleh: " + "a, " * 40_000 + "</p>",
        f"<h1>{TITLE}</h1>" * 3_000,
        f"<h1>{TITLE}</h1>" + "<div class='author'>" * 300 + "<p>1/1/" * 2_000,
        f"<h1>{TITLE}</h1>" + "<time datetime='" + "2025-" * 20_000 + "'>x</time>",
        f"<title>{' - ' * 50_000}</title>",
        f"<h1>{TITLE}</h1><p>" + "9 Maret 2025 11:05 WIB " * 5_000,
        f"<h1>{TITLE}</h1>" + "<a rel=tag href=/tag/a>" * 10_000,
        f"<h1>{TITLE}</h1>" + "<p>Penulis</p>" * 5_000,
        f"<h1>{TITLE}</h1>" + "<div class='author'>" * 900 + "<b>kata panjang sekali </b>" * 20_000,
        "".join(f"<meta name='a{n}:author' content='x{n}'>" for n in range(900)) + "<p>baris</p>" * 20_000,
        f'<meta name="{"author:" * 5_000}" content="{"(" * 50_000}"><h1>{TITLE}</h1>',
    ],
)
@pytest.mark.timeout(20)
def test_hostile_pages_are_read_in_bounded_time(make_page: MakePage, html: str) -> None:
    assert read_metadata(make_page(html)).content.language in ("id", "en", "und", "")


TAGS = st.sampled_from(
    [
        "<h1>",
        "<p>",
        "</p>",
        "<a href=/tag/x>",
        "<time datetime='2025-03-09T11:05'>",
        "<meta name=author content=",
        "'>",
        "Penulis: ",
        "Editor",
        "9 Maret 2025 ",
        "11.05 WIB",
        "Sari Wulandari ",
        "<script type=application/ld+json>",
        "</script>",
        '{"@type": "Article", "author": [',
        '{"name": 7}',
        "]}",
        "Diperbarui ",
        "\x00",
        "&#55357;",
        "<link rel=canonical href=",
        "//[",
    ]
)


@given(st.lists(TAGS | st.text(max_size=12), max_size=25))
def test_any_page_is_read_without_an_error(pieces: list[str]) -> None:
    text = f"<html><body>{''.join(pieces)}</body></html>".replace("\x00", "")
    tree = document_fromstring(text.encode("utf-8", "replace"))
    found = read_metadata(ParsedPage(tree, "https://a.id/x", None, None, text, read_structured(tree)))
    assert found.content.published is None or isinstance(found.content.published, date)


def test_date_and_authors_are_found_above_the_text_where_a_menu_parts_it_from_the_headline(make_page: MakePage) -> None:
    menu = "".join(f"<li><a href='/{n}'>Kanal {n}</a></li>" for n in range(80))
    text = "".join(
        f"<p>{'Warga berkumpul di tepi danau untuk menyaksikan perahu pertama berangkat. ' * 2}</p>" for _ in "12"
    )
    byline = "<div>Oleh: Sari Wulandari</div><div>Kamis, 7 Mei 2026 10:00 WIB</div>"
    content = read_metadata(
        make_page(f"<h1>Perahu Pertama Berangkat ke Hulu</h1><ul>{menu}</ul>{byline}{text}")
    ).content
    assert content.authors == ("Sari Wulandari",)
    assert str(content.published) == "2026-05-07 10:00:00+07:00"
