"""An Internet in a network namespace of its own: every address is this machine, and whoever listens there tells it.

`python -m tests.crawler.fetch.made_up_internet FOLDER`, run by `unshare --net`, crawls with the product as it is, by
real names and sockets, and prints as JSON for each way how many spellings were tried, how the pages ended, and
which connections came to any other address than the site's.
"""

from __future__ import annotations

import json
import socket
import socketserver
import struct
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from base.database import reading
from base.notify.errors import NotTakenError
from base.notify.webhook import send_webhook
from config.catalogue import Every, Politeness, Publisher, Source
from config.settings import CrawlerSettings, Settings
from crawler.crawl import clip, crawl
from crawler.ledger.ledger import open_ledger
from crawler.ledger.tables import LINK
from tests.crawler.fetch.private_spellings import FORMS, NAMES

SITE = "45.45.45.45"
"""An address like any other; nothing outside the namespace is asked."""
REBINDING = 20
SITEMAPS = 10
"""Of an index, so that all are asked in one visit."""
SETTINGS = Settings(
    crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0, daily_requests=10**6, timeout_seconds=5.0)
)
PRIVATE = Settings(crawler=CrawlerSettings(min_free_bytes=0, delay_seconds=0.0, allow_private_addresses=True))
ARTICLE = "<!doctype html><title>Banjir</title><h1>Banjir surut</h1>" + "<p>Warga membersihkan rumah.</p>" * 5
FEED = "<rss version='2.0'><channel>{}</channel></rss>"
PATHS = tuple(f"/baca/{number}" for number in range(len(FORMS)))


class Canary(socketserver.StreamRequestHandler):
    """Listens at all addresses: answers as the site at the site's own, and notes who came to any other."""

    sung: list[str] = []  # noqa: RUF012 - of all connections
    answers: dict[str, str] = {}  # noqa: RUF012

    def handle(self) -> None:
        address, port = self.request.getsockname()[:2]
        if address != SITE:
            self.sung.append(f"{address}:{port}")
        if port != 80:
            return
        path, host = self.rfile.readline(10_000).split(b" ")[1].decode("latin-1"), ""
        while line := self.rfile.readline(10_000).strip().lower():
            if line.startswith(b"host: "):
                host = line[6:].decode("latin-1")
        none = "404 Not Found\r\n\r\n" if path == "/robots.txt" else ""
        answer = self.answers.get(f"{host}{path}") or self.answers.get(path, none)
        if not answer:
            answer = f"200 OK\r\nContent-Type: text/html\r\n\r\n{ARTICLE}"
        self.wfile.write(f"HTTP/1.0 {answer}".encode())


class Names(socketserver.DatagramRequestHandler):
    """The only name server: what is not known leads to the site, and `putar` first there and then to this machine."""

    asked: Counter[str] = Counter()  # noqa: RUF012 - of all questions

    def handle(self) -> None:
        query = self.rfile.read()
        name, place = list[str](), 12
        while length := query[place]:
            name.append(query[place + 1 : place + 1 + length].decode("latin-1").lower())
            place += 1 + length
        (kind,) = struct.unpack_from("!H", query, place + 1)
        addresses = [one for one in self.lead(".".join(name), kind) if (":" in one) == (kind == 28)]
        family = socket.AF_INET6 if kind == 28 else socket.AF_INET
        found = [socket.inet_pton(family, one) for one in addresses]
        records = b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(one)) + one for one in found)
        head = query[:2] + struct.pack("!HHHHH", 0x8180 if name else 0x8183, 1, len(found), 0, 0)
        self.wfile.write(head + query[12 : place + 5] + records)

    def lead(self, name: str, kind: int) -> list[str]:
        """Where a name leads this time."""
        if kind == 1:
            self.asked[name] += 1
        if name.startswith("putar"):
            public_first = int(name[5:].partition(".")[0]) % 2 == 0
            return [SITE] if (self.asked[name] <= 1) == public_first else ["127.0.0.1"]
        return NAMES.get(name, [SITE] if name.endswith(".uji.id") else [])


def make_network() -> None:
    """Let every address lead here."""
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
    ):
        subprocess.run(command.split(), capture_output=True, check=False)


@contextmanager
def listening() -> Iterator[None]:
    """Canaries on ports 80 and 443 of all addresses, and the name server."""

    class Six(socketserver.ThreadingTCPServer):
        address_family = socket.AF_INET6
        daemon_threads = True

        def server_bind(self) -> None:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            super().server_bind()

    class Four(socketserver.ThreadingTCPServer):
        daemon_threads = True

    servers: list[socketserver.BaseServer] = [Four(("0.0.0.0", port), Canary) for port in (80, 443)]
    servers += [Six(("::", port), Canary) for port in (80, 443)]
    servers += [socketserver.ThreadingUDPServer(("0.0.0.0", 53), Names)]
    for server in servers:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield
    for server in servers:
        server.shutdown()
        server.server_close()


def publisher(*sources: str, kind: str = "feed", more: str = "") -> Publisher:
    """A publisher that says that all those hosts are its own, so that the guard alone keeps them out."""
    hosts = [urlsplit(f"http://{form}").hostname or "" for form in FORMS if "%" not in form]
    listed = tuple(Source(kind, url, Every(timedelta(hours=1))) for url in sources)  # type: ignore[arg-type]
    domains = (SITE, "uji.id", *filter(None, hosts))
    return Publisher("uji", "Uji", domains, next=more, politeness=Politeness(0.0), sources=listed)


def crawled(data: Path, one: Publisher) -> Counter[str]:
    """Crawl it; how its links ended, or where there are none its sources."""
    crawl(SETTINGS, data, {"uji": one}, once=True, everything=True)
    with open_ledger("sqlite:", data) as ledger, reading(ledger.engine) as connection:
        links = Counter(connection.execute(sa.select(LINK.c.outcome)).scalars())
        return links or Counter(state.outcome for state in ledger.sources())


def feed(links: list[str]) -> str:
    items = "".join(f"<item><title>Judul</title><link>{escape(link)}</link></item>" for link in links)
    Canary.answers["/rss"] = f"200 OK\r\nContent-Type: text/xml\r\n\r\n{FEED.format(items)}"
    return f"http://{SITE}/rss"


def redirects(paths: Sequence[str], to: str) -> None:
    for path, form in zip(paths, FORMS, strict=True):
        Canary.answers[path] = f"302 Found\r\nLocation: http://{form}{to}\r\n\r\n"


def by_sources(data: Path) -> Counter[str]:
    return crawled(data, publisher(*(f"http://{form}/rss" for form in FORMS)))


def by_links(data: Path) -> Counter[str]:
    return crawled(data, publisher(feed([f"http://{form}/baca/{n}" for n, form in enumerate(FORMS)])))


def by_sitemaps(data: Path) -> Counter[str]:
    paths = [f"/s{start}" for start in range(0, len(FORMS), SITEMAPS)]
    for start, path in enumerate(paths):
        some = FORMS[start * SITEMAPS :][:SITEMAPS]
        named = "".join(f"<sitemap><loc>http://{escape(form)}/s.xml</loc></sitemap>" for form in some)
        Canary.answers[path] = f"200 OK\r\nContent-Type: text/xml\r\n\r\n<sitemapindex>{named}</sitemapindex>"
    return crawled(data, publisher(*(f"http://{SITE}{path}" for path in paths), kind="sitemap"))


def by_redirects(data: Path) -> Counter[str]:
    redirects(PATHS, "/baca")
    return crawled(data, publisher(feed([f"http://{SITE}{path}" for path in PATHS])))


def by_robots(data: Path) -> Counter[str]:
    hosts = [f"r{number}.uji.id" for number in range(len(FORMS))]
    redirects([f"{host}/robots.txt" for host in hosts], "/robots.txt")
    return clipped(data, [f"http://{host}/baca/1" for host in hosts])


def by_clips(data: Path) -> Counter[str]:
    return clipped(data, [f"{scheme}://{form}/baca/1" for form in FORMS for scheme in ("http", "https")])


def by_parts(data: Path) -> Counter[str]:
    for path, form in zip(PATHS, FORMS, strict=True):
        more = f'<a class="next" href="http://{escape(form)}{path}?page=2">2</a>'
        Canary.answers[path] = f"200 OK\r\nContent-Type: text/html\r\n\r\n{ARTICLE}{more}"
    return crawled(data, publisher(feed([f"http://{SITE}{path}" for path in PATHS]), more="css:a.next"))


def by_webhooks(_: Path) -> Counter[str]:
    ended = Counter[str]()
    for form in FORMS:
        try:
            send_webhook(f"http://{form}/", "1", 1, b"{}", seconds=5.0)
            ended["taken"] += 1
        except NotTakenError:
            ended["refused"] += 1
    return ended


def by_rebinding(data: Path) -> Counter[str]:
    return clipped(data, [f"http://putar{number}.uji.id/baca/1" for number in range(REBINDING)])


def clipped(data: Path, urls: list[str], settings: Settings = SETTINGS) -> Counter[str]:
    return Counter(one.outcome.value for one in clip(settings, data, {"uji": publisher()}, urls))


WAYS: dict[str, Callable[[Path], Counter[str]]] = {
    "sources": by_sources,
    "links of a feed": by_links,
    "sitemaps of an index": by_sitemaps,
    "redirects of pages": by_redirects,
    "redirects of robots.txt": by_robots,
    "clips": by_clips,
    "further parts": by_parts,
    "webhooks": by_webhooks,
    "names that turn": by_rebinding,
}


def main(folder: Path) -> None:
    make_network()
    with listening():
        tried = dict[str, object]()
        for way, run in WAYS.items():
            Canary.answers, Canary.sung[:] = {}, []
            ended = run(folder / way.replace(" ", "-"))
            tried[way] = {"ended": ended, "canaries": sorted(Canary.sung)}
        Canary.answers, Canary.sung[:] = {}, []
        urls = [f"http://{host}/baca/1" for host in ("10.1.2.3", "[fd00::7]", "dalam.uji.id")]
        allowed = clipped(folder / "allowed", urls, PRIVATE)
        tried["allowed"] = {"ended": allowed, "canaries": sorted(set(Canary.sung))}
    print(json.dumps(tried))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
