"""Feeds as publishers write them: whatever is wrong with one, its links and titles are read whole or not at all."""

from __future__ import annotations

import html
import itertools

import pytest

from crawler.sources.entries import BadSourceError, SourceEntry
from crawler.sources.feeds import read_feed

BASE = "https://warta.example/feed/"
LINK = "https://warta.example/read?mod=berita&id=1&copy=2"
OTHER = "https://warta.example/baca/2"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def rss(items: str, *, head: str = HEAD, attributes: str = "", end: str = "</channel></rss>") -> str:
    site = "<title>Warta</title><link>https://warta.example/</link>"
    return f'{head}<rss version="2.0" {attributes}><channel>{site}{items}{end}'


def item(link: str, title: str = "A", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def read(text: str | bytes, charset: str = "") -> list[SourceEntry]:
    return list(read_feed(text.encode() if isinstance(text, str) else text, BASE, charset).links)


WRITTEN = {
    "bare": LINK,
    "escaped": html.escape(LINK),
    "escaped twice": html.escape(html.escape(LINK)),
    "CDATA": f"<![CDATA[ {LINK} ]]>",
    "escaped in CDATA": f"<![CDATA[{html.escape(LINK)}]]>",
    "WordPress": LINK.replace("&", "&#038;"),
    "on its own line": f"\n\t{html.escape(LINK)}\n",
    "with a comment": f"{html.escape(LINK)}<!-- x -->",
}
DOCUMENTS = {
    "as it is": "",
    "prefix that stands for nothing": "<media:x>1</media:x>",
    "bare ampersand elsewhere": "<description>a & b</description>",
    "tag without end": "<description>a <br> b</description>",
    "attribute without quotes": "<enclosure length=1 />",
}


@pytest.mark.parametrize(("written", "more"), [*itertools.product(WRITTEN, DOCUMENTS)])
def test_a_link_is_read_whole_however_it_is_written(written: str, more: str) -> None:
    found = read(rss(item(WRITTEN[written], more=DOCUMENTS[more]) + item(OTHER)))
    assert [one.url for one in found] == [LINK, OTHER]


@pytest.mark.parametrize("more", DOCUMENTS)
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Sawit&Karet", "Sawit&Karet"),
        ("Bank & Dunia", "Bank & Dunia"),
        ("Harga&nbsp;emas &ndash; perak", "Harga emas – perak"),
        ("Harga <i>emas</i> naik", "Harga emas naik"),
        ("<![CDATA[Harga <b>emas</b> & perak]]>", "Harga emas & perak"),
        ("5 &lt; 7", "5 < 7"),
        ("Cabai &amp;amp; bawang &amp;#8220;naik&amp;#8221;", "Cabai & bawang “naik”"),
        ("Kata &#147;dia&#148;", "Kata “dia”"),
        ("A\x0bB", "AB"),
    ],
)
def test_a_title_is_read_whole_however_it_is_written(written: str, title: str, more: str) -> None:
    found = read(rss(item(html.escape(LINK), written, DOCUMENTS[more]) + item(OTHER)))
    assert [one.title for one in found] == [title, "A"]


@pytest.mark.parametrize(
    "end",
    [
        "<item><title>C</title><link>https://warta.example/baca/3",
        "<item><title>C</title><link>https://warta.example/baca/3</lin",
        '<item><title>C</title><atom:link href="https://warta.example/baca/3',
        "<item><title>C</title><link><![CDATA[https://warta.example/baca/3",
        "<item><title>C</title><link>https://warta.<b>example</b>/baca/3</link></item>",
        "<item><title>C<link>https://warta.example/baca/3<pubDate>x</pubDate></item></channel></rss>",
    ],
)
def test_half_a_link_is_none(end: str) -> None:
    assert [one.url for one in read(rss(item(LINK) + item(OTHER), end=end))] == [LINK, OTHER]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "\ufeff" + HEAD,
        "\n\n  " + HEAD,
        "\n\ufeff" + HEAD,
        "<br />\n<b>Notice</b>: Undefined index in <b>/www/rss.php</b> on line <b>12</b><br />\n" + HEAD,
        HEAD + '<?xml-stylesheet href="a.xsl"?><!-- hai -->',
        HEAD + '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">',
        HEAD + HEAD,
    ],
)
def test_what_stands_before_and_behind_a_feed_is_left_aside(head: str) -> None:
    text = rss(item(LINK, "“Naik”") + item(OTHER), head=head) + "<script>a && b</script>"
    assert [(one.url, one.title) for one in read(text)] == [(LINK, "“Naik”"), (OTHER, "A")]


@pytest.mark.parametrize("charset", ["", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "us-ascii", "x-unknown", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_feed_is_decoded_whatever_it_is_labelled(encoding: str, declared: str, charset: str) -> None:
    label = f' encoding="{declared}"' if declared else ""
    text = rss(item(html.escape(LINK), "Café “naik”"), head=f'<?xml version="1.0"{label}?>')
    [found] = read(text.encode(encoding), charset)
    assert (found.url, found.title) == (LINK, "Café “naik”")


def test_the_servers_label_counts_where_the_feed_has_none() -> None:
    [found] = read(rss(item(OTHER, "Жара и дожди"), head="").encode("koi8-r"), "koi8-r")
    assert found.title == "Жара и дожди"


def test_one_broken_byte_does_not_turn_a_whole_feed() -> None:
    body = rss(item(OTHER, "“Café” naik, “teh” turun")).encode().replace(b"turun", b"tur\xe2un")
    assert read(body)[0].title.startswith("“Café” naik, “teh” tur")


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("/baca/1", "https://warta.example/baca/1"),
        ("baca/1", "https://warta.example/baca/1"),  # of the site, not of the feed's folder
        ("//www.warta.example/baca/1", "https://www.warta.example/baca/1"),
        ("www.warta.example/baca/1", "https://www.warta.example/baca/1"),
        ("warta.example/baca/1", "https://warta.example/baca/1"),
        ("https://warta.example/baca/1#isi", "https://warta.example/baca/1"),
    ],
)
@pytest.mark.parametrize("more", ["", "<x:y/>"])
def test_relative_links_are_those_of_the_site(written: str, url: str, more: str) -> None:
    assert [one.url for one in read(rss(item(written, more=more)))] == [url]


def atom(entry: str) -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://warta.example/a/"><entry>{entry}</entry></feed>'
    )


@pytest.mark.parametrize("broken", ["", "<x:y/>"])
@pytest.mark.parametrize(
    ("entry", "url"),
    [
        ('<title>T</title><link href="b/1"/>', "https://warta.example/a/b/1"),
        ('<link xml:base="/d/" href="b/1"/>', "https://warta.example/d/b/1"),
        ('<link xml:base="c/" href="b/1"/>', "https://warta.example/a/c/b/1"),
        ('<link xml:base="http://[" href="https://warta.example/1"/>', "https://warta.example/1"),
        ('<link rel="self" href="/api?a=1"/><link href="/1?a=1&b=2"/>', "https://warta.example/1?a=1&b=2"),
        ('<link type="application/json" href="/j"/><link type="text/html" href="/1"/>', "https://warta.example/1"),
        ('<link rel="enclosure" href="/a.jpg"/><id>https://warta.example/1</id>', "https://warta.example/1"),
    ],
)
def test_the_page_of_an_atom_entry_is_found(entry: str, url: str, broken: str) -> None:
    assert [one.url for one in read(atom(entry + broken))] == [url]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Emas <b>naik</b> &lt;b></div></title>',
            "Emas naik <b>",
        ),
        ('<title type="html">Emas &lt;b&gt;naik&lt;/b&gt; &amp;amp; x</title>', "Emas naik & x"),
        ('<title type="html">&lt;script&gt;x()&lt;/script&gt;Emas &lt;!-- y --&gt;</title>', "Emas"),
        ("<title>Emas &lt;b&gt; naik</title>", "Emas <b> naik"),
    ],
)
def test_atom_says_what_its_titles_are_made_of(title: str, shown: str) -> None:
    assert [one.title for one in read(atom(f'{title}<link href="/1"/>'))] == [shown]


@pytest.mark.parametrize(
    ("items", "url"),
    [
        ("<item><guid>https://warta.example/1</guid></item>", "https://warta.example/1"),
        ("<item><link/><guid>https://warta.example/1</guid></item>", "https://warta.example/1"),
        ('<item><atom:link rel="self" href="/x"/><link>/1</link></item>', "https://warta.example/1"),
        ("<image><link>/logo</link></image><item><link>/1</link></item>", "https://warta.example/1"),
        (
            item("http://feeds.example/~r/x", more="<feedburner:origLink>/x</feedburner:origLink>"),
            "http://feeds.example/~r/x",
        ),
        (
            item("http://feeds.example/~r/x", more=f"<feedburner:origLink>{LINK}</feedburner:origLink>"),
            LINK,
        ),
    ],
)
@pytest.mark.parametrize("broken", ["", "<y:z/>"])
def test_an_item_leads_to_its_page(items: str, url: str, broken: str) -> None:
    prefixes = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    assert [one.url for one in read(rss(items.replace("</item>", f"{broken}</item>"), attributes=prefixes))] == [url]


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ('<guid isPermaLink="true">https://warta.example/1</guid>', "https://warta.example/1"),
        ('<guid isPermaLink="false">https://warta.example/?p=1</guid>', "http://feeds.example/~r/x"),
        ('<guid isPermaLink="true">https://lain.example/1</guid>', "http://feeds.example/~r/x"),
        ('<guid isPermaLink="true">https://[</guid>', "http://feeds.example/~r/x"),
    ],
)
def test_a_permanent_id_on_the_feeds_own_site_goes_before_a_counter_elsewhere(guid: str, url: str) -> None:
    assert [one.url for one in read(rss(item("http://feeds.example/~r/x", more=guid)))] == [url]


def test_rdf_is_read() -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>W</title></channel>'
        f'<item rdf:about="{OTHER}"><title>A</title><dc:date>2026-12-02T10:15:00+07:00</dc:date></item></rdf:RDF>'
    )
    assert read(text) == [SourceEntry(OTHER, "A", "2026-12-02T10:15:00+07:00")]


def test_names_in_capitals_are_read() -> None:
    body = f"<RSS><CHANNEL><ITEM><TITLE>A</TITLE><LINK>{OTHER}</LINK></ITEM></CHANNEL></RSS>"
    assert [(entry.url, entry.title) for entry in read(body)] == [(OTHER, "A")]


def test_atom_of_before_2005_says_where_a_title_is_markup() -> None:
    title = '<title mode="escaped">Sungai &lt;b&gt;Meluap&lt;/b&gt;</title>'
    feed = f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>{title}<link href="{OTHER}"/></entry></feed>'
    assert [entry.title for entry in read(feed)] == ["Sungai Meluap"]


def test_a_picture_has_no_say_in_a_title() -> None:
    media = "<media:title>Foto</media:title><title>Judul</title><link>/1</link>"
    for prefix in ('xmlns:media="http://search.yahoo.com/mrss/"', ""):
        assert read(rss(f"<item>{media}</item>", attributes=prefix))[0].title == "Judul"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<!DOCTYPE html><title>404 Tidak ada</title><a href=/rss>x</a>", "an HTML page: 404 Tidak ada"),
        ("\n<html lang=id><rss>", "an HTML page"),
        ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "outermost element is <urlset>"),
        (atom("<id>tag:x</id>"), "none of the feed's 1 entries has a link"),
        (rss('<item><guid isPermaLink="false">https://warta.example/?p=1</guid></item>'), "has a link"),
        ("Tidak ada", "neither RSS nor Atom"),
    ],
)
def test_what_is_no_feed_is_named(body: str, reason: str) -> None:
    with pytest.raises(BadSourceError, match=reason):
        read(body)


def test_depth_is_refused_at_once() -> None:
    with pytest.raises(BadSourceError):
        read("<rss><channel>" + "<a>" * 200_000)
