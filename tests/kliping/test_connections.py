"""`kliping serve` against clients that open connections and send no whole request; on the loopback alone."""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from kliping.connections import limits

DESCRIPTORS = 128
DEADLINE = 60.0
HALF = b"GET /livez HTTP/1.1\r\nHost: kliping\r\n"

PROGRAM = """
import dataclasses
import sys
from pathlib import Path
from config.log import set_up
from config.settings import load
from kliping import server
data, seconds = Path(sys.argv[1]), float(sys.argv[2])
given = server.limits
server.limits = lambda: dataclasses.replace(given(), request_seconds=seconds)
settings = load(data).settings
set_up(settings.log)
server.run_server(settings, data)
"""
"""`kliping serve` with another time-out."""


@contextmanager
def serving(data: Path, request_seconds: float) -> Iterator[tuple[str, int]]:
    """A server with few file descriptors, once it answers; its log is in `serve.log`."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    (data / "kliping.toml").write_text(f"[server]\nbind = '127.0.0.1:{port}'\n")
    command = [sys.executable, "-c", PROGRAM, str(data), str(request_seconds)]
    few = f'ulimit -n {DESCRIPTORS}; exec "$@"'
    with (data / "serve.log").open("wb") as log:
        process = subprocess.Popen(["sh", "-c", few, "sh", *command], stderr=log, stdout=log)
    try:
        end = time.monotonic() + DEADLINE
        while not alive(port):
            assert process.poll() is None, (data / "serve.log").read_text()
            assert time.monotonic() < end, "the server did not come up"
            time.sleep(0.1)
        yield "127.0.0.1", port
        assert process.poll() is None, (data / "serve.log").read_text()
    finally:
        process.terminate()
        process.wait(DEADLINE)


def alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=DEADLINE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def actions(data: Path) -> Counter[str]:
    """How often each event was logged; a line without one counts as ""."""
    lines = (data / "serve.log").read_text().splitlines()
    return Counter(json.loads(line).get("event.action", "") for line in lines)


def test_more_half_sent_requests_than_descriptors_do_not_stop_the_server(tmp_path: Path) -> None:
    with serving(tmp_path, request_seconds=3600) as address, ExitStack() as opened:
        for _ in range(3 * DESCRIPTORS):
            connection = opened.enter_context(socket.create_connection(address, timeout=DEADLINE))
            connection.sendall(HALF)
        assert alive(address[1])
    found = actions(tmp_path)
    assert found["server.full"] == 1
    assert sum(found.values()) < 10


@pytest.mark.parametrize("sent", [b"", HALF, b"GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"])
def test_a_connection_without_a_whole_request_is_closed(tmp_path: Path, sent: bytes) -> None:
    with serving(tmp_path, request_seconds=0.2) as address:
        with closing(socket.create_connection(address, timeout=DEADLINE)) as connection:
            connection.sendall(sent)
            while read_until_closed(connection):
                pass
        assert alive(address[1])
    assert actions(tmp_path)["server.no_request"] == 1


def read_until_closed(connection: socket.socket) -> bytes:
    """What came; nothing where the server closed the connection, within its time-out."""
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b""


def test_a_second_request_that_comes_drop_by_drop_is_not_waited_for(tmp_path: Path) -> None:
    with serving(tmp_path, request_seconds=0.5) as address:
        with closing(socket.create_connection(address, timeout=DEADLINE)) as connection:
            connection.sendall(HALF + b"\r\n")
            assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
            connection.sendall(HALF)
            while read_until_closed(connection):
                pass
        assert alive(address[1])


def test_limits_leave_descriptors_to_all_else() -> None:
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    shared = limits()
    assert shared.connections + shared.accepted < descriptors
