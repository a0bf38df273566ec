"""Sitemaps as publishers write them."""

from __future__ import annotations

import gzip
import html

import pytest

from crawler.sources.entries import BadSourceError, ChildSitemap, SourceEntry
from crawler.sources.sitemaps import read_sitemap

BASE = "https://contoh.id/sitemap.xml"
LIMIT = 1_000_000
SITEMAP_ONLY = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
LINK = "https://contoh.id/read?a=1&copy=2"
NAMES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def sitemap(*entries: str, names: str = NAMES, end: str = "</urlset>") -> bytes:
    return f"<urlset {names}>{''.join(f'<url>{one}</url>' for one in entries)}{end}".encode()


WRITTEN = (
    LINK,
    html.escape(LINK),
    html.escape(html.escape(LINK)),
    f"<![CDATA[{LINK}]]>",
    f"<![CDATA[{html.escape(LINK)}]]>",
    f"\n {LINK}\n",
)


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("names", [NAMES, SITEMAP_ONLY, ""])
def test_an_address_is_read_whole_and_no_picture_for_it(written: str, names: str) -> None:
    picture = "<image:image><image:loc>https://contoh.id/x.jpg</image:loc><image:title>Foto</image:title></image:image>"
    told = (
        "<news:title>Emas & perak</news:title><news:publication_date>2026-01-01T10:00:00+07:00</news:publication_date>"
    )
    body = sitemap(f"{picture}<loc>{written}</loc><news:news>{told}</news:news>", names=names)
    wanted = SourceEntry(LINK, "Emas & perak", "2026-01-01T10:00:00+07:00")
    assert read_sitemap(body, BASE, LIMIT).links == (wanted,)
    assert read_sitemap(body.replace(b"</url>", b""), BASE, LIMIT).links == (wanted,)
    assert read_sitemap(gzip.compress(body), BASE, LIMIT).links == (wanted,)


def test_an_address_that_begins_in_its_middle_is_none() -> None:
    body = sitemap("<loc>toh.id/baca/1</loc>", "<loc>https://contoh.<b/>id/2</loc>", "<loc>/3</loc>")
    assert read_sitemap(body, BASE, LIMIT).links == (SourceEntry("https://contoh.id/3"),)


def test_a_malformed_sitemap_gives_what_can_be_read() -> None:
    entry = b"<url><loc>https://contoh.id/1</loc></url>"
    for broken in (b"<url><loc><http://a/1</loc></url>", b"<linkAhttp://a/1>", b"<url><loc>/\xed\xa0\x80</loc></url>"):
        assert SourceEntry("https://contoh.id/1") in read_sitemap(b"<urlset>" + entry + broken, BASE, LIMIT).links
    unbound = b"<urlset><url><loc>/1</loc><news:title>Banjir</news:title></url></urlset>"
    assert read_sitemap(unbound, BASE, LIMIT).links == (SourceEntry("https://contoh.id/1", "Banjir"),)


def test_a_sitemap_lists_the_newest_first_whatever_its_zones() -> None:
    days = ("2026", "2026-11-24T10:00:00+07:00", "2026-11-24T05:00:00Z", "2026-11-25", "kemarin")
    body = sitemap(*(f"<loc>/{number}</loc><lastmod>{day}</lastmod>" for number, day in enumerate(days)))
    assert [one.url[-1] for one in read_sitemap(body, BASE, LIMIT).links] == ["3", "2", "1", "0", "4"]


def test_lastmod_is_kept_where_no_date_of_publication_is_told() -> None:
    body = sitemap("<loc>/1</loc><lastmod>2026-11-24T03:00:00Z</lastmod>")
    assert read_sitemap(body, BASE, LIMIT).links[0].published == "2026-11-24T03:00:00+00:00"


def test_a_sitemap_cut_short_gives_what_came() -> None:
    body = b"<urlset><url><loc>https://contoh.id/1</loc></url><url><loc>https://contoh."
    assert read_sitemap(body, BASE, LIMIT).links == (SourceEntry("https://contoh.id/1"),)
    packed = gzip.compress(sitemap(*(f"<loc>https://contoh.id/{number}</loc>" for number in range(2_000))))
    found = read_sitemap(packed[: len(packed) // 2], BASE, LIMIT).links
    assert 0 < len(found) < 2_000


def test_an_index_names_its_sitemaps() -> None:
    later = "<sitemap><loc>/b.xml?a=1&b=2</loc><lastmod>2026-01-02</lastmod></sitemap>"
    body = f"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap>{later}</sitemapindex>".encode()
    listing = read_sitemap(body, BASE, LIMIT)
    named = (ChildSitemap("https://contoh.id/b.xml?a=1&b=2", "2026-01-02"), ChildSitemap("https://contoh.id/a.xml"))
    assert (listing.links, listing.sitemaps) == ((), named)


def test_a_text_of_addresses_is_a_sitemap() -> None:
    text = "\ufeffhttps://contoh.id/1\r\nhttps://contoh.id/2\r\n".encode()
    for body in (text, gzip.compress(text)):
        assert [one.url for one in read_sitemap(body, BASE, LIMIT).links] == [
            "https://contoh.id/1",
            "https://contoh.id/2",
        ]
    with pytest.raises(BadSourceError, match="no list of addresses"):
        read_sitemap(b"https://contoh.id/1 telah pindah ke tempat lain", BASE, LIMIT)


def test_a_feed_may_stand_for_a_sitemap() -> None:
    body = b'<?xml version="1.0"?><rss><channel><item><link>/1</link></item></channel></rss>'
    assert read_sitemap(body, BASE, LIMIT).links == (SourceEntry("https://contoh.id/1"),)


def test_a_gzipped_sitemap_is_unpacked_within_the_limit() -> None:
    first, second = (gzip.compress(f"https://contoh.id/{number}\n".encode()) for number in (1, 2))
    assert len(read_sitemap(first + second, BASE, LIMIT).links) == 2
    for wrong in (gzip.compress(bytes(LIMIT + 1)), first[:10] + bytes([255] * 9)):
        with pytest.raises(BadSourceError, match="gzip"):
            read_sitemap(wrong, BASE, LIMIT)
