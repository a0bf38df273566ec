"""Publishers that behave as badly as any did that we know of: what each sends, byte by byte, for which address.

Each has a feed at `/rss` with two articles, `/baca/1` and `/baca/2`, as far as it does not misbehave there.
"""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Send = Callable[[asyncio.StreamWriter, str], Awaitable[None]]
Answers = Mapping[str, bytes | Send]
"""By the beginning of a path; what none fits is 404."""


def http(body: bytes, kind: str = "text/html", status: str = "200 OK", length: int | str | None = None,
         **headers: str) -> bytes:  # fmt: skip
    """An answer as honest as its arguments."""
    named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\n{named}\r\n".encode() + body


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>Judul</title><link>BASE{path}</link></item>" for path in paths)
    return http(f"<rss version='2.0'><channel><title>Uji</title>{items}</channel></rss>".encode(), XML)


def article(more: bytes = b"") -> bytes:
    text = b"<p>Warga mulai membersihkan rumah mereka pada Selasa pagi.</p>" * 3
    return http(b"<!doctype html><title>Banjir surut</title><h1>Banjir surut</h1>" + text + more)


def head(*lines: bytes, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join([status, *lines, b"", b""])


THREAD = "publishers"
XML = "application/rss+xml"
HTML = b"Content-Type: text/html"
CHUNKED = b"Transfer-Encoding: chunked"
FEED, ARTICLE = feed("/baca/1", "/baca/2"), article()
REDIRECT = "302 Found"
RANDOM = random.Random(5).randbytes(20_000)
BOMB = gzip.compress(bytes(30_000_000))


def endless(start: bytes, block: bytes, pause: float = 0.0) -> Send:
    """Something that goes on until nobody reads it."""

    async def send(writer: asyncio.StreamWriter, _: str) -> None:
        writer.write(start)
        while True:
            writer.write(block)
            await writer.drain()
            await asyncio.sleep(pause)

    return send


def drip(answer: bytes) -> Send:
    """A byte now and then, so that the connection is never silent."""

    async def send(writer: asyncio.StreamWriter, _: str) -> None:
        for place in range(len(answer)):
            writer.write(answer[place : place + 1])
            await writer.drain()
            await asyncio.sleep(0.3)

    return send


async def hang(writer: asyncio.StreamWriter, _: str) -> None:
    await writer.drain()
    await asyncio.sleep(3600)


def reset(start: bytes) -> Send:
    """A connection that is reset amid the answer."""

    async def send(writer: asyncio.StreamWriter, _: str) -> None:
        writer.write(start)
        await writer.drain()
        opened = writer.get_extra_info("socket")
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    return send


async def ever_elsewhere(writer: asyncio.StreamWriter, path: str) -> None:
    writer.write(http(b"", status=REDIRECT, Location=f"{path}x"))


async def ever_more_parts(writer: asyncio.StreamWriter, path: str) -> None:
    number = int(path.partition("=")[2] or 1) + 1
    writer.write(article(f'<a href="{path.partition("?")[0]}?page={number}">{number}</a>'.encode()))


async def nested_sitemaps(writer: asyncio.StreamWriter, path: str) -> None:
    named = "".join(f"<sitemap><loc>BASE{path}{letter}</loc></sitemap>" for letter in "abc")
    writer.write(http(f"<sitemapindex>{named}</sitemapindex>".encode(), "application/xml"))


LAUGHS = (
    b"<!DOCTYPE rss [<!ENTITY a 'tawa'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (name, b"&%c;" % (name - 1) * 10) for name in range(ord("b"), ord("k")))
    + b"]><rss version='2.0'><channel><item><title>&j;</title><link>BASE/baca/1</link></item></channel></rss>"
)
OUTSIDE = (
    b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    b"<rss version='2.0'><channel><item><title>&a;</title><link>BASE/baca/1</link></item></channel></rss>"
)
CALENDAR = feed(*(f"/baca/{number}?hari={number}" for number in range(3000)))
SITEMAP = b"<urlset>" + b"<url><loc>BASE/lain/1</loc></url>" * 60_000 + b"</urlset>"

FEEDS: dict[str, Answers] = {
    "drip": {"/rss": drip(FEED)},
    "drip-of-headers": {"/rss": drip(head(HTML, b"X: " + b"y" * 100))},
    "endless": {"/rss": endless(head(b"Content-Type: text/xml", CHUNKED), b"2000\r\n" + b"<a>" * 2730 + b"aa\r\n")},
    "endless-headers": {"/rss": endless(b"HTTP/1.1 200 OK\r\n", b"X-Lagi: " + b"y" * 1000 + b"\r\n", 0.001)},
    "endless-continue": {"/rss": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001)},
    "bomb": {"/rss": http(BOMB, XML, Content_Encoding="gzip")},
    "bomb-in-a-bomb": {"/rss": http(gzip.compress(BOMB), XML, Content_Encoding="gzip, gzip")},
    "million-entries": {"/rss": http(b"<rss version='2.0'><channel>" + b"<item/>" * 1_000_000, XML)},
    "as-many-as-fit": {"/rss": http(b"<rss version='2.0'><channel>" + b"<item/>" * 60_000 + b"</channel></rss>", XML)},
    "laughs": {"/rss": http(LAUGHS, XML)},
    "outside": {"/rss": http(OUTSIDE, XML)},
    "nested": {"/rss": http(b"<rss>" + b"<a>" * 100_000, XML)},
    "zeros": {"/rss": http(bytes(100_000), XML)},
    "noise": {"/rss": http(RANDOM, "text/xml; charset=klingon")},
    "circle": {"/rss": http(b"", status=REDIRECT, Location="/rss")},
    "ever-elsewhere": {"/rss": ever_elsewhere},
    "to-a-file": {"/rss": http(b"", status=REDIRECT, Location="file:///etc/passwd")},
    "to-nothing": {"/rss": http(b"", status=REDIRECT, Location="http://[::1")},
    "not-modified": {"/rss": http(b"", status="304 Not Modified")},
    "no-content": {"/rss": http(b"", status="204 No Content")},
    "years": {"/rss": http(b"", status="429 Too Many Requests", Retry_After="999999999999999999999")},
    "yesterday": {"/rss": http(b"", status="503 Away", Retry_After="-86400")},
    "no-date": {"/rss": http(b"", status="429 Too Many Requests", Retry_After="Wed, 99 Foo 0000 99:99:99 GMT")},
    "silent": {"/rss": hang},
    "hangs-up": {"/rss": b""},
    "no-http": {"/rss": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + RANDOM},
    "no-status": {"/rss": b"HTTP/9.9 baik sekali\r\n\r\nada"},
    "status-999": {"/rss": http(b"", status="999 Apa")},
    "strange-links": {
        "/rss": feed("x" * 100_000, "\x7f/baca/1", ":99999/baca/1", "@[::1/baca/1", "/baca/%00%0d%0aHost:%20lain")
    },
}  # fmt: skip
"""Those that misbehave where they list their articles."""

ROBOTS: dict[str, Answers] = {
    "robots-endless": {"/robots.txt": endless(head(b"Content-Type: text/plain", CHUNKED), b"8\r\nAllow: \n\r\n")},
    "robots-of-100-mb": {"/robots.txt": endless(head(b"Content-Length: 104857600"), b"Disallow: /x\n" * 1000)},
    "robots-drip": {"/robots.txt": drip(http(b"User-agent: *\nDisallow:\n", "text/plain"))},
    "robots-broken": {"/robots.txt": http(b"", status="500 Rusak")},
    "robots-circle": {"/robots.txt": http(b"", status=REDIRECT, Location="/robots.txt")},
    "robots-noise": {"/robots.txt": http(RANDOM, "text/plain")},
    "robots-bomb": {"/robots.txt": http(BOMB, "text/plain", Content_Encoding="gzip")},
    "robots-of-no-number": {"/robots.txt": http(b"User-agent: *\nCrawl-delay: nan\n", "text/plain")},
    "robots-of-yesterday": {"/robots.txt": http(b"User-agent: *\nCrawl-delay: -86400\n", "text/plain")},
}
"""Those that misbehave before anything is asked for."""

PAGES: dict[str, Answers] = {
    "page-drip": {"/baca/": drip(ARTICLE)},
    "page-endless": {"/baca/": endless(head(HTML), b"<p>" * 20_000)},
    "page-bomb": {"/baca/": http(BOMB, Content_Encoding="gzip")},
    "page-of-other-encoding": {"/baca/": http(ARTICLE, Content_Encoding="br")},
    "page-not-packed": {"/baca/": http(ARTICLE, Content_Encoding="gzip")},
    "page-too-short": {"/baca/": http(b"<html>", length=100_000)},
    "page-of-no-length": {"/baca/": http(b"<html>", length="banyak")},
    "page-of-negative-length": {"/baca/": http(b"<html>", length=-5)},
    "page-of-bad-chunks": {"/baca/": head(HTML, CHUNKED) + b"zzz\r\n<html>"},
    "page-of-huge-chunks": {"/baca/": head(HTML, CHUNKED) + b"ffffffffffffffffff\r\n<html>"},
    "page-of-5000-headers": {"/baca/": head(HTML, *(b"X-%d: y" % number for number in range(5000)))},
    "page-of-a-long-header": {"/baca/": head(HTML, b"X: " + b"y" * 1_000_000)},
    "page-of-split-headers": {"/baca/": head(HTML, b"X: a\nSet-Cookie: b\rEvil: c", b"Y\x00: d") + b"<html>"},
    "page-reset": {"/baca/": reset(head(HTML, b"Content-Length: 5000") + b"<html>")},
    "page-behind-a-wall": {"/baca/": http(b"", status=REDIRECT, Location="", Set_Cookie="masuk=1")},
    "page-elsewhere": {"/baca/": http(b"", status=REDIRECT, Location="http://127.0.0.1:1/baca/1")},
    "page-of-script": {"/baca/": http(b"", status=REDIRECT, Location="javascript:alert(1)")},
    "page-of-nothing": {"/baca/": http(b"", status="204 No Content")},
    "page-not-modified": {"/baca/": http(b"", status="304 Not Modified")},
    "page-a-picture": {"/baca/": http(b"\xff\xd8\xff", "image/jpeg")},
    "page-of-zeros": {"/baca/": http(bytes(200_000))},
    "page-nested": {"/baca/": article(b"<div>" * 60_000 + b'<a href="?page=2">2</a>')},
    "page-in-ever-more-parts": {"/baca/": ever_more_parts},
    "page-with-another-behind": {"/baca/": ARTICLE + http(b"<html>diselundupkan")},
}
"""Those that misbehave where an article should be."""


@dataclass
class Site:
    """A publisher's server. `asked` are the paths of all requests."""

    answers: Answers
    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of a connection until either side ends it."""
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ")[1].decode()
                self.asked.append(path)
                if not await self._answer(writer, path):
                    break
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, path: str) -> bool:
        usual: Answers = {"/rss": FEED, "/baca/": ARTICLE}
        answer = next((send for start, send in {**usual, **self.answers}.items() if path.startswith(start)), NOT_FOUND)
        if not isinstance(answer, bytes):
            await answer(_Based(writer, self.base), path)  # type: ignore[arg-type] - it writes as one does
        else:
            writer.write(based(answer, self.base))
        await writer.drain()
        return isinstance(answer, bytes) and answer.startswith(b"HTTP/1.1 200 OK") and answer in (FEED, ARTICLE)


class _Based:
    """A writer that puts the site's own address where `BASE` stands."""

    def __init__(self, writer: asyncio.StreamWriter, base: str) -> None:
        self._writer, self._base = writer, base

    def write(self, block: bytes) -> None:
        self._writer.write(based(block, self._base) if len(block) < 10_000 else block)

    def __getattr__(self, name: str) -> object:
        return getattr(self._writer, name)


def based(answer: bytes, base: str) -> bytes:
    """An answer with the site's own address; its length is made to fit where it was true."""
    start, end, body = answer.partition(b"\r\n\r\n")
    whole = body.replace(b"BASE", base.encode())
    said = b"Content-Length: %d" % len(body)
    return start.replace(said, b"Content-Length: %d" % len(whole)) + end + whole


NOT_FOUND = http(b"tidak ada", status="404 Not Found")


@contextmanager
def serve_all(sites: Mapping[str, Site]) -> Iterator[None]:
    """Serve the sites, each on a port of its own, in a thread."""
    loop, servers = asyncio.new_event_loop(), list[asyncio.Server]()
    thread = threading.Thread(target=loop.run_forever, daemon=True, name=THREAD)
    thread.start()

    async def open_all() -> None:
        for site in sites.values():
            servers.append(await asyncio.start_server(site.serve, "127.0.0.1", 0))
            site.port = servers[-1].sockets[0].getsockname()[1]

    async def close_all() -> None:
        for server in servers:
            server.close()
        others = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(open_all(), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(close_all(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
