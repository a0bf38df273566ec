"""The ledger: sources, links, pages; on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.catalogue import Adaptive, Publisher, Source
from config.outcomes import Outcome, Stage
from crawler import tally
from crawler.database import reading
from crawler.ledger import Ledger, Link, Visit, open_ledger

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED = "https://kabar.id/rss.xml"


def make_publisher(slug: str = "kabar", *urls: str, enabled: bool = True) -> Publisher:
    sources = tuple(Source("feed", url, Adaptive()) for url in urls or (FEED,))
    return Publisher(slug, slug.title(), ("kabar.id",), enabled=enabled, sources=sources)


def make_link(number: int) -> Link:
    return Link(f"https://kabar.id/{number}", f"https://kabar.id/{number}", f"Judul {number}", source=FEED)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger("sqlite:", tmp_path) as opened:
        yield opened


def test_a_new_source_is_due_until_it_is_visited(ledger: Ledger) -> None:
    ledger.sync_sources([make_publisher()], NOW)
    [source] = ledger.due_sources(NOW, None, everything=False)
    assert (source.publisher, source.url, source.kind, source.etag) == ("kabar", FEED, "feed", "")
    ledger.record_visit(source.id, Visit(Outcome.FETCHED, NOW, NOW + HOUR, etag='"a"', failures=2))
    assert ledger.due_sources(NOW, None, everything=False) == []
    [again] = ledger.due_sources(NOW + HOUR, None, everything=False)
    assert (again.etag, again.failures, again.outcome, again.last_visit) == ('"a"', 2, "fetched", NOW)


def test_links_are_pending_until_their_page_is_recorded(ledger: Ledger) -> None:
    links = [make_link(1), make_link(2), make_link(2)]
    assert ledger.add_links("kabar", FEED, links, NOW, 10) == 2
    assert ledger.add_links("kabar", FEED, links, NOW, 10) == 0
    assert ledger.pending_links("kabar", 10, NOW) == links[:2]
    ledger.record_page("halaman-1", links[0].key, Outcome.FETCHED, "lari")
    assert ledger.pending_links("kabar", 10, NOW) == links[1:2]
    assert ledger.seen(links[0].key)
    assert not ledger.seen("https://kabar.id/3")
    with reading(ledger.engine) as connection:
        assert tally.count(connection) == {("kabar", Stage.FETCH, Outcome.FETCHED): 1}
