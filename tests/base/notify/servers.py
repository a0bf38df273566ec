"""Small servers on the loopback to which mail and webhooks are sent."""

from __future__ import annotations

import http.server
import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class MailBox:
    """What came in; `refuses` is answered to each receiver."""

    port: int = 0
    mails: list[str] = field(default_factory=list)
    refuses: str = ""


@contextmanager
def mail_server(refuses: str = "") -> Iterator[MailBox]:
    """A server that takes mail without encryption."""
    box = MailBox(refuses=refuses)

    class Handler(socketserver.StreamRequestHandler):
        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

        def handle(self) -> None:
            with suppress(ConnectionError):  # the other side was killed
                self._talk()

        def _talk(self) -> None:
            self.say("220 uji")
            while line := self.rfile.readline().decode().strip():
                word = line.partition(" ")[0].upper()
                if word == "DATA":
                    self.say("354 go on")
                    if (mail := self._data()) is None:
                        return
                    box.mails.append(mail)
                    self.say("250 taken")
                elif word == "RCPT" and box.refuses:
                    self.say(box.refuses)
                else:
                    self.say("221 bye" if word == "QUIT" else "250 uji")

        def _data(self) -> str | None:
            """A mail; None where the other side went amid it."""
            lines = list[str]()
            while line := self.rfile.readline().decode():
                if line == ".\r\n":
                    return "".join(lines)
                lines.append(line)
            return None

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as box.port:
        yield box


@dataclass
class Hook:
    """What was posted, with its headers; `status` is answered."""

    url: str = ""
    status: int = 200
    posts: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)


@contextmanager
def hook_server(status: int = 200) -> Iterator[Hook]:
    """A server that takes webhooks."""
    hook = Hook(status=status)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append((dict(self.headers), body))
            self.send_response(hook.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        hook.url = f"http://127.0.0.1:{port}/kait?a=b"
        yield hook


@contextmanager
def silent_server() -> Iterator[int]:
    """A port at which somebody listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def dripping_server(piece: bytes, start: bytes = b"") -> Iterator[int]:
    """A port at which pieces of an answer never end, each well within its time."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the other side has had enough
                self.request.sendall(start)
                while True:
                    self.request.sendall(piece)
                    time.sleep(0.02)

    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as port:
        yield port


@contextmanager
def _running(server: socketserver.ThreadingTCPServer) -> Iterator[int]:
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
