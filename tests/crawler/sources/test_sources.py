"""The readers of feeds, sitemaps and section pages."""

from __future__ import annotations

import asyncio
import dataclasses
import multiprocessing

import pytest

from crawler.sources import parsers
from crawler.sources.entries import BadSourceError, SourceEntry, absolute, plain
from crawler.sources.feeds import read_feed
from crawler.sources.parsers import Readers, SourceDocument
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
    assert link.published == "2026-11-24T08:00:00+07:00"


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
    for read in (lambda: read_feed(body, BASE), lambda: read_sitemap(body, BASE, LIMIT)):
        with pytest.raises(BadSourceError):
            read()


def test_many_document_types_do_not_hold_the_reader() -> None:
    with pytest.raises(BadSourceError):
        read_feed(b"<!DOCTYPE[" * 300_000, BASE)  # 2.7 MB: a reader whose work grows with the square times out here


def test_attributes_that_are_none_spoil_no_section_page() -> None:
    body = b'<a href="/1" {{cls}}>1</a><a href="/2" {% if x %}>2</a><a href="/3" {"a":1}>3</a>'
    assert [link.title for link in read_section(body, BASE, "").links] == ["1", "2", "3"]
    assert [link.title for link in read_section(body, BASE, "css:a").links] == ["1", "2", "3"]
    with pytest.raises(BadSourceError, match="selects none"):
        read_section(body, BASE, "css:a::attr(href)")


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


SLOW = SourceDocument("section", BASE, b"<a href=/x>" * 900_000, 100 * LIMIT)
"""A page of so many links takes many seconds."""
FEED = SourceDocument("feed", BASE, rss("<item><link>/1</link></item>"), LIMIT)


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers, "LIMITS", dataclasses.replace(parsers.LIMITS, cpu_seconds=0.3))

    async def read() -> None:
        with Readers() as reading:
            with pytest.raises(BadSourceError, match="more than 0.3 s of processor time"):
                await reading.read(SLOW)
            [link] = (await reading.read(FEED)).links
            assert link.url == "https://contoh.id/1"

    asyncio.run(read())


def test_a_slow_document_holds_up_no_other() -> None:
    async def read() -> None:
        with Readers() as reading:
            slow = asyncio.create_task(reading.read(SLOW))
            for _ in range(3):
                assert (await reading.read(FEED)).links
            assert not slow.done()
            slow.cancel()

    asyncio.run(read())


def test_the_kill_of_an_idle_reader_is_not_even_noticed() -> None:
    async def read() -> None:
        with Readers() as reading:
            for _ in range(3):
                assert (await reading.read(FEED)).links
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
