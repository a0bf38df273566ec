"""Runs `kliping` in children that are forked from what is imported already, which saves a second for each: `python -m
tests.faults.forker`.

Reads a line of JSON for each command from standard input: its `arguments`, the `settings` for its environment, the
`limits` of the kernel (of `RLIMIT_DATA` beyond what the process has), and the `log` to which it writes. Answers with a
line: the exit code, negative for the signal that ended it, or `hangs`.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from config import catalogue
from config.catalogue import Publisher
from config.settings import IndexerSettings
from crawler.archive.archive import Page
from crawler.fetch import engine, runtime
from crawler.fetch.pagination import further_pages
from crawler.schedule import manager
from crawler.sources.entries import Listing
from crawler.sources.parsers import Readers, SourceDocument, read_source
from indexer import pipeline
from indexer.articles.article import Extraction
from indexer.pool import ExtractionPool, _read
from kliping import main
from tests.forker import load

DEADLINE = 100.0


class ReadersHere(Readers):
    """Readers of sources without processes of their own, which cost a second each time and are killed elsewhere."""

    async def read(self, document: SourceDocument) -> Listing:
        return read_source(document)

    async def further_pages(self, body: bytes, url: str, first: str, publisher: Publisher | None) -> list[str]:
        return further_pages(body, url, first, publisher)


class ExtractionHere(ExtractionPool):
    """The same of pages."""

    def __init__(self, settings: IndexerSettings) -> None: ...

    def __exit__(self, *_: object) -> None: ...

    def start(self, page: Page, publisher: Publisher | None, parts: Sequence[bytes]) -> Future[Extraction]:
        done = Future[Extraction]()
        done.set_result(_read(page, publisher, parts))
        return done


def become(arguments: list[str], settings: dict[str, str], log: str, limits: dict[str, int]) -> int:
    """Run a command in this process, in a session of its own."""
    os.setsid()
    os.environ.update(settings)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for number in (1, 2):
        os.dup2(out, number)
    runtime.Readers, pipeline.ExtractionPool = ReadersHere, ExtractionHere  # type: ignore[misc]
    manager.GRACE_SECONDS, engine.CLOSE_SECONDS = 0.5, 0.1  # what is left open ends with the process
    signal.signal(signal.SIGTERM, main.interrupt)
    main.report_crashes()
    for name, limit in limits.items():
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 if name == "RLIMIT_DATA" else 0
        resource.setrlimit(getattr(resource, name), (held + limit, held + limit))
    return main.run(arguments)


def wait(child: int) -> str:
    """How a child ended; whatever it has started is ended too."""
    handle = os.pidfd_open(child)
    hangs = not select.select([handle], [], [], DEADLINE)[0]
    os.close(handle)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return "hangs" if hangs else str(os.waitstatus_to_exitcode(status))


def serve() -> int:
    """Answer until the input ends; in a child, its command's exit code."""
    load()
    catalogue.BUILTIN = Path(os.devnull)  # its 89 publishers take half a second to read, and are not to be asked
    for line in sys.stdin:
        job: dict[str, Any] = json.loads(line)
        Path(job["log"]).write_bytes(b"")
        child = os.fork()
        if child == 0:
            return become(**job)
        print(wait(child), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(serve())
