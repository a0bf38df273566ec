"""A stand-in for a model's server: it answers what the test says, and keeps what it was asked."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], str]
"""What the model says to a text that it reads."""
TOKENS = 100


@dataclass(frozen=True)
class Trouble:
    """An answer that is none: a status with its body, after so many seconds."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


@dataclass
class StandIn:
    """Its address, what it is to answer (one after the other, the last one again and again), and what it was asked."""

    url: str = ""
    answers: list[Say | Trouble] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def next(self) -> Say | Trouble:
        """What is answered now."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def says(**answer: object) -> Say:
    """The same answer whatever is read."""
    return lambda _: json.dumps(answer)


@contextmanager
def model_server(*answers: Say | Trouble) -> Iterator[StandIn]:
    """A server on the loopback that answers as `/v1/chat/completions` does."""
    model = StandIn(answers=list(answers))

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(body | {"path": self.path})
            model.headers.append(dict(self.headers))
            said = model.next()
            if isinstance(said, Trouble):
                time.sleep(said.seconds)
                self._send(said.status, said.body, said.headers)
                return
            text = said("\n".join(one["content"] for one in body["messages"] if one["role"] == "user"))
            message = {"message": {"role": "assistant", "content": text}}
            self._send(200, json.dumps({"choices": [message], "usage": {"total_tokens": TOKENS}}).encode())

        def _send(self, status: int, body: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
            self.send_response(status)
            for name, value in (*headers, ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the other side has had enough
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
