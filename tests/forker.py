"""Runs modules of ours as programs in processes that are forked from one in which all is imported already, which saves
two seconds of processor time for each: `python -m tests.forker DESCRIPTOR`. `tests.forked` is who asks.

Each message on the socket of that descriptor is JSON and carries four descriptors: what the program is to have as
standard input, output and error, and a pipe on which is told the number of its process and, in time, how that ended.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import socket
import sys
import time
from typing import Any

from config.catalogue import load_catalogue
from kliping import main

MESSAGE_BYTES = 1 << 16
LOADED = (
    "base.forking",
    *(f"kliping.commands.{name}" for name in {*main.COMMANDS.values()}),
    "alembic.command",
    "config.log",
    "crawler.crawl",
    "crawler.fetch.middlewares",
    "crawler.fetch.polite_handler",
    "crawler.fetch.robots_middleware",
    "crawler.fetch.subscriber",
    "indexer.engines.embedded.engine",
    "indexer.extract",
    "indexer.importing",
    "indexer.pipeline",
    "indexer.rebuild",
    "kliping.status",
    "kliping.summary",
    "search.saved.run",
    *(f"scrapy.{name}" for name in ("dupefilters", "logformatter", "pqueues", "squeues", "statscollectors")),
    *(f"scrapy.downloadermiddlewares.{name}" for name in ("defaultheaders", "downloadtimeout", "useragent")),
    *(
        f"scrapy.spidermiddlewares.{name}"
        for name in ("depth", "httperror", "metacopy", "referer", "start", "urllength")
    ),
)


def load() -> None:
    """Import what commands import once they run."""
    for name in LOADED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules, "a reactor does not survive a fork"


def become(module: str, arguments: list[str], environment: dict[str, str], folder: str) -> None:
    """Be `python -m MODULE ARGUMENTS`."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def begin(descriptors: list[int]) -> bool:
    """Start a program in a group of its own and tell of its end; whether this is the process that is to become it."""
    *given, told = descriptors
    program = os.fork()
    os.setpgid(program, program)  # of either, as nobody knows who comes first; 0 is who calls
    if program == 0:
        for number, descriptor in enumerate(given):
            os.dup2(descriptor, number)
        for descriptor in descriptors:
            os.close(descriptor)
        return True
    for descriptor in given:
        os.close(descriptor)
    os.write(told, f"{program}\n".encode())
    _, status = os.waitpid(program, 0)
    with contextlib.suppress(BrokenPipeError):  # nobody wants to know any more
        os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def serve(asker: socket.socket) -> dict[str, Any] | None:
    """Answer until nobody asks any more; in the process that is to become a program, what it is to be. Each has a
    process of its own that waits for it."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(asker, MESSAGE_BYTES, 4)
        if not message:
            return None
        if os.fork() == 0:
            asker.close()
            if begin(descriptors):
                return dict(json.loads(message))
        for descriptor in descriptors:
            os.close(descriptor)
        with contextlib.suppress(ChildProcessError):
            while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG):
                pass


if __name__ == "__main__":
    load()
    load_catalogue(None)  # its own publishers are read once in a process and those that it forks
    gc.collect()
    gc.freeze()
    if asked := serve(socket.socket(fileno=int(sys.argv[1]))):
        become(**asked)
