"""A server on the loopback that takes bulk requests alone, and misbehaves as it is told with whatever is asked."""

from __future__ import annotations

import json
import random
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from typing import Any

NO_HITS = {"total": {"value": 0}, "hits": list[Any]()}
ANSWERS: dict[str, tuple[int, Any]] = {
    "too many requests": (429, {"error": {"type": "es_rejected_execution_exception"}}),
    "unavailable": (503, {"error": {"type": "unavailable_shards_exception"}}),
    "bad gateway": (502, {"error": "proxy"}),
    "too large": (413, {}),
    "forbidden": (403, {"error": {"type": "security_exception"}}),
    "nothing": (200, {}),
    "no items": (200, {"items": []}),
    "a list": (200, [1]),
    "no hits": (200, {"_shards": {"total": 1}, "hits": {}}),
    "of some shards": (
        200,
        {"timed_out": False, "_shards": {"total": 2, "failed": 1}, "hits": {"total": {"value": 0}}},
    ),
    "timed out": (200, {"timed_out": True, "_shards": {"total": 2, "failed": 0}, "hits": {"total": {"value": 0}}}),
    "odd items": (200, {"items": [1, {"index": 2}]}),
    "items of others": (200, {"items": [{"index": {"_id": "lain", "status": 201}}]}),
    "items without status": (200, {"items": [{"index": {"_id": "d0"}}]}),
}
"""What is answered alike whatever was sent; the last ones by something that is no Elasticsearch."""
FAULTS = (
    *(fault for fault in ANSWERS if fault != "forbidden"),
    "reset before",
    "reset after",
    "cut short",
    "no json",
    "html",
    "items overloaded",
    "items failed",
    "slow",
    "none",
)
"""What can go wrong with one bulk request; most of it with any other too."""


class FakeElasticsearch(ThreadingHTTPServer):
    """Keeps what it takes in `documents`; each request meets the next of `faults`, and none when they are used up."""

    daemon_threads = True

    def __init__(self, faults: list[str], *, most_items: int = 10**9) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.documents: dict[str, Any] = {}
        self.faults = faults
        self.most_items = most_items
        self.requests = 0
        self.chance = random.Random(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def fake_elasticsearch(*faults: str, most_items: int = 10**9) -> Iterator[FakeElasticsearch]:
    """Run one with these faults."""
    with FakeElasticsearch(list(faults), most_items=most_items) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    server: FakeElasticsearch
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        server, lines = self.server, self.rfile.read(int(self.headers.get("Content-Length", 0))).splitlines()
        server.requests += 1
        fault = server.faults.pop(0) if server.faults else "none"
        actions = sum(line.startswith((b'{"index":{', b'{"delete":{')) for line in lines)
        match fault:
            case _ if fault in ANSWERS:
                self._answer(*ANSWERS[fault])
            case "reset before":
                self._reset()
            case "reset after":
                self._apply(lines, "none")
                self._reset()
            case "cut short":
                self._cut(self._apply(lines, "none"))
            case "no json":
                self._send(200, b"<html>maintenance</html>", "application/json")
            case "slow":
                self._apply(lines, "none")
                threading.Event().wait(0.4)
                self.close_connection = True
            case "html":
                self._send(200, b"<html>maintenance</html>", "text/html")
            case _ if actions > server.most_items:
                self._answer(413, {})
            case _:
                self._answer(200, self._apply(lines, fault))

    def do_GET(self) -> None:
        self.do_PUT()

    def do_POST(self) -> None:
        self.do_PUT()

    def _apply(self, lines: list[bytes], fault: str) -> dict[str, Any]:
        items, rest = [], iter(lines)
        for line in rest:
            ((action, where),) = json.loads(line).items()
            source = json.loads(next(rest)) if action == "index" else None
            items.append({action: {"_index": where["_index"], "_id": where["_id"], **self._one(where, source, fault)}})
        return {"errors": True, "items": items}

    def _one(self, where: dict[str, str], source: dict[str, Any] | None, fault: str) -> dict[str, Any]:
        if source is not None and source.get("bad"):
            return {"status": 400, "error": {"type": "document_parsing_exception", "reason": "bad"}}
        if fault.startswith("items") and self.server.chance.random() < 0.5:
            status = 429 if fault == "items overloaded" else 503
            return {"status": status, "error": {"type": "es_rejected_execution_exception", "reason": "busy"}}
        if source is None:
            return {"status": 200 if self.server.documents.pop(where["_id"], None) else 404}
        self.server.documents[where["_id"]] = source
        return {"status": 201}

    def _answer(self, status: int, body: object) -> None:
        self._send(status, json.dumps(body).encode(), "application/vnd.elasticsearch+json;compatible-with=9")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self.close_connection = True

    def _reset(self) -> None:
        self.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""
