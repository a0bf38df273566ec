"""Thousands of damaged documents: a reader of sources gives links or says that it cannot, and raises nothing else."""

from __future__ import annotations

import random
import re

import pytest

from config.catalogue import SourceKind
from crawler.fetch.pagination import further_pages
from crawler.sources.entries import BadSourceError
from crawler.sources.parsers import SourceDocument, read_source

PLACE = "https://kabar.id/baca/1"
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://kabar.id/baca/1</loc>
 <lastmod>2026-01-01</lastmod><news:news><news:title>Banjir &amp; surut</news:title>
 <news:publication_date>2026-01-01T10:00:00+07:00</news:publication_date></news:news></url>
 <sitemap><loc>https://kabar.id/b.xml</loc></sitemap></urlset>"""
RSS = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>K</title><item><link>https://kabar.id/1</link>
 <title><![CDATA[Banjir <b>surut</b>]]></title><pubDate>Mon, 05 Jan 2026 10:00:00 +0700</pubDate>
 <description>Air &lt;p&gt;</description><guid>x</guid></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://kabar.id/a/">
 <title>K</title><entry><title type="html">Banjir</title>
 <link href="https://kabar.id/1"/><updated>2026-01-01T10:00:00Z</updated><summary>Air</summary></entry></feed>"""
JSON_FEED = b"""{"version":"https://jsonfeed.org/version/1.1","title":"K","items":[{"id":"1","title":"Banjir",
 "url":"https://kabar.id/1","date_published":"2026-01-01T10:00:00Z"}]}"""
WORDPRESS = b"""[{"date_gmt":"2026-01-01T03:00:00","link":"https:\\/\\/kabar.id\\/1",
 "title":{"rendered":"Banjir &#8211; surut"},
 "excerpt":{"rendered":"<p>Air</p>"}}]"""
SECTION = b"""<html><head><base href="/x/"><link rel="next" href="/baca/1?page=2"></head>
 <body><a href="/baca/1" class="c">Banjir</a><a href="?page=2">2</a></body></html>"""
DOCUMENTS: tuple[tuple[SourceKind, bytes, str], ...] = (
    ("sitemap", SITEMAP, ""),
    ("feed", RSS, ""),
    ("feed", ATOM, ""),
    ("feed", JSON_FEED, ""),
    ("wordpress", WORDPRESS, ""),
    ("section", SECTION, ""),
    ("section", SECTION, "css:a.c"),
    ("section", SECTION, "css:a::attr(href)"),
)
SCRAPS = (
    *(
        b"<",
        b">",
        b'"',
        b"'",
        b"&",
        b"&#0;",
        b"&#xD800;",
        b"\0",
        b"\xed\xa0\x80",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x80",
    ),
    *(
        b"{{cls}}",
        b"{% if %}",
        b'{"a":1}',
        b"[",
        b"]",
        b"\\ud800",
        b"\\u0000",
        b"null",
        b"1e999",
        b":",
        b"xmlns:",
        b"=",
    ),
    *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?x", b"?>", b"http://a/1", b"http://[::1", b"//a:99999/", b"<loc>"),
    *(b"</loc>", b"<url>", b"<!DOCTYPE x [", b'<base href="http://[">', b'encoding="utf-16"', b"\r\n", b"\x1f\x8b"),
)


def mutate(document: bytes, chance: random.Random) -> bytes:
    """One to five places of a document cut out, repeated, or with a scrap put in."""
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(document) + 1)
        end = start + chance.randint(0, 12)
        cut = document[start:end]
        put = chance.choice((b"", cut * chance.randint(2, 5), chance.choice(SCRAPS), chance.choice(SCRAPS) + cut))
        document = document[:start] + put + document[end:]
    return document


def listed(kind: SourceKind, document: bytes, links: str) -> list[str]:
    """All texts that a reader gives; none where it says that it cannot read the document."""
    try:
        listing = read_source(SourceDocument(kind, PLACE, document, 1_000_000, links=links))
    except BadSourceError:
        return []
    return [
        *(one.url for one in listing.sitemaps),
        *(text for each in listing.links for text in (each.url, each.title, each.summary)),
    ]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_document_gives_texts_that_can_be_kept_or_is_refused(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(700):
        kind, whole, links = chance.choice(DOCUMENTS)
        damaged = mutate(whole, chance)
        texts = listed(kind, damaged, links)
        if kind == "section":
            texts += further_pages(damaged, PLACE, PLACE, None)
        for text in texts:
            assert "\0" not in text, damaged
            text.encode()


def numbered(one: str) -> str:
    return "".join(one.replace("{n}", str(number)) for number in range(6))


NUMBERED: tuple[tuple[SourceKind, str], ...] = (
    (
        "feed",
        '<rss version="2.0"><channel><title>K & Co</title><link>https://kabar.id/</link>'
        + numbered(
            "<item><title>Judul {n}</title><link>https://kabar.id/read?id={n}&cat={n}</link><x:y>&nbsp;</x:y></item>"
        )
        + "</channel></rss>",
    ),
    (
        "sitemap",
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + numbered(
            "<url><image:loc>https://kabar.id/{n}.jpg</image:loc><loc>https://kabar.id/read?id={n}&cat={n}</loc></url>"
        )
        + "</urlset>",
    ),
)


@pytest.mark.parametrize(("kind", "document"), NUMBERED)
def test_a_document_cut_anywhere_gives_no_address_that_is_not_in_the_whole_one(kind: SourceKind, document: str) -> None:
    whole = [f"https://kabar.id/read?id={number}&cat={number}" for number in range(6)]
    assert listed_urls(kind, document.encode()) == whole
    for end in range(0, len(document), 3):
        found = listed_urls(kind, document[:end].encode())
        assert found == whole[: len(found)], document[:end]


@pytest.mark.parametrize(("kind", "document"), NUMBERED)
def test_a_tag_that_is_missing_puts_no_addresses_together(kind: SourceKind, document: str) -> None:
    whole = {f"https://kabar.id/read?id={number}&cat={number}" for number in range(6)}
    for tag in re.finditer(r"<[^>]*>", document):
        assert set(listed_urls(kind, (document[: tag.start()] + document[tag.end() :]).encode())) <= whole, tag


def listed_urls(kind: SourceKind, document: bytes) -> list[str]:
    try:
        return [one.url for one in read_source(SourceDocument(kind, PLACE, document, 1_000_000)).links]
    except BadSourceError:
        return []
