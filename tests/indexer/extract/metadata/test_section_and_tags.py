"""Section and tags, from wherever the page has them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from indexer.extract.metadata.section_and_tags import read_section, read_tags
from indexer.extract.page.document import ParsedPage
from indexer.extract.page.headline import Lines, find_headline

MakePage = Callable[..., ParsedPage]
TITLE = "Panen Raya Jagung di Lereng Gunung"


def tags_of(page: ParsedPage) -> tuple[str, ...]:
    return read_tags(page, Lines(page.runs, find_headline(page.runs, TITLE)), TITLE)[0]


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


CRUMBS = {"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"}, {"item": {"name": "Ekonomi"}}]}


@pytest.mark.parametrize(
    ("body", "head", "url", "section"),
    [
        ("", ld(articleSection="Ekonomi, Daerah"), None, "Ekonomi"),
        ("", ld(articleSection=["Ekonomi", "Daerah"]), None, "Ekonomi"),
        ("", '<meta property="article:section" content="Ekonomi">', None, "Ekonomi"),
        ("", f'<script type="application/ld+json">{json.dumps(CRUMBS)}</script>', None, "Ekonomi"),
        (f'<ul class="breadcrumb"><a>Home</a><a>Ekonomi</a><a>{TITLE}</a></ul>', "", None, "Ekonomi"),
        ("", "", "https://ekonomi.kabarcontoh.co.id/read/7/panen", "Ekonomi"),
        ("", "", "https://www.kabarcontoh.id/gaya-hidup/7/panen", "Gaya Hidup"),
        ("", "", "https://kabarcontoh.co.id/2025/03/panen", ""),
        ("", '<meta property="article:section" content="kabarcontoh.id">', None, ""),
        ("", ld(articleSection="News"), None, "News"),
        ("", ld(articleSection="News"), "https://kabarcontoh.id/articles/7/panen", "News"),
        ("", ld(articleSection="Berita"), "https://kabarcontoh.id/gaya-hidup/7/panen", "Gaya Hidup"),
        ("", ld(articleSection=["News", "Ekonomi"]), None, "Ekonomi"),
        ('<ul class="breadcrumb"><a>Home</a><a>News</a><a>Ekonomi</a></ul>', "", None, "Ekonomi"),
        ('<ul class="breadcrumb"><a>Home</a><a>News</a></ul>', "", None, "News"),
        ("", "", "https://kabarcontoh.id/articles/7/panen", ""),
        ("", "", "https://kabarcontoh.id/detail-news/7/panen", ""),
        ("", "", "https://kabarcontoh.id/news/7/panen", ""),
    ],
)
def test_the_section_is_found(make_page: MakePage, body: str, head: str, url: str | None, section: str) -> None:
    assert read_section(make_page(body, head, url=url), TITLE)[0] == section


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (ld(keywords="jagung, panen raya"), ("jagung", "panen raya")),
        (ld(keywords=["Topik: Jagung", "Editor: Budi Hartono"]), ("Jagung",)),
        ('<meta property="article:tag" content="jagung"><meta property="article:tag" content="Jagung">', ("Jagung",)),
        ('<meta name="keywords" content="jagung; berita terkini, portal Indonesia, kabarcontoh.id">', ("jagung",)),
        (f'<meta name="keywords" content="{TITLE}">', ()),
        (f'<meta name="keywords" content="{"kalimat panjang yang bukan daftar kata " * 3}, jagung">', ()),
    ],
)
def test_the_tags_are_found(make_page: MakePage, head: str, tags: tuple[str, ...]) -> None:
    assert tags_of(make_page("", head)) == tags


def test_the_first_list_of_tag_links_behind_the_headline_has_the_tags(make_page: MakePage) -> None:
    links = "".join(f'<li><a href="/tag/{tag}">{tag}</a></li>' for tag in ("jagung", "panen"))
    page = make_page(
        f'<ul><li><a href="/tag/ramai">ramai</a></li></ul><h1>{TITLE}</h1><ul>{links}</ul>'
        '<ul><li><a href="/tag/lain">lain</a></li></ul>'
    )
    assert tags_of(page) == ("jagung", "panen")


def test_a_cloud_of_the_sites_tags_is_none_of_the_articles(make_page: MakePage) -> None:
    links = "".join(f'<li><a href="/tag/{n}">label {n}</a></li>' for n in range(30))
    assert tags_of(make_page(f"<h1>{TITLE}</h1><ul>{links}</ul>")) == ()
