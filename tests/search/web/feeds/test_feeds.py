"""Feeds of a search: well-formed, with all that their specifications ask for, harmless, and not sent twice."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest

from indexer.engines.embedded.engine import EmbeddedEngine
from indexer.engines.port import Engine
from indexer.language.analysis import Lexicon
from search.web.feeds import MEDIA
from tests.search.articles import article, fill
from tests.search.client import Client, client_of

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("atom", "rss", "json")
TITLES = (
    "Banjir & <b>tebal</b>",
    "<script>alert(1)</script> banjir",
    "Banjir &amp; &lt;i&gt;",
    "خبر عاجل banjir 🌊",
    "Banjir \"kutip\" 'dua'",
    "Banjir ]]> -->",
)


@pytest.fixture(scope="module")
def floods(tmp_path_factory: pytest.TempPathFactory, lexicon: Lexicon) -> Engine:
    """Sixty floods with odd titles, every tenth without a date, all of two groups of copies; two droughts."""
    made = [
        article(
            n, f"b {n}/é", "antara", f"2025-0{1 + n // 28}-{1 + n % 28:02}T03:00:00", "Da&rah", ("Ani <b>", "Budi"),
            ("<i>banjir</i>",), f"g{n % 2}", TITLES[n % len(TITLES)], (f"Banjir <script>alert({n})</script> surut.",),
            dated=n % 10 != 9, has_copies=True,
        )
        for n in range(60)
    ]  # fmt: skip
    made += [
        article(100 + n, f"k{n}", "detik", f"2025-06-0{n + 1}T03:00:00", "", (), (), f"k{n}", "Kemarau", ("Kering.",))
        for n in range(2)
    ]
    return fill(EmbeddedEngine(tmp_path_factory.mktemp("floods"), 15_000_000), lexicon, made)


@pytest.fixture(scope="module")
def floods_client(floods: Engine, tmp_path_factory: pytest.TempPathFactory) -> Client:
    return client_of(tmp_path_factory.mktemp("feeds"), lambda: floods)


def entries(form: str, got: httpx.Response) -> list[dict[str, Any]]:
    """The entries: id, title, published (None), updated (None), url, all text that may be taken for HTML."""
    assert got.status_code == 200
    if form == "json":
        whole = got.json()
        assert whole["version"] == "https://jsonfeed.org/version/1.1"
        assert whole["title"]
        return [
            {
                "id": one["id"],
                "title": one["title"],
                "published": one.get("date_published"),
                "url": one["url"],
                "html": "",
            }
            for one in whole["items"]
        ]
    root = ElementTree.fromstring(got.content)
    if form == "rss":
        return [_rss_item(item) for item in root.iter("item")]
    for name in ("id", "title", "updated"):
        assert len(root.findall(ATOM + name)) == 1  # RFC 4287, 4.1.1
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    return [_atom_entry(entry) for entry in root.iter(f"{ATOM}entry")]


def _rss_item(item: ElementTree.Element) -> dict[str, Any]:
    told = item.findtext("pubDate")
    return {
        "id": item.findtext("guid"),
        "title": item.findtext("title"),
        "published": parsedate_to_datetime(told).isoformat() if told else None,
        "url": item.findtext("link"),
        "html": f"{item.findtext('title')} {item.findtext('description')}",
    }


def _atom_entry(entry: ElementTree.Element) -> dict[str, Any]:
    for name in ("id", "title", "updated"):
        assert len(entry.findall(ATOM + name)) == 1  # RFC 4287, 4.1.2
    assert entry.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(entry.findall(f"{ATOM}published")) < 2
    assert entry.find(f"{ATOM}summary") is not None
    assert datetime.fromisoformat(str(entry.findtext(f"{ATOM}updated"))).tzinfo
    links = {link.get("rel"): link.get("href") for link in entry.findall(f"{ATOM}link")}
    assert str(links["related"]).startswith("http://kliping/artikel/")
    title = entry.find(f"{ATOM}title")
    assert title is not None
    assert title.get("type") is None  # plain text
    return {
        "id": entry.findtext(f"{ATOM}id"),
        "title": title.text,
        "published": entry.findtext(f"{ATOM}published"),
        "url": links["alternate"],
        "html": "",
    }


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_has_the_newest_each_copy_too_and_the_undated_last(floods_client: Client, form: str) -> None:
    got = floods_client.get(f"/feed.{form}", {"q": "banjir", "sort": "relevance"})
    found = entries(form, got)
    assert len(found) == 50
    assert len({one["id"] for one in found}) == 50
    assert all(one["id"].startswith("urn:kliping:article:") for one in found)
    published = [datetime.fromisoformat(one["published"]) for one in found]
    assert published == sorted(published, reverse=True)
    every = entries(form, floods_client.get(f"/feed.{form}", {"q": "banjir", "top": "100"}))
    assert [one["published"] is None for one in every] == [False] * 54 + [True] * 6
    assert {one["url"] for one in every} == {f"https://antara.example/b {n}/é" for n in range(60)}


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_says_where_it_is_and_what_it_is(floods_client: Client, form: str) -> None:
    got = floods_client.get(f"/feed.{form}", {"q": "banjir", "publisher": ["antara", "detik"], "ui": "en"})
    assert got.headers["content-type"].partition(";")[0] == MEDIA[form]
    if form == "json":
        own, title = got.json()["feed_url"], got.json()["title"]
    else:
        root = ElementTree.fromstring(got.content)
        channel = root if form == "atom" else root.find("channel")
        assert channel is not None
        own = next(link.get("href") for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self")
        title = channel.findtext(f"{ATOM}title" if form == "atom" else "title")
    parts = urlsplit(own)
    assert (parts.scheme, parts.netloc, parts.path) == ("http", "kliping", f"/feed.{form}")
    assert parse_qs(parts.query)["q"] == ["banjir"]
    assert parse_qs(parts.query)["publisher"] == ["antara", "detik"]
    assert title == "Kliping: banjir, antara, detik"


@pytest.mark.parametrize("form", FORMS)
def test_no_text_of_an_article_is_markup(floods_client: Client, form: str) -> None:
    for one in entries(form, floods_client.get(f"/feed.{form}", {"q": "banjir", "top": "100"})):
        assert "<script" not in one["html"]
        assert "<b>" not in one["html"]
        number = int(one["url"].removeprefix("https://antara.example/b ").partition("/")[0])
        title = TITLES[number % len(TITLES)]
        written = one["title"] if form != "rss" else _unescaped(one["title"])
        assert written == title


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ({"q": "None"}, "Kliping: None"),
        ({"q": "banjir", "to": "2025-02-01"}, "Kliping: banjir, 2025-02-01"),
        ({}, "Kliping: Artikel terbaru"),
    ],
)
def test_the_title_says_what_was_asked(floods_client: Client, asked: dict[str, str], title: str) -> None:
    assert floods_client.get("/feed.json", asked).json()["title"] == title


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("query", ["\x00\x01", "\ud800", "]]>", "<a>&", '"', "\u2028", "x" * 2_000])
def test_any_query_gives_a_document_that_can_be_read(floods_client: Client, form: str, query: str) -> None:
    got = floods_client.get(f"/feed.{form}", {"q": query.encode("utf-8", "replace").decode()})
    assert got.status_code == 200
    ElementTree.fromstring(got.content)


@pytest.mark.parametrize("form", FORMS)
def test_nothing_found_is_a_feed_without_entries(floods_client: Client, form: str) -> None:
    got = floods_client.get(f"/feed.{form}", {"q": "banjir katayangtidakada"})
    assert entries(form, got) == []  # what is nearest is no news
    assert got.headers["last-modified"] == "Thu, 01 Jan 1970 00:00:00 GMT"


@pytest.mark.parametrize("form", FORMS)
def test_what_has_not_changed_is_not_sent_again(floods_client: Client, form: str) -> None:
    asked = {"q": "banjir"}
    got = floods_client.get(f"/feed.{form}", asked)
    again = floods_client.get(f"/feed.{form}", asked, {"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", got.headers["etag"])
    assert floods_client.get(f"/feed.{form}", asked, {"If-None-Match": '"x"'}).status_code == 200
    assert floods_client.get(f"/feed.{form}", {"q": "kemarau"}).headers["etag"] != got.headers["etag"]
    since = {"If-Modified-Since": got.headers["last-modified"]}
    assert (floods_client.get(f"/feed.{form}", asked, since).status_code) == 304
    earlier = parsedate_to_datetime(got.headers["last-modified"]) - timedelta(seconds=1)
    for known in (format_datetime(earlier, usegmt=True), "kemarin", "Mon, 01 Jan 99999999999 00:00:00 GMT"):
        assert floods_client.get(f"/feed.{form}", asked, {"If-Modified-Since": known}).status_code == 200
    both = since | {"If-None-Match": '"x"'}
    assert floods_client.get(f"/feed.{form}", asked, both).status_code == 200


def test_a_date_alone_does_not_say_that_nothing_came_while_articles_are_young(tmp_path: Path, lexicon: Lexicon) -> None:
    moment = (datetime.now(UTC) - timedelta(minutes=5)).replace(tzinfo=None, microsecond=0).isoformat()
    made = [article(1, "a", "antara", moment, "", (), (), "a", "Banjir", ("Air naik.",))]
    client = client_of(tmp_path, lambda: fill(EmbeddedEngine(tmp_path / "index", 15_000_000), lexicon, made))
    got = client.get("/feed.atom")
    assert client.get("/feed.atom", headers={"If-Modified-Since": got.headers["last-modified"]}).status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_head_and_wrong_parameters(floods_client: Client, form: str) -> None:
    head = floods_client.request("HEAD", f"/feed.{form}", {"q": "banjir"})
    assert (head.status_code, head.content) == (200, b"")
    for wrong in ({"top": "101"}, {"publishr": "antara"}, {"from": "kapan"}):
        got = floods_client.get(f"/feed.{form}", wrong)
        assert (got.status_code, got.headers["content-type"]) == (400, "application/problem+json")


def test_the_page_of_results_names_the_feeds_of_its_search(floods_client: Client) -> None:
    text = floods_client.get("/", {"q": "banjir", "publisher": "antara", "sort": "oldest", "from": "2025-01-03"}).text
    for form, media in (
        ("atom", "application/atom+xml"),
        ("rss", "application/rss+xml"),
        ("json", "application/feed+json"),
    ):
        wanted = f"/feed.{form}?q=banjir&amp;from=2025-01-03&amp;publisher=antara"
        assert f'<link rel="alternate" type="{media}" href="{wanted}" title="banjir">' in text
        assert len(entries(form, floods_client.get(wanted.replace("&amp;", "&")))) == 50


def test_the_search_is_described_for_browsers(floods_client: Client) -> None:
    root = ElementTree.fromstring(floods_client.get("/opensearch.xml").content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert root.tag == f"{space}OpenSearchDescription"
    assert len(str(root.findtext(f"{space}ShortName"))) <= 16
    urls = {one.get("type"): one.get("template") for one in root.findall(f"{space}Url")}
    page = str(urls["text/html"]).replace("{searchTerms}", "banjir")
    assert page.startswith("http://kliping/?")
    assert floods_client.get(page.removeprefix("http://kliping")).status_code == 200
    assert '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"' in (
        floods_client.get("/").text
    )


def test_an_article_without_an_address_leads_to_its_page_here(tmp_path: Path, lexicon: Lexicon) -> None:
    made = article(1, "a", "antara", "2025-01-01T03:00:00", "", (), (), "a", "Banjir", ("Air.",))
    engine = fill(EmbeddedEngine(tmp_path / "index", 15_000_000), lexicon, [replace(made, url="javascript:1")])
    client = client_of(tmp_path, lambda: engine)
    (item,) = json.loads(client.get("/feed.json", {"q": "banjir"}).content)["items"]
    assert item["url"] == item["_kliping"]["archive"] == "http://kliping/artikel/a?q=banjir"
