"""The readers of feeds, sitemaps and section pages."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import multiprocessing

import pytest

from crawler.sources import parsers
from crawler.sources.entries import BadSourceError, SourceEntry, absolute, plain, refuse_entities
from crawler.sources.feeds import read_feed
from crawler.sources.parsers import Readers
from crawler.sources.sections import read_section
from crawler.sources.sitemaps import read_sitemap

BASE = "https://contoh.id/rss"
LIMIT = 1_000_000
BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><rss><channel><item><link>&c;</link></item></channel></rss>'
)


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>C</title>{"".join(items)}</channel></rss>'.encode()


def test_a_feed_gives_plain_texts_and_whole_addresses() -> None:
    body = rss(
        "<item><title>Harga &amp;quot;naik&amp;quot;</title><link> /baca/1#isi </link>"
        "<pubDate>Tue, 24 Nov 2026 08:00:00 +0700</pubDate>"
        "<description><![CDATA[<p>Isi <b>tebal</b></p>]]></description></item>"
    )
    [link] = read_feed(body, BASE).links
    assert (link.url, link.title, link.summary) == ("https://contoh.id/baca/1", 'Harga "naik"', "Isi tebal")
    assert link.published.startswith("2026-11-24T01:00:00")


def test_atom_and_json_feeds_are_read() -> None:
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="/baca/1"/></entry></feed>'
    json_feed = (
        b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://contoh.id/baca/1"}]}'
    )
    for body in (atom, json_feed):
        assert [link.url for link in read_feed(body, BASE).links] == ["https://contoh.id/baca/1"]


def test_a_broken_feed_is_read_by_the_patient_reader() -> None:
    body = b"<rss version='2.0'><channel><item><title>A & B</title><link>https://contoh.id/baca/1</link></item><item>"
    assert [link.url for link in read_feed(body, BASE).links][:1] == ["https://contoh.id/baca/1"]


@pytest.mark.parametrize(
    "time", ["Selasa, 24 November 2026 08:00 WIB", "2026-11-24 08:00:00", "24 Nov 2026 08:00:00 WIB"]
)
def test_a_time_without_a_zone_is_kept_in_the_feeds_own_words(time: str) -> None:
    [link] = read_feed(rss(f"<item><link>/baca/1</link><pubDate>{time}</pubDate></item>"), BASE).links
    assert link.published == time


def test_what_no_database_can_hold_is_left_out() -> None:
    assert plain("A\ud800B\0C") == "A?B C"
    assert absolute(BASE, "/baca/\ud800") == ""
    assert absolute(BASE, "/baca/\0") == ""


def test_an_empty_feed_is_no_mistake() -> None:
    assert read_feed(rss(), BASE).links == ()


@pytest.mark.parametrize(
    "body", [b"", b"halo", b"<html><p>x</p></html>", b"\x00\xff\xfe", BOMB, BOMB.decode().encode("utf-16")]
)
def test_what_is_no_feed_or_sitemap_is_named_so(body: bytes) -> None:
    with pytest.raises(BadSourceError):
        read_feed(body, BASE)
    with pytest.raises(BadSourceError):
        read_sitemap(body, BASE, LIMIT)


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x SYSTEM "a>b" [<!ENTITY b "bbbb">]><rss><channel><item><link>&b;</link></item></channel></rss>',
        ('<?xml version="1.0" encoding="ebcdic-cp-us"?>' + BOMB.decode()).encode("cp037"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY b "bb">]><rss>&b;</rss>',
    ],
)
def test_entities_are_refused_in_whatever_way_they_are_declared(body: bytes) -> None:
    with pytest.raises(BadSourceError, match="which is not read"):
        refuse_entities(body)


def test_many_document_types_do_not_hold_the_reader() -> None:
    refuse_entities(b"<!DOCTYPE[" * 300_000)  # 2.7 MB: a reader whose work grows with the square times out here


def test_a_feed_on_which_the_patient_reader_fails_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSourceError):
        read_feed(b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"\\ud800","url":"/1"}]} x', BASE)

    def fail(*_: object, **__: object) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("feedparser.parse", fail)
    with pytest.raises(BadSourceError, match="out of range"):
        read_feed(b"<rss><channel><item><a>", BASE)


def test_a_malformed_sitemap_gives_what_can_be_read() -> None:
    entry = b"<url><loc>https://contoh.id/1</loc></url>"
    for broken in (b"<url><loc><http://a/1</loc></url>", b"<linkAhttp://a/1>", b"<url><loc>/\xed\xa0\x80</loc></url>"):
        assert SourceEntry("https://contoh.id/1") in read_sitemap(b"<urlset>" + entry + broken, BASE, LIMIT).links
    unbound = b"<urlset><url><loc>/1</loc><news:title>Banjir</news:title></url></urlset>"
    assert read_sitemap(unbound, BASE, LIMIT).links == (SourceEntry("https://contoh.id/1", "Banjir"),)


def test_attributes_that_are_none_spoil_no_section_page() -> None:
    body = b'<a href="/1" {{cls}}>1</a><a href="/2" {% if x %}>2</a><a href="/3" {"a":1}>3</a>'
    assert [link.title for link in read_section(body, BASE, "").links] == ["1", "2", "3"]
    assert [link.title for link in read_section(body, BASE, "css:a").links] == ["1", "2", "3"]
    with pytest.raises(BadSourceError, match="selects none"):
        read_section(body, BASE, "css:a::attr(href)")


def test_a_sitemap_lists_the_newest_first() -> None:
    entry = "<url><loc>https://contoh.id/{0}</loc><lastmod>2026-11-{0}</lastmod></url>"
    body = f"<urlset>{entry.format(10)}{entry.format(24)}<url><lastmod>2026</lastmod></url></urlset>".encode()
    assert [link.url for link in read_sitemap(body, BASE, LIMIT).links] == [
        "https://contoh.id/24",
        "https://contoh.id/10",
    ]


def test_a_sitemap_cut_short_gives_what_came() -> None:
    body = b"<urlset><url><loc>https://contoh.id/1</loc></url><url><loc>https://contoh."
    assert read_sitemap(body, BASE, LIMIT).links == (SourceEntry("https://contoh.id/1"),)


def test_an_index_names_its_sitemaps() -> None:
    later = "<sitemap><loc>/b.xml</loc><lastmod>2026</lastmod></sitemap>"
    body = f"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap>{later}</sitemapindex>".encode()
    listing = read_sitemap(body, BASE, LIMIT)
    assert (listing.links, listing.sitemaps) == ((), ("https://contoh.id/b.xml", "https://contoh.id/a.xml"))


def test_a_gzipped_sitemap_is_unpacked_within_the_limit() -> None:
    body = gzip.compress(b"<urlset><url><loc>https://contoh.id/1</loc></url></urlset>")
    assert len(read_sitemap(body, BASE, LIMIT).links) == 1
    for wrong in (gzip.compress(bytes(LIMIT + 1)), body[:10] + bytes([255] * 9)):
        with pytest.raises(BadSourceError, match="gzip"):
            read_sitemap(wrong, BASE, LIMIT)


def test_a_section_page_gives_all_links_or_the_chosen_ones() -> None:
    others = b'<a href="javascript:x()">X</a><a href="/2">Dua</a><a>Tiga</a>'
    body = b'<base href="/kanal/"><h2><a href="1">Satu</a></h2>' + others
    urls = [link.url for link in read_section(body, BASE, "").links]
    assert urls == ["https://contoh.id/kanal/1", "https://contoh.id/2"]
    assert read_section(body, BASE, "css:h2 a").links == (SourceEntry("https://contoh.id/kanal/1", "Satu"),)


@pytest.mark.parametrize(
    ("body", "links"), [(b"", ""), (b"<a href='/1'>1</a>", "css:h2 a"), (b"<a href='/1'>1</a>", "css:h2[")]
)
def test_a_section_page_that_cannot_be_read_is_named_so(body: bytes, links: str) -> None:
    with pytest.raises(BadSourceError):
        read_section(body, BASE, links)


@pytest.mark.parametrize("tag", [b"<div>", b"<ul><li>", b"<b>", b"<table><tr><td>"])
def test_depth_does_not_hold_the_reader(tag: bytes) -> None:
    assert read_section(b'<a href="/1">1</a>' + tag * 100_000, BASE, "").links == (
        SourceEntry("https://contoh.id/1", "1"),
    )


@pytest.mark.parametrize(
    "link", ["", None, "http://[", "http://contoh.id:x/", "javascript:x", "mailto:a@b.id", "http:///x"]
)
def test_what_leads_to_no_page_is_no_address(link: object) -> None:
    assert absolute(BASE, link) in ("", BASE)


def test_texts_are_made_plain() -> None:
    assert plain("<b>A</b>&nbsp;&amp;\n B") == "A & B"
    assert plain(None) == ""


SLOW = b"<rss><channel>" + b"<item><a>" * 100_000
"""feedparser needs many seconds for it."""
FEED = rss("<item><link>/1</link></item>")


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers, "LIMITS", dataclasses.replace(parsers.LIMITS, cpu_seconds=0.3))

    async def read() -> None:
        with Readers() as reading:
            with pytest.raises(BadSourceError, match="more than 0.3 s of processor time"):
                await reading.read("feed", SLOW, BASE, links="", limit=LIMIT)
            [link] = (await reading.read("feed", FEED, BASE, links="", limit=LIMIT)).links
            assert link.url == "https://contoh.id/1"

    asyncio.run(read())


def test_a_slow_document_holds_up_no_other() -> None:
    async def read() -> None:
        with Readers() as reading:
            slow = asyncio.create_task(reading.read("feed", SLOW, BASE, links="", limit=LIMIT))
            for _ in range(3):
                assert (await reading.read("feed", FEED, BASE, links="", limit=LIMIT)).links
            assert not slow.done()
            slow.cancel()

    asyncio.run(read())


def test_the_kill_of_an_idle_reader_is_not_even_noticed() -> None:
    async def read() -> None:
        with Readers() as reading:
            for _ in range(3):
                assert (await reading.read("feed", FEED, BASE, links="", limit=LIMIT)).links
                for child in multiprocessing.active_children():
                    child.kill()

    asyncio.run(read())


def test_further_pages_are_looked_for_behind_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers, "LIMITS", dataclasses.replace(parsers.LIMITS, cpu_seconds=0.3))

    async def read() -> None:
        with Readers() as reading:
            with pytest.raises(BadSourceError, match="processor time"):
                await reading.further_pages(b"<a href=/x>" * 900_000, BASE, BASE, None)
            assert await reading.further_pages(b'<a href="?page=2">2</a>', BASE, BASE, None)

    asyncio.run(read())
