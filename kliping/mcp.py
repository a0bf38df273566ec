"""The Model Context Protocol on standard input and output: one message a line."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import BinaryIO

from base.events import event
from search.mcp import jsonrpc
from search.mcp.jsonrpc import INTERNAL_ERROR, INVALID_REQUEST, MAX_BYTES, Id, Message, RpcError

AT_ONCE = 4
"""Requests that are worked on at once; one client asks no more."""
MAX_HELD = 64
"""Requests that are worked on or wait. Beyond it nothing is read, so that a client that asks on and on waits."""

logger = logging.getLogger(__name__)

Answer = Callable[[Message], dict[str, object]]
"""Makes the result of a request. Raises RpcError."""


class Conversation:
    """What one client asked and has not been answered yet. Whatever is written is a message of the protocol."""

    def __init__(self, answer: Answer, output: BinaryIO) -> None:
        self._answer, self._output = answer, output
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mcp")
        self._places = threading.Semaphore(MAX_HELD)
        self._held = dict[Id, Future[dict[str, object]]]()
        self._lock = threading.Lock()

    def run(self, lines: Iterator[bytes | None]) -> None:
        """Read messages to their end, and answer each. None stands for a line that is too long."""
        try:
            for line in lines:
                if line is None or line.strip():
                    self._take(line)
        except KeyboardInterrupt:
            self._threads.shutdown(wait=False, cancel_futures=True)
            raise
        self._threads.shutdown()

    def _take(self, line: bytes | None) -> None:
        try:
            message = _read(line)
        except RpcError as error:
            self._write(jsonrpc.write_error(error))
            return
        if message.id is None:
            self._hear(message)
        else:
            self._begin(message.id, message)

    def _hear(self, message: Message) -> None:
        """A notification: that a request is cancelled, which then gets no answer. All others change nothing here."""
        cancelled = message.params.get("requestId")
        if message.method != "notifications/cancelled" or isinstance(cancelled, bool):
            return
        if isinstance(cancelled, Id):
            with self._lock:
                future = self._held.pop(cancelled, None)
            if future is not None:
                future.cancel()

    def _begin(self, id_: Id, message: Message) -> None:
        self._places.acquire()
        with self._lock:
            is_new = id_ not in self._held
            if is_new:
                future = self._held[id_] = self._threads.submit(self._answer, message)
        if not is_new:
            self._places.release()
            text = "a request with this id has not been answered yet"
            self._write(jsonrpc.write_error(RpcError(INVALID_REQUEST, text, id=id_)))
            return
        future.add_done_callback(partial(self._end, id_))

    def _end(self, id_: Id, future: Future[dict[str, object]]) -> None:
        """Answer a request, unless it was cancelled."""
        self._places.release()
        with self._lock:
            if self._held.get(id_) is not future:
                return
            del self._held[id_]
        if future.cancelled():  # with all that waits, as this ends
            return
        error = future.exception()
        if error is None:
            self._write(jsonrpc.write_result(id_, future.result()))
            return
        if not isinstance(error, RpcError):
            text = f"the server failed on a request: {error!r}; please report it"
            event(logger, "mcp.bug", text, level=logging.ERROR, error=error)
            error = RpcError(INTERNAL_ERROR, "the server failed; its log says why")
        error.id = id_
        self._write(jsonrpc.write_error(error))

    def _write(self, message: bytes) -> None:
        with self._lock, suppress(BrokenPipeError):  # a client that has gone reads nothing, and closes our input too
            self._output.write(message + b"\n")
            self._output.flush()


def _read(line: bytes | None) -> Message:
    if line is None:
        raise RpcError(INVALID_REQUEST, f"a message has at most {MAX_BYTES:,} bytes")
    return jsonrpc.read_message(line)


def read_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream as they come; None in the place of one that is longer than a message may be."""
    while line := stream.readline(MAX_BYTES + 1):
        if len(line) <= MAX_BYTES or line.endswith(b"\n"):
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES)
        yield None


@contextmanager
def taken_output() -> Iterator[BinaryIO]:
    """Standard output for the protocol alone: what anything else prints goes to standard error."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as output:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        yield output
