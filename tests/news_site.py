"""A small news site on the loopback, for tests of fetching: pages by path, each request remembered.

Asked as a proxy it gives what stands under the whole address.
"""

from __future__ import annotations

import http.server
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

_SO_TIMESTAMPNS = 35  # Linux; Python has no name for it


@dataclass
class Answer:
    """What the site sends for a path."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between the bytes of the body


@dataclass
class Seen:
    """A request as it came in; `at` is in monotonic seconds. `arrived` is when the kernel had it, by the clock of the
    day in seconds: threads of a busy machine may see it much later."""

    path: str
    headers: Mapping[str, str]
    at: float
    arrived: float = 0.0


@dataclass
class NewsSite:
    """`answers` by path; a function among them is asked anew each time. What is not there is 404. While it is `away`
    it takes requests and hangs up."""

    base: str = ""
    answers: dict[str, Answer | Callable[[Seen], Answer]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    away: bool = False

    def page(self, path: str, title: str = "Banjir surut di Demak", more: str = "") -> None:
        """Put an article of our own on the site."""
        text = f"<p>{title}. Warga mulai membersihkan rumah mereka pada Selasa pagi.</p>" * 3
        self.answers[path] = Answer(f"<!doctype html><title>{title}</title><h1>{title}</h1>{text}{more}".encode())

    def feed(self, path: str, links: list[str], **headers: str) -> None:
        """Put a feed on the site."""
        items = "".join(
            f"<item><title>Judul {escape(link)}</title><link>{self.base}{link}</link>"
            "<pubDate>Tue, 24 Nov 2026 08:00:00 +0700</pubDate><description>Ringkasan.</description></item>"
            for link in links
        )
        text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Uji</title>{items}</channel></rss>'
        self.answers[path] = Answer(text.encode(), "application/rss+xml", headers=headers)

    def paths(self, start: str = "/") -> list[str]:
        """The paths that were asked for, in order, robots.txt left out."""
        return [one.path for one in self.seen if one.path.startswith(start) and one.path != "/robots.txt"]


@contextmanager
def serve_site(address: str = "127.0.0.1") -> Iterator[NewsSite]:
    """An empty site on a free port of an address of the loopback."""
    site = NewsSite()
    server = _Server((address, 0), _handler(site))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.base = f"http://{address}:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        """Connections inherit this; set on each of them, it would come too late for what they begin with."""
        self.socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        super().server_bind()

    def handle_error(self, *_: object) -> None:
        """Clients of these tests are killed amid their requests; that is no news."""


def _arrival(connection: socket.socket) -> float:
    """When the kernel had what comes next."""
    try:
        _, found, _, _ = connection.recvmsg(1, 128, socket.MSG_PEEK)
    except OSError:
        found = []
    stamps = [struct.unpack("qq", value) for _, kind, value in found if kind == _SO_TIMESTAMPNS]
    return stamps[0][0] + stamps[0][1] / 1e9 if stamps else time.time()


def _handler(site: NewsSite) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        arrived = 0.0

        def handle_one_request(self) -> None:
            self.arrived = _arrival(self.connection)
            super().handle_one_request()

        def do_GET(self) -> None:
            seen = Seen(self.path, dict(self.headers), time.monotonic(), self.arrived)
            site.seen.append(seen)
            if site.away:
                self.close_connection = True
                return
            found = site.answers.get(self.path, Answer(b"tidak ada", status=404))
            answer = found(seen) if callable(found) else found
            if answer.status == 200 and self.headers.get("If-None-Match") == answer.headers.get("ETag", ""):
                answer = Answer(status=304)
            self._send(answer)

        def do_CONNECT(self) -> None:
            """As a proxy that opens no tunnel."""
            site.seen.append(Seen(self.path, dict(self.headers), time.monotonic()))
            self.send_error(407)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            usual = {"Content-Type": answer.kind, "Content-Length": str(len(answer.body))}
            for name, value in {**usual, **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for start in range(len(answer.body)) if answer.drip else [0]:
                    self.wfile.write(answer.body[start : start + 1] if answer.drip else answer.body)
                    time.sleep(answer.drip)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    return Handler
