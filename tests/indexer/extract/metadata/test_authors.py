"""Reporters, editors and companies are told apart."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extract.metadata.authors import People, read_people
from indexer.extract.metadata.names import is_person, names_in
from indexer.extract.metadata.title import read_title
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines, find_headline

MakePage = Callable[..., ParsedPage]
H1 = "<h1>Sekolah Terapung Menerima Murid Pertama</h1>"
PROSE = "<p>" + "Anak-anak naik perahu kecil menuju kelas mereka yang mengapung di tepi danau besar. " * 4 + "</p>"


def people_of(page: ParsedPage) -> People:
    title, _ = read_title(page, page.runs)
    return read_people(page, Lines(page.runs, find_headline(page.runs, title), title))


@pytest.mark.parametrize(
    ("byline", "authors", "editors"),
    [
        ("<p>Penulis: Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Pewarta: Sari Wulandari dan Tono B</p>", ("Sari Wulandari", "Tono B"), ()),
        ("<p>Oleh Sari Wulandari pada 9 Mar 2025, 11:05 WIB</p>", ("Sari Wulandari",), ()),
        ("<p>Oleh : Sari Wulandari, Tono (Ambon)</p>", ("Sari Wulandari", "Tono"), ()),
        ("<p>Penulis, Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>7 Maret 2025 | Oleh: Sari Wulandari <a>Ekonomi</a></p>", ("Sari Wulandari",), ()),
        ("<p>Oleh: Sari Wulandari dan <a>Tono Barus</a></p>", ("Sari Wulandari", "Tono Barus"), ()),
        ("<p>Oleh: <a>Sari Wulandari</a>, <a>Tono Barus</a></p>", ("Sari Wulandari", "Tono Barus"), ()),
        ("<p>By Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Oleh <a>Sari Wulandari</a> <a>Twitter</a></p>", ("Sari Wulandari",), ()),
        ("<p>By <a>Sari Wulandari</a><a>Instagram</a></p>", ("Sari Wulandari",), ()),
        ("<span class='author'>Image: Kabar Contoh</span>", (), ()),
        ("<p>LAPORAN SARI WULANDARI DARI AMBON</p>", ("Sari Wulandari",), ()),
        ("<div class='author'>Sari Wulandari - kabarDaerah</div>", ("Sari Wulandari",), ()),
        ("<div>Sari Wulandari | Jum'at, 7 Maret 2025 - 13:30 wib</div>", ("Sari Wulandari",), ()),
        ("<div>Sari Wulandari</div><div>Jurnalis</div>", ("Sari Wulandari",), ()),
        ("<div>Sari Wulandari - kabarcontohDaerah</div>", ("Sari Wulandari",), ()),
        ("<div class=author><a>Sari Wulandari</a> <a>Tono B</a></div>", ("Sari Wulandari", "Tono B"), ()),
        ("<div>Oleh :<ul><li>Sari Wulandari</li><li>Tono B</li></ul></div>", ("Sari Wulandari", "Tono B"), ()),
        ("<div>Sari Wulandari, Kabar Contoh</div>", ("Sari Wulandari",), ()),
        ("<div><a>Kapal Baru Singgah di Pulau21 Maret 2025, 08:15 WIB</a></div>", (), ()),
        ("<div>Reporter <a>Sari Wulandari</a></div>", ("Sari Wulandari",), ()),
        (f"{PROSE}<ul><li>Sari WulandariAuthor</li><li>BudiEditor</li></ul>", ("Sari Wulandari",), ("Budi",)),
        (f"{PROSE}<p>Rep: Sari Wulandari / Red: Budi Hartono</p>", ("Sari Wulandari",), ("Budi Hartono",)),
        (f"{PROSE}<p>Penulis: Sari Wulandari | Editor: Budi Hartono</p>", ("Sari Wulandari",), ("Budi Hartono",)),
        (f"{PROSE}<table><tr><td>Penulis</td><td>: Kontributor Ambon, Sari W</td></tr></table>", ("Sari W",), ()),
        (f"{PROSE}<p>Editor : Budi Hartono</p>", (), ("Budi Hartono",)),
        ("<p>Penulis. Sari Wulandari 1.234 kali dibaca</p>", ("Sari Wulandari",), ()),
        ("<p>Penulis | Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Oleh: Sari Wulandari *)</p>", ("Sari Wulandari",), ()),
        ("<p>Penulis: Sari Wulandari, S.Sos., M.Si.</p>", ("Sari Wulandari",), ()),
        ("<p>Penulis/Editor: Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Teks dan Foto: Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Naskah: Sari Wulandari Foto: Tono B Editor: Budi Hartono</p>", ("Sari Wulandari",), ("Budi Hartono",)),
        ("<p>Alih bahasa: Tono B. Penyunting: Budi H. Penulis: Sari W.</p>", ("Sari W",), ("Budi H",)),
        ("<p>Reporter Sari Wulandari | Editor Budi Hartono</p>", ("Sari Wulandari",), ("Budi Hartono",)),
        ("<p>Sari Wulandari (Penulis)</p>", ("Sari Wulandari",), ()),
        ("<p>Sari Wulandari, Reporter</p>", ("Sari Wulandari",), ()),
        ("<p>Kontributor Ambon: Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Penulis: Sari Wulandari/Tono Barus</p>", ("Sari Wulandari", "Tono Barus"), ()),
        ("<p>9 Maret 2025 oleh Sari Wulandari</p>", ("Sari Wulandari",), ()),
        ("<p>Foto: Tono Barus</p>", (), ()),
        ("<p>Rep. Jeff Tan (kiri) berbicara dengan Rep. Ann Lim</p>", (), ()),
    ],
)
def test_bylines_are_read(make_page: MakePage, byline: str, authors: tuple[str, ...], editors: tuple[str, ...]) -> None:
    found = people_of(make_page(f"{H1}{byline}{PROSE}"))
    assert (found.authors, found.editors) == (authors, editors)


def test_roles_that_follow_names_belong_to_the_name_in_their_own_box(make_page: MakePage) -> None:
    listed = "".join(
        f"<div><h6>{name}</h6><h6 class='position'>{role}</h6></div>"
        for name, role in (("Sari Wulandari", "Penulis"), ("Budi Hartono", "Editor"))
    )
    found = people_of(make_page(f"{H1}{PROSE}{listed}"))
    assert (found.authors, found.editors) == (("Sari Wulandari",), ("Budi Hartono",))


def test_roles_in_a_list_belong_to_the_name_behind_them(make_page: MakePage) -> None:
    listed = "<ul><li>Suka</li></ul><ul><li>Author</li><li>Sari</li><li>Editor</li><li>Budi</li></ul>"
    found = people_of(make_page(f"{H1}{PROSE}{listed}"))
    assert (found.authors, found.editors) == (("Sari",), ("Budi",))


@pytest.mark.parametrize(
    "author",
    [
        {"@type": "Person", "name": "Sari Wulandari"},
        [{"@type": "Person", "name": "Sari Wulandari"}, {"@type": "Person", "name": "sari wulandari"}],
        "Sari Wulandari",
        {"@id": "#sari"},
    ],
)
def test_json_ld_names_the_author(make_page: MakePage, author: object) -> None:
    graph = {"@graph": [{"@type": "NewsArticle", "author": author}, {"@id": "#sari", "name": "Sari Wulandari"}]}
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    found = people_of(make_page(f"{H1}{PROSE}", head))
    assert (found.authors, found.authors_origin) == (("Sari Wulandari",), "json-ld:author")


def test_the_editor_that_json_ld_calls_author_is_no_author(make_page: MakePage) -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Budi Hartono"}}</script>'
    found = people_of(make_page(f"{H1}{PROSE}<p>Red: Budi Hartono</p>", head))
    assert (found.authors, found.editors) == ((), ("Budi Hartono",))


def test_a_user_name_is_shown_as_the_page_shows_it(make_page: MakePage) -> None:
    head = '<meta name="content_author" content="sariwulandari">'
    assert people_of(make_page(f"{H1}{PROSE}<h2>Sari Wulandari</h2>", head)).authors == ("Sari Wulandari",)


@pytest.mark.parametrize(
    "company",
    [
        "PT. Kabar Media Baru - KABAR.co.id",
        "Kabar Cyber Media",
        "kabarcontoh.id",
        "Kabarcontoh",
        "Tim Redaksi",
        "admin",
        "https://www.facebook.com/kabar",
        "Redaksi",
        "",
        "null",
        "Agen Humas Kota",
    ],
)
def test_companies_and_desks_are_no_authors(make_page: MakePage, company: str) -> None:
    head = f'<meta name="author" content="{company}"><meta property="article:author" content="{company}">'
    assert people_of(make_page(f"{H1}<p>Oleh: {company}</p>{PROSE}", head)).authors == ()


def test_a_name_in_capitals_under_the_text_signs_it(make_page: MakePage) -> None:
    found = people_of(make_page(f"{H1}<div>{PROSE}<p>SARI WULANDARI</p></div><h3>BERITA TERKAIT</h3>"))
    assert (found.authors, found.authors_origin) == (("Sari Wulandari",), "signature")


def test_a_heading_in_capitals_with_lines_under_it_is_no_signature(make_page: MakePage) -> None:
    listed = "<p>LAGA PEKAN INI</p><p>Sabtu: A - B</p><p>Minggu: C - D</p>"
    assert people_of(make_page(f"{H1}<div>{PROSE}{listed}</div>")).authors == ()


@pytest.mark.parametrize("line", ["<p>BERITA PILIHAN</p>", "<h4>MAKAN SIANG GRATIS</h4>", "<p>Danau Besar</p>"])
def test_a_heading_under_the_text_is_no_signature(make_page: MakePage, line: str) -> None:
    assert people_of(make_page(f"{H1}<div>{PROSE}</div><div>{line}</div>")).authors == ()


def test_comments_and_other_articles_name_no_author(make_page: MakePage) -> None:
    comments = "<p>Oleh Andi pada 12 Mei 2025</p><p>By Tono</p>"
    assert people_of(make_page(f"{H1}{PROSE * 3}{'<p>Bagus</p>' * 15}{comments}")).authors == ()


def test_bylines_of_other_articles_below_are_left(make_page: MakePage) -> None:
    others = "<p>Kabar lain</p>" * 10 + "<p>Penulis: Andi Saputra</p>"
    assert people_of(make_page(f"{H1}<p>Penulis: Sari Wulandari</p>{PROSE}{others}")).authors == ("Sari Wulandari",)


def test_an_author_that_only_the_metadata_names_is_not_believed(make_page: MakePage) -> None:
    head = '<meta name="author" content="Sinar Pagi Utama">'
    assert people_of(make_page(f"{H1}{PROSE}", head)).authors == ()
    assert people_of(make_page(f"{H1}<p>Sinar Pagi Utama</p>{PROSE}", head)).authors == ("Sinar Pagi Utama",)


@pytest.mark.parametrize("name", ["content_author", "article:author", "kabarcom_news_author"])
def test_a_meta_tag_for_the_articles_own_author_is_believed(make_page: MakePage, name: str) -> None:
    found = people_of(make_page(f"{H1}{PROSE}", f'<meta name="{name}" content="Sari Wulandari">'))
    assert (found.authors, found.authors_origin) == (("Sari Wulandari",), f"meta:{name}")


def test_the_pages_own_counters_name_author_and_editor(make_page: MakePage) -> None:
    head = "<script>dataLayer.push({'penulis': 'Sari Wulandari', \"editor\": \"Budi Hartono\"})</script>"
    found = people_of(make_page(f"{H1}<p>Sari Wulandari</p>{PROSE}", head))
    assert (found.authors, found.editors) == (("Sari Wulandari",), ("Budi Hartono",))


def test_a_writer_whom_the_counters_call_editor_too_is_the_author(make_page: MakePage) -> None:
    head = "<script>dataLayer.push({'author': 'Sari Wulandari', 'editor': 'Sari Wulandari'})</script>"
    byline = "<div class='journalist'><a>Sari Wulandari</a><span>, Jurnalis - Minggu, 9 Maret 2025</span></div>"
    found = people_of(make_page(f"{H1}{byline}{PROSE}", head))
    assert (found.authors, found.editors) == (("Sari Wulandari",), ("Sari Wulandari",))


def test_names_inside_a_box_for_authors_are_found_and_its_labels_are_not(make_page: MakePage) -> None:
    initials = "<div class='author-avatar'><span>SW</span><span>TB</span></div>"
    names = "<div><strong>Sari Wulandari, Tono Barus</strong><p>Tim Redaksi</p><p>Ekonomi</p></div>"
    row = f"<section class='author-row'>{initials}{names}</section>"
    assert people_of(make_page(f"{H1}{row}{PROSE}")).authors == ("Sari Wulandari", "Tono Barus")


def test_a_section_before_the_date_is_no_author(make_page: MakePage) -> None:
    body = f"<ul><li>Kabar Daerah</li></ul>{H1}<p>Kabar Daerah | Minggu, 9 Maret 2025 10:00 WIB</p>{PROSE}"
    assert people_of(make_page(body)).authors == ()


def test_json_ld_of_another_article_names_no_author(make_page: MakePage) -> None:
    objects = [
        {"@type": "NewsArticle", "headline": "Lain", "author": {"name": "Andi Saputra"}},
        {"@type": "NewsArticle", "headline": "Sekolah Terapung Menerima Murid Pertama", "author": {"name": "Sari"}},
    ]
    head = f'<script type="application/ld+json">{json.dumps(objects)}</script>'
    assert people_of(make_page(f"{H1}{PROSE}", head)).authors == ("Sari",)


def test_a_page_that_names_nobody_has_no_author(make_page: MakePage) -> None:
    related = "<h2>Kontributor</h2><p>Ani, Budi, Cici</p><ul><li><a>Penulis Novel Laris Datang ke Pameran</a></li></ul>"
    assert people_of(make_page(f"{H1}{PROSE}<p>Buku itu ditulis oleh seorang guru.</p>{related}")) == People()


@given(st.text(max_size=300))
def test_names_from_any_text_are_short_and_stable(text: str) -> None:
    for name in names_in([text]):
        assert is_person(name)
        assert len(name) <= 50


@pytest.mark.parametrize(
    "other",
    [
        "<div class='comments'><div><b class='comment-author'>Tono Barus</b><p>Semoga lekas selesai.</p></div></div>",
        "<div><a href='/x'>Kapal Baru Singgah di Pulau Terluar</a><span class='author'>Tono Barus</span></div>",
        f"<blockquote><p>Laut adalah sekolah.</p><span class='author'>Tono Barus</span></blockquote>{PROSE}",
        f"<ul><li>Judul: Laut</li><li>Penulis: Tono Barus</li><li>Editor: Budi Hartono</li></ul>{PROSE}",
    ],
)
def test_writers_of_other_texts_are_not_the_articles(make_page: MakePage, other: str) -> None:
    people = people_of(make_page(f"{H1}<div>{PROSE * 3}{other}</div>"))
    assert people.authors == people.editors == ()
    own = people_of(make_page(f"{H1}<p>Oleh Sari Wulandari</p><div>{PROSE * 3}{other}</div>"))
    assert own.authors == ("Sari Wulandari",)


def test_the_writer_in_a_box_below_the_text_is_the_articles(make_page: MakePage) -> None:
    box = "<div class='author-box'><a class='author-name' rel='author'>Sari Wulandari</a><p>Wartawan.</p></div>"
    assert people_of(make_page(f"{H1}<div>{PROSE * 3}</div>{box}")).authors == ("Sari Wulandari",)


@pytest.mark.parametrize("author", [{"name": ["Sari Wulandari"]}, {"@id": "#p"}, "Sari Wulandari"])
@pytest.mark.parametrize("key", ["author", "creator"])
def test_json_ld_names_authors_in_every_form(make_page: MakePage, key: str, author: object) -> None:
    graph = [{"@type": "NewsArticle", key: author}, {"@type": "Person", "@id": "#p", "name": "Sari Wulandari"}]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    assert people_of(make_page(f"{H1}{PROSE}", script)).authors == ("Sari Wulandari",)


def test_a_legal_notice_below_the_names_changes_no_role(make_page: MakePage) -> None:
    notice = "<p>Dilarang keras mengambil konten di situs web ini tanpa izin tertulis dari kantor kami di ibu kota.</p>"
    names = "<p>Pewarta: Sari Wulandari<br>Editor: Budi Hartono</p>"
    people = people_of(make_page(f"{H1}<div>{PROSE * 3}{names}{notice}</div>"))
    assert (people.authors, people.editors) == (("Sari Wulandari",), ("Budi Hartono",))


def test_the_sites_name_behind_the_headline_in_its_title_is_nobody(make_page: MakePage) -> None:
    head = "<title>Sekolah Terapung Menerima Murid Pertama - Metro Danau</title>"
    assert people_of(make_page(f"{H1}<div class='author'>Metro Danau</div>{PROSE}", head)).authors == ()


def test_a_section_of_the_menu_is_nobody(make_page: MakePage) -> None:
    menu = "<ul><li><a href='/1'>Sepakbola</a></li></ul>"
    byline = "<div class='author'><a href='/p'>Sari Wulandari</a> <a href='/1'>Sepakbola</a></div>"
    assert people_of(make_page(f"{menu}{H1}{byline}{PROSE}")).authors == ("Sari Wulandari",)


def test_an_element_for_the_author_ends_at_a_dash(make_page: MakePage) -> None:
    byline = "<div class='author'>Sari Wulandari <span>- </span><a href='/'>kabarDaerah</a></div>"
    assert people_of(make_page(f"<p>{'Kanal ' * 40}</p>{H1}{PROSE}<hr>{byline}")).authors == ("Sari Wulandari",)


def test_a_bar_before_the_label_ends_nothing(make_page: MakePage) -> None:
    card = "<div class='vcard author'><span>| Oleh <a href='/s'>Sari Wulandari</a></span></div>"
    assert people_of(make_page(f"<p>{'Kanal ' * 40}</p>{H1}{PROSE}<hr>{card}")).authors == ("Sari Wulandari",)


def test_a_name_before_the_desk_is_the_writers_but_no_section(make_page: MakePage) -> None:
    assert people_of(make_page(f"{H1}<div>Sari Wulandari - kabarSport</div>{PROSE}")).authors == ("Sari Wulandari",)
    assert people_of(make_page(f"{H1}<div>Gaya Hidup - Kuliner</div>{PROSE}")).authors == ()
    assert people_of(make_page(f"{H1}<div>Nasi Goreng - resep</div>{PROSE}")).authors == ()


def test_who_put_a_page_in_is_its_author(make_page: MakePage) -> None:
    meta = "<div><span>Submitted by <span>Sari Wulandari</span> on 7 Maret 2025</span></div>"
    assert people_of(make_page(f"{H1}{meta}{PROSE}")).authors == ("Sari Wulandari",)


def test_a_name_with_a_day_is_the_author_where_reads_are_counted(make_page: MakePage) -> None:
    line = "<small>Sari Wulandari &nbsp; 7 Maret 2025 &nbsp; 112 kali dilihat</small>"
    assert people_of(make_page(f"{H1}{line}{PROSE}")).authors == ("Sari Wulandari",)
    assert people_of(make_page(f"{H1}<small>Pesta Rakyat 7 Maret 2025</small>{PROSE}")).authors == ()


def test_a_deck_above_the_label_of_the_reporter_names_nobody(make_page: MakePage) -> None:
    deck = "<p>Ambon, anak-anak naik perahu kecil menuju kelas mereka di tepi danau.</p>"
    assert people_of(make_page(f"{H1}{deck}<p>Reporter</p><p>Tim</p>{PROSE}")).authors == ()
