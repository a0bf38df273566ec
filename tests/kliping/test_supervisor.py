"""`kliping up`: what it starts, what it starts again, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from base.data_dir import lock_role, open_folder
from config.catalogue import BUILTIN
from kliping import supervisor
from kliping.supervisor import ROLES, Child, keep_running
from tests.processes import kliping

ROOMS = ("base", "config", "crawler", "indexer", "search", "kliping")
WAIT_SECONDS = 40.0


@pytest.fixture(autouse=True)
def heed_a_closed_terminal() -> Iterator[None]:
    """Programs ignore what whoever started the tests had ignored, as `nohup` does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A data folder with nobody to crawl, and a free address for its page."""
    off = "".join(f"[publishers.{file.stem}]\nenabled = false\n" for file in BUILTIN.glob("*.toml"))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (tmp_path / "kliping.toml").write_text(f"[server]\nbind = '{address}'\n[indexer]\nworkers = 1\n{off}")
    return address


@pytest.fixture
def up(tmp_path: Path, address: str) -> Iterator[subprocess.Popen[str]]:
    """`kliping up`, once its page answers, among a stranger's files that have the names of ours."""
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    for room in ROOMS:
        (stranger / f"{room}.py").write_text("raise SystemExit('not ours')\n")
    command = [sys.executable, "-P", "-m", "kliping.main", "up", "--data", str(tmp_path)]
    with subprocess.Popen(command, cwd=stranger, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(lambda: answers(address))
            yield process
        finally:
            process.terminate()


def wait_for(happened: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/livez", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:  # refused, cut off or too late
        return False


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    """The processes of one that runs, by role."""
    found = {}
    for number in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
        words = command_line(int(number)).split("\0")
        found[words[4] if len(words) > 4 else ""] = int(number)
    return found


def alive(roles: dict[str, int]) -> list[str]:
    """Those that still run; what nobody has yet waited for has no command line any more."""
    return [role for role, number in roles.items() if command_line(number)]


def command_line(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def end(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal and wait for the end; what was said on standard error."""
    process.send_signal(number)
    return process.communicate(timeout=WAIT_SECONDS)[1]


def test_a_killed_process_is_started_again_and_all_end_together(up: subprocess.Popen[str], address: str) -> None:
    """And files where the user stands are not taken for ours."""
    first = children(up)
    assert set(first) == set(ROLES)
    os.kill(first["serve"], signal.SIGKILL)
    wait_for(lambda: children(up).get("serve", first["serve"]) != first["serve"] and answers(address))
    last = children(up)
    told = end(up, signal.SIGTERM)
    assert up.returncode == 0
    assert "not ours" not in told
    log = [json.loads(line) for line in told.splitlines()]  # fails at a line of another form
    messages = [line["message"] for line in log]
    assert f"serving at http://{address}/" in messages
    assert "serve ended with -9; started again in 2 s" in messages
    started = [line["process.name"] for line in log if line["event.action"] == "process.start"]
    assert started == [*ROLES, "serve"]
    assert "process.stop" in {line["event.action"] for line in log}
    assert not alive(last)


def test_an_address_in_use_ends_all_and_says_so(address: str, tmp_path: Path) -> None:
    host, _, port = address.rpartition(":")
    with closing(socket.create_server((host, int(port)))):
        done = kliping("up", "--data", str(tmp_path), code=2)
    assert f"server.bind: {address} cannot be used" in done.stderr
    assert "Address already in use; set another address" in done.stderr
    assert "serve ended with 2; what is wrong is in the line before" in done.stderr
    assert "started again" not in done.stderr


def test_a_closed_terminal_ends_nobody_under_nohup(address: str, tmp_path: Path) -> None:
    command = ["nohup", sys.executable, "-m", "kliping.main", "up", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_for(lambda: process.poll() is not None or answers(address))
            process.send_signal(signal.SIGHUP)
            first = children(process)
            os.kill(first["alert"], signal.SIGKILL)  # that it is started again shows that nobody is stopping
            wait_for(lambda: process.poll() is not None or children(process).get("alert", 0) not in (0, first["alert"]))
            assert process.poll() is None
        finally:
            end(process, signal.SIGTERM)
    assert process.returncode == 0


def test_a_held_lock_is_waited_for_and_ends_nobody(address: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kliping.main", "up", "--data", str(tmp_path)]
    with (
        lock_role(open_folder(tmp_path), "index"),
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process,
    ):
        try:
            wait_for(lambda: answers(address))
            time.sleep(1.0)  # an index process that gives up does so before the page answers
        finally:
            messages = end(process, signal.SIGTERM)
    assert process.returncode == 0
    assert f"already runs `index` in {tmp_path}: waiting for it to end" in messages
    assert "index ended" not in messages


def test_a_killed_supervisor_leaves_nobody_behind_and_can_be_started_again_at_once(
    up: subprocess.Popen[str], address: str, tmp_path: Path
) -> None:
    """The next one is ended by its terminal, which is closed; it leaves nobody behind either."""
    first, last = children(up), dict[str, int]()
    assert set(first) == set(ROLES)
    up.kill()
    command = [sys.executable, "-m", "kliping.main", "up", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as again:
        try:
            wait_for(lambda: again.poll() is not None or not alive(first))
            wait_for(lambda: again.poll() is not None or answers(address))
            assert again.poll() is None
            last = children(again)
        finally:
            messages = end(again, signal.SIGHUP)  # else an assertion would wait for it without end
            print(messages, "of the first still run:", alive(first))
    assert again.returncode == 128 + signal.SIGHUP
    assert set(last) == set(ROLES)
    assert not alive(last)


def ending(code: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait(WAIT_SECONDS)
    return process


def test_a_process_that_keeps_failing_is_started_ever_more_slowly(tmp_path: Path) -> None:
    child, waits = Child("index"), []
    for now in range(0, 700, 100):
        child.process, child.started = ending(3), now
        assert keep_running(child, tmp_path, now) == 3
        waits.append(child.not_before - now)
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    child.process, child.started = ending(3), 1000
    keep_running(child, tmp_path, 2000)
    assert child.not_before == 2001


def test_days_of_failures_are_outlasted(tmp_path: Path) -> None:
    child = Child("index", ending(3), failures=100_000)
    assert keep_running(child, tmp_path, 10.0) == 3
    assert child.not_before == 70


def test_where_no_process_can_be_started_it_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> NoReturn:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(supervisor, "start", refuse)
    child, heartbeat = Child("index"), supervisor.Heartbeat(due=0.0)
    assert keep_running(child, tmp_path, 10.0) is None
    assert (child.process, child.not_before) == (None, 12)
    assert "index cannot be started: Resource temporarily unavailable; tried again in 2 s" in caplog.text
    heartbeat.beat([Child("index", ending(0))], tmp_path, 100.0)
    assert heartbeat.process is None
