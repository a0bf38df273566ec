"""Work in child processes, since what is worked on may hang, crash, or swallow memory.

Each child has a socket of its own, and holds the other end alone: its answer and its death are seen in the same
place, at once, whatever it was doing, and no lock is shared with it that it could take along. A child that died is
replaced. Each job is answered: by its result, by what it raised, by JobTimeoutError or by WorkerDiedError.

A child is made ready once (`prepare`), and jobs of one name go to the one that did the last of them.
"""

from __future__ import annotations

import pickle
import signal
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, Self, TypeVar, cast

from base.errors import UnavailableError
from base.raised import Raised
from base.worker_child import Child, manner

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
UNSENDABLE = (pickle.PicklingError, TypeError, AttributeError, ValueError, RecursionError)
"""What pickle raises for an error that holds what cannot be sent, as lxml's errors hold their log."""
MAX_NAMES = 1_024
"""Names of jobs of which it is known who did the last; the one longest unused goes."""


class JobTimeoutError(Exception):
    """The job took longer than its limits allow; its process was ended."""


class WorkerDiedError(Exception):
    """The process died while it had the job, and so did the second one that tried it; the message says how."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take, counted from the moment when a child that is ready has been given it.

    `cpu_seconds` is processor time, which a loaded machine does not use up; the kernel holds it, so that a child
    whose parent is gone ends by it too. `memory_bytes` is address space, limited on Linux alone, and by 0 nowhere. A
    child is replaced after `jobs`, so that no leak of a library grows for ever.
    """

    seconds: float
    cpu_seconds: float
    memory_bytes: int
    jobs: int = 2_000


class Workers:
    """At most `count` child processes, each started when a job finds no other idle.

    They are forked from a clean process that has loaded the modules of `preload`: a fork of this one would copy its
    threads' locks. Jobs are functions of importable modules, their arguments and results are pickled. Each child calls
    `prepare` before it takes a job; `died` is told how one ended that ended by itself.
    """

    def __init__(
        self,
        count: int,
        limits: Limits,
        preload: Sequence[str] = (),
        prepare: Callable[[], None] | None = None,
        died: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._count, self._limits = count, limits
        self._preload, self._prepare, self._died = [__name__, *preload], prepare, died
        self._threads = ThreadPoolExecutor(count, "worker")
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._coming = 0
        self._last: OrderedDict[Hashable, Child] = OrderedDict()
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all children; jobs that have not ended are cancelled, or answered by WorkerDiedError."""
        with self._changed:
            self._closing.set()
            self._changed.notify_all()
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

    def start(self) -> None:
        """Let all children come up, so that no job waits for it. Raises UnavailableError."""
        for started in [self._threads.submit(self._start) for _ in range(self._count)]:
            self._put_back(started.result())

    def do(self, function: Callable[..., T], *args: object, name: Hashable = None) -> T:
        """Do a job in this thread's time, and raise what the future of `submit` would. One that has the `name` of an
        earlier job is given to the child that did that one, unless it is gone."""
        return self._answer(function, args, {}, name)

    def _answer(
        self, function: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], name: Hashable = None
    ) -> T:
        job = pickle.dumps((function, args, kwargs), pickle.HIGHEST_PROTOCOL)
        code: int | None = None
        for _ in range(TRIES):
            child = self._take(name)
            try:
                reply = child.ask(job, self._limits.seconds)
            except TimeoutError as error:
                self._drop(child)
                raise JobTimeoutError(f"it took more than {self._limits.seconds:g} s") from error
            except (OSError, EOFError):
                code = self._drop(child)
                self._renew(code)
            else:
                return cast("T", self._result(child, reply, name))
            if code == -signal.SIGPROF:
                raise JobTimeoutError(f"it took more than {self._limits.cpu_seconds:g} s of processor time")
        raise WorkerDiedError(f"the process that did it {manner(code)}, and again when it was tried once more")

    def _result(self, child: Child, reply: bytes, name: Hashable) -> object:
        is_worn = True
        try:
            is_good, value = pickle.loads(reply)  # noqa: S301 - from our own child
            value = value if is_good else value.error()
            # What filled its memory may still lie in it
            is_worn = child.jobs >= self._limits.jobs or isinstance(value, MemoryError)
        finally:
            if is_worn:
                self._drop(child)
            else:
                self._put_back(child, name)
        if not is_good:
            raise value
        return value

    def _put_back(self, child: Child, name: Hashable = None) -> None:
        with self._changed:
            self._idle.append(child)
            if name is not None:
                self._last[name] = child
                self._last.move_to_end(name)
                if len(self._last) > MAX_NAMES:
                    self._last.popitem(last=False)
            self._changed.notify_all()

    def _take(self, name: Hashable) -> Child:
        """A child that is alive and ready. Raises UnavailableError where none can be started."""
        while True:
            child = self._take_idle(name)
            if child is None:
                return self._start()
            if child.is_silent():
                return child
            self._renew(self._drop(child))

    def _take_idle(self, name: Hashable) -> Child | None:
        """The child that did the last job of this name, waited for while it does another, else any that is idle."""
        with self._changed:
            child = self._last.get(name) if name is not None else None
            if child:
                self._changed.wait_for(lambda: child in self._idle or child not in self._children)
            if child in self._idle:
                self._idle.remove(child)
                return child
            self._changed.wait_for(lambda: self._idle or not self._coming or self._closing.is_set())
            return self._idle.pop() if self._idle else None

    def _renew(self, code: int | None) -> None:
        """Tell that a child has died. One that has to be made ready is replaced while others go on with the jobs."""
        with self._lock:
            if self._closing.is_set():
                return
            if self._prepare:
                self._coming += 1
                self._threads.submit(self._come_up)
        self._died(manner(code))

    def _come_up(self) -> None:
        try:
            self._put_back(self._start())
        finally:  # where it cannot be started, the next job tries, and says so
            with self._changed:
                self._coming -= 1
                self._changed.notify_all()

    def _start(self) -> Child:
        reason: Exception | None = None
        for pause in (0.0, *START_PAUSES):
            self._closing.wait(pause)
            try:
                child = Child(self._limits, self._preload, self._prepare, _reply)
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

    def _drop(self, child: Child) -> int | None:
        with self._changed:
            self._children.discard(child)
            self._changed.notify_all()
        return child.end()


def _reply(job: bytes) -> bytes:
    try:
        function, args, kwargs = pickle.loads(job)  # noqa: S301 - from our own parent
        return pickle.dumps((True, function(*args, **kwargs)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is the answer to it, and the next job waits
        error.add_note(traceback.format_exc())
        try:
            return pickle.dumps((False, Raised.of(error)), pickle.HIGHEST_PROTOCOL)
        except UNSENDABLE:
            return pickle.dumps((False, Raised.in_words(error)), pickle.HIGHEST_PROTOCOL)
