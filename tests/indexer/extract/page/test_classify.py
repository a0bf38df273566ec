"""Articles are told from home pages, indexes, shops and picture pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config.catalogue import Publisher
from config.outcomes import Outcome
from indexer.extract import extract
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.page.classify import classify
from indexer.extract.page.document import Body, ParsedPage

MakePage = Callable[..., ParsedPage]
TITLE = "Petani Kopi Lereng Timur Panen Lebih Awal"
SENTENCE = "Para petani memetik buah kopi yang merah sejak awal pekan karena hujan datang lebih cepat tahun ini."
PARAGRAPHS = (SENTENCE,) * 6
SHOWN = f"<h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p>" + f"<p>{SENTENCE}</p>" * 6
SAYS = '<meta property="og:type" content="article">'


def verdict(page: ParsedPage, paragraphs: tuple[str, ...] = PARAGRAPHS, link_share: float = 0.0) -> Outcome:
    return classify(page, read_metadata(page), Body(paragraphs, link_share=link_share))


def test_a_headline_with_a_date_above_prose_is_an_article(make_page: MakePage) -> None:
    assert verdict(make_page(SHOWN)) is Outcome.OK


def test_a_page_without_any_title_has_none(make_page: MakePage) -> None:
    assert verdict(make_page(f"<p>{SENTENCE}</p>")) is Outcome.NO_TITLE


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        (SHOWN, "", "https://www.kabarcontoh.id/"),
        (SHOWN, "", "https://www.kabarcontoh.id/index.php"),
        (SHOWN, '<meta property="og:type" content="product">', None),
        (SHOWN.replace(TITLE, "Indeks Berita"), SAYS, None),
        (SHOWN.replace(TITLE, "Hasil Pencarian: kopi"), SAYS, None),
        (SHOWN.replace(TITLE, "Pedoman Media Siber"), SAYS, None),
        (SHOWN.replace(TITLE, "Halaman tidak ditemukan"), SAYS, None),
        (f"<p>{SENTENCE}</p>" * 6, "<title>Toko Kopi Lereng Timur</title>", None),
    ],
)
def test_other_pages_are_none(make_page: MakePage, body: str, head: str, url: str | None) -> None:
    assert verdict(make_page(body, head, url=url)) is Outcome.NOT_ARTICLE


def test_a_list_of_links_is_none(make_page: MakePage) -> None:
    assert verdict(make_page(SHOWN), link_share=0.8) is Outcome.NOT_ARTICLE


def test_a_list_of_teasers_is_none_whatever_it_says(make_page: MakePage) -> None:
    teasers = tuple(f"{SENTENCE} Kabar ke-{n}." for n in range(8))
    items = "".join(
        f"<h3><a href='/{n}'>Judul kabar nomor {n} dari desa</a></h3><i>9 Maret 2025 08:00 WIB</i><p>{teaser}</p>"
        for n, teaser in enumerate(teasers)
    )
    assert verdict(make_page(f"<h1>{TITLE}</h1>{items}", SAYS), teasers) is Outcome.NOT_ARTICLE


def test_a_few_links_to_other_articles_make_no_list(make_page: MakePage) -> None:
    paragraphs = tuple(f"{SENTENCE} Kata petani ke-{n}." for n in range(8))
    shown = "".join(
        f"<p>{paragraph}</p>" + ("<p><a href='/x'>Baca juga: Harga kopi di pasar</a></p>" if n % 3 == 0 else "")
        for n, paragraph in enumerate(paragraphs)
    )
    page = make_page(f"<h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p>{shown}")
    assert verdict(page, paragraphs) is Outcome.OK


def test_a_picture_page_with_a_caption_is_none(make_page: MakePage) -> None:
    page = make_page(SHOWN, url="https://www.kabarcontoh.id/foto/panen-kopi")
    assert verdict(page, (SENTENCE, SENTENCE)) is Outcome.NOT_ARTICLE


def test_an_article_with_hardly_any_text_is_too_short(make_page: MakePage) -> None:
    assert verdict(make_page(SHOWN, SAYS), (SENTENCE[:60],)) is Outcome.TOO_SHORT


def test_the_teaser_of_a_paid_article_is_enough(make_page: MakePage) -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    assert verdict(make_page(SHOWN, head), (SENTENCE,)) is Outcome.OK


def test_an_address_of_the_publishers_articles_makes_up_for_a_bare_page(make_page: MakePage) -> None:
    publisher = Publisher("k", "Kabar", ("kabarcontoh.id",), article_url=r"/baca/\d+")
    head = f"<title>{TITLE}</title>"
    page = make_page(f"<p>{SENTENCE}</p>" * 6, head, url="https://kabarcontoh.id/baca/17", publisher=publisher)
    assert verdict(page) is Outcome.OK


def test_a_page_that_lists_posts_in_full_is_no_article() -> None:
    posts = "".join(
        f"<h3><a href='/{n}'>Catatan nomor {n} dari kebun</a></h3><p>Senin, 10 Maret 2025</p><p>{SENTENCE} Ke-{n}.</p>"
        f"<p>{SENTENCE} Lagi ke-{n}.</p>"
        for n in range(5)
    )
    page = f"<html><head><title>Kebun Kami</title></head><body><h1>Kebun Kami</h1><div>{posts}</div></body></html>"
    for url in (None, "https://kebun.example/", "https://kebun.example/2025/03/", "https://kebun.example/baca/12"):
        assert extract(page.encode(), url=url).outcome is Outcome.NOT_ARTICLE


def test_an_article_below_which_other_headlines_stand_is_one() -> None:
    others = "".join(f"<h3><a href='/{n}'>Catatan nomor {n} dari kebun</a></h3>" for n in range(5))
    page = f"<html><head><title>{TITLE}</title></head><body>{SHOWN}<div>{others}</div></body></html>"
    assert extract(page.encode(), url=None).outcome is Outcome.OK


def test_choices_with_a_text_each_are_no_article() -> None:
    rooms = "".join(
        f"<div class='ruang r{n}'><section><p>{SENTENCE} Apa yang kamu lakukan, pilihan ke-{n}?</p></section>"
        f"<ul><li><a href='#{n}'>Datang ke kebun pada pagi hari</a></li></ul></div>"
        for n in range(9)
    )
    page = f"<html><head><title>{TITLE}</title>{SAYS}</head><body><h1>{TITLE}</h1>{rooms}</body></html>"
    assert extract(page.encode(), url=None).outcome is not Outcome.OK


def test_linked_headlines_between_the_paragraphs_make_no_list_of_an_article() -> None:
    links = [f"<p><b><a href='/{n}'>Kabar lain nomor {n} dari kebun tetangga</a></b></p>" for n in range(3)]
    texts = [f"<p>{SENTENCE} Begitu kata ketua kelompok ke-{n}.</p>" for n in range(4)]
    body = texts[0] + "".join(link + text for link, text in zip(links, texts[1:], strict=True))
    head = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p>"
    page = f"{head}<div>{body}</div></body></html>"
    assert extract(page.encode(), url="https://kabar.example/2025/03/kopi").outcome is Outcome.OK


BARE = f"<html><head><title>Warta</title></head><body><div><p>{SENTENCE}</p><p>{SENTENCE} Lagi.</p></div></body></html>"


def test_a_page_that_a_source_lists_is_kept_where_it_is_in_doubt() -> None:
    alone = extract(BARE.encode(), url="https://kabar.example/a/1")
    assert (alone.outcome, alone.content.doubtful) == (Outcome.NOT_ARTICLE, True)
    found = extract(BARE.encode(), url="https://kabar.example/a/1", listed=True)
    assert (found.outcome, found.content.doubtful) == (Outcome.OK, True)
    assert "doubtful: by itself it would be not_article" in found.notes


def test_a_sure_article_that_a_source_lists_is_not_doubtful() -> None:
    page = f"<html><head><title>{TITLE}</title></head><body>{SHOWN}</body></html>"
    assert not extract(page.encode(), url="https://kabar.example/a/1", listed=True).content.doubtful


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (BARE.replace("Warta", "Indeks Berita"), None),
        (BARE, "https://kabar.example/"),
        (BARE.replace(SENTENCE, ""), None),
    ],
)
def test_what_is_proved_to_be_none_is_not_kept_although_listed(body: str, url: str | None) -> None:
    found = extract(body.encode(), url=url, listed=True)
    assert found.outcome is not Outcome.OK
    assert not found.content.doubtful


def test_related_headlines_above_the_text_of_an_article_make_no_list_of_it() -> None:
    related = "".join(f"<h3><a href='/{n}'>Kabar lain nomor {n} dari pulau tetangga</a></h3>" for n in range(4))
    text = "".join(f"<p>Petani kopi di lereng timur panen lebih awal. {SENTENCE} Ke-{n}.</p>" for n in range(4))
    head = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>9 Maret 2025 08:00 WIB</p>"
    page = f"{head}<div>{related}</div><div class='isi'>{text}</div></body></html>"
    assert extract(page.encode(), url="https://kabar.example/2025/03/kopi").outcome is Outcome.OK
