"""`kliping up`: the four processes (five where a model is set), kept running, stopped together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path

from base.errors import ConfigError
from base.events import event

logger = logging.getLogger(__name__)

ROLES: dict[str, tuple[str, ...]] = {
    "crawl": ("crawl",),
    "index": ("index",),
    "serve": ("serve",),
    "alert": ("alert", "run"),
}
"""The processes, each with the command that it is."""
MODEL = "model"
COMMANDS = ROLES | {MODEL: (MODEL, "run")}
"""The same with the one that runs where a model is set."""
STOP_SECONDS = 20.0
MAX_WAIT = 60.0
"""The longest rest before a process that keeps failing is started again."""
MAX_DOUBLINGS = 10
"""Of that rest: far more than it takes, for days of failures would double it beyond what is a number."""
STEADY_SECONDS = 60.0
"""A process that ran for so long was well, so its failures are counted anew."""
PING_SECONDS = 300.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(slots=True)
class Child:
    """A process of one role, and when it may be started again."""

    role: str
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = 0.0


@dataclass(slots=True)
class Heartbeat:
    """Runs `kliping doctor --ping` now and then, while all children run."""

    process: subprocess.Popen[bytes] | None = None
    due: float = field(default_factory=lambda: time.monotonic() + PING_SECONDS)

    def beat(self, children: list[Child], data: Path, now: float) -> None:
        """Begin the next one where it is due, and say where one did not end well."""
        if self.process and (code := self.process.poll()) is not None:
            self.process = None
            if code:
                text = f"`kliping doctor --ping` ended with {code}: health.ping was not told that all is well"
                event(logger, "health.unwell", text, level=logging.WARNING, process__exit_code=code)
        if now >= self.due and self.process is None:
            self.due = now + PING_SECONDS
            if all(child.process and now - child.started >= STEADY_SECONDS for child in children):
                with suppress(OSError):  # no memory or no process left for it: who is told notices the silence
                    self.process = start(("doctor", "--ping"), data)


def supervise(data: Path, *, ping: bool = False, model: bool = False) -> int:
    """Run all of them until SIGTERM, SIGINT or SIGHUP (not where `nohup` had it ignored), restarting what ends; with
    `ping`, tell `health.ping` that they run and that all is well; with `model`, ask the user's model too. The exit
    code.

    A process that ends for wrong configuration ends the others too: it would only fail again.
    """
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):  # the last: the terminal was closed
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda received, _frame: stopped.append(received))
    children, heartbeat = [Child(role) for role in (COMMANDS if model else ROLES)], Heartbeat()
    try:
        while not stopped:
            for child in children:
                code = keep_running(child, data, time.monotonic())
                if code == ConfigError.exit_code:
                    return code
            if ping:
                heartbeat.beat(children, data, time.monotonic())
            time.sleep(0.2)
    finally:
        event(logger, "process.stop", "stopping")
        stop([*children, Child("doctor", heartbeat.process)])
    return 0 if stopped[0] == signal.SIGTERM else 128 + stopped[0]


def keep_running(child: Child, data: Path, now: float) -> int | None:
    """Start a child that does not run and whose wait is over; the exit code of one that has just ended."""
    if child.process is None:
        if now >= child.not_before:
            _begin(child, data, now)
        return None
    code = child.process.poll()
    if code is None:
        return None
    child.process = None
    child.failures = 0 if now - child.started > STEADY_SECONDS else child.failures + 1
    wait = _rest(child, now)
    event(
        logger,
        "process.ended",
        f"{child.role} ended with {code}; {_goes_on(code, wait)}",
        level=logging.WARNING,
        process__name=child.role,
        process__exit_code=code,
    )
    return code


def _begin(child: Child, data: Path, now: float) -> None:
    """Start a child; where the machine has no memory or no process left for one, it is tried again later."""
    try:
        child.process, child.started = start(COMMANDS[child.role], data), now
    except OSError as error:
        child.failures += 1
        wait = _rest(child, now)
        text = f"{child.role} cannot be started: {error.strerror}; tried again in {wait:.0f} s"
        event(logger, "process.unstarted", text, level=logging.WARNING, process__name=child.role)
        return
    event(
        logger,
        "process.start",
        f"{child.role} started",
        process__name=child.role,
        labels__process=str(child.process.pid),
        service__version=version("kliping"),
    )


def _rest(child: Child, now: float) -> float:
    """Let a child rest, ever longer as it keeps failing; returns for how many seconds."""
    wait = min(MAX_WAIT, 2.0 ** min(child.failures, MAX_DOUBLINGS))
    child.not_before = now + wait
    return wait


def _goes_on(code: int, wait: float) -> str:
    if code == ConfigError.exit_code:
        return "what is wrong is in the line before, and starting again would not mend it"
    return f"started again in {wait:.0f} s"


def start(arguments: tuple[str, ...], data: Path) -> subprocess.Popen[bytes]:
    """Start one command as a process of its own group, so that a Ctrl-C reaches it once, from us.

    Four processes have one terminal, so they write their logs there and show no progress.
    """
    # -P: a stranger's `search.py` in the folder where the user stands must not be imported for ours
    command = [sys.executable, "-P", "-m", "kliping.main", *arguments, "--data", str(data)]
    environment = {**os.environ, "TERM": "dumb"}
    return subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # what a command prints at its end is for people, and stands in the log already
        env=environment,
        start_new_session=True,
        preexec_fn=partial(end_with_parent, os.getpid()),  # noqa: PLW1509 - this process has one thread
    )


def end_with_parent(parent: int) -> None:
    """Called in a new process: it gets SIGTERM when the supervisor is gone, even by SIGKILL (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was gone before the call
            os._exit(1)


def stop(children: list[Child]) -> None:
    """Ask all to end, wait, and kill what has not ended in time."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
