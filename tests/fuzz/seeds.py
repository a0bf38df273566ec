"""What the search for bytes that break a reader begins with, all of our own: some that each target reads. `found/`
holds what was found, a file each, whose name begins with that of its target."""

from __future__ import annotations

import gzip
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from crawler.archive.archive import Page, Redirect, open_archive
from search.answer.cursor import Position, encode
from tests.fuzz.targets import QUESTION, TARGETS

FOUND = Path(__file__).parent / "found"

RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Kabar</title><link>https://kabar.example</link>
 <item><title><![CDATA[Banjir <b>surut</b> &amp; warga pulang]]></title><link>https://kabar.example/baca/1</link>
 <pubDate>Rab, 25 Nov 2026 10:00:00 +0700</pubDate><dc:creator>Ani</dc:creator><guid isPermaLink="false">1</guid>
 <description>Air &lt;p&gt;surut&lt;/p&gt;</description><content:encoded>x</content:encoded></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://kabar.example/a/"><title>K</title><entry>
 <title type="html">Banjir</title><link rel="alternate" href="1"/><updated>2026-01-01T10:00:00Z</updated>
 <summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Air</div></summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
 <item rdf:about="https://kabar.example/2"><title>Dua</title><link>https://kabar.example/2</link></item></rdf:RDF>"""
JSON_FEED = """{"version":"https://jsonfeed.org/version/1.1","title":"K","items":[{"id":"1","title":"Banjir",
 "url":"https://kabar.example/1","date_published":"2026-01-01T10:00:00Z","summary":"Air"}]}"""
BROKEN = "<rss><channel><item><title>A & B</title><link>https://kabar.example/3<pubDate>kemarin</item><item><link>//x"
SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://kabar.example/1</loc>
 <lastmod>2026-01-01</lastmod><news:news><news:title>Banjir &amp; surut</news:title>
 <news:publication_date>2026-01-01T10:00:00+07:00</news:publication_date></news:news></url></urlset>"""
INDEX = (
    "<sitemapindex><sitemap><loc>https://kabar.example/b.xml</loc><lastmod>kemarin</lastmod></sitemap></sitemapindex>"
)
ARTICLE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Perahu - Kabar</title>
<meta property="article:published_time" content="2026-03-09T08:00:00+07:00"><link rel="canonical" href="/baca/1">
<script type="application/ld+json">{"@type":"NewsArticle","headline":"Perahu","datePublished":"2026-03-09",
"author":[{"@type":"Person","name":"Ani Wulandari"}],"articleBody":"Tukang"}</script></head><body><article>
<h1 class="judul">Perahu Kayu dari Muara</h1><p class="tgl">Senin, 9 Maret 2026 08:00 WIB</p><div class="isi">
<p>MUARA, KABAR - Tukang perahu di muara itu membuat tiga perahu setiap bulan untuk nelayan.</p>
<p>“Kayunya dari pulau seberang,” kata Budi.<br>Harganya naik.</p><p>Baca juga: <a href="/baca/2">Jala</a></p>
<ul><li>Satu</li></ul></div><a rel="tag" href="/tag/perahu">perahu</a></article></body></html>"""
LIST = "<html><body><h2><a href=/1>Satu</a></h2><h2><a href=/2>Dua</a></h2><table><tr><td>3</table>&nbsp;&#0;&#xd800;"
URLS = """https://www.kabar.example/baca/1?utm_source=x&page=all#isi
HTTP://user@KABAR.example:80/a/../b//c;jsessionid=1?a=1&amp;b=2
https://m.kabar.example/amp/baca/1.amp.html?amp=1&s=20
https://www.google.com/amp/s/kabar.example/1
https://[::1]:99999/%7e%zz/é?q=%C3%A9#!/x
//kabar.example/1
http://127.1/ javascript:alert(1)
https://kabar.co.id./index.php?id=12&ref=home
https://ex%41mple.com/a%2fb/?fbclid=1&x"""
QUERIES = """serangan udara aleppo
"kaki tanah liat"~5 OR (a AND NOT b) -c
=serangan akar:dapat serang* hizbulah~ a?b
judul:banjir sumber:"kabar rakyat" -situs:kabar.example sejak:2024-11-27 sampai:27-11-2024 rentang:7h
“banjir rob” ATAU «gempa» DAN BUKAN (x NEAR/3 y)
((((a b) OR c AND
penulis:ani* rubrik:(a b) topik: bahasa:id daerah:"Jawa Timur"
NOT NOT -- "" () * ? ~ ~5 NEAR/0 OR"""
DATES = """Jum'at, 29 November 2024 | 20:15 WITA
2 jam yang lalu
kemarin pukul 10.30 WIB
2024-12-02T15:00:00+07:00
Senin (2/12/2024) 08.00
12/31/2024 11:59 PM
1 Muharram 1446 H
Tue, 24 Nov 2026 08:00:00 GMT
20241202
baru saja
32 Desember 2024 25:61"""
TEXTS = """Pe­rahu-perahu itu di-serang 1.234,5 kali; orang2 Jum'at TNI-AL “ASEAN” e-KTP naïve İstanbul ß ﬁ 中文
kota-kota se-Jawa https://kabar.example/a @ani #banjir C++ 3,5% Rp1.000.000,00 19:30 a.b.c café ١٢٣
ke-2 20-an meng-update me-review ke-30-nya PT. Kabar, Tbk. x\u0301y \u200b\ufeff"""
TOML = """name = "Kabar"
domains = ["kabar.example", "kabar.co.id:8080"]
timezone = "Asia/Jakarta"
language = "id"
article_url = '^https?://kabar\\.example/baca/\\d+'
single_page = "query:page=all"
next = "css:a.next"
mode = "full"
[politeness]
delay_seconds = 1.5
[[sources]]
kind = "feed"
url = "https://kabar.example/rss"
schedule = "*/15 6-22 * * mon-fri"
[[sources]]
kind = "section"
url = "https://kabar.example/terkini"
links = "css:h2 a"
schedule = "every 15m"
max_age_days = 30
[backfill]
urls = ["https://kabar.example/indeks/{year}/{month}/{day}?page={page}"]
links = "css:h3 a"
[[rules]]
until = 2021-12-31
title = ["json-ld:headline", "css:h1"]
body = ["css:.isi"]
"""


def _page(kind: str) -> Page:
    return Page(
        id="00000000-0000-4000-8000-000000000001", kind=kind, url="https://kabar.example/1",  # type: ignore[arg-type]
        final_url="https://kabar.example/2", key="https://kabar.example/1", publisher="kabar",
        captured=datetime(2026, 11, 25, 6, 30, tzinfo=UTC), status=200, content_type="text/html", body=b"<p>Banjir</p>",
        run="1", link={"title": "Banjir"}, parts=("a",), headers=(("Content-Type", "text/html"),),
        redirects=(Redirect("https://kabar.example/1", 301, (("Location", "/2"),)),) if kind == "page" else (),
    )  # fmt: skip


def _records() -> list[bytes]:
    """Files as they are, and the records that are packed into one (`targets.record`)."""
    with tempfile.TemporaryDirectory() as folder:
        with open_archive(Path(folder)) as archive:
            archive.append(_page("page"))
            archive.append(_page("link"))
        [file] = Path(folder).glob("*")
        content = file.read_bytes()
    mark = b"WARC/1.1\r\n"
    return [b"0" + content, *(b"Z" + mark + one for one in gzip.decompress(content).split(mark)[1:])]


def _cursors() -> list[bytes]:
    places = [Position(1_790_000_000, 1, 1.5, 7, view, (b"123456",)) for view in ("", "tampilan", "a" * 180)]
    return [b"0" + encode(place, QUESTION).encode() for place in places]


def seeds() -> dict[str, list[bytes]]:
    """By target."""
    made: dict[str, list[bytes]] = {
        "feed": [one.encode() for one in (RSS, ATOM, RDF, JSON_FEED, BROKEN)] + [gzip.compress(RSS.encode())],
        "sitemap": [SITEMAP.encode(), INDEX.encode(), b"https://kabar.example/1\n", gzip.compress(SITEMAP.encode())],
        "page": [ARTICLE.encode(), LIST.encode(), ARTICLE.encode("utf-16"), b"\xff\xfe\0<p>"],
        "url": URLS.encode().splitlines(),
        "query": QUERIES.encode().splitlines(),
        "date": DATES.encode().splitlines(),
        "text": TEXTS.encode().splitlines(),
        "record": _records(),
        "cursor": _cursors(),
        "toml": [TOML.encode(), re.sub(r"\[.*", "", TOML, flags=re.DOTALL).encode(), b"name = 1\ndomains = [[]]"],
    }
    assert made.keys() == TARGETS.keys()
    for file in sorted(FOUND.glob("*")):
        made[file.name.partition("-")[0]].append(file.read_bytes())
    return made
