"""Work in child processes, since what is worked on may hang, crash, or swallow memory.

Each child has a socket of its own, and holds the other end alone: its answer and its death are seen in the same
place, at once, whatever it was doing, and no lock is shared with it that it could take along. A child that died is
replaced. Each job is answered: by its result, by what it raised, by JobTimeoutError or by WorkerDiedError.
"""

from __future__ import annotations

import gc
import importlib
import logging
import multiprocessing
import os
import pickle
import resource
import signal
import socket
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from types import FunctionType
from typing import ParamSpec, Self, TypeVar, cast

from base.errors import UnavailableError

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 2
"""A child may have been killed for what others did (the machine's memory ran out), so its job is tried once more; a
job that costs a second child is more likely to blame itself."""
START_SECONDS = 60.0
START_PAUSES = (0.1, 0.5, 2.0, 5.0)
"""How long a child may take to come up, and the pauses before it is started again. One that does not come up says
nothing about the job that waits for it. The process that forks them, just killed, is found dead only after a moment,
and then it has to load its modules again."""
EXIT_SECONDS = 5.0
"""How long a killed child may take to be gone; the kernel may have gigabytes to free."""
_LENGTH_BYTES = 8
GARBAGE_THRESHOLD = 100_000
"""Objects after which a child looks for garbage in circles. A page makes tens of thousands that are freed without that;
Python's own threshold of 700 has them walked through dozens of times, a tenth of the time of extraction."""


class JobTimeoutError(Exception):
    """The job took longer than its limits allow; its process was ended."""


class WorkerDiedError(Exception):
    """The process died while it had the job, and so did the second one that tried it; the message says how."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take, counted from the moment when a child that is ready has been given it.

    `cpu_seconds` is processor time, which a loaded machine does not use up; the kernel holds it, so that a child
    whose parent is gone ends by it too. `memory_bytes` is address space, limited on Linux alone. A child is replaced
    after `jobs`, so that no leak of a library grows for ever.
    """

    seconds: float
    cpu_seconds: float
    memory_bytes: int
    jobs: int = 2_000


class Workers:
    """At most `count` child processes, each started when a job finds no other idle.

    They are forked from a clean process that has loaded the modules of `preload`: a fork of this one would copy its
    threads' locks. Jobs are functions of importable modules, their arguments and results are pickled.
    """

    def __init__(self, count: int, limits: Limits, preload: Sequence[str] = ()) -> None:
        self._limits = limits
        self._preload = [__name__, *preload]
        self._threads = ThreadPoolExecutor(count, "worker")
        self._lock = threading.Lock()
        self._children: set[_Child] = set()
        self._idle: list[_Child] = []
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children; jobs that have not ended are cancelled, or answered by WorkerDiedError."""
        with self._lock:
            self._closing.set()
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in list(self._children):
            self._drop(child)

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Begin a job. Its future raises what the job raised (with the traceback in a note), JobTimeoutError,
        WorkerDiedError, or UnavailableError where no process can be started."""
        return self._threads.submit(self._answer, function, args, kwargs)

    def _answer(self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object]) -> T:
        job = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        code: int | None = None
        for _ in range(TRIES):
            child = self._take()
            try:
                reply = child.ask(job, self._limits.seconds)
            except TimeoutError as error:
                self._drop(child)
                raise JobTimeoutError(f"it took more than {self._limits.seconds:g} s") from error
            except (OSError, EOFError):
                code = self._drop(child)
            else:
                return cast("T", self._result(child, reply))
            if code == -signal.SIGPROF:
                raise JobTimeoutError(f"it took more than {self._limits.cpu_seconds:g} s of processor time")
        raise WorkerDiedError(f"the process that did it {_manner(code)}, and again when it was tried once more")

    def _result(self, child: _Child, reply: bytes) -> object:
        is_worn = True
        try:
            is_good, value = pickle.loads(reply)  # noqa: S301 - from our own child
            # What filled its memory may still lie in it
            is_worn = child.jobs >= self._limits.jobs or isinstance(value, MemoryError)
        finally:
            if is_worn:
                self._drop(child)
            else:
                with self._lock:
                    self._idle.append(child)
        if not is_good:
            raise value
        return value

    def _take(self) -> _Child:
        """A child that is alive and ready. Raises UnavailableError where none can be started."""
        while True:
            with self._lock:
                child = self._idle.pop() if self._idle else None
            if child is None:
                return self._start()
            if child.is_silent():
                return child
            self._drop(child)

    def _start(self) -> _Child:
        reason: Exception | None = None
        for pause in (0.0, *START_PAUSES):
            self._closing.wait(pause)
            try:
                child = _Child(self._limits, self._preload)
            except (OSError, EOFError) as error:  # the process that forks was killed; the next start renews it
                reason = error
                continue
            with self._lock:
                self._children.add(child)
            try:
                if self._closing.is_set():
                    raise WorkerDiedError("the workers were ended")
                child.receive(time.monotonic() + START_SECONDS)
            except (OSError, EOFError) as error:
                reason = error
                self._drop(child)
            else:
                return child
        raise UnavailableError(f"no worker process can be started: {reason!r}; look whether memory is left")

    def _drop(self, child: _Child) -> int | None:
        with self._lock:
            self._children.discard(child)
        return child.end()


class _Child:
    """The parent's side of a child process."""

    def __init__(self, limits: Limits, preload: list[str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([*preload, *_program()])
        self.jobs = 0
        self._socket, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = context.Process(target=_serve, args=(theirs, limits, preload), daemon=True)
                self._process.start()
        except (OSError, EOFError):
            self._socket.close()
            raise

    def ask(self, job: bytes, seconds: float) -> bytes:
        """The answer to a job. Raises TimeoutError, or another OSError or EOFError where the child died."""
        end = time.monotonic() + seconds
        self.jobs += 1
        self._socket.settimeout(seconds)
        _send(self._socket, job)
        return self.receive(end)

    def receive(self, end: float) -> bytes:
        """What the child sends next, awaited until `end`; a message that its death has torn ends in EOFError."""
        return _receive(self._socket, end)

    def is_silent(self) -> bool:
        """Whether it lives: an idle child says nothing but its end."""
        return not wait([self._socket], 0)

    def kill(self) -> None:
        """End it at once. Its socket shows whether it still lives, so no other process of its number is ever met."""
        with suppress(OSError):
            if not _is_at_end(self._socket):
                os.kill(self._process.pid or 0, signal.SIGKILL)

    def end(self) -> int | None:
        """End it and close its socket; its exit code, None where that is not known."""
        self.kill()
        self._process.join(EXIT_SECONDS)
        self._socket.close()
        return self._process.exitcode


def _program() -> list[str]:
    """The modules of the program that was started. Each child runs its main module once more, as multiprocessing has
    it, and would load them again, at a tenth of a second, where the process that forks has not loaded them."""
    main = sys.modules["__main__"]
    if main.__spec__:
        return [] if main.__spec__.name.endswith("__main__") else [main.__spec__.name]
    return sorted({value.__module__ for value in vars(main).values() if isinstance(value, FunctionType)} - {"__main__"})


def _is_at_end(link: socket.socket) -> bool:
    """Whether the other side has closed. Raises OSError where this side has."""
    link.settimeout(0)
    try:
        return not link.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False


def _send(link: socket.socket, message: bytes) -> None:
    link.sendall(len(message).to_bytes(_LENGTH_BYTES, "big"))
    link.sendall(message)


def _receive(link: socket.socket, end: float | None = None) -> bytes:
    length = int.from_bytes(_receive_exactly(link, _LENGTH_BYTES, end), "big")
    return _receive_exactly(link, length, end)


def _receive_exactly(link: socket.socket, length: int, end: float | None) -> bytes:
    message = bytearray()
    while len(message) < length:
        link.settimeout(None if end is None else max(0.001, end - time.monotonic()))
        chunk = link.recv(min(length - len(message), 1 << 20))
        if not chunk:
            raise EOFError("the other side ended")
        message += chunk
    return bytes(message)


def _manner(code: int | None) -> str:
    if code is None:
        return "ended"
    return f"ended with code {code}" if code >= 0 else f"was killed by {signal.Signals(-code).name}"


def _serve(link: socket.socket, limits: Limits, preload: list[str]) -> None:
    """The child: job after job, until the parent closes its end or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its children itself
    # What a library says of a page would stand in the log as a line of its own form; the job's answer says what counts
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    for module in preload:  # no cost where the process that forks has loaded them, but another pool may have started it
        importlib.import_module(module)
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    with suppress(OSError, EOFError):
        _send(link, b"")
        while True:
            job = _receive(link)
            signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
            reply = _reply(job)
            signal.setitimer(signal.ITIMER_PROF, 0)
            _send(link, reply)


def _reply(job: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(job)  # noqa: S301 - from our own parent
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is the answer to it, and the next job waits
        error.add_note(traceback.format_exc())
        return pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)


def _end_with_parent() -> None:
    """End a child that works while its parent dies; an idle one sees its socket close."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
