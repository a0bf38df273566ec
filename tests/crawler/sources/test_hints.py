"""What sources say of their rhythm: how long to wait between visits, and when entries were published."""

from __future__ import annotations

import pytest

from crawler.sources.feeds import read_feed
from crawler.sources.hints import feed_hint, header_hint
from crawler.sources.times import entry_instant

ITEM = b"<item><link>https://kabar.id/1</link><ttl>90</ttl></item>"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"", 0),
        (b"<ttl>15</ttl>", 900),
        (b"<ttl> 60 </ttl>", 3600),
        (b"<ttl>soon</ttl>", 0),
        (b"<ttl>999999</ttl>", 86_400),
        (b"<sy:updatePeriod>\nhourly </sy:updatePeriod><sy:updateFrequency>\n1 </sy:updateFrequency>", 0),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod>", 0),
        (b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 900),
        (b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 86_400),
        (b"<sy:updatePeriod>weekly</sy:updatePeriod>", 86_400),
        (b"<ttl>5</ttl><sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 1800),
    ],
)
def test_what_a_feed_asks_for_is_read_before_its_entries_and_no_systems_default(said: bytes, expected: float) -> None:
    head = b'<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Uji</title>'
    feed = head + said + ITEM + b"</channel></rss>"
    assert feed_hint(feed) == expected
    assert read_feed(feed, "https://kabar.id/rss").hint == expected


@pytest.mark.parametrize(
    ("control", "age", "expected"),
    [
        ("", "", 0),
        ("max-age=300", "", 300),
        ('public, MAX-AGE="300"', "100", 200),
        ("s-maxage=900, max-age=60", "", 60),
        ("s-maxage=900", "", 0),
        ("no-cache, max-age=300", "", 0),
        ("max-age=0", "", 0),
        ("max-age=60", "600", 0),
        ("max-age=31536000", "x", 86_400),
        ("max-age=99999999999", "", 86_400),
    ],
)
def test_what_the_headers_ask_for(control: str, age: str, expected: float) -> None:
    assert header_hint(control, age) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 24 Nov 2026 08:00:00 +0700",
        "Tue, 24 Nov 2026 01:00:00 GMT",
        "2026-11-24T08:00:00+07:00",
        "2026-11-24T01:00:00Z",
        "2026-11-24 08:00:00",
        "Sel, 24 November 2026 08:00:00 WIB",
        "Sel, 24 Nop 2026 09:00:00 WITA",
    ],
)
def test_instants_of_entries(text: str) -> None:
    assert entry_instant(text) == 1_795_482_000.0


@pytest.mark.parametrize("text", ["", "2026-11-24", "kemarin sore pukul delapan", "Tue, 99 Nov 2026 08:00:00 +0700"])
def test_what_is_no_instant(text: str) -> None:
    assert entry_instant(text) is None
