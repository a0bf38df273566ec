"""A publisher's file written from one article page."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Publisher, parse_publisher
from indexer.extract.metadata.page_metadata import read_metadata
from indexer.extract.page.document import ParsedPage
from indexer.extract.publisher.scaffold import Proposal, article_pattern, propose, site_domain, slug_of

MakePage = Callable[..., ParsedPage]
URL = "https://daerah.kabarcontoh.co.id/read/2025/03/09/1234567/pasar-ikan-dibuka"
BODY = "<h1>Pasar Ikan Dibuka</h1><p>9 Maret 2025 08:00 WITA</p>" + "<p>Ikan segar dijual sejak subuh di pasar itu.</p>"
FEED = (
    '<link rel="alternate" type="application/rss+xml" href="/rss">'
    '<meta property="og:site_name" content="Kabar &quot;C&quot;">'
)


def propose_for(page: ParsedPage, sitemaps: Sequence[str] = ()) -> tuple[Proposal, Publisher]:
    proposal = propose(page, read_metadata(page), sitemaps)
    return proposal, parse_publisher(tomllib.loads(proposal.toml), proposal.slug, Path("p.toml"))


def test_the_file_can_be_read_and_knows_the_site(make_page: MakePage) -> None:
    proposal, publisher = propose_for(make_page(BODY, FEED, url=URL))
    assert (proposal.slug, publisher.name, publisher.domains) == ("kabarcontoh", 'Kabar "C"', ("kabarcontoh.co.id",))
    assert (publisher.timezone, publisher.language) == ("Asia/Makassar", "id")
    assert [(source.kind, source.url) for source in publisher.sources] == [
        ("feed", "https://daerah.kabarcontoh.co.id/rss")
    ]
    assert publisher.owns(URL)
    assert re.search(publisher.article_url, URL)


def test_of_the_sitemaps_those_of_news_are_taken(make_page: MakePage) -> None:
    sitemaps = ["https://kabarcontoh.co.id/map.xml", "https://kabarcontoh.co.id/news.xml", "/news-lokal.xml"]
    _, publisher = propose_for(make_page(BODY, url=URL), sitemaps)
    (source,) = publisher.sources
    assert (source.kind, source.url) == ("news-sitemap", "https://kabarcontoh.co.id/news.xml")


def test_without_feed_and_sitemap_the_home_page_is_read_and_a_note_says_so(make_page: MakePage) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/comments/feed">'
    proposal, publisher = propose_for(make_page(BODY, head, url=URL))
    (source,) = publisher.sources
    assert (source.kind, source.url, source.links) == ("section", "https://daerah.kabarcontoh.co.id/", "css:a")
    assert any("no feed" in note for note in proposal.notes)
    assert any("no authors" in note for note in proposal.notes)


@pytest.mark.parametrize(
    ("url", "same", "other"),
    [
        (URL, "https://kabarcontoh.co.id/read/2024/12/31/7/x-y-z", "https://kabarcontoh.co.id/indeks/2024/12/31"),
        (
            "https://a.id/berita/71/judul-satu-dua",
            "https://a.id/berita/72/judul-tiga-empat",
            "https://a.id/tag/banjir-besar-x",
        ),
        ("https://a.id/d-7016153/judul", "https://x.a.id/d-12/lain", "https://a.id/indeks/2"),
        ("https://a.id/kota/judul-panjang-1234567", "https://a.id/desa/judul-lain-7654321", "https://a.id/kota"),
        ("https://a.id/judul-berita-hari-ini/", "https://a.id/kabar-dari-desa/", "https://a.id/tentang"),
        ("http://127.0.0.1:8080/baca/5", "http://127.0.0.1:8080/baca/77", "http://127.0.0.1:8080/"),
    ],
)
def test_the_pattern_fits_addresses_of_the_same_form(url: str, same: str, other: str) -> None:
    pattern = article_pattern(url)
    assert re.search(pattern, url)
    assert re.search(pattern, same)
    assert not re.search(pattern, other)


@pytest.mark.parametrize(
    ("url", "domain", "slug"),
    [
        ("https://www.kabar.com/x", "kabar.com", "kabar"),
        ("https://news.kabar.co.id/x", "kabar.co.id", "kabar"),
        ("https://kabar.id/x", "kabar.id", "kabar"),
        ("http://127.0.0.1:8080/x", "127.0.0.1:8080", "site-127-0-0-1"),
        ("http://localhost:99/x", "localhost:99", "localhost"),
    ],
)
def test_domain_and_slug_come_from_the_host(url: str, domain: str, slug: str) -> None:
    assert site_domain(url) == domain
    assert slug_of(domain) == slug


@given(st.lists(st.text(alphabet="abc-0123456789.%()[]'\"\\", min_size=1, max_size=20), min_size=1, max_size=5))
def test_the_pattern_of_any_address_fits_it_and_can_stand_in_the_file(segments: list[str]) -> None:
    url = f"https://kabar.id/{'/'.join(segments)}"
    assert re.search(article_pattern(url), url)
    assert "'" not in article_pattern(url)


@pytest.mark.parametrize("name", ['Kabar "Pagi"', "Kabar \\ Sore", "Kabar\x7f\tMalam", "Kabar 'Daerah' ☕"])
def test_any_name_can_stand_in_the_file(make_page: MakePage, name: str) -> None:
    head = f'<meta property="og:site_name" content="{html.escape(name)}">'
    _, publisher = propose_for(make_page(BODY, head, url=URL))
    assert publisher.name == " ".join(name.split())
