"""JSON Feed and the posts of WordPress."""

from __future__ import annotations

import json

import pytest

from crawler.sources.entries import BadSourceError, SourceEntry
from crawler.sources.feeds import read_feed
from crawler.sources.json_lists import read_wordpress

BASE = "https://warta.example/feed.json"


def feed(*items: object) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode("utf-8-sig")


def test_an_item_leads_to_its_page_or_what_it_is_about() -> None:
    items = (
        {"id": "1", "url": "/1", "external_url": "https://lain.example/", "title": "A &amp; B"},
        {"id": "2", "external_url": "https://warta.example/2", "date_published": "2026-01-01T10:00:00Z"},
        {"id": "https://warta.example/3"},
        {"id": "4"},
    )
    assert read_feed(feed(*items), BASE).links == (
        SourceEntry("https://warta.example/1", "A & B"),
        SourceEntry("https://warta.example/2", "", "2026-01-01T10:00:00+00:00"),
        SourceEntry("https://warta.example/3"),
    )


@pytest.mark.parametrize("body", [b'{"error": "x"}', b"[]", b"{", feed({"id": "4"}), b'{"items": []}'])
def test_other_json_is_no_feed(body: bytes) -> None:
    with pytest.raises(BadSourceError):
        read_feed(body, BASE)


POST = {
    "link": "https://warta.example/2026/01/emas",
    "date": "2026-01-01T10:00:00",
    "date_gmt": "2026-01-01T03:00:00",
    "title": {"rendered": "Emas &#8211; naik"},
    "excerpt": {"rendered": "<p>Harga&nbsp;emas naik.</p>\n"},
}


def test_the_posts_of_wordpress_are_read() -> None:
    url, title, summary = "https://warta.example/2026/01/emas", "Emas – naik", "Harga emas naik."
    wanted = SourceEntry(url, title, "2026-01-01T03:00:00+00:00", summary)
    assert read_wordpress(json.dumps([POST]).encode(), BASE).links == (wanted,)
    undated = {**POST, "date_gmt": None}
    assert read_wordpress(json.dumps([undated]).encode(), BASE).links[0].published == "2026-01-01T10:00:00+07:00"
    assert read_wordpress(b"[]", BASE).links == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code": "rest_no_route", "message": "No route was found"}', "No route was found"),
        (b'[{"id": 1}]', "not the posts of WordPress"),
        (b"<html>", "not JSON"),
    ],
)
def test_what_is_no_list_of_posts_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(BadSourceError, match=reason):
        read_wordpress(body, BASE)


def test_posts_given_as_a_feed_name_their_kind() -> None:
    with pytest.raises(BadSourceError, match='kind = "wordpress"'):
        read_feed(json.dumps([POST]).encode(), BASE)
