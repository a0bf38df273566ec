"""The generic reading on pages of the shapes that are met: what is the article's box, and what in it is not."""

from __future__ import annotations

import pytest

from indexer.extract import extract

TITLE = "Perahu Wisata Danau Kembali Beroperasi"
PROSE = [
    "Perahu wisata di danau itu kembali beroperasi setelah berhenti selama tiga bulan karena air surut.",
    "Pengelola memeriksa mesin dan jaket pelampung sebelum penumpang pertama naik pada hari Sabtu pagi.",
    "“Kami menunggu sampai permukaan air naik setengah meter,” kata Pak Wayan yang mengelola dermaga.",
    "Jumlah penumpang dibatasi dua belas orang untuk satu perahu, termasuk nakhoda dan pemandunya.",
    "Pemerintah desa berencana memperpanjang dermaga agar perahu yang lebih besar dapat bersandar.",
]
TEASERS = "".join(
    f"<li><a href='/{n}'>Judul berita lain nomor {n} tentang pasar dan jalan desa</a>"
    f"<p>Ringkasan berita nomor {n} yang cukup panjang untuk dikira sebagai paragraf sebuah berita di sini.</p></li>"
    for n in range(20)
)


def read(body: str) -> tuple[str, ...]:
    html = f"<html><head><title>{TITLE} - Kabar Danau</title></head><body>{body}</body></html>"
    return extract(html.encode(), url="https://kabar.example/danau/perahu").content.body


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_a_short_article_wins_over_a_long_list_of_teasers() -> None:
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:3])}</div><ul class='umpan'>{TEASERS}</ul>"
    assert read(body) == tuple(PROSE[:3])


def test_text_split_by_line_breaks_reads_like_paragraphs() -> None:
    promo = "<table class='linksisip'><tr><td>Jalan desa diaspal lagi</td></tr></table>"
    body = f"<h1>{TITLE}</h1><div class='isi'>{'<br><br>'.join(PROSE)}{promo}</div>"
    assert read(body) == tuple(PROSE)


@pytest.mark.parametrize(
    "promo",
    [
        "<span class='baca-juga'>Baca juga: <a href='/1'>Jalan desa diaspal lagi</a></span>",
        "<span class='baca-juga'><b>Baca juga: <a href='/1'>Jalan desa diaspal lagi</a></b></span>",
        "<span class='x baca_juga' id='7'>Jalan desa diaspal lagi</span> ",
        "<strong>Baca juga: <a href='/1'>Jalan desa diaspal lagi</a></strong>",
    ],
)
def test_a_promo_right_before_a_paragraph_takes_nothing_of_it(promo: str) -> None:
    body = f"<h1>{TITLE}</h1><div class='isi'>{PROSE[0]}<br>{PROSE[1]}<br>{promo}{PROSE[2]}<br>{PROSE[3]}</div>"
    assert read(body) == tuple(PROSE[:4])


def test_paragraphs_in_boxes_of_their_own_are_one_article() -> None:
    body = f"<h1>{TITLE}</h1><div class='isi'>{''.join(f'<div class=paragraf>{text}</div>' for text in PROSE)}</div>"
    assert read(body) == tuple(PROSE)


def test_sections_of_one_kind_are_put_together_with_their_headings() -> None:
    sections = "".join(
        f"<div class='halaman-isi tersembunyi-{n}'><h2>Bagian {n}</h2><figure><figcaption>Foto</figcaption></figure>"
        f"<div class='teks'>{paragraphs(PROSE[n : n + 2])}</div></div>"
        for n in (0, 2)
    )
    body = f"<h1>{TITLE}</h1><div class='bacaan'>{sections}</div><ul>{TEASERS}</ul>"
    assert read(body) == ("Bagian 0", PROSE[0], PROSE[1], "Bagian 2", PROSE[2], PROSE[3])


def test_a_short_further_section_belongs_to_the_article_although_a_headline_follows_it() -> None:
    film = "<div class='tonton'><h3><a href='/v'>Video: Perahu Hias Berlomba di Danau Besar</a></h3></div>"
    sections = f"<section class='lembar'>{paragraphs(PROSE[:3])}</section><section class='lembar'>{PROSE[3]}</section>"
    assert read(f"<h1>{TITLE}</h1><div class='isi'>{sections}{film}</div>") == tuple(PROSE[:4])


def test_an_article_whose_first_paragraph_stands_outside_the_inner_box_is_whole() -> None:
    body = f"<h1>{TITLE}</h1><div class='isi'>{PROSE[0]}<div>{'<br>'.join(PROSE[1:])}</div></div>"
    assert read(body) == tuple(PROSE)


def test_boxes_named_as_something_else_are_left_out() -> None:
    inner = (
        f"<div class='baca-juga'><p>{PROSE[3]}</p></div><div class='social-share'>Bagikan</div>"
        f"<blockquote class='twitter-tweet'><p>{PROSE[4]}</p></blockquote>"
    )
    body = f"<h1>{TITLE}</h1><div class='isi'><p>{PROSE[0]}</p>{inner}<p>{PROSE[1]}</p><p>{PROSE[2]}</p></div>"
    assert read(body) == tuple(PROSE[:3])


def test_a_name_that_sounds_like_noise_around_the_article_does_no_harm() -> None:
    article = f"<h1>{TITLE}</h1><div class='isi paging-content'>{paragraphs(PROSE)}</div>"
    for name in ("layout with-sidebar", "share-wrapper", "single-author tag-danau", "content-ads"):
        assert read(f"<div class='{name}'>{article}</div><div class='sidebar'><ul>{TEASERS}</ul></div>") == tuple(PROSE)


@pytest.mark.parametrize(
    "name",
    [
        "elementor-widget elementor-widget-theme-post-content",
        "elementor-widget elementor-widget-text-editor",
        "has-global-padding wp-block-post-content tools",
        "td_block_wrap tdb_single_content td-post-content widget",
    ],
)
def test_the_box_of_a_page_builder_is_the_articles_although_called_a_widget(name: str) -> None:
    inner = f"<div class='{name}'>{paragraphs(PROSE[1:3])}</div>"
    assert read(f"<h1>{TITLE}</h1><div class='isi'><p>{PROSE[0]}</p>{inner}</div>") == tuple(PROSE[:3])


@pytest.mark.parametrize("name", ["elementor-widget", "widget_text", "share-content", "related-post-content"])
def test_other_small_boxes_stay_out_of_the_article(name: str) -> None:
    inner = f"<div class='{name}'>{paragraphs(PROSE[3:4])}</div>"
    assert read(f"<h1>{TITLE}</h1><div class='isi'>{inner}{paragraphs(PROSE[:3])}</div>") == tuple(PROSE[:3])


def test_headline_date_and_byline_inside_the_box_are_no_part_of_the_text() -> None:
    head = f"<h1>{TITLE}</h1><div>Sabtu, 2 Maret 2024 09:00 WIB</div><div>Penulis: Made Sari</div>"
    assert read(f"<div class='isi'>{head}{paragraphs(PROSE)}</div>") == tuple(PROSE)


def test_the_title_below_the_article_does_not_take_the_article_away() -> None:
    body = f"<div class='isi'>{paragraphs(PROSE)}</div><div>Tanggapan atas:</div><h3>{TITLE}</h3><p>Belum ada.</p>"
    assert read(body) == tuple(PROSE)


def test_the_first_of_several_articles_on_a_page_is_the_one() -> None:
    other = paragraphs([f"{text} Begitu pula." for text in PROSE])
    longer = f"<article><h2>Pasar Terapung</h2><div class='isi'>{other}</div></article>"
    body = f"<article><h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:4])}</div></article>{longer}"
    assert read(body) == tuple(PROSE[:4])


def test_a_longer_story_that_the_page_brings_below_is_not_the_article() -> None:
    more = paragraphs(MORE_PROSE * 2)
    other = f"<article class='lanjut'><h2>Pasar Terapung</h2><div class='cerita'>{more}</div></article>"
    body = f"<article><header><h1>{TITLE}</h1></header><div class='isi'>{paragraphs(PROSE[:3])}</div></article>{other}"
    assert read(body) == tuple(PROSE[:3])


def test_a_headline_in_an_article_of_its_own_leaves_the_body_in_the_next() -> None:
    body = f"<article class='kepala'><h1>{TITLE}</h1></article><article class='isi'>{paragraphs(PROSE)}</article>"
    assert read(body) == tuple(PROSE)


def test_a_caption_under_a_picture_goes() -> None:
    picture = "<div class='foto'><img src='perahu.jpg'>Perahu wisata bersandar di dermaga lama</div>"
    assert read(f"<h1>{TITLE}</h1><div class='isi'>{picture}{paragraphs(PROSE)}</div>") == tuple(PROSE)


def test_a_long_cookie_notice_is_not_the_article() -> None:
    notice = f"<div class='cookie-notice'>{paragraphs([text + ' Kuki.' for text in PROSE * 3])}</div>"
    assert read(f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:2])}</div>{notice}") == tuple(PROSE[:2])


MORE_PROSE = [f"{text} Hal itu ditulis lagi untuk bagian kedua dari laporan panjang ini." for text in PROSE]


def blocks(texts: list[str], name: str) -> str:
    """Paragraphs as block editors write them: each in a box in a box of its own."""
    return "".join(
        f"<div class='{name} b{n}'><div class='teks'><p>{text}</p><p>Baris pendek ke-{n}.</p></div></div>"
        for n, text in enumerate(texts)
    )


def read_blocks(before: str, after: str = "") -> tuple[str, ...]:
    return read(f"<main><h1>{TITLE}</h1>{before}<div class='laporan'>{blocks(MORE_PROSE, 'blok')}</div>{after}</main>")


SCATTERED = tuple(line for n, text in enumerate(MORE_PROSE) for line in (text, f"Baris pendek ke-{n}."))


def test_a_body_scattered_over_many_small_boxes_wins_over_a_box_larger_than_each() -> None:
    points = f"<div class='poin'><ul>{''.join(f'<li>{text}</li>' for text in PROSE[:2])}</ul></div>"
    assert read_blocks(points) == SCATTERED


def test_wrappers_around_the_parts_of_a_body_are_no_levels() -> None:
    """As where each box of a page is a table with one cell."""
    parts = "".join(
        f"<table><tr><td><table><tr><td><p>{text}</p><p>Baris pendek ke-{n}.</p></td></tr></table></td></tr></table>"
        for n, text in enumerate(MORE_PROSE)
    )
    points = f"<table><tr><td><ul>{''.join(f'<li>{text}</li>' for text in PROSE[:2])}</ul></td></tr></table>"
    assert read(f"<div><h1>{TITLE}</h1>{points}<div>{parts}</div></div>") == SCATTERED


def test_many_boxes_beside_an_article_do_not_take_its_place() -> None:
    terms = "".join(f"<div class='istilah'><p>{text}</p><p>{text} Begitulah.</p></div>" for text in PROSE)
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE + MORE_PROSE)}</div><div class='kamus'>{terms}</div>"
    assert read(body) == tuple(PROSE + MORE_PROSE)


def test_many_boxes_of_teasers_are_not_a_scattered_body() -> None:
    cards = "".join(
        f"<div class='kartu'><div class='isi'><a href='/{n}'>Berita lain nomor {n} tentang pasar desa</a>"
        f"<p>{text}</p></div></div>"
        for n, text in enumerate(PROSE + MORE_PROSE)
    )
    body = f"<h1>{TITLE}</h1><div class='artikel'>{paragraphs(PROSE[:2])}</div><div class='umpan'>{cards}</div>"
    assert read(body) == tuple(PROSE[:2])


@pytest.mark.parametrize(
    "name", ["ajakan hidden", "hidden info-block", "is-hidden", "kotak\nd-none", "visually-hidden"]
)
def test_a_hidden_box_is_not_read(name: str) -> None:
    offer = "".join(f"<p>{text} Daftar dulu untuk membaca lebih banyak.</p>" for text in PROSE)
    assert read_blocks(f"<div class='{name}'>{offer}</div>") == SCATTERED


def test_the_second_half_of_an_article_that_a_click_shows_is_read() -> None:
    rest = paragraphs(MORE_PROSE * 3)
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE)}<div class='lanjutan hidden'>{rest}</div></div>"
    assert set(MORE_PROSE) <= set(read(body))


@pytest.mark.parametrize(
    "name", ["hidden md:block", "tablet:flex hidden", "d-none d-md-inline-block", "overflow-hidden", "hidden-xs"]
)
def test_a_box_that_is_hidden_on_some_screens_only_is_read(name: str) -> None:
    inner = f"<div class='{name}'><p>{PROSE[1]}</p></div>"
    body = f"<h1>{TITLE}</h1><div class='isi'><p>{PROSE[0]}</p>{inner}{paragraphs(PROSE[2:])}</div>"
    assert read(body) == tuple(PROSE)


@pytest.mark.parametrize(
    "name", ["c-inlinesignup", "mail-sign-up", "inline-teaser-list", "post_meta", "published-date", "dropdown"]
)
def test_small_boxes_between_the_paragraphs_are_left_out(name: str) -> None:
    inner = f"<div class='{name}'><span>Kabar Danau, dua hari yang lalu, tiga menit</span></div>"
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:2])}{inner}{paragraphs(PROSE[2:])}</div>"
    assert read(body) == tuple(PROSE)


@pytest.mark.parametrize("name", ["wp-caption", "figcaption", "foto_captions", "imagecaption"])
def test_a_box_named_as_a_caption_is_left_out(name: str) -> None:
    inner = f"<div class='{name}'><p>{MORE_PROSE[0]}</p></div>"
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:2])}{inner}{paragraphs(PROSE[2:])}</div>"
    assert read(body) == tuple(PROSE)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("part", ["_", "a_", "-a", "isi "])
def test_endless_names_of_boxes_are_read_in_bounded_time(part: str) -> None:
    name = part * (200_000 // len(part))
    assert read(f"<h1>{TITLE}</h1><div class='{name}'>{paragraphs(PROSE)}</div>") == tuple(PROSE)


def test_a_layout_with_a_sidebar_is_not_the_sidebar() -> None:
    name = "sidebar-grid__content article__content"
    parts = "".join(f"<div class='{name}'><p>{text}</p><p>Baris pendek.</p></div>" for text in MORE_PROSE)
    body = f"<div class='sidebar-grid'><header class='kepala'><h1>{TITLE}</h1><p>{PROSE[0]}</p></header>{parts}</div>"
    assert set(MORE_PROSE) <= set(read(body))


def test_headings_that_a_table_of_contents_points_to_stay() -> None:
    body = f"<h1>{TITLE}</h1><div class='isi'>{paragraphs(PROSE[:2])}<h3 class='judul toc-1'>Dermaga baru</h3>"
    assert read(f"{body}{paragraphs(PROSE[2:])}</div>") == (*PROSE[:2], "Dermaga baru", *PROSE[2:])
