"""No spelling of an address that is not public is asked, by whatever way it comes: each is put into a source, a feed, a
sitemap of an index, redirects of pages and of robots.txt, a clip, and the further part of an article.

What counts is what the process connects to. The site that hands them out lies on the loopback too, at the one address
that is let through.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from base import network
from base.database import reading
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.archive.archive import follow
from crawler.crawl import clip, crawl
from crawler.fetch import resolver
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import LINK
from crawler.sources.parsers import Readers
from tests.crawler.fetch.private_spellings import FORMS, NAMES, WRITTEN
from tests.crawler.kill_moments import ReadersHere
from tests.news_site import Answer, NewsSite, serve_site

SITE = "127.83.11.7"
SETTINGS = Settings(
    crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0, daily_requests=10**6, timeout_seconds=5.0)
)
HOUR = timedelta(hours=1)

connected: list[str] = []
watched: list[NewsSite] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook, which stays for as long as the process: it hears of each socket that is connected."""
    if watched and event == "socket.connect" and isinstance(arguments[1], tuple):  # else it is a pipe
        host = str(arguments[1][0])
        if host != SITE:
            connected.append(host)
            raise PermissionError(f"the test connects to nothing but its site, and not to {host}")


@pytest.fixture(scope="module", autouse=True)
def hook() -> None:
    sys.addaudithook(watch)


async def look_up(self: object, name: str) -> list[str]:
    """Names as the system knows them, and numbers as it reads them; no name server is asked."""
    if name.lower() in NAMES:
        return NAMES[name.lower()]
    if name.endswith(".uji.id"):
        return [SITE]
    found = await asyncio.get_running_loop().getaddrinfo(
        name, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )
    return [str(entry[4][0]) for entry in found]


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[NewsSite]:
    monkeypatch.setattr(resolver, "is_public", lambda one: one == SITE or network.is_public(one))
    monkeypatch.setattr(resolver.GuardedResolver, "_look_up", look_up)
    monkeypatch.setattr(Publisher, "owns", lambda *_: True)  # the guard alone is to keep them out
    monkeypatch.setattr(Readers, "articles", ReadersHere.articles)  # a child process knows nothing of that
    with serve_site(SITE) as made:
        watched.append(made)
        yield made
        watched.clear()
    asked, connected[:] = list(connected), []
    assert asked == []


def publisher(site: NewsSite, *sources: Source, more: str = "") -> Publisher:
    hosts = [urlsplit(f"http://{form}").hostname or "" for form in FORMS if "%" not in form]
    domains = (f"uji.id:{site.base.rpartition(':')[2]}", *filter(None, hosts))
    return Publisher("uji", "Uji", domains, next=more, politeness=Politeness(0.0), sources=sources)


def visit(data: Path, site: NewsSite, *sources: Source, more: str = "") -> Counter[str]:
    """Crawl these sources; returns how many pages ended how."""
    crawl(SETTINGS, data, {"uji": publisher(site, *sources, more=more)}, once=True, everything=True)
    with open_ledger("sqlite:", data) as ledger, reading(ledger.engine) as connection:
        return Counter(connection.execute(sa.select(LINK.c.outcome)).scalars())


def feed(site: NewsSite, links: list[str]) -> Source:
    site.feed("/rss", links)
    answer = site.answers["/rss"]
    assert isinstance(answer, Answer)
    answer.body = answer.body.replace(f"{site.base}http".encode(), b"http")
    return Source("feed", f"{site.base}/rss", Every(HOUR))


def archived(data: Path) -> int:
    return sum(1 for _ in follow(data / "archive", {}))


def test_sources(site: NewsSite, tmp_path: Path) -> None:
    visit(tmp_path, site, *(Source("feed", f"http://{form}/rss", Every(HOUR)) for form in FORMS))
    with open_ledger("sqlite:", tmp_path) as ledger:
        outcomes = Counter(one.outcome for one in ledger.sources())
    assert outcomes.keys() <= {"address_blocked", "not_found", "network_error"}
    assert outcomes["address_blocked"] >= 70


def test_links_of_a_feed(site: NewsSite, tmp_path: Path) -> None:
    outcomes = visit(tmp_path, site, feed(site, [f"http://{form}/baca/{n}" for n, form in enumerate(FORMS)]))
    assert outcomes.keys() <= {"address_blocked", "not_found", "network_error"}
    assert outcomes["address_blocked"] >= 70
    assert archived(tmp_path) == 0
    with open_ledger("sqlite:", tmp_path) as ledger, reading(ledger.engine) as connection:
        waiting = {*connection.execute(sa.select(LINK.c.host).where(LINK.c.due.is_not(None))).scalars()}
    assert waiting <= {*NAMES, *WRITTEN.split()}  # a name may lead elsewhere tomorrow, a number never
    assert "dalam.uji.id" in waiting
    assert not waiting & {"localhost", "baca.localhost", "127.0.0.1"}


def test_sitemaps_of_an_index(site: NewsSite, tmp_path: Path) -> None:
    for start in range(0, len(FORMS), 50):
        named = "".join(
            f"<sitemap><loc>http://{escape(form)}/s.xml</loc></sitemap>" for form in FORMS[start : start + 50]
        )
        path = f"/index{start}.xml"
        site.answers[path] = Answer(f"<sitemapindex>{named}</sitemapindex>".encode(), "application/xml")
        visit(tmp_path, site, Source("sitemap", f"{site.base}{path}", Every(HOUR)))


def test_redirects_of_pages(site: NewsSite, tmp_path: Path) -> None:
    for number, form in enumerate(FORMS):
        location = f"http://{form}/baca/{number}".encode().decode("latin-1")
        site.answers[f"/baca/{number}"] = Answer(status=302, headers={"Location": location})
    outcomes = visit(tmp_path, site, feed(site, [f"/baca/{number}" for number in range(len(FORMS))]))
    assert outcomes.keys() <= {"address_blocked", "http_error", "network_error", "not_found"}
    assert outcomes["address_blocked"] >= 70
    assert archived(tmp_path) == 0


def test_redirects_of_robots_txt(site: NewsSite, tmp_path: Path) -> None:
    port, forms = site.base.rpartition(":")[2], iter(FORMS)

    def robots(_: object) -> Answer:
        return Answer(status=302, headers={"Location": f"http://{next(forms)}/robots.txt".encode().decode("latin-1")})

    site.answers["/robots.txt"] = robots
    urls = [f"http://r{number}.uji.id:{port}/baca/1" for number in range(len(FORMS))]
    ended = clip(SETTINGS, tmp_path, {"uji": publisher(site)}, urls)
    assert next(forms, None) is None
    assert not {one.outcome for one in ended} & {"fetched"}
    assert archived(tmp_path) == 0


def test_clips(site: NewsSite, tmp_path: Path) -> None:
    urls = [f"{scheme}://{form}/baca/{n}" for n, form in enumerate(FORMS) for scheme in ("http", "https")]
    ended = Counter(one.outcome.value for one in clip(SETTINGS, tmp_path, {}, urls))
    assert ended.keys() <= {"address_blocked", "not_found", "network_error"}
    assert site.seen == []


def test_further_parts_of_an_article(site: NewsSite, tmp_path: Path) -> None:
    for number, form in enumerate(FORMS):
        site.page(f"/baca/{number}", more=f'<a class="next" href="http://{escape(form)}/baca/{number}?page=2">2</a>')
    source = feed(site, [f"/baca/{number}" for number in range(len(FORMS))])
    outcomes = visit(tmp_path, site, source, more="css:a.next")
    assert outcomes.keys() <= {"fetched", "network_error"}
    assert outcomes["fetched"] >= 70
    assert not any(page.kind == "part" for page, _ in follow(tmp_path / "archive", {}))
