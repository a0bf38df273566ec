"""Simulated news on the loopback: publishers that go on publishing by a clock that runs faster than ours."""

from __future__ import annotations

import gzip
import http.server
import math
import random
import string
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from news_pages import Story, Writer

LISTED = 100
"""Entries of a feed: more than are published while a crawler is restarted."""
COPIES, RARE = 0.1, 7
"""The share of stories that another publisher has copied, and every how many one has the rarer word."""
COMMON_WORD, RARE_WORD = "arsipuji", "tanggulretak"
"""Made-up words that stand in every story, and in every seventh."""


@dataclass(slots=True)
class Published:
    """A story on its site. `code` is a word that stands in it alone; `sent` when its page was first sent (seconds)."""

    url: str
    code: str
    rare: bool
    body: bytes
    item: str
    sent: float = 0.0


@dataclass
class News:
    """All publishers: `publishers` hosts of the loopback that publish `hourly` stories together in an hour of the
    simulated clock, which runs `speed` times as fast as ours, more by day than by night."""

    publishers: int
    hourly: float
    speed: float
    seed: int = 1
    port: int = 0
    stories: dict[str, Published] = field(default_factory=dict)
    sent: deque[Published] = field(default_factory=lambda: deque(maxlen=50))
    asked: int = 0

    def __post_init__(self) -> None:
        self._chance, self._writer, self._lock = random.Random(self.seed), Writer(self.seed), threading.Lock()
        self._feeds = {host: deque[str](maxlen=LISTED) for host in self.hosts()}
        self._recent = deque[Story](maxlen=200)
        self._stopped = threading.Event()
        self.started = datetime.now(UTC)

    def hosts(self) -> list[str]:
        return [f"127.77.{number // 200}.{number % 200 + 1}" for number in range(self.publishers)]

    def now(self) -> datetime:
        """The simulated clock, which began a day ago."""
        return self.started - timedelta(days=1) + self.speed * (datetime.now(UTC) - self.started)

    def open(self) -> None:
        """Open the sites."""
        server = _Server(("0.0.0.0", 0), _handler(self))
        server.daemon_threads = True
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def publish(self) -> None:
        """Begin to publish, on sites that have something already: an empty list is taken for a sick one."""
        self.started = datetime.now(UTC)
        for host in self.hosts():
            self._publish(len(self.stories), host)
        threading.Thread(target=self._publish_on, daemon=True).start()

    def stop(self) -> None:
        """Publish nothing more; the sites stay."""
        self._stopped.set()

    def feed(self, host: str) -> bytes:
        with self._lock:
            items = "".join(self._feeds[host])
        return f"<rss version='2.0'><channel><title>Uji {host}</title>{items}</channel></rss>".encode()

    def lists(self, url: str) -> bool:
        """Whether a story still stands in its publisher's feed."""
        return self.stories[url].item in self._feeds[url.split("/")[2].partition(":")[0]]

    def page(self, url: str) -> bytes | None:
        """A story's page, packed; the first time that it is asked for is noted."""
        story = self.stories.get(url)
        if story is None:
            return None
        if not story.sent:
            story.sent = time.monotonic()
            self.sent.append(story)
        return story.body

    def _publish_on(self) -> None:
        while not self._stopped.is_set():
            hour = self.now().hour + self.now().minute / 60
            rate = self.hourly * (1 + 0.6 * math.sin((hour - 9) / 24 * math.tau)) * self.speed / 3600
            if self._stopped.wait(self._chance.expovariate(rate)):
                return
            self._publish(len(self.stories), self._chance.choice(self.hosts()))

    def _publish(self, number: int, host: str) -> None:
        base, now = f"http://{host}:{self.port}", self.now()
        is_copy = self._recent and self._chance.random() < COPIES
        story = self._chance.choice(self._recent) if is_copy else self._writer.story(number)
        rare, code = number % RARE == 0, _code(number)
        last = f"{COMMON_WORD} {code} {RARE_WORD if rare else ''}".strip()
        if not is_copy:
            self._recent.append(story)
        path = f"/{story.section}/read/{now:%Y/%m/%d}/{1_000_000 + number}/{code}"
        own = replace(story, path=path, published=now, paragraphs=[*story.paragraphs, f"Kode berita {last}."])
        item = (
            f"<item><title>{own.title}</title><link>{base}{path}</link><pubDate>{format_datetime(now)}</pubDate></item>"
        )
        page = gzip.compress(self._writer.page(own, base), 1)
        self.stories[base + path] = Published(base + path, code, rare, page, item)
        with self._lock:
            self._feeds[host].appendleft(item)


class _Server(http.server.ThreadingHTTPServer):
    """Says nothing of a crawler that closes a connection which it has kept."""

    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _code(number: int) -> str:
    """A made-up word for a number."""
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, 26)
        letters = string.ascii_lowercase[rest] + letters
    return f"qz{letters}"


def _handler(news: News) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            host = self.headers["Host"].partition(":")[0]
            news.asked += 1
            if self.path == "/rss.xml":
                self._send(gzip.compress(news.feed(host), 1), "application/rss+xml")
            else:
                self._send(news.page(f"http://{host}:{news.port}{self.path}"), "text/html; charset=utf-8")

        def _send(self, body: bytes | None, kind: str) -> None:
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            if body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    return Handler
