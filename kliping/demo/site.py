"""The sample publishers as servers on the loopback, each on a port of its own."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

from base.errors import ConfigError
from kliping.demo import listings
from kliping.demo.markup import LOOKS, Site, render
from kliping.demo.texts import read_texts

NAMES = {
    "warta-nusantara": "Warta Nusantara",
    "kabar-timur": "Kabar Timur",
    "harian-samudra": "Harian Samudra",
    "pos-khatulistiwa": "Pos Khatulistiwa",
}

Answer = tuple[bytes, str]
"""Body and content type."""


@contextmanager
def serve(ports: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """Serve all sample publishers in threads; port 0 takes a free one. Yields the ports in use."""
    with ExitStack() as stack:
        yield {slug: stack.enter_context(_serve_one(slug, ports.get(slug, 0))) for slug in NAMES}


@contextmanager
def _serve_one(slug: str, port: int) -> Iterator[int]:
    try:
        server = _Server(slug, port)
    except OSError as error:
        raise ConfigError(
            f"the demo's port {port} on 127.0.0.1 cannot be used ({error.strerror}): does another demo run?"
            " Stop it, or name another folder with --data"
        ) from error
    with server:
        thread = threading.Thread(target=server.serve_forever, daemon=True, name=f"demo-{slug}")
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    """A server that knows what its publisher serves."""

    def __init__(self, slug: str, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.pages = Pages(slug, f"http://127.0.0.1:{self.server_port}")


class Pages:
    """All that one sample publisher serves, by path."""

    def __init__(self, slug: str, base: str) -> None:
        self._slug, self._look, self._name = slug, LOOKS[slug], NAMES[slug]
        self._site = Site(base, read_texts(slug))
        self._texts = {self._look.path(text): text for text in self._site.texts}

    def answer(self, target: str) -> Answer | None:
        """The answer to a request target, None where there is no such page."""
        parts = urlsplit(target)
        if parts.path in self._texts:
            return self._article(parts.path, parse_qs(parts.query).get("page", ["1"])[0])
        return self._listing(parts.path)

    def _listing(self, path: str) -> Answer | None:
        name, look, site = self._name, self._look, self._site
        answers: dict[str, Answer] = {
            "/": (listings.section(name, look, site), "text/html; charset=utf-8"),
            "/terkini": (listings.section(name, look, site), "text/html; charset=utf-8"),
            "/rss.xml": (listings.rss(name, look, site), "application/rss+xml"),
            "/feed.atom": (listings.atom(name, look, site), "application/atom+xml"),
            "/sitemap.xml": (listings.sitemap(look, site), "application/xml"),
            "/sitemap-news.xml": (listings.news_sitemap(name, look, site), "application/xml"),
            "/robots.txt": (listings.robots(site), "text/plain"),
        }
        return answers.get(path)

    def _article(self, path: str, page: str) -> Answer | None:
        text = self._texts[path]
        number = 0 if page == "all" else int(page) if page.isdecimal() and len(page) < 4 else 1
        if number > len(text.pages):
            return None
        body, declared = render(self._slug, self._look, text, number, self._site)
        return body, f"text/html; charset={declared}"


class _Handler(BaseHTTPRequestHandler):
    """Answers from the publisher's pages; conditional requests get 304."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = cast("_Server", self.server)
        answer = server.pages.answer(self.path)
        if answer is None:
            self.send_error(404)
            return
        body, kind = answer
        tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", "0" if same else str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the crawler's log tells of each page."""
