"""A proxy before a real Elasticsearch that answers in its place, or spoils the answer, as it is told."""

from __future__ import annotations

import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

INSTEAD: Mapping[str, tuple[int, str, bytes]] = {
    "500": (500, "application/json", b'{"error": {"type": "internal"}, "status": 500}'),
    "502": (502, "text/html", b"<h1>Bad gateway</h1>"),
    "504": (504, "text/html", b"<h1>Gateway time-out</h1>"),
    "elsewhere": (302, "text/html", b"<a href=/login>Log in</a>"),
    "503": (503, "application/json", b'{"error": {"type": "unavailable_shards_exception"}, "status": 503}'),
    "429": (429, "application/json", b'{"error": {"type": "es_rejected_execution_exception"}, "status": 429}'),
    "413": (413, "application/json", b"{}"),
    "404": (404, "application/json", b'{"error": {"type": "index_not_found_exception"}, "status": 404}'),
    "403": (403, "application/json", b'{"error": {"type": "security_exception"}, "status": 403}'),
    "401": (401, "application/json", b'{"error": {"type": "security_exception"}, "status": 401}'),
    "400": (400, "application/json", b'{"error": {"type": "illegal_argument_exception"}, "status": 400}'),
    "html": (200, "text/html", b"<h1>Maintenance</h1>"),
    "wrong json": (200, "application/json", b'{"took": 1, "items'),
    "empty object": (200, "application/json", b"{}"),
    "a list": (200, "application/json", b"[]"),
    "nothing": (200, "application/json", b""),
}
"""What is answered in its place, without a word to the server."""
REFUSED: Mapping[str, tuple[int, str, str]] = {
    "items busy": (429, "es_rejected_execution_exception", "rejected execution of coordinating operation"),
    "items at flood stage": (429, "cluster_block_exception", "disk usage exceeded flood-stage watermark"),
    "items read-only": (403, "cluster_block_exception", "index read-only / allow delete (api)"),
    "items without a shard": (503, "unavailable_shards_exception", "primary shard is not active"),
    "items without an index": (404, "index_not_found_exception", "no such index"),
}
"""What is said of each write of a bulk, none of which is done; the answer's own status is 200."""
SPOILED = (
    "cut short", "reset before", "reset after", "done, but 504", "done twice", "half of a bulk", "slow", "in drops",
    "of no product", "of another type", "packed, it says", "32 MB", "one shard for all",
)  # fmt: skip
"""What the server does, and how its answer is spoiled."""
JSON = {"Content-Type": "application/json"}
MOODS = (*INSTEAD, *REFUSED, *SPOILED)
SLOW_SECONDS = 11.0
"""Longer than the client waits for an answer, in this suite."""
DROPS, HUGE = 20, b" " * 2**25


class MoodyProxy(ThreadingHTTPServer):
    """The next `left` requests whose path has `where` in it meet the mood; all others go through."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.mood, self.where, self.left, self.met = "", "", 0, 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Clients hang up when they have waited long enough; that is no news."""

    def set_mood(self, mood: str, where: str, left: int) -> None:
        self.mood, self.where, self.left, self.met = mood, where, left, 0

    def mood_of(self, path: str) -> str:
        with self._lock:
            if self.left <= 0 or self.where not in path:
                return ""
            self.left, self.met = self.left - 1, self.met + 1
            return self.mood


@contextmanager
def moody_proxy(upstream: str) -> Iterator[MoodyProxy]:
    with MoodyProxy(upstream) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    server: MoodyProxy
    protocol_version = "HTTP/1.1"

    def handle_all(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        mood = self.server.mood_of(self.path)
        if mood in INSTEAD:
            status, kind, content = INSTEAD[mood]
            self.send(status, {"Content-Type": kind, **({"Location": "/login"} if status == 302 else {})}, content)
        elif mood in REFUSED and self.is_bulk():
            self.send(200, JSON, _with_failed(b'{"took": 1, "errors": true, "items": []}', body, *REFUSED[mood]))
        elif mood == "reset before":
            self.reset()
        else:
            self.pass_on(mood, body)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_all  # noqa: N815 - the names of http.server

    def pass_on(self, mood: str, body: bytes) -> None:
        lines = body.splitlines(keepends=True)
        if mood == "half of a bulk" and len(lines) > 2:  # an index action has two lines; what is left out has failed
            status, headers, content = self.ask(b"".join(lines[:2]))
            content = _with_failed(content, b"".join(lines[2:]), *REFUSED["items busy"])
        else:
            status, headers, content = self.ask(body)
        if mood == "done twice":  # as when a client has not heard the first answer
            status, headers, content = self.ask(body)
        elif mood == "slow":
            time.sleep(SLOW_SECONDS)
        elif mood == "done, but 504":
            status, headers, content = INSTEAD["504"][0], JSON, b"{}"
        elif mood == "of another type":
            headers = {"Content-Type": "text/plain"}
        elif mood == "packed, it says":
            headers = {**headers, "Content-Encoding": "gzip"}
        elif mood == "32 MB":
            content += HUGE
        elif mood == "one shard for all":
            content = _of_one_shard(content)
        if mood == "reset after":
            self.reset()
        else:
            self.send(status, headers, content, mood)

    def is_bulk(self) -> bool:
        return "_bulk" in self.path

    def ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.server.upstream, timeout=60)
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")
        }
        headers["Accept-Encoding"] = "identity"
        connection.request(self.command, self.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        kept = {name: value for name, value in answer.getheaders() if name.lower() == "content-type"}
        return answer.status, kept, content

    def send(self, status: int, headers: Mapping[str, str], content: bytes, mood: str = "") -> None:
        self.send_response(status)
        product = {} if mood == "of no product" else {"X-Elastic-Product": "Elasticsearch"}
        for name, value in {**product, **headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if mood == "in drops":
            for start in range(0, len(content), step := 1 + len(content) // DROPS):
                self.wfile.write(content[start : start + step])
                time.sleep(SLOW_SECONDS / DROPS)
            return
        self.wfile.write(content[: len(content) // 2] if mood == "cut short" else content)
        self.close_connection = mood == "cut short"

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


def _with_failed(content: bytes, body: bytes, status: int, kind: str, reason: str) -> bytes:
    """The answer to a bulk in which these writes were refused."""
    answer: dict[str, Any] = json.loads(content)
    for action in body.splitlines():
        line = json.loads(action)
        if len(line) == 1 and (name := next(iter(line))) in ("index", "delete"):
            where, error = line[name], {"type": kind, "reason": reason}
            answer["items"].append(
                {name: {"_index": where["_index"], "_id": where["_id"], "status": status, "error": error}}
            )
    return json.dumps(answer | {"errors": True}).encode()


def _of_one_shard(content: bytes) -> bytes:
    """The answer to a search of which the shards with the hits did not answer, and nobody said it but the server."""
    answer = json.loads(content)
    if isinstance(answer, dict) and "hits" in answer:
        answer["_shards"] |= {"successful": 0, "failed": answer["_shards"]["total"]}
        answer["hits"] = {"total": {"value": 0, "relation": "eq"}, "max_score": None, "hits": []}
    return json.dumps(answer).encode()
