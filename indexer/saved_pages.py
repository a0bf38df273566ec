"""Pages saved as files, each read as the index stage would read it: `kliping extract`."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from base.urls import canonical_url
from base.workers import JobTimeoutError, WorkerDiedError
from config.catalogue import Publisher, publisher_of
from config.outcomes import Outcome
from config.settings import IndexerSettings
from crawler.archive.archive import Page
from indexer.articles.article import Extraction
from indexer.pool import ExtractionPool

STDIN = Path("-")
MAX_PENDING = 64
"""Pages in memory at once, so that a long manifest does not fill it."""


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page in a file (gzipped where the name ends in .gz; `-` is standard input) and the address it came from, None
    where unknown."""

    path: Path
    url: str | None = None


def extract_saved(
    pages: Iterable[SavedPage], publishers: Mapping[str, Publisher], settings: IndexerSettings
) -> Iterator[Extraction]:
    """Extract saved pages in worker processes, in order, each by the rules of the publisher that owns its URL.

    A file that cannot be read comes back as UNREADABLE with the reason in its notes.
    """
    with ExtractionPool(settings) as pool:
        waiting: deque[tuple[SavedPage, Future[Extraction] | Extraction]] = deque()
        for saved in pages:
            waiting.append((saved, _start(saved, publishers, pool)))
            if len(waiting) >= MAX_PENDING:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())


def _start(
    saved: SavedPage, publishers: Mapping[str, Publisher], pool: ExtractionPool
) -> Future[Extraction] | Extraction:
    try:
        body = _read(saved.path)
    except (OSError, EOFError, ValueError, zlib.error) as error:  # the third of what can be no name of a file
        return Extraction(saved.url or "", Outcome.UNREADABLE, notes=(f"{saved.path}: cannot be read: {error}",))
    owner = publisher_of(saved.url or "", publishers.values())
    return pool.start(_as_page(saved, body, owner), owner, ())


def _read(path: Path) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _as_page(saved: SavedPage, body: bytes, owner: Publisher | None) -> Page:
    """A saved file as an archived page, captured now."""
    url = saved.url or ""
    return Page(
        id="",
        kind="page",
        url=url,
        final_url=url,
        key=canonical_url(url) if url else "",
        publisher=owner.slug if owner else "",
        captured=datetime.now(UTC),
        status=200,
        content_type="",
        body=body,
        run="",
        link={},
    )


def _result(saved: SavedPage, made: Future[Extraction] | Extraction) -> Extraction:
    """The extraction of a page; if it failed, one that has the reason as its outcome."""
    if isinstance(made, Extraction):
        return made
    try:
        return made.result()
    except JobTimeoutError:
        return Extraction(saved.url or "", Outcome.TIMED_OUT)
    except WorkerDiedError as error:
        return Extraction(saved.url or "", Outcome.WORKER_DIED, notes=(str(error),))
