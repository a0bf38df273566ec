"""What a child of `base.workers` does."""

from __future__ import annotations

import gc
import importlib
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from base.frames import receive, send

if TYPE_CHECKING:
    from base.workers import Limits

GARBAGE_THRESHOLD = 100_000
"""Objects after which a child looks for garbage in circles. A page makes tens of thousands that are freed without that;
Python's own threshold of 700 has them walked through dozens of times, a tenth of the time of extraction."""


def serve(
    link: socket.socket,
    limits: Limits,
    preload: list[str],
    prepare: Callable[[], None] | None,
    reply: Callable[[bytes], bytes],
) -> None:
    """Job after job, until the parent closes its end or is gone; `reply` makes the answer of each."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its children itself
    # What a library says of a page would stand in the log as a line of its own form; the job's answer says what counts
    logging.getLogger().addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform == "linux" and limits.memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    for module in preload:  # no cost where the process that forks has loaded them, but another pool may have started it
        importlib.import_module(module)
    if prepare:
        prepare()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    gc.enable()
    with suppress(OSError, EOFError):
        send(link, b"")
        while True:
            job = receive(link)
            signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
            answer = reply(job)
            signal.setitimer(signal.ITIMER_PROF, 0)
            send(link, answer)


def _end_with_parent() -> None:
    """End a child that works while its parent dies; an idle one sees its socket close."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)
